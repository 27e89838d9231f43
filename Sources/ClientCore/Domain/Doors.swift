// Doors: sheets of the directory as doors to go to. What a sheet does not say, its place says, or
// else its organisation.

public import Shared

/// Reads doors.
public struct Doors: Sendable {
    private let store: Store

    /// - Parameter store: where the directory is.
    public init(_ store: Store) { self.store = store }

    /// The door of a record.
    ///
    /// - Throws: `unknown_collection`, `not_found`.
    public func door(_ collection: String, _ id: RecordID) throws(RelaisError) -> Door {
        guard let record = try store.record(collection, id) else {
            throw StoreErrors.notFound(collection, id)
        }
        return try door(of: record)
    }

    /// The door of a match, with why it fits.
    public func door(of match: Match) throws(RelaisError) -> Door {
        var door = try door(match.candidate.kind.rawValue, match.candidate.id)
        door.reasons = match.reasons.compactMap(Doors.reason)
        door.distanceMetres = match.distanceMetres
        door.gaps = match.gaps.filter { if case .fee = $0 { false } else { true } }.map(\.phrase)
        return door
    }

    /// Why, as it may stand on a page that is left on a bus: what a door is for, and not what holds
    /// the person back or which public they are counted in. Distance and fee have their own lines.
    private static func reason(_ reason: MatchReason) -> Phrase? {
        switch reason.criterion {
        case .need, .needByKind:
            CodeLists.need.entries.first { $0.code == reason.code }?.label
        case .occupation, .occupationWords, .occupationFamily, .skill, .language, .soon:
            reason.phrase
        case .barrier, .barrierByKind, .audience, .disabled, .free, .distance, .sameCommune: nil
        }
    }

    /// The door of a record that was read.
    public func door(of record: Record) throws(RelaisError) -> Door {
        let organisation = try linked(record, Organisation.self, "organisation")
        let place = try linked(record, Place.self, "place")
        let sources = [record, place, organisation].compactMap(\.self)
        func first(_ name: String) -> String? {
            sources.lazy.compactMap { Doors.text($0, name) }.first
        }
        var door = Door(title: Doors.text(record, "name") ?? "")
        door.organisation =
            organisation.flatMap { Doors.text($0, "name") } ?? Doors.text(record, "employer_name")
        door.address = Doors.address(sources, place: place, record)
        door.phone = first("phone")
        door.email = first("email")
        door.website = first("website") ?? Doors.text(record, "origin_url")
        // The hours of a room say nothing of what takes place in it once.
        let isOnce = [Event.collectionName, Offer.collectionName].contains(record.collection)
        door.openingHours = isOnce ? nil : first("opening_hours")
        door.when = Doors.when(record)
        door.directions =
            place.flatMap { Doors.text($0, "accessibility") }
            ?? Doors.text(record, "accessibility")
        if let code = Doors.text(record, "fee") {
            door.fee = CodeLists.fee.entries.first { $0.code == code }?.label
        }
        door.checkedOn = Doors.text(record, "checked_at").flatMap { CalendarDate($0) }
        door.checkedBy = Doors.text(record, "checked_by")
        return door
    }

    /// The first of these records that says where it is.
    private static func address(
        _ sources: [Record], place: Record?, _ record: Record
    ) -> [String] {
        var lines: [String] = []
        if let name = text(record, "place_name") ?? place.flatMap({ text($0, "name") }),
            record.collection != Place.collectionName
        {
            lines.append(name)
        }
        let names = ["address", "commune_name", "location_text"]
        guard
            let source = sources.first(where: { source in
                names.contains { text(source, $0) != nil }
            })
        else { return lines }
        if let street = text(source, "address") { lines.append(street) }
        let town = [text(source, "postal_code"), text(source, "commune_name")]
            .compactMap(\.self).joined(separator: " ")
        if !town.isEmpty {
            lines.append(town)
        } else if let location = text(source, "location_text") {
            lines.append(location)
        }
        return lines
    }

    /// When an event takes place.
    private static func when(_ record: Record) -> Phrase? {
        guard record.collection == Event.collectionName else { return nil }
        let commune = text(record, "commune")
        func time(_ name: String) -> FrenchTime? {
            text(record, name).flatMap { Instant($0) }.map { FrenchTime($0, commune: commune) }
        }
        if let start = time("starts_at") {
            let end = time("ends_at")
            let until = end.map { $0.day == start.day ? " – \($0.time)" : "" } ?? ""
            return Phrase(
                fr: "\(start.day.text(.french)) \(start.time)\(until)",
                en: "\(start.day.text(.english)) \(start.time)\(until)")
        }
        let days = ["starts_on", "ends_on"].compactMap { text(record, $0) }
            .compactMap { CalendarDate($0) }
        if days.isEmpty { return text(record, "schedule_text").map { Phrase(fr: $0, en: $0) } }
        return Phrase(
            fr: days.map { $0.text(.french) }.joined(separator: " – "),
            en: days.map { $0.text(.english) }.joined(separator: " – "))
    }

    private func linked<M: Model>(
        _ record: Record, _ model: M.Type, _ field: String
    ) throws(RelaisError) -> Record? {
        guard record.collection != M.collectionName,
            let id = Doors.text(record, field).flatMap({ RecordID($0) })
        else { return nil }
        return try store.record(M.collectionName, id)
    }

    static func text(_ record: Record, _ name: String) -> String? {
        guard case .single(.text(let text))? = record.fields[name], !text.isEmpty else {
            return nil
        }
        return text
    }
}
