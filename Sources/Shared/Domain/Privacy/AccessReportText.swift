// AccessReportText: an access report in plain words, as a person reads it.

/// Writes an access report for its reader.
public struct AccessReportText {
    private let report: AccessReport
    private let language: Language
    private let time: (Instant) -> String

    /// - Parameters:
    ///   - time: a moment as people of the place write it.
    public init(
        _ report: AccessReport, _ language: Language, time: @escaping (Instant) -> String
    ) {
        self.report = report
        self.language = language
        self.time = time
    }

    /// The whole of it, a line each.
    public var lines: [String] {
        var lines = head
        var number = 0
        for (collection, entries) in sections {
            number += 1
            let label = collection.label.text(language)
            let title = label.prefix(1).uppercased() + label.dropFirst()
            lines += ["", "\(number). \(title) (\(entries.count))"]
            for entry in entries { lines += text(of: entry, collection) }
        }
        return lines
    }

    private var head: [String] {
        let name = report.entries.first.flatMap { entry in
            report.schema.collection(entry.collection).flatMap {
                AccessReport.title(entry.fields, $0)
            }
        }
        let holder =
            switch report.holder {
            case .device: Phrase(fr: "cet appareil", en: "this device")
            case .server: Phrase(fr: "le serveur du territoire", en: "the territory's server")
            }
        let made = time(report.madeAt)
        var lines = [
            Phrase(
                fr: "Ce qui est gardé sur \(name ?? "vous")",
                en: "What is kept about \(name ?? "you")"),
            Phrase(fr: "", en: ""),
            Phrase(
                fr: "Établi le \(made). Voici tout ce que garde \(holder.french), qui l'a écrit "
                    + "et quand.",
                en: "Made on \(made). This is everything that \(holder.english) keeps, who wrote "
                    + "it and when."),
            Phrase(
                fr: "Vous pouvez demander que ce qui est faux soit corrigé, ou que tout soit "
                    + "effacé.",
                en: "You may ask for what is wrong to be corrected, or for all of it to be "
                    + "erased."),
        ].map { $0.text(language) }
        let changes = report.entries.flatMap(\.changes)
        for (standing, label) in AccessReportText.remarks {
            let count = changes.count { $0.standing == standing }
            if count > 0 { lines.append("\(label.text(language)) : \(count)") }
        }
        let conflicts = report.entries.reduce(0) { $0 + $1.conflicts.count }
        if conflicts > 0 {
            lines.append(
                Phrase(fr: "Valeurs à départager : ", en: "Values to settle: ").text(language)
                    + String(conflicts))
        }
        return lines
    }

    private var sections: [(CollectionDeclaration, [AccessReport.Entry])] {
        var result: [(CollectionDeclaration, [AccessReport.Entry])] = []
        for entry in report.entries {
            guard let collection = report.schema.collection(entry.collection) else { continue }
            if result.last?.0.name == collection.name {
                result[result.count - 1].1.append(entry)
            } else {
                result.append((collection, [entry]))
            }
        }
        return result
    }

    private func text(
        of entry: AccessReport.Entry, _ collection: CollectionDeclaration
    ) -> [String] {
        var lines = ["", "  " + heading(entry, collection)]
        for field in collection.fields {
            guard let shown = entry.fields[field.name] else { continue }
            let mark =
                entry.conflicts.contains(field.name)
                ? Phrase(fr: " (à départager)", en: " (to settle)").text(language) : ""
            lines.append("    \(field.label.text(language)) : \(value(shown, field))\(mark)")
        }
        if entry.changes.isEmpty { return lines }
        lines.append("    " + Phrase(fr: "Qui l'a écrit :", en: "Who wrote it:").text(language))
        for change in entry.changes { lines.append("      - " + text(of: change, collection)) }
        return lines
    }

    private func heading(
        _ entry: AccessReport.Entry, _ collection: CollectionDeclaration
    ) -> String {
        let title =
            AccessReport.title(entry.fields, collection) ?? collection.label.text(language)
        if entry.isShown { return title }
        return title
            + Phrase(
                fr: " (n'est plus affiché, encore gardé)", en: " (no longer shown, still kept)"
            ).text(language)
    }

    private func text(
        of change: AccessReport.Change, _ collection: CollectionDeclaration
    ) -> String {
        let who = change.author ?? Phrase(fr: "quelqu'un", en: "somebody").text(language)
        let place =
            change.device == 0
            ? Phrase(fr: "cet appareil", en: "this device")
            : Phrase(fr: "appareil \(change.device)", en: "device \(change.device)")
        let field = change.field.flatMap(collection.field)
        let name = field?.label.text(language) ?? change.field
        let what = content(change.content, field)
        let mark = AccessReportText.marks[change.standing]?.text(language) ?? ""
        let told = name.map { "\($0) → \(what)" } ?? what
        return "\(time(change.at)), \(who) (\(place.text(language))) : \(told)\(mark)"
    }

    private static let remarks: [(AccessReport.Standing, Phrase)] = [
        (.waiting, Phrase(fr: "Saisies en attente d'envoi", en: "Changes waiting to be sent")),
        (.refused, Phrase(fr: "Saisies refusées par le serveur", en: "Changes refused")),
        (.sealed, Phrase(fr: "Saisies scellées", en: "Sealed changes")),
    ]

    private static let marks: [AccessReport.Standing: Phrase] = [
        .waiting: Phrase(fr: " [en attente d'envoi]", en: " [waiting to be sent]"),
        .refused: Phrase(fr: " [refusé]", en: " [refused]"),
        .sealed: Phrase(fr: " [scellé]", en: " [sealed]"),
    ]

    // MARK: Values

    private func content(_ content: ChangeContent, _ field: FieldDeclaration?) -> String {
        switch content {
        case .value(let value): return text(value, field)
        case .increment(let amount): return amount < 0 ? String(amount) : "+\(amount)"
        case .presence: return Phrase(fr: "enregistré", en: "recorded").text(language)
        case .deletion: return Phrase(fr: "supprimé", en: "deleted").text(language)
        case .erasure: return Phrase(fr: "effacé", en: "erased").text(language)
        case .elements(let added, let removed):
            let words = [
                (Phrase(fr: "ajouté ", en: "added "), added),
                (Phrase(fr: "retiré ", en: "removed "), removed),
            ]
            return words.filter { !$1.isEmpty }
                .map { $0.text(language) + list($1, field) }.joined(separator: " ; ")
        }
    }

    private func value(_ shown: ShownValue, _ field: FieldDeclaration) -> String {
        switch shown {
        case .single(let value): text(value, field)
        case .set(let elements): list(elements, field)
        }
    }

    private func list(_ elements: [String], _ field: FieldDeclaration?) -> String {
        elements.map { text(.text($0), field) }.joined(separator: ", ")
    }

    private func text(_ value: FieldValue, _ field: FieldDeclaration?) -> String {
        switch value {
        case .null: return Phrase(fr: "(vide)", en: "(empty)").text(language)
        case .bool(true): return Phrase(fr: "oui", en: "yes").text(language)
        case .bool(false): return Phrase(fr: "non", en: "no").text(language)
        case .integer(let number): return String(number)
        case .real(let number):
            let text = number.description
            return language == .french ? String(text.map { $0 == "." ? "," : $0 }) : text
        case .text(let text): return self.text(text, field)
        }
    }

    private func text(_ text: String, _ field: FieldDeclaration?) -> String {
        switch field?.type {
        case .code(let list)?, .codes(let list)?: return list.label(text, language)
        case .date?: return CalendarDate(text).map { $0.text(language) } ?? text
        case .instant?: return Instant(text).map(time) ?? text
        case .reference?, .references?:
            guard let id = RecordID(text) else { return text }
            return report.titles[id]
                ?? Phrase(fr: "une autre fiche", en: "another record").text(language)
        default: return text
        }
    }
}

extension CalendarDate {
    /// The day as people write it: `jj/mm/aaaa` in French, ISO 8601 in English.
    public func text(_ language: Language) -> String {
        guard language == .french else { return description }
        let parts = description.split(separator: "-")
        return parts.reversed().joined(separator: "/")
    }
}
