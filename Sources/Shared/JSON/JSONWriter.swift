// Appends JSON to bytes, in the order its caller says things. It puts the commas and escapes the
// strings; that the calls are balanced and that every member has a key is the caller's part.

/// A writer of one document, without any white space.
package struct JSONWriter: Sendable {
    /// What has been written so far.
    package private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// A writer of an empty document.
    package init() {}

    // MARK: Containers

    /// Opens an object; `key(_:)` and a value follow, for each member.
    package mutating func beginObject() {
        open(UInt8(ascii: "{"))
    }

    /// Closes the innermost object.
    package mutating func endObject() {
        close(UInt8(ascii: "}"))
    }

    /// Opens an array; its values follow.
    package mutating func beginArray() {
        open(UInt8(ascii: "["))
    }

    /// Closes the innermost array.
    package mutating func endArray() {
        close(UInt8(ascii: "]"))
    }

    /// Writes the key of the member whose value comes next.
    package mutating func key(_ key: String) {
        separate()
        quote(key)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    // MARK: Values

    /// Writes a string.
    ///
    /// Quotes, backslashes and control characters are escaped, as RFC 8259 demands; so are U+2028
    /// and U+2029, which would end a line in older JavaScript. All else stays UTF-8.
    package mutating func string(_ value: String) {
        separate()
        quote(value)
    }

    /// Writes a whole number.
    package mutating func int(_ value: some FixedWidthInteger & SignedInteger) {
        separate()
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        digits(UInt64(value.magnitude))
    }

    /// Writes a whole number that is not negative.
    package mutating func uint(_ value: some FixedWidthInteger & UnsignedInteger) {
        separate()
        digits(UInt64(value))
    }

    /// Writes a real number in the fewest digits that read back as the same `Double`.
    ///
    /// It always has a `.` or an `e`, so that it reads back as a real. It must be finite: JSON has
    /// no word for anything else.
    package mutating func double(_ value: Double) {
        precondition(value.isFinite, "JSON can only hold finite numbers")
        separate()
        bytes.append(contentsOf: value.description.utf8)
    }

    /// Writes `true` or `false`.
    package mutating func bool(_ value: Bool) {
        separate()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes `null`.
    package mutating func null() {
        separate()
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes a value that is JSON already, as `JSONReader.rawValue()` answers it.
    package mutating func raw(_ value: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: value)
    }
}

extension JSONWriter {
    /// Before any key or value: the comma that parts it from the one before it.
    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Without `String`, which would allocate for longer numbers.
    private mutating func digits(_ value: UInt64) {
        var divisor: UInt64 = 1
        while value / divisor >= 10 { divisor *= 10 }
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func quote(_ text: String) {
        var text = text
        bytes.append(UInt8(ascii: "\""))
        // Most strings need no escape: whole runs are copied, and only what stands between is not.
        text.withUTF8 { utf8 in
            var runStart = 0
            var position = 0
            while position < utf8.count {
                let length = Self.lengthToEscape(utf8, at: position)
                if length == 0 {
                    position += 1
                    continue
                }
                bytes.append(contentsOf: utf8[runStart..<position])
                escape(utf8[position..<position + length])
                position += length
                runStart = position
            }
            bytes.append(contentsOf: utf8[runStart...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// How many bytes from there on are one character to escape; none when it needs no escape.
    private static func lengthToEscape(
        _ utf8: UnsafeBufferPointer<UInt8>, at position: Int
    ) -> Int {
        switch utf8[position] {
        case ..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"): 1
        // U+2028 and U+2029 are E2 80 A8 and E2 80 A9.
        case 0xE2 where position + 2 < utf8.count && utf8[position + 1] == 0x80:
            utf8[position + 2] & 0xFE == 0xA8 ? 3 : 0
        default: 0
        }
    }

    private mutating func escape(_ character: Slice<UnsafeBufferPointer<UInt8>>) {
        let last = character[character.endIndex - 1]
        bytes.append(UInt8(ascii: "\\"))
        switch last {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(last)
        case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
        case 0xA8: bytes.append(contentsOf: "u2028".utf8)
        case 0xA9: bytes.append(contentsOf: "u2029".utf8)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(Hex.digit(last >> 4))
            bytes.append(Hex.digit(last & 15))
        }
    }
}
