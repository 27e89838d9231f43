// `relais permanence status`: what a permanence comes to, and which ones are open here.

import ClientCore
import Console
import Shared

enum PermanenceStatusCommand: Command {
    static let specification = CommandSpecification(
        ["permanence", "status"],
        summary: Phrase(
            fr: "Montre le bilan d'une permanence ; sans identifiant, de celle ouverte ici.",
            en: "Shows what a session comes to; without an id, of the one that is open here."),
        positionals: PositionalSpecification(
            "[ID]", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "La permanence ; sinon celle ouverte ici.",
                en: "The session; otherwise the one that is open here.")),
        example: "permanence status")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let permanences = Permanences(store)
        let forgotten = try permanences.forgotten()
        let (id, _) = try context.permanence(permanences)
        try context.write(try PermanenceReport(id, permanences, store, forgotten: forgotten))
        return 0
    }
}

/// A permanence with what it comes to, as `status` and `close` print it.
struct PermanenceReport {
    let record: Typed<Permanence>
    let name: String
    let summary: PermanenceSummary
    let forgotten: [OpenPermanence]

    init(
        _ id: RecordID, _ permanences: Permanences, _ store: Store, forgotten: [OpenPermanence]
    ) throws(RelaisError) {
        summary = try permanences.summary(of: id)
        guard let record = try store.record(Permanence.self, id) else {
            throw StoreErrors.notFound("permanence", id)
        }
        self.record = record
        name = try permanences.name(of: record)
        self.forgotten = forgotten.filter { $0.id != id }
    }
}

extension Context {
    /// The permanence that the first argument names, else the one that is open here; with the index
    /// of the first argument after it.
    func permanence(
        _ permanences: Permanences
    ) throws(RelaisError) -> (id: RecordID, next: Int) {
        if let first = invocation.positionals.first, !first.utf8.contains(UInt8(ascii: "=")) {
            return (try recordID(first), 1)
        }
        return (try permanences.openHere(), 0)
    }

    /// Prints a report.
    func write(_ report: PermanenceReport) throws(RelaisError) {
        let id = report.record.record.id
        output.document(
            .object(
                JSONObject(
                    members: [
                        JSONObject.Member(key: "id", value: .string(id.description)),
                        JSONObject.Member(key: "name", value: .string(report.name)),
                        JSONObject.Member(key: "state", value: .optional(report.record.state)),
                        JSONObject.Member(
                            key: "openedAt", value: .optional(report.record.openedAt)),
                        JSONObject.Member(
                            key: "closedAt", value: .optional(report.record.closedAt)),
                    ] + report.summary.members + [
                        JSONObject.Member(
                            key: "forgotten",
                            value: .array(report.forgotten.map { .string($0.id.description) }))
                    ])))
        output.rows(rows(report))
        for open in report.forgotten { output.note(forgotten(open)) }
    }

    private func rows(_ report: PermanenceReport) -> [(label: Phrase, value: String)] {
        let state = Permanence.shared.state.declaration
        var rows = [
            (
                label: Phrase(fr: "permanence", en: "drop-in session"),
                value: report.record.record.id.description
            )
        ]
        if !report.name.isEmpty { rows.append((Phrase(fr: "lieu", en: "place"), report.name)) }
        if let code = report.record.state {
            rows.append((state.label, show.value(.text(code), state)))
        }
        if let at = report.record.openedAt {
            rows.append((Phrase(fr: "ouverte à", en: "opened at"), show.instant(at)))
        }
        if let at = report.record.closedAt {
            rows.append((Phrase(fr: "fermée à", en: "closed at"), show.instant(at)))
        }
        if let team = report.record.team, !team.isEmpty {
            rows.append((Phrase(fr: "équipe", en: "team"), team.sorted().joined(separator: ", ")))
        }
        return rows + report.summary.rows(show)
    }

    /// What is said of a permanence that was left open.
    func forgotten(_ open: OpenPermanence) -> Phrase {
        let since = open.openedAt.map(show.instant) ?? "?"
        let name = open.name.isEmpty ? "" : " (\(open.name))"
        return Phrase(
            fr: "Restée ouverte depuis le \(since)\(name) : "
                + "`relais permanence close \(open.id)`.",
            en: "Left open since \(since)\(name): `relais permanence close \(open.id)`.")
    }
}

extension PermanenceSummary {
    /// What scripts read.
    var members: [JSONObject.Member] {
        let object: JSONObject = [
            "visits": .count(visits), "people": .count(people), "anonymous": .count(anonymous),
            "counted": .count(counted), "total": .count(total), "firstVisits": .count(firstVisits),
            "unseen": .count(unseen), "needs": PermanenceSummary.json(needs),
            "reasons": PermanenceSummary.json(reasons),
            "actions": PermanenceSummary.json(actions),
            "audiences": PermanenceSummary.json(audiences),
        ]
        return object.members
    }

    /// What people read.
    func rows(_ show: Show) -> [(label: Phrase, value: String)] {
        var rows = [
            (label: Phrase(fr: "passages notés", en: "visits noted"), value: String(visits)),
            (Phrase(fr: "personnes identifiées", en: "people identified"), String(people)),
            (Phrase(fr: "passages anonymes", en: "anonymous visits"), String(anonymous)),
            (Phrase(fr: "passages comptés", en: "visits counted"), String(counted)),
            (Phrase(fr: "total des passages", en: "visits in all"), String(total)),
        ]
        if firstVisits > 0 {
            rows.append((Phrase(fr: "premières venues", en: "first visits"), String(firstVisits)))
        }
        if unseen > 0 {
            rows.append((Phrase(fr: "non reçues", en: "left unseen"), String(unseen)))
        }
        let fields = Visit.shared
        for (label, tallies, field) in [
            (Phrase(fr: "besoins", en: "needs"), needs, fields.needs.declaration),
            (Phrase(fr: "motifs", en: "reasons"), reasons, fields.reason.declaration),
            (
                Phrase(fr: "ce qui a été fait", en: "what was done"), actions,
                fields.actions.declaration
            ),
            (Phrase(fr: "publics", en: "audiences"), audiences, fields.audiences.declaration),
        ] where !tallies.isEmpty {
            let text = tallies.map { "\(show.word($0.key, field)) \($0.count)" }
            rows.append((label, text.joined(separator: ", ")))
        }
        return rows
    }

    private static func json(_ tallies: [Tally]) -> JSON {
        .object(
            JSONObject(
                members: tallies.map { JSONObject.Member(key: $0.key, value: .count($0.count)) }))
    }
}

extension Show {
    /// A code's label alone, for lists of counts; other text as it is.
    func word(_ text: String, _ field: FieldDeclaration) -> String {
        field.type.codeList?.label(text, language) ?? text
    }
}
