// The words of JSON: white space, strings, numbers and literals, read from bytes that may come from
// anybody. It knows nothing of commas, depth or kinds: that is JSONReader's part.

/// A position in a document, and the tokens that can be read from there.
struct JSONScanner: Sendable {
    let bytes: [UInt8]
    private(set) var index = 0
    private let maximumStringBytes: Int

    /// A string as it stands in the document, its escapes known to be good, its UTF-8 not yet.
    struct StringToken {
        /// The bytes between the quotes.
        let range: Range<Int>
        let hasEscapes: Bool
        let isASCII: Bool
    }

    init(_ bytes: [UInt8], maximumStringBytes: Int) {
        self.bytes = bytes
        self.maximumStringBytes = maximumStringBytes
    }

    /// The byte at the position, `nil` at the end.
    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func advance() {
        index += 1
    }

    /// The next byte that is not white space as RFC 8259 has it, without passing it.
    mutating func byteAfterWhiteSpace() -> UInt8? {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            case let other: return other
            }
        }
        return nil
    }

    /// Passes a word such as `true`, of which the first letter has been seen.
    mutating func literal(_ word: StaticString) throws(JSONError) {
        for letter in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
            guard let byte else { throw .truncated }
            guard byte == letter else {
                throw .unexpected(byte, expected: "\(word)", offset: index)
            }
            index += 1
        }
    }

    // MARK: Strings

    /// Passes a string, of which the opening quote has been seen.
    mutating func string() throws(JSONError) -> StringToken {
        let start = index + 1
        var position = start
        var hasEscapes = false
        var seen: UInt8 = 0
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                guard position - start <= maximumStringBytes else { throw .stringTooLong }
                index = position + 1
                return StringToken(
                    range: start..<position, hasEscapes: hasEscapes, isASCII: seen < 0x80)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += try escape(at: position).length
            } else if byte < 0x20 {
                throw .unexpected(byte, expected: "no control character", offset: position)
            } else {
                seen |= byte
                position += 1
            }
        }
        throw .truncated
    }

    /// The text of a string.
    func text(of token: StringToken) throws(JSONError) -> String {
        let written = bytes[token.range]
        guard token.hasEscapes else {
            // Most keys and identifiers; nothing is left to be checked.
            if token.isASCII { return String(decoding: written, as: UTF8.self) }
            guard let text = String(validating: written, as: UTF8.self) else { throw .badUTF8 }
            return text
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(written.count)
        var position = token.range.lowerBound
        while position < token.range.upperBound {
            if bytes[position] == UInt8(ascii: "\\") {
                let escape = try escape(at: position)
                decoded.append(contentsOf: escape.scalar.utf8)
                position += escape.length
            } else {
                decoded.append(bytes[position])
                position += 1
            }
        }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .badUTF8 }
        return text
    }

    /// Makes sure that `text(of:)` would succeed, without making the text.
    func validate(_ token: StringToken) throws(JSONError) {
        // An escape stands for whole characters, so it can neither complete nor break the UTF-8
        // around it: looking at the bytes as written is enough.
        guard !token.isASCII else { return }
        do {
            _ = try UTF8Span(validating: bytes.span.extracting(token.range))
        } catch {
            throw .badUTF8
        }
    }

    /// What the escape that begins at a backslash stands for, and how many bytes it takes.
    private func escape(
        at start: Int
    ) throws(JSONError) -> (scalar: Unicode.Scalar, length: Int) {
        guard start + 1 < bytes.count else { throw .truncated }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return ("\"", 2)
        case UInt8(ascii: "\\"): return ("\\", 2)
        case UInt8(ascii: "/"): return ("/", 2)
        case UInt8(ascii: "b"): return ("\u{8}", 2)
        case UInt8(ascii: "f"): return ("\u{C}", 2)
        case UInt8(ascii: "n"): return ("\n", 2)
        case UInt8(ascii: "r"): return ("\r", 2)
        case UInt8(ascii: "t"): return ("\t", 2)
        case UInt8(ascii: "u"):
            let unit = try codeUnit(at: start)
            if let scalar = Unicode.Scalar(unit) { return (scalar, 6) }
            let low = try codeUnit(at: start + 6)
            guard 0xD800...0xDBFF ~= unit, 0xDC00...0xDFFF ~= low,
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            else { throw .badEscape }
            return (scalar, 12)
        default: throw .badEscape
        }
    }

    /// The UTF-16 unit that six bytes `\uXXXX` stand for.
    private func codeUnit(at start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for position in start..<start + 6 {
            guard position < bytes.count else { throw .truncated }
            let byte = bytes[position]
            switch position - start {
            case 0: guard byte == UInt8(ascii: "\\") else { throw .badEscape }
            case 1: guard byte == UInt8(ascii: "u") else { throw .badEscape }
            default:
                guard let digit = Hex.value(of: byte) else { throw .badEscape }
                unit = unit << 4 | UInt32(digit)
            }
        }
        return unit
    }
}

// MARK: Numbers

extension JSONScanner {
    /// A number as it stands in the document.
    struct NumberToken {
        let range: Range<Int>
        /// Whether it has neither a fraction nor an exponent.
        let isInteger: Bool
    }

    /// RFC 8259, section 9, lets a parser limit numbers. The longest exact `Double` in plain
    /// decimals has 1,077 characters; more digits than that say nothing and only cost time.
    static var maximumNumberBytes: Int { 1_100 }

    /// Passes a number, of which the first byte has been seen.
    mutating func number() throws(JSONError) -> NumberToken {
        let start = index
        var isInteger = true
        if byte == UInt8(ascii: "-") { index += 1 }
        if byte == UInt8(ascii: "0") {
            index += 1
            if let byte, Self.isDigit(byte) { throw .badNumber }
        } else {
            try digits()
        }
        if byte == UInt8(ascii: ".") {
            isInteger = false
            index += 1
            try digits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            isInteger = false
            index += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
        guard index - start <= Self.maximumNumberBytes else { throw .badNumber }
        return NumberToken(range: start..<index, isInteger: isInteger)
    }

    /// The number as an integer; `nil` when it is none or does not fit.
    func integer<T: FixedWidthInteger>(_ token: NumberToken, as type: T.Type) -> T? {
        guard token.isInteger else { return nil }
        let isNegative = bytes[token.range.lowerBound] == UInt8(ascii: "-")
        var value: T = 0
        for position in token.range.dropFirst(isNegative ? 1 : 0) {
            let digit = T(truncatingIfNeeded: bytes[position] &- UInt8(ascii: "0"))
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) =
                isNegative
                ? product.subtractingReportingOverflow(digit)
                : product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The number as the nearest `Double`; `nil` when it is beyond the largest.
    func double(_ token: NumberToken) -> Double? {
        guard let value = Double(String(decoding: bytes[token.range], as: UTF8.self)),
            value.isFinite
        else { return nil }
        return value
    }

    /// Passes one digit or more.
    private mutating func digits() throws(JSONError) {
        guard let first = byte else { throw .truncated }
        guard Self.isDigit(first) else { throw .badNumber }
        repeat { index += 1 } while byte.map(Self.isDigit) ?? false
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
}
