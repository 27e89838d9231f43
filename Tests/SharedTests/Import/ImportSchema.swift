// A small directory for the import's tests, and short ways to read files into it. Its rules are its
// own: the import knows no collection and no rule by name.

import Shared

enum ImportSchema {
    static let audience = CodeList(
        "audience",
        ["jeunes", "femmes", "seniors"].map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })
    static let contract = CodeList(
        "contract", ["CDI", "CDD"].map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })

    /// Fourteen digits of which the last is right by Luhn's rule.
    static let siret = TextFormat("siret") { text in
        let digits = text.utf8.map { Int($0) - 48 }
        let sum = digits.reversed().enumerated().reduce(0) { sum, digit in
            let doubled = digit.element * (digit.offset % 2 == 0 ? 1 : 2)
            return sum + doubled / 10 + doubled % 10
        }
        guard digits.count == 14, digits.allSatisfy((0...9).contains), sum % 10 == 0 else {
            return Phrase(fr: "SIRET faux.", en: "Wrong SIRET.")
        }
        return nil
    }

    /// Refuses fifteen digits and more in a row, whatever spaces are between them.
    static let textGuard: @Sendable (String) -> Phrase? = { text in
        var digits = 0
        for character in text where character != " " {
            digits = character.isNumber ? digits + 1 : 0
            if digits == 15 {
                return Phrase(
                    fr: "Un numéro de sécurité sociale n'a pas sa place ici.",
                    en: "A social security number has no place here.")
            }
        }
        return nil
    }

    static var key: [any FieldDeclaring] {
        [
            Field.text("source", fr: "source", en: "source"),
            Field.text("source_id", fr: "identité", en: "identity"),
            Field.date("checked_at", fr: "vérifié le", en: "checked on"),
            Field.tags("inferred", fr: "déduit", en: "inferred"),
        ]
    }

    static var address: [any FieldDeclaring] {
        [
            text("address"), text("postal_code", 5), text("commune", 5), text("commune_name"),
            Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90),
            Field.real("longitude", fr: "longitude", en: "longitude", in: -180...180),
            text("phone"), text("email"), text("website"), text("opening_hours"),
        ]
    }

    static let schema = Schema(
        version: 1,
        collections: [
            collection(
                "organisation",
                [
                    Field.text("name", fr: "nom", en: "name", required: true),
                    Field.text("siret", fr: "SIRET", en: "SIRET", maximum: 14, format: siret),
                    text("description", 5000),
                    Field.codes("audiences", audience, fr: "publics", en: "audiences"),
                ] + address + key),
            collection(
                "service",
                [
                    Field.text("name", fr: "nom", en: "name", required: true),
                    text("description", 5000),
                    Field.reference("organisation", to: "organisation", fr: "structure", en: "org"),
                    Field.references("holders", to: "organisation", fr: "porteurs", en: "holders"),
                    Field.counter("visits", fr: "visites", en: "visits"),
                    Field.boolean("free", fr: "gratuit", en: "free"),
                    Field.integer("capacity", fr: "places", en: "capacity", in: 0...500),
                    Field.instant("starts_at", fr: "début", en: "start"),
                ] + address + key),
            collection(
                "offer",
                [
                    text("name"), text("description", 5000), text("rome", 5), text("rome_label"),
                    text("naf", 5), text("employer_name"), text("salary_text"),
                    text("workload_text"), text("origin"), text("origin_url"),
                    Field.code("contract_type", contract, fr: "contrat", en: "contract"),
                    Field.integer("positions", fr: "postes", en: "positions"),
                    Field.boolean("accessible_to_disabled", fr: "accessible", en: "accessible"),
                    Field.instant("published_at", fr: "publiée", en: "published"),
                    Field.instant("updated_at", fr: "actualisée", en: "updated"),
                ] + address + key),
            collection("service_note", [text("name")] + key),
            collection("diary", [text("text")]),
        ], textGuard: textGuard)

    static func collection(
        _ name: String, _ fields: [any FieldDeclaring]
    ) -> CollectionDeclaration {
        CollectionDeclaration(
            name, Phrase(fr: name, en: name), access: .territory,
            fields: fields.map(\.declaration))
    }

    static func text(_ name: String, _ maximum: Int = 200) -> Field<String> {
        Field.text(name, fr: name, en: name, maximum: maximum)
    }

    static func field(_ name: String, of collection: String = "service") -> FieldDeclaration? {
        schema.collection(collection)?.field(name)
    }

    static func read(_ name: String, _ text: String) -> ImportBatch {
        ImportFile.parse(name: name, bytes: Array(text.utf8), schema: schema)
    }
}

extension ImportRow {
    /// A field's text.
    func text(_ name: String) -> String? {
        if case .value(.text(let text))? = values[name] { text } else { nil }
    }
}

extension ImportBatch {
    /// Line and English reason of everything that was left out.
    var reasons: [String] { skipped.map { "\($0.line): \($0.reason.english)" } }
}
