// Sample: a model with one field of every type, for the tests of schemas.

import Shared

struct Sample: Model {
    static let shared = Sample()
    static let header = ModelHeader(
        "sample", fr: "échantillon", en: "sample", access: .organisation)

    static let colours = CodeList(
        "colours",
        [
            .init("red", Phrase(fr: "rouge", en: "red")),
            .init("blue", Phrase(fr: "bleu", en: "blue")),
        ])
    static let steps = ProgressOrder(["new", "done"], exclusive: ["refused"], contradicts: "done")
    static let digits = TextFormat("digits") { text in
        text.allSatisfy(\.isNumber) ? nil : Phrase(fr: "des chiffres", en: "digits")
    }

    let title = Field.text(
        "title", fr: "titre", en: "title", maximum: 10, merge: .review, search: .title,
        required: true)
    let number = Field.text("number", fr: "numéro", en: "number", format: Sample.digits)
    let age = Field.integer("age", fr: "âge", en: "age", in: 0...120)
    let latitude = Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90)
    let isOpen = Field.boolean("is_open", fr: "ouvert", en: "open")
    let day = Field.date("day", fr: "jour", en: "day")
    let moment = Field.instant("moment", fr: "moment", en: "moment")
    let colour = Field.code("colour", Sample.colours, fr: "couleur", en: "colour")
    let person = Field.reference("person", to: "person", fr: "personne", en: "person")
    let colours = Field.codes("colours", Sample.colours, fr: "couleurs", en: "colours")
    let tags = Field.tags("tags", fr: "étiquettes", en: "tags", search: .body)
    let people = Field.references("people", to: "person", "company", fr: "gens", en: "people")
    let visits = Field.counter("visits", fr: "visites", en: "visits")
    let progress = Field<String>(
        "progress", .text(maximum: 20, format: nil), .progress(Sample.steps),
        Phrase(fr: "avancement", en: "progress"))
    /// Not a field: it must not become one.
    let note = "a stored property that declares nothing"

    static let schema = Schema(
        version: 4, collections: [CollectionDeclaration(Sample.self)],
        textGuard: { $0.contains("secret") ? Phrase(fr: "interdit", en: "forbidden") : nil })
}
