// RefusedContents: what a refused transaction would change, for people and for scripts.

package import Shared

/// The changes of a refused transaction.
package struct RefusedContents {
    private struct Row {
        let record: RecordKey
        let field: String?
        let kind: String
        let value: JSON
        let text: String
    }

    private var rows: [Row] = []
    private var isDamaged = false
    private let schema: Schema

    /// - Parameter refused: its bytes may be damaged; that is then all that can be told.
    package init(_ refused: QuarantinedTransaction, _ schema: Schema) {
        self.schema = schema
        guard let transaction = try? Transaction(bytes: refused.body) else {
            isDamaged = true
            return
        }
        for change in transaction.records {
            let key = RecordKey(collection: change.collection, id: change.id)
            switch change.action {
            case .delete: add(key, nil, "deleted", .null, "")
            case .erase: add(key, nil, "erased", .null, "")
            case .write(let edits) where edits.isEmpty: add(key, nil, "present", .null, "")
            case .write(let edits):
                let collection = schema.collection(change.collection)
                for edit in edits {
                    add(key, collection?.name(ofKey: edit.field) ?? edit.field, edit.change)
                }
            }
        }
    }

    private mutating func add(_ key: RecordKey, _ field: String, _ change: FieldChange) {
        switch change {
        case .assign(let value): add(key, field, "value", value.json, "= \(Self.text(value))")
        case .increment(let amount):
            let text = amount < 0 ? "-= \(amount.magnitude)" : "+= \(amount)"
            add(key, field, "counter", Self.object([("increment", .integer(amount))]), text)
        case .edit(let added, let removed):
            let json = Self.object([
                ("added", .array(added.map(JSON.string))),
                ("removed", .array(removed.map(JSON.string))),
            ])
            let signs = added.map { "+\($0)" } + removed.map { "-\($0)" }
            add(key, field, "set", json, signs.joined(separator: " "))
        }
    }

    private mutating func add(
        _ key: RecordKey, _ field: String?, _ kind: String, _ value: JSON, _ text: String
    ) {
        rows.append(Row(record: key, field: field, kind: kind, value: value, text: text))
    }

    private static func object(_ members: [(String, JSON)]) -> JSON {
        .object(JSONObject(members: members.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }

    private static func text(_ value: FieldValue) -> String {
        if case .text(let text) = value { return text }
        return String(decoding: value.json.bytes, as: UTF8.self)
    }

    /// One row for each record and field.
    package var json: JSON {
        .array(
            rows.map { row in
                Self.object([
                    ("collection", .string(row.record.collection)),
                    ("id", .string(row.record.id.description)),
                    ("field", .string(row.field ?? "")), ("kind", .string(row.kind)),
                    ("value", row.value),
                ])
            })
    }

    /// The same for people.
    package func lines(_ language: Language) -> [String] {
        if isDamaged {
            let words = Phrase(
                fr: "ses octets sont abîmés : il ne peut être qu'écarté",
                en: "its bytes are damaged: it can only be dismissed")
            return [words.text(language)]
        }
        return rows.map { row in
            let place = "\(row.record.collection):\(row.record.id)"
            if let field = row.field { return "\(place) \(field) \(row.text)" }
            let words: Phrase =
                switch row.kind {
                case "deleted": Phrase(fr: "est supprimé", en: "is deleted")
                case "erased": Phrase(fr: "est effacé pour toujours", en: "is erased for ever")
                default: Phrase(fr: "est créé", en: "is created")
                }
            return "\(place) \(words.text(language))"
        }
    }
}
