// Reads JSON (RFC 8259, strictly) from bytes that may come from anybody, one value after another as
// its caller asks for them: no tree, no dictionary, no recursion. Whatever the bytes are and
// whatever order it is called in, it throws or answers; it never traps and never reads outside.

/// A pull reader over one document.
///
/// The caller says what it expects, container by container:
///
///     try reader.beginObject()
///     while let key = try reader.nextKey() {
///         switch key {
///         case "id": id = try reader.int64()
///         default: try reader.skipValue()
///         }
///     }
///     try reader.finish()
///
/// Every key and every element must be followed by reading or skipping its value. After an error
/// other than `wrongType` the reader is of no further use. Two equal keys in one object are not
/// noticed here: only the caller knows which keys it has met.
package struct JSONReader: Sendable {
    /// What the innermost open container (or the document) is waiting for.
    private enum State {
        /// A value: at the start, after a key, after `nextElement()` said yes.
        case value
        /// The first key or element of a container just opened, or its end.
        case opened
        /// A comma or the end: a value has just been read.
        case separator
    }

    private enum Container {
        case object, array
    }

    private var scanner: JSONScanner
    private let limits: JSONLimits
    private var containers: [Container] = []
    private var state = State.value
    private var valueCount = 0

    /// A reader at the start of a document; throws `tooLarge` alone.
    package init(_ bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        guard bytes.count <= limits.maximumBytes else { throw .tooLarge }
        scanner = JSONScanner(bytes, maximumStringBytes: limits.maximumStringBytes)
        self.limits = limits
    }

    /// The kind of the value that comes next, which stays unread.
    package mutating func peekKind() throws(JSONError) -> JSONKind {
        guard let byte = scanner.byteAfterWhiteSpace() else { throw .truncated }
        guard state == .value else { throw unexpected(byte, expected: "no value") }
        guard let kind = JSONKind(firstByte: byte) else {
            throw unexpected(byte, expected: "a value")
        }
        return kind
    }

    /// Makes sure that only white space follows the one value of the document.
    package mutating func finish() throws(JSONError) {
        guard scanner.byteAfterWhiteSpace() == nil else { throw .trailingBytes }
        guard containers.isEmpty, state == .separator else { throw .truncated }
    }

    // MARK: Containers

    /// Enters an object; `nextKey()` is to be called until it answers `nil`.
    package mutating func beginObject() throws(JSONError) {
        try begin(.object, kind: .object)
    }

    /// Passes to the next member of the innermost object and answers its key, unescaped; `nil`
    /// when the object has ended, which leaves it.
    package mutating func nextKey() throws(JSONError) -> String? {
        guard let token = try keyToken() else { return nil }
        return try scanner.text(of: token)
    }

    /// Enters an array; `nextElement()` is to be called until it answers no.
    package mutating func beginArray() throws(JSONError) {
        try begin(.array, kind: .array)
    }

    /// Passes to the next element of the innermost array; false when the array has ended, which
    /// leaves it.
    package mutating func nextElement() throws(JSONError) -> Bool {
        guard try nextItem(of: .array, end: UInt8(ascii: "]")) else { return false }
        state = .value
        return true
    }

    // MARK: Values

    /// Reads a string, unescaped.
    package mutating func string() throws(JSONError) -> String {
        try scanner.text(of: stringToken())
    }

    /// Reads a whole number; `badNumber` for one with a fraction or an exponent, even `1.0`, and
    /// for one that does not fit.
    package mutating func int64() throws(JSONError) -> Int64 {
        guard let value = scanner.integer(try numberToken(), as: Int64.self) else {
            throw .badNumber
        }
        return value
    }

    /// Reads a whole number that is not negative; otherwise as `int64()`.
    package mutating func uint64() throws(JSONError) -> UInt64 {
        guard let value = scanner.integer(try numberToken(), as: UInt64.self) else {
            throw .badNumber
        }
        return value
    }

    /// Reads a whole number within bounds; `badNumber` outside them.
    package mutating func int(in range: ClosedRange<Int>) throws(JSONError) -> Int {
        guard let value = scanner.integer(try numberToken(), as: Int.self), range.contains(value)
        else { throw .badNumber }
        return value
    }

    /// Reads any number as the nearest `Double`; `badNumber` beyond the largest finite one.
    package mutating func double() throws(JSONError) -> Double {
        guard let value = scanner.double(try numberToken()) else { throw .badNumber }
        return value
    }

    /// Reads a number as its text tells it.
    ///
    /// An integer that an `Int64` cannot hold becomes a real, rounded; where every `UInt64` must
    /// survive, `uint64()` is the one to call.
    package mutating func number() throws(JSONError) -> JSONNumber {
        let token = try numberToken()
        if let value = scanner.integer(token, as: Int64.self) { return .integer(value) }
        guard let value = scanner.double(token) else { throw .badNumber }
        return .real(value)
    }

    /// Reads `true` or `false`.
    package mutating func bool() throws(JSONError) -> Bool {
        try require(.bool)
        let value = scanner.byte == UInt8(ascii: "t")
        try scanner.literal(value ? "true" : "false")
        state = .separator
        return value
    }

    /// Whether `null` comes next: reads it if it does, and leaves any other value unread.
    package mutating func isNull() throws(JSONError) -> Bool {
        guard try peekKind() == .null else { return false }
        try require(.null)
        try scanner.literal("null")
        state = .separator
        return true
    }

    /// Passes one value of any kind, all that is in it included.
    ///
    /// It is held to the same rules and limits as if it had been read.
    package mutating func skipValue() throws(JSONError) {
        let outside = containers.count
        repeat {
            if try moveToValue(outside: outside) {
                try skipOrEnter()
            }
        } while containers.count > outside
    }

    /// Passes one value and answers its bytes as they were written, so that what is not
    /// understood can be kept; they are a valid document of their own.
    package mutating func rawValue() throws(JSONError) -> ArraySlice<UInt8> {
        _ = try peekKind()
        let start = scanner.index
        try skipValue()
        return scanner.bytes[start..<scanner.index]
    }
}

extension JSONReader {
    /// The error for a byte at the position.
    private func unexpected(_ byte: UInt8, expected: String) -> JSONError {
        .unexpected(byte, expected: expected, offset: scanner.index)
    }

    /// Counts the value that comes next, which must be of that kind.
    private mutating func require(_ kind: JSONKind) throws(JSONError) {
        guard try peekKind() == kind else {
            throw .wrongType(expected: kind, offset: scanner.index)
        }
        guard valueCount < limits.maximumElements else { throw .tooManyValues }
        valueCount += 1
    }

    private mutating func stringToken() throws(JSONError) -> JSONScanner.StringToken {
        try require(.string)
        let token = try scanner.string()
        state = .separator
        return token
    }

    private mutating func numberToken() throws(JSONError) -> JSONScanner.NumberToken {
        try require(.number)
        let token = try scanner.number()
        state = .separator
        return token
    }

    private mutating func begin(
        _ container: Container, kind: JSONKind
    ) throws(JSONError) {
        try require(kind)
        guard containers.count < limits.maximumDepth else { throw .tooDeep }
        containers.append(container)
        state = .opened
        scanner.advance()
    }

    /// Passes the comma before an item, or the end of the container (then false).
    private mutating func nextItem(
        of container: Container, end: UInt8
    ) throws(JSONError) -> Bool {
        guard let byte = scanner.byteAfterWhiteSpace() else { throw .truncated }
        guard containers.last == container else {
            throw unexpected(byte, expected: "another container")
        }
        switch (state, byte) {
        case (.opened, end), (.separator, end):
            scanner.advance()
            containers.removeLast()
            state = .separator
            return false
        case (.opened, _):
            return true
        case (.separator, UInt8(ascii: ",")):
            scanner.advance()
            return true
        case (.separator, _):
            throw unexpected(byte, expected: "a comma or the end of the container")
        case (.value, _):
            throw unexpected(byte, expected: "its value to be read first")
        }
    }

    /// The next key of the innermost object, and its colon; `nil` at the end of the object.
    private mutating func keyToken() throws(JSONError) -> JSONScanner.StringToken? {
        guard try nextItem(of: .object, end: UInt8(ascii: "}")) else { return nil }
        guard let quote = scanner.byteAfterWhiteSpace() else { throw .truncated }
        guard quote == UInt8(ascii: "\"") else { throw unexpected(quote, expected: "a key") }
        let token = try scanner.string()
        guard let colon = scanner.byteAfterWhiteSpace() else { throw .truncated }
        guard colon == UInt8(ascii: ":") else { throw unexpected(colon, expected: "a colon") }
        scanner.advance()
        state = .value
        return token
    }

    /// Within a value that is being skipped: passes what stands before the next value inside it,
    /// or leaves the innermost container (then false).
    private mutating func moveToValue(outside: Int) throws(JSONError) -> Bool {
        guard containers.count > outside else { return true }
        guard containers.last == .object else { return try nextElement() }
        guard let key = try keyToken() else { return false }
        try scanner.validate(key)
        return true
    }

    /// Passes the value that comes next, or only its opening bracket.
    private mutating func skipOrEnter() throws(JSONError) {
        switch try peekKind() {
        case .object: try beginObject()
        case .array: try beginArray()
        case .string: try scanner.validate(stringToken())
        // Converted, because a number too large to be read must not pass unread either.
        case .number: _ = try number()
        case .bool: _ = try bool()
        case .null: _ = try isNull()
        }
    }
}
