// `relais print person|guide|article|day`: pages for people, as HTML or text.

import ClientCore
import Console
import Shared

enum PrintPersonCommand: Command {
    static let specification = CommandSpecification(
        ["print", "person"],
        summary: Phrase(
            fr: "La demi-page qu'une personne emporte : où aller, quand, qui demander.",
            en: "The half-page that a person takes home: where to go, when, whom to ask for."),
        options: [
            .value(
                "door", "COLLECTION/ID", isRepeatable: true,
                help: Phrase(
                    fr: "Une porte choisie : `service/0192…` ; sinon la meilleure de chaque "
                        + "sorte, 3 au plus.",
                    en: "A chosen door: `service/0192…`; otherwise the best of each kind, 3 at "
                        + "most.")),
            .value(
                "ask", "TEXT",
                help: Phrase(
                    fr: "Qui demander à la première porte.",
                    en: "Whom to ask for at the first door.")),
        ] + PrintOutput.options,
        positionals: PositionalSpecification(
            "PERSON", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "La personne. Sur la page : son prénom, et rien d'autre de sa fiche.",
                en: "The person. On the page: the given name, and nothing else of the file.")),
        example: "print person 0192f0c1-2b3c-7def-8123-456789abcdef --to page.html")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let names = context.invocation.options("door")
        var doors: [(collection: String, id: RecordID)] = []
        for name in names { doors.append(try door(name, context)) }
        let page = try Printing(store).page(
            for: person, doors: names.isEmpty ? nil : doors,
            askFor: context.invocation.option("ask"))
        try store.noteAct(.print, of: Person.collectionName, person)
        return try PrintOutput.write(page.sheet(context.language), context)
    }

    private static func door(
        _ text: String, _ context: Context
    ) throws(RelaisError) -> (collection: String, id: RecordID) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw .usage(
                Phrase(
                    fr: "« \(text) » ne nomme pas une porte.",
                    en: "\"\(text)\" does not name a door."),
                remedy: Phrase(
                    fr: "Écrivez `--door service/ID`, comme `relais match` le montre.",
                    en: "Write `--door service/ID`, as `relais match` shows it."))
        }
        let collection = try context.collection(String(parts[0]))
        return (collection.name, try context.recordID(String(parts[1])))
    }
}

enum PrintGuideCommand: Command {
    static let specification = CommandSpecification(
        ["print", "guide"],
        summary: Phrase(
            fr: "Le guide du référent : l'annuaire à imprimer, avec son édition.",
            en: "The referent's guide: the directory to be printed, with its edition."),
        options: [
            .value(
                "commune", "COMMUNE",
                help: Phrase(
                    fr: "Seulement cette commune : son nom ou son code INSEE.",
                    en: "Only this commune: its name or its INSEE code.")),
            .value(
                "theme", "CODE",
                help: Phrase(
                    fr: "Seulement ce qui répond à ce besoin.",
                    en: "Only what answers this need.")),
            .value(
                "audience", "CODE",
                help: Phrase(fr: "Seulement pour ce public.", en: "Only for this audience.")),
        ] + PrintOutput.options,
        example: "print guide --commune Bergerac --to guide.html")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let commune = context.invocation.option("commune")
        let theme = try context.code("theme", of: CodeLists.need)
        let audience = try context.code("audience", of: CodeLists.audience)
        let choice = [
            commune, theme.map { CodeLists.need.label($0, context.language) },
            audience.map { CodeLists.audience.label($0, context.language) },
        ].compactMap(\.self).joined(separator: ", ")
        let store = try context.store()
        let guide = try Printing(store).guide(
            commune: commune, theme: theme, audience: audience, choice: choice)
        try store.noteAct(.print, of: "guide")
        return try PrintOutput.write(
            guide.sheet(context.language), context,
            [JSONObject.Member(key: "edition", value: .string(guide.edition))])
    }
}

enum PrintArticleCommand: Command {
    static let specification = CommandSpecification(
        ["print", "article"],
        summary: Phrase(
            fr: "Une fiche du guide sur papier, en grandes lettres, avec ses mots expliqués.",
            en: "An article of the guide on paper, in large letters, with its words explained."),
        options: PrintOutput.options,
        positionals: PositionalSpecification(
            "ID", minimum: 1, maximum: 1,
            help: Phrase(
                fr: "La fiche, que montre `relais guide`.",
                en: "The article, which `relais guide` shows.")),
        example: "print article 0192f0c1-2b3c-7def-8123-456789abcdef --to fiche.html")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        guard let article = try store.record(GuideArticle.self, id) else {
            throw StoreErrors.notFound(GuideArticle.collectionName, id)
        }
        let page = try GuideShelf(store).page(of: article)
        return try PrintOutput.write(page.sheet(context.language), context)
    }
}

enum PrintDayCommand: Command {
    static let specification = CommandSpecification(
        ["print", "day"],
        summary: Phrase(
            fr: "La journée sur papier : permanences, rendez-vous, événements, et des lignes.",
            en: "The day on paper: drop-in sessions, appointments, events, and lines."),
        options: [
            .value(
                "on", "YYYY-MM-DD",
                help: Phrase(
                    fr: "Quel jour ; sinon aujourd'hui.", en: "Which day; otherwise today."))
        ] + PrintOutput.options,
        example: "print day --on 2026-12-01")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        var day: CalendarDate?
        if let text = context.invocation.option("on") {
            day = CalendarDate(text)
            if day == nil {
                throw .usage(
                    Phrase(fr: "« \(text) » n'est pas une date.", en: "\"\(text)\" is not a date."),
                    remedy: Phrase(
                        fr: "Écrivez `--on AAAA-MM-JJ`, par exemple `--on 2026-03-09`.",
                        en: "Write `--on YYYY-MM-DD`, for example `--on 2026-03-09`."))
            }
        }
        let store = try context.store()
        let sheet = try Printing(store).day(day)
        try store.noteAct(
            .print, of: "day",
            count: sheet.permanences.count + sheet.appointments.count + sheet.events.count)
        return try PrintOutput.write(sheet.sheet(context.language), context)
    }
}

/// Where a page goes: to a file, or to whoever asked.
private enum PrintOutput {
    static let options: [OptionSpecification] = [
        .value(
            "to", "FILE",
            help: Phrase(
                fr: "Écrit dans ce fichier, que vous seul pouvez lire : en HTML s'il finit par "
                    + ".html, sinon en texte.",
                en: "Writes this file, which only you may read: HTML if it ends in .html, text "
                    + "otherwise.")),
        .flag("html", help: Phrase(fr: "En HTML.", en: "As HTML.")),
    ]

    static func write(
        _ sheet: Sheet, _ context: Context, _ members: [JSONObject.Member] = []
    ) throws(RelaisError) -> Int32 {
        let path = context.invocation.option("to")
        let isHTML = context.invocation.flag("html") || path?.hasSuffix(".html") ?? false
        let text = isHTML ? sheet.html : sheet.text
        guard let path else {
            context.output.document(
                .object(
                    JSONObject(
                        members: members + [
                            JSONObject.Member(key: isHTML ? "html" : "text", value: .string(text))
                        ])))
            for line in isHTML ? text.split(separator: "\n").map(String.init) : sheet.lines {
                context.output.line(line)
            }
            return 0
        }
        try ReportFile.write(Array(text.utf8), to: path)
        context.output.document(
            .object(
                JSONObject(
                    members: members + [
                        JSONObject.Member(key: "file", value: .string(path))
                    ])))
        context.output.rows([(Phrase(fr: "page écrite", en: "page written"), path)])
        return 0
    }
}
