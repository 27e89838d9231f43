// Judgement: compares a merged state with the true history, and says what differs.

import Shared

extension MergeWorld {
    /// What is wrong with the server's state; `nil` when it is exactly what must be left.
    func serverFault() -> String? {
        if let fault = fault(of: server, among: accepted, lineage) { return "server: \(fault)" }
        for field in server.fields {
            for sibling in field.siblings where !isExact(sibling.write) {
                return "server: \(field.name) has another write than was accepted"
            }
        }
        for deletion in server.deletions where !isExact(deletion.write) {
            return "server: a deletion has another write than was accepted"
        }
        // Its bytes are refused unless everything in it stands in canonical order.
        guard let read = try? RecordState(bytes: server.bytes), read == server else {
            return "server: not in canonical form"
        }
        return nil
    }

    /// What is wrong with what a replica shows; `nil` when it is what is left of all it has seen.
    func shownFault(_ index: Int) -> String? {
        fault(of: shown(index), among: replicas[index].seen, replicas[index].lineage)
            .map { "replica \(index): \($0)" }
    }

    private func isExact(_ write: Write) -> Bool {
        guard let position = write.position, lineage.covers(headPosition, position) else {
            return false
        }
        return history.event(of: write.transaction).flatMap { writes[$0] } == write
    }

    /// What is wrong with a state that was merged from `seen`.
    ///
    /// - Parameters:
    ///   - fields: the only ones that anybody may have written.
    ///   - declared: those of which it is judged as well what they show and ask.
    func fault(
        of state: RecordState, among seen: EventSet, _ lineage: Lineage,
        fields: [String] = MergeWorld.fields, declared: [TrueShown] = []
    ) -> String? {
        if history.isErased(among: seen) {
            let isErased = state.erasure != nil && state.isDeleted(lineage)
            let isBare = state.fields.isEmpty && state.deletions.isEmpty && state.applied.isEmpty
            return isErased && isBare ? nil : "erased, and yet it holds something"
        }
        if state.erasure != nil { return "erased by nobody" }
        if let other = state.fields.first(where: { !fields.contains($0.name) }) {
            return "\(other.name) was written by nobody"
        }
        for name in fields {
            let siblings = state.field(name)?.siblings ?? []
            let found = siblings.map {
                Survivor(event: history.event(of: $0.write.transaction) ?? -1, content: $0.content)
            }
            let expected = history.survivors(name, among: seen)
            if Set(found) != expected || found.count != expected.count {
                return "\(name) holds \(found), not \(expected)"
            }
            if let fault = ancestorFault(of: state.field(name)) { return "\(name): \(fault)" }
            for field in declared where field.name == name {
                if let fault = field.fault(of: state.field(name), expected, history) {
                    return "\(name) \(fault)"
                }
            }
        }
        let deletions = Set(state.deletions.map { history.event(of: $0.write.transaction) ?? -1 })
        let expected = history.deletions(among: seen)
        if deletions != Set(expected) { return "deletions \(deletions), not \(expected)" }
        let isDead = history.isDead(fields, among: seen)
        if state.isDeleted(lineage) != isDead { return "deleted is \(!isDead)" }
        if state.survivesDeletion(lineage) != (!expected.isEmpty && !isDead) {
            return "survives its deletion: \(state.survivesDeletion(lineage))"
        }
        return nil
    }

    private func ancestorFault(of field: FieldState?) -> String? {
        guard let field else { return nil }
        let ids = field.ancestors.map(\.write.transaction)
        if Set(ids).count != ids.count { return "an ancestor stands twice" }
        if ids.count > FieldState.ancestorLimit { return "\(ids.count) ancestors" }
        return field.ancestors.lazy.compactMap { fault(of: $0, in: field) }.first
    }

    /// An ancestor is a value that the author of every sibling had seen.
    private func fault(of ancestor: Sibling, in field: FieldState) -> String? {
        guard let event = history.event(of: ancestor.write.transaction),
            case .assign(let value) = history.events[event].edit(of: field.name),
            ancestor.content == .value(value)
        else { return "an ancestor that nobody wrote" }
        for sibling in field.siblings {
            guard let author = history.event(of: sibling.write.transaction),
                history.events[author].past.contains(event), author != event
            else { return "an ancestor that the author of a sibling had not seen" }
        }
        return nil
    }
}
