// `relais match`: what fits a person, each with the reasons and what is missing.

import ClientCore
import Console
import Shared

enum MatchCommand: Command {
    static let specification = CommandSpecification(
        ["match"],
        summary: Phrase(
            fr: "Ce qui convient à une personne, le meilleur d'abord, avec les raisons ; sans "
                + "réseau.",
            en: "What fits a person, the best first, with the reasons; without a network."),
        options: [
            .value(
                "only", "KIND", isRepeatable: true,
                help: Phrase(
                    fr: "Seulement service, event, place ou offer.",
                    en: "Only service, event, place or offer.")),
            .value(
                "near", "LAT,LON",
                help: Phrase(
                    fr: "D'où compter les distances ; sinon le milieu de sa commune.",
                    en: "Where distances are counted from; otherwise the middle of the commune.")),
            .value(
                "limit", "N",
                help: Phrase(
                    fr: "Au plus N de chaque sorte ; 3 sinon.",
                    en: "At most N of each kind; otherwise 3.")),
            .flag(
                "all",
                help: Phrase(
                    fr: "Montre aussi ce qui est pour d'autres publics.",
                    en: "Also shows what is for other audiences.")),
        ],
        positionals: PositionalSpecification(
            "PERSON", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "La personne, par son identifiant ou son nom : ses publics, besoins, freins, "
                    + "langues, métiers et commune comptent (`relais get person ID`).",
                en: "The person, by id or name: audiences, needs, barriers, languages, occupations "
                    + "and commune count (`relais get person ID`).")),
        example: "match 0192f0c1-2b3c-7def-8123-456789abcdef --only service --limit 5")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let limit = try context.count("limit") ?? 3
        let kinds = try kinds(context)
        let near = try context.invocation.option("near").map { text throws(RelaisError) in
            try PointArgument.read(text)
        }
        let store = try context.store()
        let orientation = FirstOrientation(store)
        let person = try context.person(context.argument(0), store)
        let profile = try orientation.profile(of: person, near: near)
        let found = try orientation.matches(for: profile, kinds: kinds)
        let open =
            context.invocation.flag("all") ? found : found.filter { $0.standing != .excluded }
        let matches = MatchCommand.best(open, ofEach: limit)
        context.output.document(
            .object([
                "person": .string(person.description),
                "matches": .array(matches.map { json($0, context.language) }),
                "found": .count(open.count), "excluded": .count(found.count - open.count),
            ]))
        for (index, match) in matches.enumerated() { write(match, index + 1, context) }
        tell(open: open.count, shown: matches.count, profile, context)
        return 0
    }

    /// The first of each kind, in the order of the ranks.
    static func best(_ matches: [Match], ofEach limit: Int) -> [Match] {
        var left: [MatchCandidate.Kind: Int] = [:]
        return matches.filter { match in
            left[match.candidate.kind, default: limit] -= 1
            return left[match.candidate.kind, default: 0] >= 0
        }
    }

    private static func kinds(_ context: Context) throws(RelaisError) -> Set<MatchCandidate.Kind> {
        let names = context.invocation.options("only")
        guard !names.isEmpty else { return Set(MatchCandidate.Kind.allCases) }
        var kinds: Set<MatchCandidate.Kind> = []
        for name in names {
            guard let kind = MatchCandidate.Kind(rawValue: name) else {
                let known = MatchCandidate.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                throw .usage(
                    Phrase(
                        fr: "`relais match` ne cherche pas de « \(name) ».",
                        en: "`relais match` does not look for \"\(name)\"."),
                    remedy: Phrase(
                        fr: "--only prend : \(known).", en: "--only takes: \(known)."))
            }
            kinds.insert(kind)
        }
        return kinds
    }

    private static func write(_ match: Match, _ rank: Int, _ context: Context) {
        let language = context.language
        let collection = context.schema.collection(match.candidate.kind.rawValue)
        let kind = collection?.label.text(language) ?? match.candidate.kind.rawValue
        let head = "\(rank). \(match.candidate.title) (\(kind))"
        for line in Columns.wrap(head, hanging: 3) { context.output.line(line) }
        let reasons = match.reasons.map { "\($0.phrase.text(language)) (\($0.points))" }
        var rows = [
            (label: Phrase(fr: "accès", en: "access"), value: standing(match).text(language)),
            (
                label: Phrase(fr: "pourquoi", en: "why"),
                value: reasons.isEmpty
                    ? Phrase(fr: "ouvert à tous", en: "open to everybody").text(language)
                    : reasons.joined(separator: " ; ")
            ),
            (label: Phrase(fr: "points", en: "points"), value: String(match.score)),
        ]
        if !match.gaps.isEmpty {
            rows.insert(
                (
                    Phrase(fr: "à savoir", en: "to know"),
                    match.gaps.map { $0.phrase.text(language) }.joined(separator: " ; ")
                ), at: 1)
        }
        rows.append(
            (
                Phrase(fr: "fiche", en: "record"),
                "\(match.candidate.kind.rawValue) \(match.candidate.id)"
            ))
        context.output.rows(rows, indent: 3)
    }

    private static func standing(_ match: Match) -> Phrase {
        switch match.standing {
        case .eligible: Phrase(fr: "possible", en: "possible")
        case .toCheck: Phrase(fr: "à vérifier", en: "to be checked")
        case .excluded: Phrase(fr: "pour d'autres publics", en: "for other audiences")
        }
    }

    private static func tell(
        open: Int, shown: Int, _ profile: MatchProfile, _ context: Context
    ) {
        if let problem = AudienceRules.problem(withPerson: profile.audiences) {
            context.output.note(
                Phrase(
                    fr: "À corriger dans la fiche : \(problem.french)",
                    en: "To be corrected in the file: \(problem.english)"))
        }
        if profile.isSilent {
            context.output.note(
                Phrase(
                    fr: "La fiche ne dit ni besoin, ni frein, ni métier : notez-en pour un choix "
                        + "plus juste (`relais put person --id ID needs+=…`).",
                    en: "The file says no need, no barrier and no occupation: note some for a "
                        + "better choice (`relais put person --id ID needs+=…`)."))
        }
        if open == 0 {
            context.output.line(Phrase(fr: "Rien ne convient.", en: "Nothing fits."))
        } else if open > shown {
            context.output.note(
                Phrase(
                    fr:
                        "\(shown) montrés sur \(open) : `--limit`, `--only` en montrent d'autres.",
                    en: "\(shown) shown of \(open): `--limit` and `--only` show others."))
        }
    }

    private static func json(_ match: Match, _ language: Language) -> JSON {
        .object([
            "collection": .string(match.candidate.kind.rawValue),
            "id": .string(match.candidate.id.description),
            "title": .string(match.candidate.title), "score": .count(match.score),
            "access": .string(match.standing.code),
            "distanceMetres": match.distanceMetres.map(JSON.count) ?? .null,
            "reasons": .array(
                match.reasons.map { reason in
                    .object([
                        "criterion": .string(reason.criterion.rawValue),
                        "code": .optional(reason.code),
                        "measure": reason.measure.map(JSON.count) ?? .null,
                        "points": .count(reason.points),
                        "text": .string(reason.phrase.text(language)),
                    ])
                }),
            "missing": .array(match.gaps.map { .string($0.phrase.text(language)) }),
        ])
    }
}

extension Match.Standing {
    /// The word that scripts read.
    fileprivate var code: String {
        switch self {
        case .eligible: "eligible"
        case .toCheck: "to-check"
        case .excluded: "excluded"
        }
    }
}
