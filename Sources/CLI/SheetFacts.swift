// SheetFacts: what a sheet of the directory says of its door and of its own age.

import ClientCore
import Console
import Shared

/// Facts of one record that are not simply its fields.
struct SheetFacts {
    private let record: Record

    init(_ record: Record) { self.record = record }

    /// Whether its door is open at a moment; `nil` when its hours are not known.
    func isOpen(at now: Instant) -> Bool? {
        hours?.isOpen(at: FrenchTime(now, commune: commune), commune: commune)
    }

    /// Open or closed, until when, and the hours.
    func opening(at now: Instant) -> Phrase? {
        guard let text = text("opening_hours") else { return nil }
        let lines = { OpeningHours.lines(text, $0).joined(separator: " ; ") }
        guard let hours else {
            return Phrase(fr: "horaires : \(lines(.french))", en: "hours: \(lines(.english))")
        }
        let time = FrenchTime(now, commune: commune)
        let state: Phrase =
            switch hours.status(at: time, commune: commune) {
            case .open(let end?):
                end.day == time.day
                    ? Phrase(fr: "ouvert jusqu'à \(end.time)", en: "open until \(end.time)")
                    : Phrase(
                        fr: "ouvert jusqu'au \(SheetFacts.day(end, .french)) à \(end.time)",
                        en: "open until \(SheetFacts.day(end, .english)) at \(end.time)")
            case .open(nil): Phrase(fr: "ouvert", en: "open")
            case .closed(let start?):
                start.day == time.day
                    ? Phrase(
                        fr: "fermé, ouvre à \(start.time)", en: "closed, opens at \(start.time)")
                    : Phrase(
                        fr: "fermé, ouvre \(SheetFacts.day(start, .french)) à \(start.time)",
                        en: "closed, opens \(SheetFacts.day(start, .english)) at \(start.time)")
            case .closed(nil): Phrase(fr: "fermé", en: "closed")
            }
        return Phrase(
            fr: "\(state.french) (\(lines(.french)))", en: "\(state.english) (\(lines(.english)))")
    }

    /// When it was last checked, how long ago, and by whom; `nil` for what nobody checks.
    func checked(on now: Instant) -> Phrase? {
        let day = text("checked_at").flatMap { CalendarDate($0) }
        if day == nil && record.fields["source"] == nil { return nil }
        let age = SheetAge(checkedOn: day, by: text("checked_by"))
        return age.phrase(on: FrenchTime(now, commune: commune).day)
    }

    /// That the sheet is a draft or an old one, which nobody is sent to; `nil` for one that is out.
    func unpublished(in collection: CollectionDeclaration) -> Phrase? {
        guard case .code(let list)? = collection.field("state")?.type,
            list.name == CodeLists.publicationState.name, let state = text("state"),
            state != "publie"
        else { return nil }
        return list.phrase(state)
    }

    private var hours: OpeningHours? { text("opening_hours").flatMap { OpeningHours($0) } }
    private var commune: String? { text("commune") }

    private func text(_ name: String) -> String? {
        guard case .single(.text(let text))? = record.fields[name] else { return nil }
        return text
    }

    private static func day(_ time: FrenchTime, _ language: Language) -> String {
        "\(Weekday(time.day).label.text(language)) \(time.day.text(language))"
    }
}
