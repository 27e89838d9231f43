// WireWriter: JSONWriter with the protocol's own values. The counterpart of WireReader.

/// Writes the protocol's values as JSON.
struct WireWriter {
    private(set) var json = JSONWriter()
    /// The epoch that bare sequence numbers are in.
    let epoch: Epoch?

    init(epoch: Epoch? = nil) { self.epoch = epoch }

    var bytes: [UInt8] { json.bytes }

    mutating func object(_ body: (inout WireWriter) -> Void) {
        json.beginObject()
        body(&self)
        json.endObject()
    }

    mutating func array<Elements: Sequence>(
        _ elements: Elements, _ body: (inout WireWriter, Elements.Element) -> Void
    ) {
        json.beginArray()
        for element in elements { body(&self, element) }
        json.endArray()
    }

    mutating func row(_ body: (inout WireWriter) -> Void) {
        json.beginArray()
        body(&self)
        json.endArray()
    }

    mutating func key(_ key: String) { json.key(key) }

    mutating func field(_ key: String, _ text: String) {
        json.key(key)
        json.string(text)
    }

    mutating func field(_ key: String, _ number: UInt64) {
        json.key(key)
        json.uint(number)
    }

    mutating func field(_ key: String, _ number: Int) {
        json.key(key)
        json.int(Int64(number))
    }

    mutating func field(_ key: String, _ flag: Bool) {
        json.key(key)
        json.bool(flag)
    }

    mutating func field(_ key: String, _ position: Position?) {
        json.key(key)
        self.position(position)
    }

    mutating func field(_ key: String, _ phrase: Phrase) {
        json.key(key)
        object { writer in
            writer.field("fr", phrase.french)
            writer.field("en", phrase.english)
        }
    }

    mutating func string(_ text: String) { json.string(text) }

    mutating func bool(_ flag: Bool) { json.bool(flag) }

    mutating func unsigned(_ number: UInt64) { json.uint(number) }

    mutating func signed(_ number: Int64) { json.int(number) }

    mutating func stamp(_ stamp: Stamp) { json.string(String(stamp.rawValue)) }

    mutating func position(_ position: Position?) {
        guard let position else { return json.null() }
        if position.epoch == epoch {
            json.uint(position.sequence)
        } else {
            json.string("\(position.epoch)/\(position.sequence)")
        }
    }

    mutating func value(_ value: FieldValue) {
        switch value {
        case .null: json.null()
        case .bool(let flag): json.bool(flag)
        case .integer(let number): json.int(number)
        case .real(let number): json.double(number)
        case .text(let text): json.string(text)
        }
    }

    mutating func digest(_ digest: Digest) {
        json.string(hexadecimal(digest.high) + hexadecimal(digest.low))
    }
}
