// A document as a tree, for the small ones: control messages and what commands print. What grows
// with the data is read with JSONReader and written with JSONWriter instead.

/// A value of JSON, and everything in it.
///
/// Integers and reals are kept apart, so that writing and reading gives back the same tree. A real
/// must be finite to be written. Texts are equal when Unicode holds them canonically equivalent, as
/// everywhere in Swift.
package enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    case real(Double)
    case string(String)
    case array([JSON])
    case object(JSONObject)

    /// A tree is read, written, compared and freed by recursion, so its depth is bounded whatever
    /// the limits say.
    private static let greatestDepth = 256

    /// The tree of a document, which must hold one value and nothing more.
    ///
    /// Throws what `JSONReader` throws, and `duplicateKey` for two equal keys in one object. It
    /// never goes deeper than 256 containers, even if `limits` would.
    package static func parse(
        _ bytes: [UInt8], limits: JSONLimits = .standard
    ) throws(JSONError) -> JSON {
        var limits = limits
        limits.maximumDepth = min(limits.maximumDepth, greatestDepth)
        var reader = try JSONReader(bytes, limits: limits)
        let tree = try JSON(reading: &reader)
        try reader.finish()
        return tree
    }

    private init(reading reader: inout JSONReader) throws(JSONError) {
        switch try reader.peekKind() {
        case .null:
            _ = try reader.isNull()
            self = .null
        case .bool: self = .bool(try reader.bool())
        case .string: self = .string(try reader.string())
        case .number:
            switch try reader.number() {
            case .integer(let value): self = .integer(value)
            case .real(let value): self = .real(value)
            }
        case .array:
            var elements: [JSON] = []
            try reader.beginArray()
            while try reader.nextElement() {
                elements.append(try JSON(reading: &reader))
            }
            self = .array(elements)
        case .object:
            var members: [JSONObject.Member] = []
            var keys: Set<String> = []
            try reader.beginObject()
            while let key = try reader.nextKey() {
                guard keys.insert(key).inserted else { throw .duplicateKey(key) }
                members.append(.init(key: key, value: try JSON(reading: &reader)))
            }
            self = .object(JSONObject(members: members))
        }
    }

    /// Writes the tree where a value is due.
    package func write(into writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .integer(let value): writer.int(value)
        case .real(let value): writer.double(value)
        case .string(let value): writer.string(value)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(into: &writer) }
            writer.endArray()
        case .object(let object):
            writer.beginObject()
            for member in object.members {
                writer.key(member.key)
                member.value.write(into: &writer)
            }
            writer.endObject()
        }
    }

    /// The tree as a document, without white space.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        write(into: &writer)
        return writer.bytes
    }

    /// The value of a key; `nil` when there is none, or when this is no object.
    package subscript(key: String) -> JSON? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The element at an index from 0; `nil` when there is none, or when this is no array.
    package subscript(index: Int) -> JSON? {
        guard case .array(let elements) = self, elements.indices.contains(index) else {
            return nil
        }
        return elements[index]
    }
}

/// The members of an object, in the order they were written; the order counts in comparisons.
package struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    /// One key and its value.
    package struct Member: Sendable, Hashable {
        package let key: String
        package let value: JSON

        /// A member of an object.
        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    /// Every member in order; keys are unique when the object was parsed.
    package let members: [Member]

    /// An object of these members, whose keys the caller keeps unique.
    package init(members: [Member]) {
        self.members = members
    }

    /// An object written as a literal, in its order.
    package init(dictionaryLiteral elements: (String, JSON)...) {
        members = elements.map { Member(key: $0.0, value: $0.1) }
    }

    /// The value of a key, found by looking at each: objects of this kind are small.
    package subscript(key: String) -> JSON? {
        members.first { $0.key == key }?.value
    }
}
