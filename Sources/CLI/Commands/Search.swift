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
        var request = SearchRequest(
            text: context.invocation.positionals.joined(separator: " "),
            near: try context.invocation.option("near").map { text throws(RelaisError) in
                try coordinates(text)
            })
        for (option, field) in [("audience", "audiences"), ("kind", "kind")] {
            guard let code = context.invocation.option(option) else { continue }
            request.filters.append((field: field, value: code))
        }
        if FieldText.trimmed(request.text).isEmpty, request.near == nil, request.filters.isEmpty {
            throw .usage(
                Phrase(fr: "Il n'y a rien à chercher.", en: "There is nothing to search for."),
                remedy: Phrase(
                    fr: "Donnez des mots, ou --near, --audience, --kind.",
                    en: "Give words, or --near, --audience, --kind."))
        }
        // One more than is shown tells whether there are more.
        request.limit = limit + 1
        let found = try context.store().search(request)
        let results = found.prefix(limit)
        context.output.document(
            .object([
                "results": .array(results.map { json($0, context) }),
                "more": .bool(found.count > limit),
            ]))
        for result in results { write(result, context) }
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

    private static func coordinates(_ text: String) throws(RelaisError) -> Coordinates {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
            .map { Double(FieldText.trimmed(String($0))) }
        guard parts.count == 2, let latitude = parts[0], let longitude = parts[1],
            let point = Coordinates(latitude: latitude, longitude: longitude)
        else {
            throw .usage(
                Phrase(
                    fr: "« \(text) » n'est pas une position.",
                    en: "\"\(text)\" is not a position."),
                remedy: Phrase(
                    fr: "Écrivez la latitude puis la longitude, en degrés, avec des points : "
                        + "`--near 48.39,-4.48`.",
                    en: "Write the latitude, then the longitude, in degrees: "
                        + "`--near 48.39,-4.48`."))
        }
        return point
    }

    private static func json(_ result: SearchResult, _ context: Context) -> JSON {
        let fields = context.schema.collection(result.collection)
            .flatMap { result.record.json($0)["fields"] }
        return .object([
            "collection": .string(result.collection), "id": .string(result.id.description),
            "title": .string(result.title),
            "distanceMetres": result.distanceMetres.map(JSON.count) ?? .null,
            "fields": fields ?? .object([:]),
            "state": .string(result.record.state.rawValue),
        ])
    }

    private static func write(_ result: SearchResult, _ context: Context) {
        guard let collection = context.schema.collection(result.collection) else { return }
        let title = context.show.title(result.record, collection)
        var details = [collection.label.text(context.language)]
        if case .single(.text(let commune))? = result.record.fields["commune_name"] {
            details.append(commune)
        }
        if let metres = result.distanceMetres { details.append(distance(metres, context.language)) }
        for line in Columns.wrap("\(title) — \(details.joined(separator: ", "))", hanging: 2) {
            context.output.line(line)
        }
        context.output.line("  \(result.collection) \(result.id)")
    }

    /// Metres when near, then kilometres to a tenth.
    private static func distance(_ metres: Int, _ language: Language) -> String {
        if metres < 1000 { return "\(metres) m" }
        let tenths = (metres + 50) / 100
        return "\(tenths / 10)\(language == .french ? "," : ".")\(tenths % 10) km"
    }
}
