// Show: values as people read them, in their language, on a terminal of 80 columns.

import ClientCore
import Console
import Shared

/// When something was written, by its author's clock, and how far that clock can be believed.
struct ClaimedTime {
    let claimedAt: Instant
    let isClockVerified: Bool
    let correctedAt: Instant?
}

extension Alternative {
    /// When it was written.
    var clock: ClaimedTime {
        ClaimedTime(
            claimedAt: claimedAt, isClockVerified: isClockVerified, correctedAt: correctedAt)
    }
}

extension HistoryChange {
    /// When it was made.
    var clock: ClaimedTime {
        ClaimedTime(
            claimedAt: claimedAt, isClockVerified: isClockVerified, correctedAt: correctedAt)
    }
}

/// Writes values for people.
struct Show {
    let language: Language
    /// The clock on the wall where the work is done; the machine's own when it is not known.
    var clock: WallClock?

    /// A value of a field; codes with their label, dates as people write them.
    func value(_ value: FieldValue, _ field: FieldDeclaration?) -> String {
        switch value {
        case .null: Phrase(fr: "(vide)", en: "(empty)").text(language)
        case .bool(true): Phrase(fr: "oui", en: "yes").text(language)
        case .bool(false): Phrase(fr: "non", en: "no").text(language)
        case .integer(let number): String(number)
        case .real(let number):
            language == .french
                ? String(number.description.map { $0 == "." ? "," : $0 }) : number.description
        case .text(let text): self.text(text, field)
        }
    }

    /// What a field shows.
    func value(_ shown: ShownValue, _ field: FieldDeclaration?) -> String {
        switch shown {
        case .single(let value): self.value(value, field)
        case .set(let elements): list(elements, field)
        }
    }

    /// What a change did.
    func change(_ content: ChangeContent, _ field: FieldDeclaration?) -> String {
        switch content {
        case .value(let value): return self.value(value, field)
        case .increment(let amount): return amount < 0 ? String(amount) : "+\(amount)"
        case .presence: return Phrase(fr: "enregistré", en: "recorded").text(language)
        case .deletion: return Phrase(fr: "supprimé", en: "deleted").text(language)
        case .erasure: return Phrase(fr: "effacé", en: "erased").text(language)
        case .elements(let added, let removed):
            var parts: [String] = []
            if !added.isEmpty { parts.append("+ " + list(added, field)) }
            if !removed.isEmpty { parts.append("- " + list(removed, field)) }
            return parts.joined(separator: " ; ")
        }
    }

    /// A moment as people of the place write it, to the minute.
    func instant(_ instant: Instant) -> String {
        clock?.text(instant, language) ?? instant.local(language)
    }

    /// A day: `jj/mm/aaaa` in French, ISO 8601 in English.
    func date(_ day: CalendarDate) -> String {
        day.text(language)
    }

    /// What a field is called: its label, and its name where they differ.
    func name(_ field: String?, of collection: CollectionDeclaration?) -> String {
        guard let field else { return Phrase(fr: "tout", en: "all of it").text(language) }
        let label = collection?.field(field)?.label.text(language) ?? field
        return label == field ? field : "\(label) (\(field))"
    }

    /// What a record is called: its title, else the first text that it shows.
    func title(_ record: Record, _ collection: CollectionDeclaration) -> String {
        let titles = collection.fields.filter { if case .title = $0.search { true } else { false } }
        let parts = titles.compactMap { field in
            record.fields[field.name].map { value($0, field) }
        }
        if !parts.isEmpty { return parts.joined(separator: " ") }
        for field in collection.fields {
            if let shown = record.fields[field.name] { return value(shown, field) }
        }
        return ""
    }

    /// Where a record stands.
    func state(_ state: Record.State) -> String {
        switch state {
        case .conflict: Phrase(fr: "à trancher", en: "to settle").text(language)
        case .quarantined: Phrase(fr: "refusé par le serveur", en: "refused").text(language)
        case .pending: Phrase(fr: "en attente d'envoi", en: "waiting to be sent").text(language)
        case .synced: Phrase(fr: "synchronisé", en: "synchronised").text(language)
        }
    }

    /// When something was written, as surely as it is known.
    func time(_ time: ClaimedTime) -> String {
        let claimed = instant(time.claimedAt)
        if let bound = time.correctedAt.map(instant) {
            return Phrase(
                fr: "avant \(bound) (son horloge disait \(claimed))",
                en: "before \(bound) (its clock said \(claimed))"
            ).text(language)
        }
        if time.isClockVerified { return claimed }
        return Phrase(
            fr: "vers \(claimed) (horloge non vérifiée)",
            en: "about \(claimed) (clock not verified)"
        ).text(language)
    }

    /// Who made a change, on which device and when.
    func author(
        _ name: String?, _ user: String?, device: UInt32, at time: ClaimedTime
    ) -> String {
        let unknown = Phrase(fr: "quelqu'un", en: "somebody").text(language)
        let thisDevice = Phrase(fr: "cet appareil", en: "this device").text(language)
        let who =
            name ?? user ?? (device == 0 ? thisDevice : unknown)
        let place = Phrase(fr: "appareil \(device)", en: "device \(device)").text(language)
        return device == 0
            ? "\(who), \(self.time(time))" : "\(who), \(place), \(self.time(time))"
    }

    /// A word as a shell takes it whole.
    func quoted(_ word: String) -> String {
        let isPlain = word.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "-_.,:/@+".utf8.contains(byte)
        }
        if isPlain && !word.isEmpty { return word }
        return "'"
            + word.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }

    private func list(_ elements: [String], _ field: FieldDeclaration?) -> String {
        elements.map { text($0, field) }.joined(separator: ", ")
    }

    private func text(_ text: String, _ field: FieldDeclaration?) -> String {
        switch field?.type {
        case .code(let list)?, .codes(let list)?:
            let label = list.label(text, language)
            return label == text ? text : "\(label) (\(text))"
        case .date?: return CalendarDate(text).map(date) ?? text
        case .instant?: return Instant(text).map(instant) ?? text
        default: return text
        }
    }
}
