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
        guard let day = text("checked_at").flatMap({ CalendarDate($0) }) else {
            return record.fields["source"] == nil
                ? nil : Phrase(fr: "jamais vérifié", en: "never checked")
        }
        let days =
            FrenchTime(now, commune: commune).day.daysSince1970 - day.daysSince1970
        let age: Phrase =
            switch days {
            case ..<1: Phrase(fr: "aujourd'hui", en: "today")
            case 1: Phrase(fr: "hier", en: "yesterday")
            case 2..<60: Phrase(fr: "il y a \(days) jours", en: "\(days) days ago")
            case 60..<730:
                Phrase(fr: "il y a \(days / 30) mois", en: "\(days / 30) months ago")
            default: Phrase(fr: "il y a \(days / 365) ans", en: "\(days / 365) years ago")
            }
        let who = text("checked_by")
        return Phrase(
            fr: "vérifié le \(day.text(.french)) (\(age.french))"
                + (who.map { " par \($0)" } ?? ""),
            en: "checked on \(day.text(.english)) (\(age.english))"
                + (who.map { " by \($0)" } ?? ""))
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
