// SimulatedSchema: the smallest schema in which everything can go wrong. One collection for the
// territory, one for an organisation, every merge rule; and the next version of it, with a renamed
// and a split field.

import Shared

enum SimulatedSchema {
    static let states = ["open", "known", "met", "done", "lost"]
    static let words = ["north", "south", "east", "west"]
    static let plot = "plot"
    static let diary = "diary"
    static let memo = "memo"
    static let file = "file"
    static let leaf = "leaf"
    static let parcel = "parcel"
    static let thread = "thread"
    /// What is over, and what somebody has come so far with that it is not.
    static let (excluding, excluded) = ("lost", ["met", "done"])
    /// What each purpose of a parcel needs.
    static let contents: [String: Set<String>] = ["a": ["short"], "b": ["short", "long"]]

    /// What every program begins with, and what some are upgraded to.
    static let versions = [schema(1), schema(2)]

    private static func schema(_ version: Int) -> Schema {
        let isNew = version > 1
        let list = CodeList(
            "states", states.map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })
        let order = ProgressOrder(
            ["open", "known", "met", "done"], exclusive: [excluding], contradicts: excluded[0])
        var plotFields = [
            Field.text("name", fr: "nom", en: "name", merge: .review).declaration,
            (isNew
                ? Field.text("ground", fr: "terrain", en: "ground").formerly("soil", since: 2)
                : Field.text("soil", fr: "sol", en: "soil")).declaration,
            Field.text("keeper", fr: "gardien", en: "keeper").declaration,
            Field.tags("tags", fr: "mots", en: "tags").declaration,
            Field.counter("visits", fr: "passages", en: "visits").declaration,
            Field.code("state", list, fr: "état", en: "state", merge: .progress(order))
                .declaration,
            Field.text("source", fr: "source", en: "source").declaration,
            Field.text("source_id", fr: "clé", en: "key").declaration,
        ]
        if isNew {
            plotFields += [
                Field.text("extra", fr: "plus", en: "extra").declaration,
                Field.text("given", fr: "prénom", en: "given").declaration,
                Field.text("family", fr: "nom de famille", en: "family").declaration,
            ]
        }
        var collections =
            [
                CollectionDeclaration(
                    plot, Phrase(fr: plot, en: plot), access: .territory, fields: plotFields,
                    splits: isNew
                        ? [SplitLens("keeper", into: "given", "family", by: " ", since: 2)] : []),
                CollectionDeclaration(
                    diary, Phrase(fr: diary, en: diary), access: .organisation,
                    fields: [
                        Field.text("text", fr: "texte", en: "text", merge: .review).declaration,
                        Field.counter("visits", fr: "passages", en: "visits").declaration,
                    ]),
                CollectionDeclaration(
                    file, Phrase(fr: file, en: file), access: .file(portfolio: "portfolio"),
                    fields: [
                        Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
                            .declaration,
                        Field.text("portfolio", fr: "portefeuille", en: "portfolio").declaration,
                    ]),
                CollectionDeclaration(
                    leaf, Phrase(fr: leaf, en: leaf), access: .part(of: "file"),
                    fields: [
                        Field.text("text", fr: "texte", en: "text", merge: .review).declaration,
                        Field.reference("file", to: "file", fr: "dossier", en: "file").declaration,
                    ]),
            ] + crossing(list, order)
        if isNew {
            collections.append(
                CollectionDeclaration(
                    memo, Phrase(fr: memo, en: memo), access: .organisation,
                    fields: [Field.text("text", fr: "texte", en: "text").declaration]))
        }
        return Schema(version: version, collections: collections)
    }

    /// What one organisation sends to another, and what ties it to a file.
    private static func crossing(
        _ list: CodeList, _ order: ProgressOrder
    ) -> [CollectionDeclaration] {
        let purposes = CodeList(
            "purposes", contents.keys.sorted().map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })
        return [
            CollectionDeclaration(
                parcel, Phrase(fr: parcel, en: parcel),
                access: .envelope(
                    Envelope(
                        file: "file", sender: "sender", receiver: "receiver", tie: thread,
                        purposes: "purposes", contents: contents, state: "state",
                        senderStates: ["open", "lost"], answers: ["reply"])),
                fields: [
                    Field.reference("file", to: file, fr: "dossier", en: "file").declaration,
                    Field.reference("sender", to: plot, fr: "de", en: "from").declaration,
                    Field.reference("receiver", to: plot, fr: "à", en: "to").declaration,
                    Field.codes("purposes", purposes, fr: "finalités", en: "purposes").declaration,
                    Field.text("short", fr: "court", en: "short", merge: .review).declaration,
                    Field.text("long", fr: "long", en: "long").declaration,
                    Field.text("reply", fr: "réponse", en: "reply", merge: .review).declaration,
                    Field.code(
                        "state", list, fr: "état", en: "state", merge: .progress(order)
                    ).declaration,
                ]),
            CollectionDeclaration(
                thread, Phrase(fr: thread, en: thread), access: .part(of: "file"),
                fields: [
                    Field.reference("file", to: file, fr: "dossier", en: "file").declaration,
                    Field.reference("parcel", to: parcel, fr: "colis", en: "parcel").declaration,
                ], identity: ["parcel"]),
        ]
    }
}
