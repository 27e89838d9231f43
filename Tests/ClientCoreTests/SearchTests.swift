// Search finds what people mean, whatever they type, and puts the nearest or the best first.

import FoundationEssentials
import Glibc
import Shared
import Testing

@testable import ClientCore

private struct Spot: Model {
    static let shared = Spot()
    static let header = ModelHeader("spot", fr: "lieu", en: "spot", access: .territory)
    static let kinds = CodeList(
        "spot_kind", ["garden", "library"].map { .init($0, Phrase(fr: $0, en: $0)) })
    static let audience = CodeList(
        "audience", ["young", "old", "all"].map { .init($0, Phrase(fr: $0, en: $0)) })
    let name = Field.text("name", fr: "nom", en: "name", search: .title)
    let description = Field.text("description", fr: "texte", en: "text", search: .body)
    let equipment = Field.tags("equipment", fr: "matériel", en: "equipment", search: .body)
    let kind = Field.code("kind", kinds, fr: "type", en: "kind")
    let audiences = Field.codes("audiences", audience, fr: "publics", en: "audiences")
    let latitude = Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90)
    let longitude = Field.real("longitude", fr: "longitude", en: "longitude", in: -180...180)
}

private struct Word: Model {
    static let shared = Word()
    static let header = ModelHeader("word", fr: "mot", en: "word", access: .territory)
    let term = Field.text("term", fr: "terme", en: "term", search: .title)
    let audiences = Field.codes("audiences", Spot.audience, fr: "publics", en: "audiences")
}

private struct Secret: Model {
    static let shared = Secret()
    static let header = ModelHeader("secret", fr: "secret", en: "secret", access: .organisation)
    let text = Field.text("text", fr: "texte", en: "text")
    let audiences = Field.codes("audiences", Spot.audience, fr: "publics", en: "audiences")
}

/// A store in a folder of its own.
private final class Library {
    let store: Store

    init() throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/relais-search-\(Ports.system.makeRecordID())"
        store = try Store(
            folder: folder,
            schema: Schema(
                version: 1,
                collections: [
                    CollectionDeclaration(Spot.self), CollectionDeclaration(Word.self),
                    CollectionDeclaration(Secret.self),
                ]))
    }

    deinit { try? FileManager.default.removeItem(atPath: store.folder) }

    @discardableResult
    func spot(
        _ name: String, at point: (Double, Double)? = nil,
        _ fill: @escaping (inout Draft<Spot>) -> Void = { _ in }
    ) throws -> RecordID {
        try store.write { transaction in
            transaction.create(Spot.self) { draft in
                draft.name = name
                draft.latitude = point?.0
                draft.longitude = point?.1
                fill(&draft)
            }
        }
    }

    func titles(_ text: String, near: Coordinates? = nil, limit: Int = .max) throws -> [String] {
        try store.search(SearchRequest(text: text, near: near, limit: limit)).map(\.title)
    }

    func titles(_ filters: (String, String)..., text: String = "") throws -> [String] {
        try store.search(
            SearchRequest(text: text, filters: filters.map { (field: $0.0, value: $0.1) })
        ).map(\.title)
    }
}

@Suite("Search by words")
struct WordSearchTests {
    @Test(arguments: ["ecole", "ÉCOLE", "éco", "ecole oeuvre", "œuv", "l'éducation", "EDUC"])
    func accentsCaseLigaturesAndElisionsDoNotMatter(typed: String) throws {
        let library = try Library()
        try library.spot("École de l’Œuvre") { $0.description = "Accès à l'éducation" }
        try library.spot("Jardin")
        #expect(try library.titles(typed) == ["École de l’Œuvre"])
    }

    @Test func everyWordMustBeThere() throws {
        let library = try Library()
        try library.spot("Centre social")
        try library.spot("Centre commercial")
        #expect(try library.titles("centre social") == ["Centre social"])
        #expect(try library.titles("centre inconnu") == [])
    }

    @Test func aTitleCountsMoreThanABody() throws {
        let library = try Library()
        try library.spot("Autre") { $0.description = "Avec un atelier vélo et un deuxième" }
        try library.spot("Vélo") { $0.description = "Autre chose, et bien d'autres mots encore" }
        #expect(try library.titles("vélo") == ["Vélo", "Autre"])
    }

    @Test func elementsOfSetsAreFound() throws {
        let library = try Library()
        try library.spot("Salle") { $0.equipment = ["imprimante", "scanner"] }
        #expect(try library.titles("imprim") == ["Salle"])
    }

    @Test(arguments: [
        "\"", "\"\"", "*", "a*", "centre OR jardin", "centre AND NOT jardin", "NEAR(centre jardin)",
        "title:centre", "{title body}:centre", "^centre", "-centre", "centre - jardin", "(", ")",
        "centre\0jardin", "'; DROP TABLE relais_search; --", "🙂", "e\u{301}", "½", "%", "_",
        String(repeating: "centre ", count: 5_000), String(repeating: "x", count: 100_000),
    ])
    func nothingTypedIsAnOperatorOrAnError(typed: String) throws {
        let library = try Library()
        try library.spot("Centre")
        try library.spot("Jardin")
        let found = try library.titles(typed)
        // Both records never have both words, so an operator would show.
        #expect(found.count < 2)
    }

    @Test func nothingAskedIsNothingFound() throws {
        let library = try Library()
        try library.spot("Centre")
        #expect(try library.titles("") == [])
        #expect(try library.titles(" \n") == [])
    }

    @Test func deletedRecordsAndOldTextsAreNotFound() throws {
        let library = try Library()
        let id = try library.spot("Ancien")
        let other = try library.spot("Passager")
        try library.store.write { $0.edit("spot", id, ["name": .assign(.text("Nouveau"))]) }
        try library.store.write { $0.delete("spot", other) }
        #expect(try library.titles("ancien") == [])
        #expect(try library.titles("nouveau") == ["Nouveau"])
        #expect(try library.titles("passager") == [])
    }

    @Test func theLimitKeepsTheBest() throws {
        let library = try Library()
        for number in 0..<20 { try library.spot("Lieu \(number)") { $0.description = "vélo" } }
        try library.spot("Vélo")
        #expect(try library.titles("vélo", limit: 1) == ["Vélo"])
        #expect(try library.titles("vélo", limit: 7).count == 7)
        #expect(try library.titles("vélo", limit: 0) == [])
    }
}

@Suite("Search by filters")
struct FilterSearchTests {
    private func library() throws -> Library {
        let library = try Library()
        try library.spot("Jardin") { draft in
            draft.kind = "garden"
            draft.audiences = ["young", "old"]
        }
        try library.spot("Bibliothèque") { draft in
            draft.kind = "library"
            draft.audiences = ["young"]
        }
        try library.spot("Rien")
        try library.store.write { transaction in
            _ = transaction.create(Word.self) { draft in
                draft.term = "Apprenti"
                draft.audiences = ["young"]
            }
            _ = transaction.create(Secret.self) { $0.audiences = ["young"] }
        }
        return library
    }

    @Test func aSetContainsAndACodeEquals() throws {
        let library = try library()
        #expect(try library.titles(("audiences", "old")) == ["Jardin"])
        #expect(try library.titles(("kind", "library")) == ["Bibliothèque"])
        #expect(try library.titles(("audiences", "young"), ("kind", "library")) == ["Bibliothèque"])
    }

    @Test func withoutWordsEverythingThatPassesIsListedByTitle() throws {
        // What is not searched at all has no title to be listed by.
        #expect(
            try library().titles(("audiences", "young")) == ["Apprenti", "Bibliothèque", "Jardin"])
    }

    @Test func aCollectionWithoutTheFieldDoesNotMatch() throws {
        let library = try library()
        #expect(try library.titles("apprenti") == ["Apprenti"])
        #expect(try library.titles(("kind", "garden"), text: "apprenti") == [])
    }

    @Test func aCodeThatNothingHasIsAnEmptyAnswer() throws {
        #expect(try library().titles(("audiences", "all")) == [])
    }

    @Test(arguments: [("kind", "castle"), ("audiences", "'"), ("colour", "red"), ("kind", "")])
    func whatNothingCanEverHaveIsAnError(field: String, value: String) throws {
        let library = try library()
        let error = #expect(throws: RelaisError.self) { try library.titles((field, value)) }
        #expect(error?.code == "unknown_code")
    }
}

@Suite("Search by place")
struct NearSearchTests {
    @Test func theNearestComesFirstAndTheUnknownLast() throws {
        let library = try Library()
        let near = try #require(Coordinates(latitude: 48.39, longitude: -4.48))
        try library.spot("Club nulle part")
        try library.spot("Club loin", at: (48.85, 2.35))
        try library.spot("Club ici", at: (48.39, -4.48))
        try library.spot("Club à côté", at: (48.40, -4.48))
        let found = try library.store.search(SearchRequest(text: "club", near: near))
        #expect(found.map(\.title) == ["Club ici", "Club à côté", "Club loin", "Club nulle part"])
        #expect(found.map(\.distanceMetres).prefix(2) == [0, 1112])
        #expect(found.last?.distanceMetres == nil)
    }

    @Test func aPlaceAloneListsWhatCanHaveAPosition() throws {
        let library = try Library()
        try library.spot("Ici", at: (48.39, -4.48))
        try library.spot("Nulle part")
        try library.store.write { transaction in
            _ = transaction.create(Word.self) { $0.term = "Mot" }
        }
        let near = try #require(Coordinates(latitude: 48, longitude: -4))
        #expect(try library.titles("", near: near) == ["Ici", "Nulle part"])
    }

    @Test func withoutAPlaceNoDistanceIsTold() throws {
        let library = try Library()
        try library.spot("Ici", at: (48.39, -4.48))
        #expect(try library.store.search(SearchRequest(text: "ici")).first?.distanceMetres == nil)
    }
}

@Suite("Coordinates")
struct CoordinatesTests {
    @Test(arguments: [
        (90.1, 0.0), (-90.1, 0), (0, 180.1), (0, -180.1), (.nan, 0), (0, .nan), (.infinity, 0),
    ])
    func whatIsNotOnEarthIsNoPoint(latitude: Double, longitude: Double) {
        #expect(Coordinates(latitude: latitude, longitude: longitude) == nil)
    }

    /// Against the angle between two vectors, with the C library's functions.
    @Test func distancesAgreeWithAnotherFormula() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let from = point(using: &random)
            let to = point(using: &random)
            let distance = from.distance(to: to)
            #expect(abs(distance - reference(from, to)) < 0.01, "\(from) \(to)")
            #expect(abs(distance - to.distance(to: from)) < 0.000_1)
        }
    }

    @Test func extremesAreExact() throws {
        let north = try #require(Coordinates(latitude: 90, longitude: 0))
        let south = try #require(Coordinates(latitude: -90, longitude: 0))
        let west = try #require(Coordinates(latitude: 0, longitude: -180))
        let east = try #require(Coordinates(latitude: 0, longitude: 180))
        #expect(abs(north.distance(to: south) - .pi * 6_371_008.8) < 0.01)
        #expect(west.distance(to: east) < 0.01)
        #expect(north.distance(to: north) == 0)
    }

    private func point(using random: inout SeededGenerator) -> Coordinates {
        let latitude = Double.random(in: -90...90, using: &random)
        let longitude = Double.random(in: -180...180, using: &random)
        guard let point = Coordinates(latitude: latitude, longitude: longitude) else {
            preconditionFailure("a point in range is a point")
        }
        return point
    }

    private func reference(_ from: Coordinates, _ to: Coordinates) -> Double {
        let left = vector(from)
        let right = vector(to)
        let cross = (
            left.1 * right.2 - left.2 * right.1, left.2 * right.0 - left.0 * right.2,
            left.0 * right.1 - left.1 * right.0
        )
        let sine = sqrt(cross.0 * cross.0 + cross.1 * cross.1 + cross.2 * cross.2)
        let cosine = left.0 * right.0 + left.1 * right.1 + left.2 * right.2
        return 6_371_008.8 * atan2(sine, cosine)
    }

    private func vector(_ point: Coordinates) -> (Double, Double, Double) {
        let latitude = point.latitude * .pi / 180
        let longitude = point.longitude * .pi / 180
        return (
            cos(latitude) * cos(longitude), cos(latitude) * sin(longitude), sin(latitude)
        )
    }
}
