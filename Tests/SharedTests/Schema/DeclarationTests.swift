// Declarations: a model is declared once, in Swift, and the engine reads the same fields from it.

import Shared
import Testing

@Suite("Declarations")
struct DeclarationTests {
    private let collection = CollectionDeclaration(Sample.self)

    @Test("a model's stored fields are its collection's fields, in their order, and nothing else")
    func fieldsOfAModel() {
        #expect(collection.name == "sample")
        #expect(collection.label == Phrase(fr: "échantillon", en: "sample"))
        #expect(collection.access == .organisation)
        #expect(
            collection.fields.map(\.name) == [
                "title", "number", "age", "latitude", "is_open", "day", "moment", "colour",
                "person", "colours", "tags", "people", "visits", "progress",
            ])
        #expect(
            collection.fields.map(\.type.name) == [
                "text", "text", "integer", "real", "boolean", "date", "instant", "code",
                "reference", "set", "set", "set", "counter", "text",
            ])
        #expect(
            collection.fields.map(\.merge.name) == [
                "review", "latest", "latest", "latest", "latest", "latest", "latest", "latest",
                "latest", "set", "set", "set", "counter", "progress",
            ])
        #expect(collection.fields.filter(\.isRequired).map(\.name) == ["title"])
        #expect(collection.field("title")?.search == .title)
        #expect(collection.field("tags")?.search == .body)
        #expect(collection.field("visits")?.search == FieldDeclaration.SearchRole.none)
        #expect(collection.field("note") == nil)
    }

    @Test("types that are sets say so, and types of codes give their list")
    func types() {
        let sets = collection.fields.filter(\.type.isSet).map(\.name)
        #expect(sets == ["colours", "tags", "people"])
        let coded = collection.fields.filter { $0.type.codeList != nil }.map(\.name)
        #expect(coded == ["colour", "colours"])
    }

    @Test("only fields that people must judge keep what a conflict began from")
    func ancestors() {
        let keeps = Sample.schema.keepsAncestors("sample")
        #expect(collection.fields.map(\.name).filter(keeps) == ["title"])
        #expect(!keeps("unknown"))
        #expect(!Sample.schema.keepsAncestors("unknown")("title"))
    }

    @Test("a collection has a natural key when it has both halves of it")
    func naturalKeys() {
        let field = { (name: String) in Field<String>.text(name, fr: "", en: "").declaration }
        let declared = { (names: [String]) in
            CollectionDeclaration(
                "c", Phrase(fr: "", en: ""), access: .territory, fields: names.map(field))
        }
        #expect(declared(["source", "source_id"]).hasNaturalKey)
        #expect(!declared(["source"]).hasNaturalKey)
        #expect(!declared(["source_id"]).hasNaturalKey)
        #expect(!collection.hasNaturalKey)
    }

    @Test("a schema finds its collections, and the first of a name")
    func lookUp() {
        let empty = { (label: String) in
            CollectionDeclaration(
                "c", Phrase(fr: label, en: label), access: .territory, fields: [])
        }
        let schema = Schema(version: 1, collections: [empty("first"), empty("second")])
        #expect(schema.collection("c")?.label.english == "first")
        #expect(schema.collection("d") == nil)
    }

    @Test("a list of codes knows its codes and labels, and shows an unknown code as it is")
    func codeLists() {
        #expect(Sample.colours.contains("red") && !Sample.colours.contains("Red"))
        #expect(Sample.colours.label("blue", .french) == "bleu")
        #expect(Sample.colours.label("blue", .english) == "blue")
        #expect(Sample.colours.label("green", .french) == "green")
    }

    @Test("steps are ranked in their order, and an unknown one before all")
    func ranks() {
        #expect(["new", "done", "other"].map(Sample.steps.rank) == [0, 1, -1])
    }
}
