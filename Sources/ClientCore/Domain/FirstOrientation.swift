// FirstOrientation: what fits a person, from everything that the device holds (row 21). Nothing of
// it needs a network, and nothing is written.

public import Shared

/// Finds the doors that fit a person.
public struct FirstOrientation: Sendable {
    let store: Store

    /// - Parameter store: where people and the directory are.
    public init(_ store: Store) { self.store = store }

    /// What is known of a person, from their file, their barriers and their skills.
    ///
    /// - Parameter near: where distances are counted from; the middle of the person's commune, as
    ///   far as the directory knows it, when nothing is given.
    /// - Throws: `not_found`.
    public func profile(
        of person: RecordID, near: Coordinates? = nil
    ) throws(RelaisError) -> MatchProfile {
        guard let typed = try store.record(Person.self, person) else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let about: [Condition] = [
            .equals(field: Barrier.shared.person.name, value: .text(person.description))
        ]
        let barriers = try store.records(Barrier.self, where: about)
            .filter { !["leve", "abandonne"].contains($0.state) }
        let skills = try store.records(Skill.self, where: about)
        var profile = MatchProfile(
            audiences: typed.audiences ?? [], needs: typed.needs ?? [],
            barriers: Set(barriers.compactMap(\.kind)), languages: typed.languages ?? [],
            occupations: (typed.soughtOccupations ?? []).sorted(),
            skills: Set(skills.compactMap(\.rome)),
            birthYear: typed.birthYear.map { Int($0) }, commune: typed.commune, qpv: typed.qpv,
            position: near)
        for skill in skills { profile.skills.formUnion(skill.transferableTo ?? []) }
        if near == nil, let commune = typed.commune {
            profile.position = try store.withCore { core in
                try CommuneCentre(core).position(of: commune)
            }
        }
        return profile
    }

    /// What fits a profile, the best first.
    ///
    /// - Parameter kinds: what is looked for; everything unless told.
    public func matches(
        for profile: MatchProfile,
        kinds: Set<MatchCandidate.Kind> = Set(MatchCandidate.Kind.allCases),
        weights: MatchWeights = .standard
    ) throws(RelaisError) -> [Match] {
        let now = Instant(milliseconds: Int64(clamping: store.ports.now()))
        let candidates = try store.withCore { core in
            try CandidateReader(core).candidates(kinds)
        }
        let today = FrenchTime(now, commune: profile.commune).day
        return Matcher(profile, now: now, today: today, weights: weights).rank(candidates)
    }
}

/// Where a commune is, as far as the directory says.
struct CommuneCentre {
    private let core: StoreCore

    init(_ core: StoreCore) { self.core = core }

    /// The position of the commune's own record, else the middle of the places in it.
    func position(of commune: String) throws -> Coordinates? {
        let fields = Place.shared
        let places = try core.project(
            Place.collectionName,
            [
                fields.kind.name, fields.commune.name, fields.latitude.name, fields.longitude.name,
            ])
        let here = places.filter { $0[fields.commune] == commune }
        if let own = here.first(where: { $0[fields.kind] == "commune" && $0.position != nil }) {
            return own.position
        }
        let points = here.compactMap(\.position)
        guard !points.isEmpty else { return nil }
        let count = Double(points.count)
        return Coordinates(
            latitude: points.reduce(0) { $0 + $1.latitude } / count,
            longitude: points.reduce(0) { $0 + $1.longitude } / count)
    }
}

/// Reads what may be offered, as the rules look at it.
private struct CandidateReader {
    /// Where a record is, and whom its organisation serves: what services borrow.
    private struct Seat {
        let position: Coordinates?
        let commune: String?
        let coveredCommunes: [String]
    }

    private let core: StoreCore

    init(_ core: StoreCore) { self.core = core }

    func candidates(_ kinds: Set<MatchCandidate.Kind>) throws -> [MatchCandidate] {
        let seat = [
            "name", "kind", "audiences", "fee", "commune", "latitude", "longitude",
            "covered_communes", "organisation",
        ]
        let places = try core.project(Place.collectionName, seat)
        var result: [MatchCandidate] = []
        if kinds.contains(.place) { result += places.map { place($0) } }
        if kinds.contains(.service) || kinds.contains(.event) {
            let organisations = seats(try core.project(Organisation.collectionName, seat))
            let rooms = seats(places)
            if kinds.contains(.service) { result += try services(rooms, organisations) }
            if kinds.contains(.event) { result += try events(rooms, organisations) }
        }
        if kinds.contains(.offer) { result += try offers() }
        return result
    }

    private func seats(_ records: [ProjectedRecord]) -> [RecordID: Seat] {
        var seats: [RecordID: Seat] = [:]
        for record in records {
            seats[record.id] = Seat(
                position: record.position, commune: record.text("commune"),
                coveredCommunes: record.elements("covered_communes"))
        }
        return seats
    }

    /// What all of them have.
    private func base(_ kind: MatchCandidate.Kind, _ record: ProjectedRecord) -> MatchCandidate {
        var candidate = MatchCandidate(kind, record.id, title: record.text("name") ?? "")
        candidate.actionKind = record.text("kind")
        candidate.audiences = record.elements("audiences")
        candidate.themes = record.elements("themes")
        candidate.languages = record.elements("languages")
        candidate.fee = record.text("fee")
        candidate.entryConditions = record.text("entry_conditions")
        candidate.commune = record.text("commune")
        candidate.position = record.position
        candidate.state = record.text("state")
        candidate.startsOn = record.text("starts_on").flatMap { CalendarDate($0) }
        candidate.endsOn = record.text("ends_on").flatMap { CalendarDate($0) }
        return candidate
    }

    /// A sheet that does not say where it is, is where its place or its organisation is.
    private func settle(
        _ candidate: inout MatchCandidate, _ record: ProjectedRecord, _ rooms: [RecordID: Seat],
        _ organisations: [RecordID: Seat]
    ) {
        let organisation = record.reference("organisation").flatMap { organisations[$0] }
        candidate.coveredCommunes = organisation?.coveredCommunes ?? []
        guard candidate.position == nil else { return }
        let room = record.reference("place").flatMap { rooms[$0] }
        if candidate.commune == nil { candidate.commune = room?.commune ?? organisation?.commune }
        candidate.position = room?.position ?? organisation?.position
    }

    private func place(_ record: ProjectedRecord) -> MatchCandidate { base(.place, record) }

    private func services(
        _ rooms: [RecordID: Seat], _ organisations: [RecordID: Seat]
    ) throws -> [MatchCandidate] {
        let names = [
            "name", "kind", "audiences", "themes", "languages", "fee", "entry_conditions",
            "commune", "latitude", "longitude", "state", "starts_on", "ends_on", "place",
            "organisation",
        ]
        return try core.project(Service.collectionName, names).map { record in
            var candidate = base(.service, record)
            settle(&candidate, record, rooms, organisations)
            return candidate
        }
    }

    private func events(
        _ rooms: [RecordID: Seat], _ organisations: [RecordID: Seat]
    ) throws -> [MatchCandidate] {
        let names = [
            "name", "kind", "audiences", "themes", "commune", "latitude", "longitude", "state",
            "starts_on", "ends_on", "starts_at", "ends_at", "place", "organisation",
        ]
        return try core.project(Event.collectionName, names).map { record in
            var candidate = base(.event, record)
            let start = record.text("starts_at").flatMap { Instant($0) }
            candidate.endsAt = record.text("ends_at").flatMap { Instant($0) } ?? start
            if candidate.startsOn == nil {
                candidate.startsOn = start.map { FrenchTime($0, commune: candidate.commune).day }
            }
            settle(&candidate, record, rooms, organisations)
            // Whom an organisation serves does not say who may come to its events.
            candidate.coveredCommunes = []
            return candidate
        }
    }

    private func offers() throws -> [MatchCandidate] {
        let names = [
            "name", "rome", "rome_label", "contract_type", "accessible_to_disabled", "audiences",
            "commune", "latitude", "longitude", "expires_on", "state",
        ]
        let fields = Offer.shared
        return try core.project(Offer.collectionName, names).map { record in
            var candidate = base(.offer, record)
            candidate.occupation = record.text("rome_label")
            candidate.rome = record.text("rome")
            candidate.contractType = record.text("contract_type")
            candidate.isForDisabled = record[fields.accessibleToDisabled] ?? false
            candidate.endsOn = record.text("expires_on").flatMap { CalendarDate($0) }
            return candidate
        }
    }
}
