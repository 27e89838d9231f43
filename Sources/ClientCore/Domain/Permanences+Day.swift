// The permanence at hand: which one is open here, what it comes to, and how a slip is put right.

public import Shared

extension Permanences {
    /// What was noted so far, on this device and on those it has heard of.
    public func summary(of permanence: RecordID) throws(RelaisError) -> PermanenceSummary {
        let record = try self.permanence(permanence)
        let standing = try store.standing(Person.collectionName)
        let fields = Visit.shared
        let visits = try store.glances(
            Visit.self,
            [
                fields.person, fields.firstVisit, fields.state, fields.reason, fields.needs,
                fields.actions, fields.audiences,
            ],
            where: [
                .equals(field: fields.permanence.name, value: .text(permanence.description))
            ])
        return PermanenceSummary(
            visits.map { NotedVisit($0, standing: standing) },
            counted: Int(clamping: record[Permanence.shared.anonymousVisits] ?? 0))
    }

    /// Every permanence that shows as open, the one that was opened last first.
    public func stillOpen() throws(RelaisError) -> [OpenPermanence] {
        let state = Permanence.shared.state.name
        var found: [OpenPermanence] = []
        for permanence in try store.records(
            Permanence.self, where: [.equals(field: state, value: .text("ouverte"))])
        {
            found.append(
                OpenPermanence(
                    id: permanence.record.id, name: try name(of: permanence),
                    openedAt: permanence.openedAt, endsAt: permanence.endsAt,
                    team: permanence.team ?? []))
        }
        return found.sorted(by: PermanenceAtHand.precedes)
    }

    /// What « the open permanence » means on this device now.
    public func atHand() throws(RelaisError) -> PermanenceAtHand {
        let hours = try store.daySettings().permanenceHours
        return PermanenceAtHand(
            among: try stillOpen(), user: try store.enrolment()?.userName, now: store.instant,
            hours: hours)
    }

    /// The permanence that is open here.
    ///
    /// - Throws: code `no_open_permanence` or `several_open_permanences`.
    public func openHere() throws(RelaisError) -> RecordID {
        switch try atHand() {
        case .one(let open): return open.id
        case .none(let forgotten): throw PermanenceErrors.none(forgotten: forgotten)
        case .several(let open): throw PermanenceErrors.several(open)
        }
    }

    /// Those of the device's user, or of everybody before it has one, that were left open.
    public func forgotten() throws(RelaisError) -> [OpenPermanence] {
        let hours = try store.daySettings().permanenceHours
        let user = try store.enrolment()?.userName
        let now = store.instant
        return try stillOpen().filter {
            $0.isHeld(by: user) && $0.isForgotten(at: now, after: hours)
        }
    }

    /// Takes part in a permanence that somebody else has opened: it is open here from now on.
    ///
    /// - Throws: code `permanence_not_open` unless it is open; `not_enrolled`, since a device
    ///   without a user cannot say who takes part.
    public func join(_ permanence: RecordID) throws(RelaisError) {
        try requireOpen(permanence)
        guard let name = try store.enrolment()?.userName else { throw StoreErrors.notEnrolled }
        try store.write {
            $0.edit(
                "permanence", permanence,
                [Permanence.shared.team.name: .edit(add: [name], remove: [])])
        }
    }

    /// Moves a visit to the permanence that it was made to.
    ///
    /// - Throws: `not_found`; `already_there`; `permanence_not_held` when the other permanence was
    ///   not opened.
    public func move(_ visit: RecordID, to permanence: RecordID) throws(RelaisError) {
        guard let record = try store.record(Visit.self, visit) else {
            throw StoreErrors.notFound(Visit.collectionName, visit)
        }
        let target = try self.permanence(permanence)
        guard ["ouverte", "fermee"].contains(Permanences.state(target) ?? "") else {
            throw PermanenceErrors.notHeld(permanence)
        }
        if record.permanence == permanence {
            throw PermanenceErrors.alreadyThere(Visit.collectionName)
        }
        try store.write { $0.edit(record) { $0.permanence = permanence } }
    }

    /// What people call the place of a permanence.
    public func name(of permanence: Typed<Permanence>) throws(RelaisError) -> String {
        if let name = permanence.placeName { return name }
        guard let place = permanence.place else { return permanence.neighbourhood ?? "" }
        let name = try store.record(Place.self, place)?.name
        return name ?? permanence.neighbourhood ?? ""
    }
}

extension NotedVisit {
    /// - Parameter standing: which person stands for each that was joined.
    init(_ visit: Glance<Visit>, standing: [RecordID: RecordID]) {
        self.init(
            id: visit.id, person: visit.person.map { standing[$0] ?? $0 },
            isFirst: visit.firstVisit ?? false, state: visit.state, reason: visit.reason,
            needs: visit.needs ?? [], actions: visit.actions ?? [],
            audiences: visit.audiences ?? [])
    }
}

extension Store {
    /// The record that stands for each that was joined into another, in one collection.
    func standing(_ collection: String) throws(RelaisError) -> [RecordID: RecordID] {
        try withCore { core in
            let joined = try core.joinedRecords(try core.declaredTable(collection))
            var result: [RecordID: RecordID] = [:]
            for id in joined.ids {
                let standing = try joined.standing(for: id)
                if standing != id { result[id] = standing }
            }
            return result
        }
    }
}
