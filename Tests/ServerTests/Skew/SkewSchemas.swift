// Three versions of one schema: the second renames a field and knows more, the third splits one.

import Shared

enum SkewSchema {
    /// What the first program knows.
    static let first = Schema(version: 1, collections: [CollectionDeclaration(FirstMember.self)])
    /// `tel` is called `phone`; a field, a collection and codes are new.
    static let second = Schema(
        version: 2,
        collections: [CollectionDeclaration(SecondMember.self), CollectionDeclaration(Tool.self)])
    /// `name` is split into `given_name` and `family_name`.
    static let third = Schema(
        version: 3,
        collections: [CollectionDeclaration(ThirdMember.self), CollectionDeclaration(Tool.self)])
    /// The third, of a server that serves nothing older.
    static let strict = Schema(
        version: 3, oldestSafeVersion: 3, collections: third.collections)

    static let all = [first, second, third]

    static func codes(_ more: String...) -> CodeList {
        CodeList(
            "crops",
            (["leek", "bean"] + more).map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })
    }
}

/// The header of all three.
private let memberHeader = ModelHeader(
    "member", fr: "jardinier", en: "gardener", access: .territory)

struct FirstMember: Model {
    static let shared = FirstMember()
    static let header = memberHeader
    let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    let tel = Field.text("tel", fr: "tél.", en: "phone", merge: .review, search: .body)
    let soil = Field.text("soil", fr: "sol", en: "soil")
    let crop = Field.code("crop", SkewSchema.codes(), fr: "culture", en: "crop")
    let crops = Field.codes("crops", SkewSchema.codes(), fr: "cultures", en: "crops")
    let visits = Field.counter("visits", fr: "passages", en: "visits")
    let source = Field.text("source", fr: "source", en: "source")
    let sourceID = Field.text("source_id", fr: "clé", en: "key")
}

struct SecondMember: Model {
    static let shared = SecondMember()
    static let header = memberHeader
    let name = Field.text("name", fr: "nom", en: "name", merge: .review, search: .title)
    let phone = Field.text("phone", fr: "tél.", en: "phone", merge: .review, search: .body)
        .formerly("tel", since: 2)
    let soil = Field.text("soil", fr: "sol", en: "soil")
    let hat = Field.text("hat", fr: "chapeau", en: "hat", merge: .review)
    let crop = Field.code("crop", SkewSchema.codes("kale"), fr: "culture", en: "crop")
    let crops = Field.codes("crops", SkewSchema.codes("kale"), fr: "cultures", en: "crops")
    let visits = Field.counter("visits", fr: "passages", en: "visits")
    let source = Field.text("source", fr: "source", en: "source")
    let sourceID = Field.text("source_id", fr: "clé", en: "key")
}

struct ThirdMember: Model {
    static let shared = ThirdMember()
    static let header = memberHeader
    let name = Field.text("name", fr: "nom", en: "name", merge: .review)
    let givenName = Field.text(
        "given_name", fr: "prénom", en: "given name", merge: .review, search: .title)
    let familyName = Field.text(
        "family_name", fr: "nom de famille", en: "family name", merge: .review, search: .title)
    let names = SplitLens("name", into: "given_name", "family_name", by: " ", since: 3)
    let phone = Field.text("phone", fr: "tél.", en: "phone", merge: .review, search: .body)
        .formerly("tel", since: 2)
    let soil = Field.text("soil", fr: "sol", en: "soil")
    let hat = Field.text("hat", fr: "chapeau", en: "hat", merge: .review)
    let crop = Field.code("crop", SkewSchema.codes("kale"), fr: "culture", en: "crop")
    let crops = Field.codes("crops", SkewSchema.codes("kale"), fr: "cultures", en: "crops")
    let visits = Field.counter("visits", fr: "passages", en: "visits")
    let source = Field.text("source", fr: "source", en: "source")
    let sourceID = Field.text("source_id", fr: "clé", en: "key")
}

struct Tool: Model {
    static let shared = Tool()
    static let header = ModelHeader("tool", fr: "outil", en: "tool", access: .territory)
    let name = Field.text("name", fr: "nom", en: "name", search: .title)
}
