// `relais immersion plan|list`: work placements within the limits of the law.

import ClientCore
import Console
import Shared

enum ImmersionPlanCommand: Command {
    static let specification = CommandSpecification(
        ["immersion", "plan"],
        summary: Phrase(
            fr: "Prévoit une immersion (PMSMP), si la loi la permet.",
            en: "Plans a work placement (PMSMP), if the law allows it."),
        positionals: PositionalSpecification(
            "PERSON field=value…", minimum: 3, maximum: nil,
            help: Phrase(
                fr: "La personne, puis `starts_on=… ends_on=…`, `host_name=…` ou `siret=…`, "
                    + "`objective=decouvrir`, confirmer ou recruter (`relais schema immersion`).\n"
                    + "La loi : un mois au plus, renouvelable une fois ; deux conventions et 60 "
                    + "jours au plus en douze mois dans la même entreprise (D5135-3).",
                en: "The person, then `starts_on=… ends_on=…`, `host_name=…` or `siret=…`, "
                    + "`objective=decouvrir`, confirmer or recruter (`relais schema immersion`).\n"
                    + "The law: a month at most, renewed once; two agreements and 60 days at most "
                    + "in twelve months in the same company (D5135-3).")),
        example: "immersion plan 0192f0c1-2b3c-7def-8123-456789abcdef starts_on=2026-12-01 "
            + "ends_on=2026-12-11 'host_name=Boulangerie du port' objective=decouvrir")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let edits = try context.edits(of: Immersion.collectionName, from: 1, store)
        let id = try Immersions(store).plan(person, edits)
        context.output.document(.object(["id": .string(id.description)]))
        context.output.rows([(Immersion.header.label, id.description)])
        context.output.note(
            Phrase(
                fr: "La convention se signe avant le premier jour "
                    + "(`relais put immersion --id \(id) agreement_signed_on=…`).",
                en: "The agreement is signed before the first day "
                    + "(`relais put immersion --id \(id) agreement_signed_on=…`)."))
        return 0
    }
}

enum ImmersionListCommand: Command {
    static let specification = CommandSpecification(
        ["immersion", "list"],
        summary: Phrase(
            fr: "Les immersions d'une personne, et ce que la loi en dit.",
            en: "A person's work placements, and what the law says of them."),
        positionals: PositionalSpecification("PERSON", minimum: 1, maximum: 1),
        example: "immersion list 0192f0c1-2b3c-7def-8123-456789abcdef")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        guard try store.record(Person.self, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let found = try Immersions(store).list(of: person)
        context.output.document(
            .object([
                "immersions": .array(
                    found.map { immersion, period, problems in
                        .object([
                            "id": .string(immersion.record.id.description),
                            "first": .string(period.first.description),
                            "last": .string(period.last.description), "days": .count(period.days),
                            "host": .optional(immersion.hostName),
                            "objective": .optional(period.objective),
                            "state": .optional(immersion.state),
                            "problems": .array(
                                problems.map { problem in
                                    .object([
                                        "code": .string(problem.code),
                                        "message": .string(problem.message.text(context.language)),
                                    ])
                                }),
                        ])
                    })
            ]))
        for (immersion, period, problems) in found {
            write(immersion, period, problems, context)
        }
        if found.isEmpty {
            context.output.line(
                Phrase(fr: "Aucune immersion n'est notée.", en: "No work placement is noted."))
        }
        return 0
    }

    private static func write(
        _ immersion: Typed<Immersion>, _ period: ImmersionPeriod, _ problems: [ImmersionProblem],
        _ context: Context
    ) {
        let language = context.language
        context.output.line(
            Phrase(
                fr: "du \(context.show.date(period.first)) au \(context.show.date(period.last)) "
                    + "(\(period.days) jours)",
                en: "from \(context.show.date(period.first)) to \(context.show.date(period.last)) "
                    + "(\(period.days) days)"))
        var rows: [(label: Phrase, value: String)] = []
        if let host = immersion.hostName { rows.append((Phrase(fr: "accueil", en: "host"), host)) }
        if let objective = period.objective {
            rows.append(
                (
                    Phrase(fr: "objectif", en: "objective"),
                    CodeLists.immersionObjective.label(objective, language)
                ))
        }
        if let state = immersion.state {
            rows.append(
                (
                    Phrase(fr: "état", en: "state"),
                    CodeLists.immersionState.label(state, language)
                ))
        }
        for problem in problems {
            rows.append((Phrase(fr: "attention", en: "beware"), problem.message.text(language)))
            rows.append((Phrase(fr: "à faire", en: "what to do"), problem.remedy.text(language)))
        }
        rows.append((Phrase(fr: "fiche", en: "record"), immersion.record.id.description))
        context.output.rows(rows, indent: 2)
    }
}
