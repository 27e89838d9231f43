// Correction: `field=value` as an operator types it, and the change of a refused transaction that
// several of them make. Fields are called by their present names and stored under their keys, and
// a split text is written with its parts, as on a device.

import Shared

/// One `field=value`, `field+=value` or `field-=value`.
package struct Correction: Sendable {
    enum Sign: String {
        case set = "="
        case add = "+="
        case remove = "-="
    }

    let field: String
    let sign: Sign
    let text: String

    /// Reads an argument; `nil` when it names no field.
    package init?(_ argument: String) {
        // By bytes: a value that begins with a combining mark would hide the sign as a Character.
        let bytes = Array(argument.utf8)
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return nil }
        let before = bytes[equals - 1]
        sign =
            before == UInt8(ascii: "+") ? .add : before == UInt8(ascii: "-") ? .remove : .set
        let end = sign == .set ? equals : equals - 1
        guard end > 0 else { return nil }
        field = String(decoding: bytes[..<end], as: UTF8.self)
        text = String(decoding: bytes[(equals + 1)...], as: UTF8.self)
    }
}

/// What one record's refused edits become.
struct CorrectedEdits {
    private let collection: CollectionDeclaration
    /// The record as the server holds it.
    private let state: RecordState
    /// By the field's name.
    private var changes: [String: FieldChange]

    init(
        _ edits: [RecordChange.Edit], of collection: CollectionDeclaration, over state: RecordState
    ) {
        self.collection = collection
        self.state = state
        changes = Dictionary(
            edits.map { (collection.name(ofKey: $0.field), $0.change) }, uniquingKeysWith: { $1 })
    }

    /// The edits as a transaction carries them.
    var edits: [RecordChange.Edit] {
        var result = changes
        if collection.isSplit(changes.keys) {
            let assigned = changes.compactMapValues { change in
                if case .assign(let value) = change { value } else { nil }
            }
            result.merge(
                collection.completed(assigned, over: state).mapValues(FieldChange.assign)
            ) { $1 }
        }
        return result.map { RecordChange.Edit(field: collection.key(of: $0.key), change: $0.value) }
            .sorted { $0.field.precedesInBytes($1.field) }
    }

    /// Takes one more correction.
    mutating func add(_ correction: Correction) throws(RelaisError) {
        guard let field = collection.field(correction.field) else {
            throw AdministrationErrors.unknownField(correction.field, collection.name)
        }
        switch field.type {
        case .codes, .tags, .references: addElements(correction, field)
        case .counter: try addIncrement(correction, field)
        default:
            guard correction.sign == .set else {
                throw AdministrationErrors.wrongOperator(field.name, isCounter: false)
            }
            // The parts that were refused would say again what the whole no longer says.
            for lens in collection.splits where lens.whole == field.name {
                for part in lens.parts { changes[part] = nil }
            }
            changes[field.name] = .assign(try FieldText.value(correction.text, field))
        }
    }

    private mutating func addElements(_ correction: Correction, _ field: FieldDeclaration) {
        let elements = Set(FieldText.elements(correction.text, separators: [","]))
        var (add, remove): (Set<String>, Set<String>) = ([], [])
        if case .edit(let added, let removed)? = changes[field.name] {
            (add, remove) = (Set(added), Set(removed))
        }
        switch correction.sign {
        case .set:
            var before: Set<String> = []
            if case .set(let shown)? = state.field(field.key)?.shown(field) { before = Set(shown) }
            add = elements.subtracting(before)
            remove = before.subtracting(elements)
        case .add:
            add.formUnion(elements)
            remove.subtract(elements)
        case .remove:
            remove.formUnion(elements)
            add.subtract(elements)
        }
        changes[field.name] = .edit(add: sorted(add), remove: sorted(remove))
    }

    private mutating func addIncrement(
        _ correction: Correction, _ field: FieldDeclaration
    ) throws(RelaisError) {
        guard correction.sign != .set,
            case .integer(let amount) = try FieldText.value(correction.text, field),
            // Far from where adding up could overflow, and more than anybody counts.
            (-1_000_000_000...1_000_000_000).contains(amount)
        else { throw AdministrationErrors.wrongOperator(field.name, isCounter: true) }
        changes[field.name] = .increment(correction.sign == .add ? amount : -amount)
    }

    private func sorted(_ elements: Set<String>) -> [String] {
        elements.sorted { $0.precedesInBytes($1) }
    }
}
