// Catalogue: every sentence of the code that people read, in French and in English, with where it
// stands. A sentence is written beside what says it, as the labels `fr:` and `en:` of one call; all
// of them together are the catalogue.

/// One sentence in both languages.
struct CatalogueEntry: Sendable {
    /// Where it stands, counted from one.
    let line: Int
    /// What is written; `nil` where the language is missing.
    let french: CatalogueText?
    let english: CatalogueText?
}

/// What one language says.
struct CatalogueText: Sendable, Equatable {
    /// Something that is put in, or one of several texts follows.
    static let gap: Character = "\u{FFFC}"

    /// The text, with a gap for each value that is put in.
    var text = ""
    /// What is put in, as code, without a choice of language.
    var values: [String] = []
}

extension SwiftText {
    /// The sentences of this file, in their order.
    var catalogue: [CatalogueEntry] {
        var reader = CatalogueReader(self)
        return reader.entries()
    }

    /// The texts that are written directly after one of some beginnings of code, with their lines.
    func texts(after beginnings: [String]) -> [(line: Int, text: CatalogueText)] {
        var reader = CatalogueReader(self)
        return reader.texts(after: beginnings)
    }
}

/// Reads the labels and the texts after them.
private struct CatalogueReader {
    private let code: [UInt8]
    private let raw: [UInt8]
    private var position = 0
    private var line = 1

    init(_ text: SwiftText) {
        code = Array(text.code.joined(separator: "\n").utf8)
        raw = Array(text.lines.joined(separator: "\n").utf8)
    }

    mutating func entries() -> [CatalogueEntry] {
        guard code.count == raw.count else { return [] }
        var entries: [CatalogueEntry] = []
        while let label = nextLabel() {
            let start = line
            let first = text()
            guard label == "fr" else {
                if let first {
                    entries.append(CatalogueEntry(line: start, french: nil, english: first))
                }
                continue
            }
            skipBlanks()
            var second: CatalogueText?
            if position < code.count, code[position] == UInt8(ascii: ",") {
                step()
                skipBlanks()
                if sees("en:") {
                    for _ in 0..<3 { step() }
                    second = text()
                }
            }
            if first != nil || second != nil {
                entries.append(CatalogueEntry(line: start, french: first, english: second))
            }
        }
        return entries
    }

    mutating func texts(after beginnings: [String]) -> [(line: Int, text: CatalogueText)] {
        guard code.count == raw.count else { return [] }
        var texts: [(line: Int, text: CatalogueText)] = []
        while position < code.count {
            guard let beginning = beginnings.first(where: sees) else {
                step()
                continue
            }
            for _ in beginning.utf8 { step() }
            skipBlanks()
            guard position < code.count, code[position] == UInt8(ascii: "\"") else { continue }
            var text = CatalogueText()
            let start = line
            literal(into: &text)
            texts.append((start, text))
        }
        return texts
    }

    private mutating func step() {
        if raw[position] == UInt8(ascii: "\n") { line += 1 }
        position += 1
    }

    private func sees(_ text: String) -> Bool { code[position...].starts(with: text.utf8) }

    private mutating func skipBlanks() {
        while position < code.count, [0x20, 0x0A].contains(code[position]) { step() }
    }

    /// The next `fr:` or `en:` that is a label of a call; the position is behind it.
    private mutating func nextLabel() -> String? {
        while position < code.count {
            let before = position == 0 ? 0x20 : code[position - 1]
            if [0x20, 0x0A, UInt8(ascii: "(")].contains(before) {
                for label in ["fr", "en"] where sees(label + ":") {
                    for _ in 0..<3 { step() }
                    return label
                }
            }
            step()
        }
        return nil
    }

    /// What the expression that begins here says; `nil` when no text is written in it.
    private mutating func text() -> CatalogueText? {
        var result = CatalogueText()
        var isFound = false
        var depth = 0
        var between: [UInt8] = []
        while position < code.count {
            let byte = code[position]
            if byte == UInt8(ascii: "\"") {
                if isFound, between.contains(where: { $0 != 0x20 && $0 != 0x0A && $0 != 0x2B }) {
                    result.text.append(CatalogueText.gap)
                }
                between = []
                isFound = true
                literal(into: &result)
                continue
            }
            if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: ")") { break }
            if "([{".utf8.contains(byte) { depth += 1 }
            if ")]}".utf8.contains(byte) { depth -= 1 }
            between.append(byte)
            step()
        }
        return isFound ? result : nil
    }

    /// What stands between two quotation marks.
    private mutating func literal(into result: inout CatalogueText) {
        step()
        var said: [UInt8] = []
        while position < code.count, code[position] != UInt8(ascii: "\"") {
            guard raw[position] == UInt8(ascii: "\\"), position + 1 < raw.count else {
                said.append(raw[position])
                step()
                continue
            }
            step()
            if raw[position] == UInt8(ascii: "(") {
                said += Array(String(CatalogueText.gap).utf8)
                result.values.append(value())
            } else {
                escape(&said)
            }
        }
        if position < code.count { step() }
        result.text += String(decoding: said, as: UTF8.self)
    }

    private mutating func escape(_ said: inout [UInt8]) {
        let sign = raw[position]
        step()
        guard sign == UInt8(ascii: "u") else {
            said.append(sign == UInt8(ascii: "n") ? 0x20 : sign)
            return
        }
        var digits: [UInt8] = []
        while raw[position] != UInt8(ascii: "}") {
            digits.append(raw[position])
            step()
        }
        step()
        let scalar = UInt32(String(decoding: digits.dropFirst(), as: UTF8.self), radix: 16)
        said += scalar.flatMap(Unicode.Scalar.init).map { Array(String($0).utf8) } ?? []
    }

    /// The code of an interpolation, from its parenthesis, without a choice of language.
    private mutating func value() -> String {
        var depth = 0
        var bytes: [UInt8] = []
        repeat {
            if code[position] == UInt8(ascii: "(") { depth += 1 }
            if code[position] == UInt8(ascii: ")") { depth -= 1 }
            bytes.append(raw[position])
            step()
        } while depth > 0 && position < code.count
        return String(decoding: bytes, as: UTF8.self)
    }
}
