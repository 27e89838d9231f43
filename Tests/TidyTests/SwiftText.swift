// Tells the code of a Swift file from its comments and its strings, so that a brace in a string or
// a word in a comment fools no rule. It knows nested comments, raw and multi-line strings, and the
// code inside interpolations; it does not know regular expression literals.

/// The text of a Swift file, seen three ways with the same lines.
struct SwiftText: Sendable {
    /// The lines as they are.
    let lines: [String]
    /// The lines with blanks in place of comments and of what strings say.
    let code: [String]
    /// The lines with blanks in place of what strings say.
    let prose: [String]
    /// The words and signs of the code, in order.
    let tokens: [Token]
    /// The same, line by line.
    private let tokensOfLines: [[Token]]

    /// A word, or one sign.
    struct Token: Sendable, Equatable {
        let text: String
        /// Counted from one.
        let line: Int
    }

    init(_ text: String) {
        var blanker = Blanker(text)
        blanker.run()
        lines = Self.split(Array(text.utf8))
        code = Self.split(blanker.code)
        prose = Self.split(blanker.prose)
        tokensOfLines = code.enumerated().map { Self.tokens(of: $0.element, line: $0.offset + 1) }
        tokens = tokensOfLines.flatMap(\.self)
    }

    /// The tokens of one line, counted from one.
    func tokens(ofLine line: Int) -> [String] {
        tokensOfLines[line - 1].map(\.text)
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func tokens(of line: String, line number: Int) -> [Token] {
        var tokens: [Token] = []
        let bytes = Array(line.utf8)
        var start: Int?
        for (index, byte) in bytes.enumerated() {
            if isPartOfWord(byte) {
                start = start ?? index
                continue
            }
            if let start {
                tokens.append(Token(text: text(bytes[start..<index]), line: number))
            }
            start = nil
            if byte != UInt8(ascii: " "), byte != UInt8(ascii: "\t"), byte != UInt8(ascii: "\r") {
                tokens.append(Token(text: text(bytes[index...index]), line: number))
            }
        }
        if let start { tokens.append(Token(text: text(bytes[start...]), line: number)) }
        return tokens
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    /// Signs outside ASCII only stand in comments and strings, where they are blanks by now.
    private static func isPartOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "`"), 0x80...:
            true
        default: false
        }
    }
}

/// One pass over the bytes of a file.
private struct Blanker {
    private(set) var code: [UInt8] = []
    private(set) var prose: [UInt8] = []
    private let bytes: [UInt8]
    private var position = 0
    private var contexts: [Context] = []

    /// What surrounds the position, the innermost last; nothing means plain code.
    private enum Context {
        case string(hashes: Int, isMultiline: Bool)
        case interpolation(depth: Int)
    }

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func run() {
        while position < bytes.count {
            if case .string(let hashes, let isMultiline) = contexts.last {
                readString(hashes: hashes, isMultiline: isMultiline)
            } else {
                readCode()
            }
        }
    }

    private func sees(_ text: String, at offset: Int = 0) -> Bool {
        bytes[min(position + offset, bytes.count)...].starts(with: text.utf8)
    }

    private enum Kind { case code, comment, string }

    private mutating func take(_ count: Int = 1, as kind: Kind) {
        let taken = bytes[position..<min(position + count, bytes.count)]
        let blanks = kind == .code ? [] : taken.map { $0 == UInt8(ascii: "\n") ? $0 : 0x20 }
        code += kind == .code ? Array(taken) : blanks
        prose += kind == .string ? blanks : Array(taken)
        position += count
    }

    /// Takes everything before the next of these signs at once; false when one stands here.
    private mutating func takeRun(until signs: Set<UInt8>, as kind: Kind) -> Bool {
        var end = position
        while end < bytes.count, !signs.contains(bytes[end]) { end += 1 }
        guard end > position else { return false }
        take(end - position, as: kind)
        return true
    }

    /// What may begin something else than code, in a string, and at the end of a comment.
    private static let codeSigns = Set("/#\"()".utf8)
    private static let stringSigns = Set("\\\"\n".utf8)
    private static let lineEnd = Set("\n".utf8)
    private static let commentSigns = Set("/*".utf8)

    private mutating func readCode() {
        if takeRun(until: Self.codeSigns, as: .code) { return }
        if sees("//") {
            _ = takeRun(until: Self.lineEnd, as: .comment)
        } else if sees("/*") {
            readBlockComment()
        } else if let hashes = hashesBeforeQuote() {
            let isMultiline = sees("\"\"\"", at: hashes)
            contexts.append(.string(hashes: hashes, isMultiline: isMultiline))
            take(hashes + (isMultiline ? 3 : 1), as: .code)
        } else {
            trackInterpolation()
            take(as: .code)
        }
    }

    private mutating func trackInterpolation() {
        guard case .interpolation(let depth) = contexts.last else { return }
        if sees("(") {
            contexts[contexts.count - 1] = .interpolation(depth: depth + 1)
        } else if sees(")") {
            contexts.removeLast()
            if depth > 1 { contexts.append(.interpolation(depth: depth - 1)) }
        }
    }

    private func hashesBeforeQuote() -> Int? {
        var count = 0
        while sees("#", at: count) { count += 1 }
        return sees("\"", at: count) ? count : nil
    }

    private mutating func readBlockComment() {
        var depth = 0
        repeat {
            if sees("/*") {
                depth += 1
                take(2, as: .comment)
            } else if sees("*/") {
                depth -= 1
                take(2, as: .comment)
            } else if !takeRun(until: Self.commentSigns, as: .comment) {
                take(as: .comment)
            }
        } while depth > 0 && position < bytes.count
    }

    private mutating func readString(hashes: Int, isMultiline: Bool) {
        if takeRun(until: Self.stringSigns, as: .string) { return }
        let marks = String(repeating: "#", count: hashes)
        let end = (isMultiline ? "\"\"\"" : "\"") + marks
        if sees(end) {
            contexts.removeLast()
            take(end.utf8.count, as: .code)
        } else if sees("\\" + marks + "(") {
            contexts.append(.interpolation(depth: 1))
            take(1 + hashes, as: .string)
            take(as: .code)
        } else if sees("\\" + marks) {
            take(2 + hashes, as: .string)
        } else if sees("\n"), !isMultiline {
            contexts.removeLast()
        } else {
            take(as: .string)
        }
    }
}
