// WireReader: JSONReader with the protocol's own values, errors and bounds.

/// Reads the protocol's values from JSON that may come from anybody.
struct WireReader {
    private var json: JSONReader
    /// The epoch that bare sequence numbers are in.
    var epoch: Epoch?

    init(_ bytes: [UInt8], maximumBytes: Int = WireLimits.messageBytes) throws(WireError) {
        do {
            var limits = JSONLimits.standard
            limits.maximumBytes = maximumBytes
            json = try JSONReader(bytes, limits: limits)
        } catch { throw WireError("JSON: \(error)") }
    }

    /// Runs a read of the JSON, giving its error the protocol's shape.
    mutating func read<R>(
        _ body: (inout JSONReader) throws(JSONError) -> R
    ) throws(WireError) -> R {
        do { return try body(&json) } catch { throw WireError("JSON: \(error)") }
    }

    /// Reads an object; `field` is called with each key and must read its value or return `false`.
    mutating func object(
        _ field: (inout WireReader, String) throws(WireError) -> Bool
    ) throws(WireError) {
        try read { json throws(JSONError) in try json.beginObject() }
        var keys: Set<String> = []
        while let key = try read({ json throws(JSONError) in try json.nextKey() }) {
            guard keys.insert(key).inserted else { throw WireError("duplicate key \(key)") }
            if !(try field(&self, key)) {
                try read { json throws(JSONError) in try json.skipValue() }
            }
        }
    }

    /// Reads an array of at most `limit` elements.
    mutating func array<Element>(
        limit: Int, _ element: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        var result: [Element] = []
        try read { json throws(JSONError) in try json.beginArray() }
        while try read({ json throws(JSONError) in try json.nextElement() }) {
            guard result.count < limit else { throw WireError("more than \(limit) elements") }
            result.append(try element(&self))
        }
        return result
    }

    /// Reads a fixed run of elements of an array with `body`, then its end.
    mutating func tuple<R>(
        _ body: (inout WireReader) throws(WireError) -> R
    ) throws(WireError) -> R {
        try read { json throws(JSONError) in try json.beginArray() }
        let result = try body(&self)
        if try hasElement() { throw WireError("too many elements in a row") }
        return result
    }

    /// An array of which each element stands before the next, so that none stands twice.
    ///
    /// - Parameter name: what the elements are, in a refusal.
    mutating func ordered<Element>(
        _ name: String, limit: Int, by isBefore: (Element, Element) -> Bool,
        _ element: (inout WireReader) throws(WireError) -> Element
    ) throws(WireError) -> [Element] {
        let elements = try array(limit: limit, element)
        guard zip(elements, elements.dropFirst()).allSatisfy(isBefore) else {
            throw WireError("\(name) out of order, or one twice")
        }
        return elements
    }

    mutating func hasElement() throws(WireError) -> Bool {
        try read { json throws(JSONError) in try json.nextElement() }
    }

    /// Moves to the next element of a row, which must be there.
    mutating func next() throws(WireError) {
        guard try hasElement() else { throw WireError("a row ends early") }
    }

    mutating func isNull() throws(WireError) -> Bool {
        try read { json throws(JSONError) in try json.isNull() }
    }

    mutating func string(limit: Int = 1 << 20) throws(WireError) -> String {
        let text = try read { json throws(JSONError) in try json.string() }
        guard text.utf8.count <= limit else { throw WireError("a text over \(limit) bytes") }
        return text
    }

    /// The name of a collection, field or scope.
    mutating func name() throws(WireError) -> String {
        let name = try string(limit: WireLimits.nameBytes)
        guard WireReader.isName(name) else { throw WireError("a name that is not plain ASCII") }
        return name
    }

    /// Whether a text may name a collection, field or scope.
    static func isName(_ text: String) -> Bool {
        (1...WireLimits.nameBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    mutating func unsigned() throws(WireError) -> UInt64 {
        try read { json throws(JSONError) in try json.uint64() }
    }

    mutating func signed() throws(WireError) -> Int64 {
        try read { json throws(JSONError) in try json.int64() }
    }

    mutating func integer(_ range: ClosedRange<Int>) throws(WireError) -> Int {
        try read { json throws(JSONError) in try json.int(in: range) }
    }

    mutating func bool() throws(WireError) -> Bool {
        try read { json throws(JSONError) in try json.bool() }
    }

    mutating func value() throws(WireError) -> FieldValue {
        switch try read({ json throws(JSONError) in try json.peekKind() }) {
        case .null:
            _ = try isNull()
            return .null
        case .bool: return .bool(try bool())
        case .string: return .text(try string())
        case .number:
            switch try read({ json throws(JSONError) in try json.number() }) {
            case .integer(let number): return .integer(number)
            case .real(let number): return .real(number)
            }
        case .object, .array: throw WireError("a value that is an object or an array")
        }
    }

    mutating func recordID() throws(WireError) -> RecordID {
        guard let id = RecordID(try string(limit: 36)) else { throw WireError("a bad record id") }
        return id
    }

    mutating func transactionID() throws(WireError) -> TransactionID {
        guard let id = TransactionID(try string(limit: 16)) else {
            throw WireError("a bad transaction id")
        }
        return id
    }

    mutating func epochValue() throws(WireError) -> Epoch {
        guard let epoch = Epoch(try string(limit: 16)) else { throw WireError("a bad epoch") }
        return epoch
    }

    /// Stamps are decimal text: JSON numbers of other languages lose their last bits.
    mutating func stamp() throws(WireError) -> Stamp {
        guard let value = decimal(try string(limit: 20)) else { throw WireError("a bad stamp") }
        return Stamp(value)
    }

    mutating func replica() throws(WireError) -> Replica {
        Replica(try integer(0...Int(Replica.max)))
    }

    /// A bare number is in the message's epoch; another epoch is written `epoch/sequence`.
    mutating func position() throws(WireError) -> Position? {
        if try isNull() { return nil }
        if case .number = try read({ json throws(JSONError) in try json.peekKind() }) {
            let sequence = try unsigned()
            guard let epoch else { throw WireError("a bare sequence before the epoch") }
            return Position(epoch: epoch, sequence: sequence)
        }
        let parts = try string(limit: 40).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Epoch(String(parts[0])),
            let sequence = decimal(String(parts[1]))
        else { throw WireError("a bad position") }
        return Position(epoch: epoch, sequence: sequence)
    }

    mutating func phrase() throws(WireError) -> Phrase {
        var french = ""
        var english = ""
        try object { reader, key throws(WireError) in
            switch key {
            case "fr": french = try reader.string(limit: 10_000)
            case "en": english = try reader.string(limit: 10_000)
            default: return false
            }
            return true
        }
        return Phrase(fr: french, en: english)
    }

    mutating func digest() throws(WireError) -> Digest {
        let text = try string(limit: 32)
        guard let bytes = Hex.decode(text), bytes.count == 16 else {
            throw WireError("a bad digest")
        }
        let word = { (half: ArraySlice<UInt8>) in half.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
        return Digest(high: word(bytes[..<8]), low: word(bytes[8...]))
    }

    mutating func finish() throws(WireError) {
        try read { json throws(JSONError) in try json.finish() }
    }
}

/// A number in digits alone; `UInt64` itself would take a sign too.
private func decimal(_ text: String) -> UInt64? {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? UInt64(text) : nil
}

/// A value that a message must carry.
func required<T>(_ value: T?, _ key: String) throws(WireError) -> T {
    guard let value else { throw WireError("missing \(key)") }
    return value
}
