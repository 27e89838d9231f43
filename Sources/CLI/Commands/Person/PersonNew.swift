// `relais person new`: notes somebody, after looking whether they are there already.

import ClientCore
import Console
import Shared

enum PersonNewCommand: Command {
    static let specification = CommandSpecification(
        ["person", "new"],
        summary: Phrase(
            fr: "Note une personne, sans réseau ; si elle semble déjà là, la montre et n'écrit "
                + "rien.",
            en: "Notes a person, without a network; when they seem to be there already, shows "
                + "them and writes nothing."),
        options: [
            .flag(
                "another",
                help: Phrase(
                    fr: "C'est bien une autre personne : la note quand même.",
                    en: "It is another person indeed: notes them all the same.")),
            .flag(
                "visit",
                help: Phrase(
                    fr: "Note aussi son passage dans la permanence ouverte ici.",
                    en: "Also notes their visit to the session that is open here.")),
        ],
        positionals: PositionalSpecification(
            "[GIVEN [FAMILY]] field=value…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "Le prénom, le nom, et ce qui est su de plus : `birth_year=…`, `phone=…`, "
                    + "`needs+=…` (`relais schema person`). Rien n'est obligatoire.",
                en: "The given name, the family name, and what else is known: `birth_year=…`, "
                    + "`phone=…`, `needs+=…` (`relais schema person`). Nothing is compulsory.")),
        example: "person new Yasmine Benkacem birth_year=1987 phone=0612345678")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let people = People(store)
        let edits = try edits(context, store)
        let wantsVisit = context.invocation.flag("visit")
        let permanence = wantsVisit ? try Permanences(store).openHere() : nil
        let similar = try people.similar(to: edits)
        if !similar.isEmpty && !context.invocation.flag("another") {
            return try refuse(similar, store, context)
        }
        let warnings = context.warn(of: edits, in: try context.collection(Person.collectionName))
        let id = try people.add(edits)
        var visit: RecordID?
        if let permanence {
            visit = try Permanences(store).note(
                in: permanence, person: id,
                [Visit.shared.firstVisit.name: .assign(.bool(true))])
        }
        context.output.document(
            .object([
                "id": .string(id.description), "visit": .optional(visit),
                "duplicates": .array(
                    similar.map { PersonLines.json($0.id, $0.likeness, context) }),
                "warnings": warnings,
            ]))
        context.output.rows(
            [(Phrase(fr: "personne", en: "person"), id.description)]
                + (visit.map {
                    [(label: Phrase(fr: "passage", en: "visit"), value: $0.description)]
                } ?? []))
        return 0
    }

    /// Words are the given name and the family name; the rest is `field=value`.
    private static func edits(
        _ context: Context, _ store: Store
    ) throws(RelaisError) -> [String: FieldEdit] {
        let equals = UInt8(ascii: "=")
        let words = context.invocation.positionals.filter { !$0.utf8.contains(equals) }
        guard words.count <= 2 else {
            throw .usage(
                Phrase(
                    fr: "Un prénom et un nom suffisent ; « \(words[2]) » est de trop.",
                    en: "A given name and a family name are enough; \"\(words[2])\" is too much."),
                remedy: Phrase(
                    fr: "Mettez un nom de plusieurs mots entre apostrophes : `'El Amrani'`.",
                    en: "Put a name of several words within quotes: `'El Amrani'`."))
        }
        var edits = FieldEdits(
            try context.collection(Person.collectionName), shown: [:], now: store.ports.now())
        let fields = Person.shared
        for (field, word) in zip([fields.givenName, fields.familyName], words) {
            try edits.add(try FieldArgument("\(field.name)=\(word)"))
        }
        for argument in context.invocation.positionals where argument.utf8.contains(equals) {
            try edits.add(try FieldArgument(argument))
        }
        return edits.edits
    }

    private static func refuse(
        _ similar: [(id: RecordID, likeness: Likeness)], _ store: Store, _ context: Context
    ) throws(RelaisError) -> Int32 {
        var lines: [String] = []
        for (id, likeness) in similar.prefix(5) {
            lines += try PersonLines.lines(id, likeness, store, context)
        }
        for line in lines { context.output.line(line) }
        return context.output.fail(
            RelaisError(
                code: "likely_duplicate",
                message: Phrase(
                    fr: "Cette personne semble déjà notée (\(similar.count)) : rien n'a été "
                        + "enregistré.",
                    en: "This person seems to be noted already (\(similar.count)): nothing was "
                        + "saved."),
                remedy: Phrase(
                    fr: "Prenez la fiche montrée, ou ajoutez `--another` si c'est une autre "
                        + "personne.",
                    en: "Use the record shown, or add `--another` if it is another person.")),
            beside: [
                JSONObject.Member(
                    key: "duplicates",
                    value: .array(
                        similar.map { PersonLines.json($0.id, $0.likeness, context) }))
            ])
    }
}

/// How people who may be one are shown.
enum PersonLines {
    static func json(_ id: RecordID, _ likeness: Likeness, _ context: Context) -> JSON {
        .object([
            "id": .string(id.description), "score": .count(likeness.score),
            "reasons": .array(likeness.reasons.map { .string($0.text(context.language)) }),
        ])
    }

    static func lines(
        _ id: RecordID, _ likeness: Likeness, _ store: Store, _ context: Context
    ) throws(RelaisError) -> [String] {
        Columns.wrap(try head(id, store, context), hanging: 2) + reasons(likeness, context)
    }

    /// A score and its reasons, in lines under what they are about.
    static func reasons(_ likeness: Likeness, _ context: Context) -> [String] {
        Columns.wrap(why(likeness).text(context.language), width: Columns.width - 2)
            .map { "  " + $0 }
    }

    /// A score and its reasons.
    static func why(_ likeness: Likeness) -> Phrase {
        let french = likeness.reasons.map(\.french).joined(separator: ", ")
        let english = likeness.reasons.map(\.english).joined(separator: ", ")
        return Phrase(
            fr: "\(likeness.score)/100 : \(french)", en: "\(likeness.score)/100: \(english)")
    }

    /// A person in a line: the identity, the name, the year of birth, the telephone.
    static func head(
        _ id: RecordID, _ store: Store, _ context: Context
    ) throws(RelaisError) -> String {
        guard let person = try store.record(Person.self, id) else { return id.description }
        let collection = try context.collection(Person.collectionName)
        let parts =
            [context.show.title(person.record, collection)]
            + [person.birthYear.map(String.init), person.phone, person.communeName]
            .compactMap(\.self)
        return "\(id)  " + parts.filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
