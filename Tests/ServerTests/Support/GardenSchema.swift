// A schema that has nothing to do with finding work: allotments. It shows that the engine knows no
// collection by name, and exercises every merge rule.

import Shared

struct Plot: Model {
    static let shared = Plot()
    static let header = ModelHeader("plot", fr: "parcelle", en: "plot", access: .territory)
    let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    let soil = Field.text("soil", fr: "sol", en: "soil", search: .body)
    let tags = Field.tags("tags", fr: "étiquettes", en: "tags", search: .body)
    let visits = Field.counter("visits", fr: "passages", en: "visits")
    let area = Field.real("area", fr: "surface", en: "area", in: 0...1_000)
    let shared = Field.boolean("shared", fr: "partagée", en: "shared")
    let sown = Field.date("sown", fr: "semée le", en: "sown on")
    let state = Field.code(
        "state", GardenSchema.states, fr: "état", en: "state",
        merge: .progress(
            ProgressOrder(
                ["fallow", "dug", "sown", "harvested"], exclusive: ["lost"], contradicts: "sown")))
    let neighbour = Field.reference("neighbour", to: "plot", fr: "voisine", en: "neighbour")
    let source = Field.text("source", fr: "source", en: "source")
    let sourceID = Field.text("source_id", fr: "clé", en: "key")
}

struct Diary: Model {
    static let shared = Diary()
    static let header = ModelHeader("diary", fr: "carnet", en: "diary", access: .organisation)
    let text = Field.text(
        "text", fr: "texte", en: "text", maximum: 5_000, merge: .review, search: .body,
        required: true)
    let plot = Field.reference("plot", to: "plot", fr: "parcelle", en: "plot")
}

/// A file: somebody who waits for a plot. Its parts are their requests.
struct Gardener: Model {
    static let shared = Gardener()
    static let header = ModelHeader(
        "gardener", fr: "jardinier", en: "gardener", access: .file(portfolio: "list"))
    let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    let list = Field.text("list", fr: "liste", en: "list")
}

struct Wish: Model {
    static let shared = Wish()
    static let header = ModelHeader(
        "wish", fr: "souhait", en: "wish", access: .part(of: "gardener"))
    let text = Field.text("text", fr: "texte", en: "text", search: .body)
    let gardener = Field.reference("gardener", to: "gardener", fr: "jardinier", en: "gardener")
}

enum GardenSchema {
    static let states = CodeList(
        "states",
        ["fallow", "dug", "sown", "harvested", "lost"].map { code in
            CodeList.Entry(code, Phrase(fr: code, en: code))
        })

    static let schema = Schema(
        version: 1,
        collections: [
            CollectionDeclaration(Plot.self), CollectionDeclaration(Diary.self),
            CollectionDeclaration(Gardener.self), CollectionDeclaration(Wish.self),
        ])

    /// Of a program that allows states which the server's schema does not.
    static let anyState = Schema(
        version: 1,
        collections: [
            CollectionDeclaration(
                "plot", Phrase(fr: "", en: ""), access: .territory,
                fields: [Field.text("state", fr: "", en: "").declaration])
        ])
}
