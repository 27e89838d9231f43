// Pathways: what holds a person back, what is aimed at, and what was agreed to do (row 12).

public import Shared

/// Notes barriers, objectives and actions, with their dates and states.
public struct Pathways: Sendable {
    private let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// A barrier with what is done about it.
    public struct Step: Sendable {
        /// The barrier; `nil` for objectives without one.
        public let barrier: Typed<Barrier>?
        /// The objectives, those that are due first.
        public let objectives: [Typed<Objective>]
    }

    /// Notes a barrier of a person.
    ///
    /// - Parameter kind: a code of the list `barrier`.
    /// - Throws: `not_found`; `barrier_noted_already` while one of the kind is not overcome.
    @discardableResult
    public func add(
        _ kind: String, of person: RecordID, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let known = try barriers(of: person).first {
            $0.kind == kind && Pathways.isOpen($0.state)
        }
        if let known { throw PathwayErrors.notedAlready(known.record.id) }
        let fields = Barrier.shared
        var all: [String: FieldEdit] = [
            fields.person.name: .assign(.text(person.description)),
            fields.kind.name: .assign(.text(kind)), fields.state.name: .assign(.text("repere")),
            fields.notedOn.name: .assign(.text(try store.today().description)),
        ]
        all.merge(edits) { $1 }
        let edits = all
        return try store.write { $0.create(Barrier.collectionName, edits) }
    }

    /// Notes what is aimed at against a barrier, which is worked on from now on.
    ///
    /// - Parameters:
    ///   - name: what is aimed at.
    ///   - edits: what was agreed to do (`action`), by when (`due_on`), by whom.
    @discardableResult
    public func aim(
        _ name: String, at barrier: RecordID, _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        let record = try self.barrier(barrier)
        let fields = Objective.shared
        var all: [String: FieldEdit] = [
            fields.barrier.name: .assign(.text(barrier.description)),
            fields.name.name: .assign(.text(name)), fields.state.name: .assign(.text("en-cours")),
            fields.setOn.name: .assign(.text(try store.today().description)),
        ]
        if let person = record.person {
            all[fields.person.name] = .assign(.text(person.description))
        }
        all.merge(edits) { $1 }
        let edits = all
        return try store.write { transaction in
            if record.state != "en-cours" {
                transaction.edit(record) { $0.state = "en-cours" }
            }
            return transaction.create(Objective.collectionName, edits)
        }
    }

    /// Notes how a barrier ended.
    ///
    /// - Parameter isOvercome: otherwise it was given up.
    /// - Throws: `not_found`; `pathway_ended` when it had ended already.
    public func end(_ barrier: RecordID, isOvercome: Bool) throws(RelaisError) {
        let record = try self.barrier(barrier)
        guard Pathways.isOpen(record.state) else { throw PathwayErrors.ended }
        let day = try store.today()
        try store.write {
            $0.edit(record) { draft in
                draft.state = isOvercome ? "leve" : "abandonne"
                if isOvercome { draft.resolvedOn = day }
            }
        }
    }

    /// Notes how an objective ended.
    ///
    /// - Parameter isReached: otherwise it was given up.
    /// - Throws: `not_found`; `pathway_ended` when it had ended already.
    public func end(objective: RecordID, isReached: Bool) throws(RelaisError) {
        guard let record = try store.record(Objective.self, objective) else {
            throw StoreErrors.notFound(Objective.collectionName, objective)
        }
        guard !["atteint", "abandonne"].contains(record.state ?? "") else {
            throw PathwayErrors.ended
        }
        let day = try store.today()
        try store.write {
            $0.edit(record) { draft in
                draft.state = isReached ? "atteint" : "abandonne"
                if isReached { draft.reachedOn = day }
            }
        }
    }

    /// A person's barriers, those that are open first, each with its objectives.
    public func steps(of person: RecordID) throws(RelaisError) -> [Step] {
        let objectives = try store.records(
            Objective.self,
            where: [.equals(field: "person", value: .text(person.description))]
        ).sorted { left, right in
            let (one, other) = (
                left.dueOn?.daysSince1970 ?? .max, right.dueOn?.daysSince1970 ?? .max
            )
            return (one, left.record.id) < (other, right.record.id)
        }
        let barriers = try barriers(of: person).sorted { left, right in
            let (one, other) = (Pathways.isOpen(left.state), Pathways.isOpen(right.state))
            return one != other ? one : left.record.id < right.record.id
        }
        let known = Set(barriers.map(\.record.id))
        let alone = objectives.filter { $0.barrier.map { !known.contains($0) } ?? true }
        return barriers.map { barrier in
            Step(
                barrier: barrier,
                objectives: objectives.filter { $0.barrier == barrier.record.id })
        } + (alone.isEmpty ? [] : [Step(barrier: nil, objectives: alone)])
    }

    private func barriers(of person: RecordID) throws(RelaisError) -> [Typed<Barrier>] {
        try store.records(
            Barrier.self, where: [.equals(field: "person", value: .text(person.description))])
    }

    private func barrier(_ id: RecordID) throws(RelaisError) -> Typed<Barrier> {
        guard let record = try store.record(Barrier.self, id) else {
            throw StoreErrors.notFound(Barrier.collectionName, id)
        }
        return record
    }

    private static func isOpen(_ state: String?) -> Bool {
        !["leve", "abandonne"].contains(state ?? "")
    }
}

/// What a pathway refuses.
enum PathwayErrors {
    static func notedAlready(_ barrier: RecordID) -> RelaisError {
        RelaisError(
            code: "barrier_noted_already",
            message: Phrase(
                fr: "Ce frein est déjà noté pour cette personne.",
                en: "This barrier is noted of this person already."),
            remedy: Phrase(
                fr: "`relais barrier aim \(barrier) OBJECTIF` dit ce qui est visé ; "
                    + "`relais barrier lift \(barrier)` le lève.",
                en: "`relais barrier aim \(barrier) OBJECTIVE` says what is aimed at; "
                    + "`relais barrier lift \(barrier)` says that it is overcome."))
    }

    static let ended = RelaisError(
        code: "pathway_ended",
        message: Phrase(
            fr: "C'est déjà terminé : rien n'a été changé.",
            en: "It has ended already: nothing was changed."),
        remedy: Phrase(
            fr: "S'il revient, notez-le de nouveau avec `relais barrier add` ; une erreur se "
                + "défait avec `relais undo`.",
            en: "If it comes back, note it anew with `relais barrier add`; a slip is undone with "
                + "`relais undo`."))
}
