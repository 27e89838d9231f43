// Documents: records and their values as the JSON that scripts read.

import ClientCore
import Shared

extension Record {
    /// The record as `get` and `list` print it: fields in the order of their declaration.
    func json(_ collection: CollectionDeclaration) -> JSON {
        let members = collection.fields.compactMap { field in
            fields[field.name].map { JSONObject.Member(key: field.name, value: $0.json) }
        }
        return .object([
            "id": .string(id.description), "collection": .string(self.collection),
            "fields": .object(JSONObject(members: members)),
            "state": .string(state.rawValue), "parallelEdits": .bool(hasParallelEdits),
            "mergedInto": .optional(mergedInto),
        ])
    }
}

extension ChangeContent {
    /// What happened, in a word.
    var kind: String {
        switch self {
        case .value: "value"
        case .elements: "set"
        case .increment: "counter"
        case .presence: "present"
        case .deletion: "deleted"
        case .erasure: "erased"
        }
    }

    /// The value; what entered and left a set; by how much a counter moved.
    var json: JSON {
        switch self {
        case .value(let value): value.json
        case .elements(let added, let removed):
            .object([
                "added": .array(added.map(JSON.string)),
                "removed": .array(removed.map(JSON.string)),
            ])
        case .increment(let amount): .object(["increment": .integer(amount)])
        case .presence, .deletion, .erasure: .null
        }
    }
}

extension JSON {
    /// A count.
    static func count(_ number: Int) -> JSON { .integer(Int64(number)) }

    /// Text, or null.
    static func optional(_ text: (some CustomStringConvertible)?) -> JSON {
        text.map { .string($0.description) } ?? .null
    }

    /// A sequence number, or null.
    static func sequence(_ number: UInt64?) -> JSON {
        number.map { .integer(Int64(clamping: $0)) } ?? .null
    }
}
