// Keeping: what a person says who keeps a record that somebody deleted.
//
// Somebody else may delete it meanwhile, or again. A write that says nothing leaves nothing that
// such a deletion could be beside, and would be overruled unseen; so keeping says again one thing
// that the record says, and both are asked again.

import Shared

struct Keeping {
    private let state: RecordState
    private let declaration: CollectionDeclaration
    private let lineage: Lineage
    private let member: Member?

    /// - Parameter state: as the device shows it.
    init(
        _ state: RecordState, _ declaration: CollectionDeclaration, _ lineage: Lineage,
        member: Member?
    ) {
        self.state = state
        self.declaration = declaration
        self.lineage = lineage
        self.member = member
    }

    /// What is said again: of what no deletion had seen, if there is any, and of the fields where a
    /// word that is said twice disturbs others least; `nil` when the record says nothing that its
    /// user may say.
    var edit: (field: String, edit: FieldEdit)? {
        var best: (field: String, edit: FieldEdit, cost: Int)?
        for field in declaration.fields where !declaration.isSplit([field.name]) {
            guard let held = state.field(field.key), let (edit, change) = again(held),
                may(change, field)
            else { continue }
            let cost = cost(field) + (isSeen(held) ? 10 : 0)
            if cost < best?.cost ?? .max { best = (field.name, edit, cost) }
        }
        return best.map { ($0.field, $0.edit) }
    }

    /// What says again what a field says; `nil` while there are several values: to choose is to
    /// settle another question.
    private func again(_ field: FieldState) -> (FieldEdit, FieldChange)? {
        guard let sibling = field.siblings.first else { return nil }
        switch sibling.content {
        case .value(let value):
            guard field.siblings.allSatisfy({ $0.content == sibling.content }) else { return nil }
            return (.assign(value), .assign(value))
        case .element(let element):
            return (.edit(add: [element], remove: []), .edit(add: [element], remove: []))
        case .increment: return (.increment(0), .increment(0))
        }
    }

    /// How much it asks of people when somebody changes the same meanwhile.
    private func cost(_ field: FieldDeclaration) -> Int {
        if field.type.isSet { return 2 }
        switch field.merge {
        case .progress: return 0
        case .latest: return 1
        case .review: return 4
        default: return 3
        }
    }

    private func isSeen(_ field: FieldState) -> Bool {
        field.siblings.allSatisfy { sibling in
            state.deletions.contains { $0.knowledge.includes(sibling.write, lineage) }
        }
    }

    private func may(_ change: FieldChange, _ field: FieldDeclaration) -> Bool {
        guard declaration.access.isTwoSided else { return true }
        let edit = RecordChange.Edit(field: field.key, change: change)
        return Crossing(declaration, member: member).problem(with: .write([edit]), over: state)
            == nil
    }
}
