// `relais search`: finds records without a network.

import ClientCore
import Console
import Shared

enum SearchCommand: Command {
    static let specification = CommandSpecification(
        ["search"],
        summary: Phrase(
            fr: "Cherche dans tout ce que l'appareil tient : mots, publics, proximité.",
            en: "Searches all that the device holds: words, audiences, nearness."),
        options: [
            .value(
                "near", "LAT,LON",
                help: Phrase(
                    fr: "Le plus proche d'abord, en degrés.", en: "Nearest first, in degrees.")),
            .value(
                "audience", "CODE",
                help: Phrase(fr: "Seulement pour ce public.", en: "Only for this audience.")),
            .value(
                "kind", "CODE",
                help: Phrase(fr: "Seulement de ce type.", en: "Only of this kind.")),
            .value(
                "theme", "CODE",
                help: Phrase(
                    fr: "Seulement ce qui répond à ce besoin.",
                    en: "Only what answers this need.")),
            .value(
                "fee", "CODE",
                help: Phrase(
                    fr: "Seulement à ce tarif : gratuit, payant, sous-condition.",
                    en: "Only at this fee: gratuit, payant, sous-condition.")),
            .value(
                "commune", "COMMUNE",
                help: Phrase(
                    fr: "Seulement dans cette commune : son nom, ou son code INSEE.",
                    en: "Only in this commune: its name, or its INSEE code.")),
            .value(
                "qpv", "CODE",
                help: Phrase(
                    fr: "Seulement dans ce quartier prioritaire.",
                    en: "Only in this priority neighbourhood.")),
            .flag(
                "open-now",
                help: Phrase(
                    fr: "Seulement ce qui est ouvert maintenant, d'après ses horaires.",
                    en: "Only what is open now, by its opening hours.")),
            .value(
                "limit", "N",
                help: Phrase(
                    fr: "Au plus N résultats ; 100 sinon.",
                    en: "At most N results; otherwise 100.")),
        ],
        positionals: PositionalSpecification(
            "TEXT", minimum: 0, maximum: nil,
            help: Phrase(
                fr: "Des débuts de mots ; les accents et les majuscules ne comptent pas. Sans "
                    + "texte, tout ce que les options retiennent.",
                en: "Beginnings of words; accents and capitals do not matter. Without a text, all "
                    + "that the options let through.")),
        example: "search centre social --near 48.39,-4.48 --audience jeunes")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let limit = try context.count("limit") ?? 100
        let store = try context.store()
        let now = Instant(milliseconds: Int64(clamping: store.ports.now()))
        var request = try request(context, now)
        // One more than is shown tells whether there are more.
        request.limit = limit + 1
        let found = try store.search(request)
        let results = found.prefix(limit)
        let isApproximate = results.first?.isApproximate ?? false
        context.output.document(
            .object([
                "results": .array(results.map { json($0, context, now) }),
                "more": .bool(found.count > limit), "approximate": .bool(isApproximate),
            ]))
        if isApproximate {
            context.output.note(
                Phrase(
                    fr: "Rien n'a ces mots ; voici ce qui s'en approche.",
                    en: "Nothing has these words; here is what comes near."))
        }
        for result in results { write(result, context, now) }
        if results.isEmpty {
            context.output.line(Phrase(fr: "Rien de trouvé.", en: "Nothing found."))
        }
        if found.count > limit {
            context.output.note(
                Phrase(
                    fr: "Il y en a d'autres : précisez, ou ajoutez `--limit \(limit * 2)`.",
                    en: "There are more: narrow the search, or add `--limit \(limit * 2)`."))
        }
        return 0
    }

    private static func request(
        _ context: Context, _ now: Instant
    ) throws(RelaisError) -> SearchRequest {
        var request = SearchRequest(
            text: context.invocation.positionals.joined(separator: " "),
            near: try context.invocation.option("near").map { text throws(RelaisError) in
                try PointArgument.read(text)
            },
            commune: context.invocation.option("commune"),
            openAt: context.invocation.flag("open-now") ? now : nil)
        for (option, field) in filters {
            guard let code = context.invocation.option(option) else { continue }
            request.filters.append((field: field, value: code))
        }
        if FieldText.trimmed(request.text).isEmpty, request.near == nil, request.filters.isEmpty,
            request.commune == nil, request.openAt == nil
        {
            throw .usage(
                Phrase(fr: "Il n'y a rien à chercher.", en: "There is nothing to search for."),
                remedy: Phrase(
                    fr: "Donnez des mots, ou une option comme --near, --audience, "
                        + "--theme ou --commune.",
                    en: "Give words, or an option such as --near, --audience, "
                        + "--theme or --commune."))
        }
        return request
    }

    private static let filters = [
        ("audience", "audiences"), ("theme", "themes"), ("kind", "kind"), ("fee", "fee"),
        ("qpv", "qpv"),
    ]

    private static func json(
        _ result: SearchResult, _ context: Context, _ now: Instant
    ) -> JSON {
        let fields = context.schema.collection(result.collection)
            .flatMap { result.record.json($0)["fields"] }
        return .object([
            "collection": .string(result.collection), "id": .string(result.id.description),
            "title": .string(result.title),
            "distanceMetres": result.distanceMetres.map(JSON.count) ?? .null,
            "open": SheetFacts(result.record).isOpen(at: now).map(JSON.bool) ?? .null,
            "fields": fields ?? .object([:]),
            "state": .string(result.record.state.rawValue),
        ])
    }

    private static func write(_ result: SearchResult, _ context: Context, _ now: Instant) {
        guard let collection = context.schema.collection(result.collection) else { return }
        let language = context.language
        let title = context.show.title(result.record, collection)
        var details = [collection.label.text(language)]
        if let publication = SheetFacts(result.record).unpublished(in: collection) {
            details.append(publication.text(language))
        }
        if case .single(.text(let commune))? = result.record.fields["commune_name"] {
            details.append(commune)
        }
        if let metres = result.distanceMetres {
            details.append(Distance.phrase(metres).text(language))
        }
        for line in Columns.wrap("\(title) — \(details.joined(separator: ", "))", hanging: 2) {
            context.output.line(line)
        }
        let facts = SheetFacts(result.record)
        for fact in [facts.opening(at: now), facts.checked(on: now)] {
            guard let fact else { continue }
            let lines = Columns.wrap(
                fact.text(language), width: Columns.width - 2, hanging: 2)
            for line in lines { context.output.line("  " + line) }
        }
        context.output.line("  \(result.collection) \(result.id)")
    }
}
