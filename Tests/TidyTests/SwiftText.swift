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
        tokens = code.enumerated().flatMap { Self.tokens(of: $0.element, line: $0.offset + 1) }
    }

    /// The tokens of one line, counted from one.
    func tokens(ofLine line: Int) -> [String] {
        Self.tokens(of: code[line - 1], line: line).map(\.text)
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var parts = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        return parts.map { String(decoding: $0, as: UTF8.self) }
    }

    private static func tokens(of line: String, line number: Int) -> [Token] {
        var tokens: [Token] = []
        var word = ""
        for character in line + " " {
            if character.isLetter || character.isNumber || character == "_" || character == "`" {
                word.append(character)
                continue
            }
            if !word.isEmpty { tokens.append(Token(text: word, line: number)) }
            word = ""
            if !character.isWhitespace {
                tokens.append(Token(text: String(character), line: number))
            }
        }
        return tokens
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
        for byte in bytes[position..<min(position + count, bytes.count)] {
            let blank = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
            code.append(kind == .code ? byte : blank)
            prose.append(kind == .string ? blank : byte)
        }
        position += count
    }

    private mutating func readCode() {
        if sees("//") {
            while position < bytes.count, !sees("\n") { take(as: .comment) }
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
            } else {
                take(as: .comment)
            }
        } while depth > 0 && position < bytes.count
    }

    private mutating func readString(hashes: Int, isMultiline: Bool) {
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
