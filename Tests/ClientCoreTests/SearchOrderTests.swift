// The order of what a search finds: what is looked at until there is enough is what would be found
// by looking at everything.

import SQLite
import Shared
import Testing

@testable import ClientCore

private struct Door: Model {
    static let shared = Door()
    static let header = ModelHeader("door", fr: "porte", en: "door", access: .territory)
    static let kinds = CodeList(
        "door_kind", ["open", "shut"].map { .init($0, Phrase(fr: $0, en: $0)) })
    let name = Field.text("name", fr: "nom", en: "name", search: .title)
    let about = Field.text("about", fr: "texte", en: "text", search: .body)
    let kind = Field.code("kind", Door.kinds, fr: "type", en: "kind")
    let commune = Field.text("commune_name", fr: "commune", en: "commune")
    let latitude = Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90)
    let longitude = Field.real("longitude", fr: "longitude", en: "longitude", in: -180...180)
}

private struct Sheet: Model {
    static let shared = Sheet()
    static let header = ModelHeader("sheet", fr: "fiche", en: "sheet", access: .territory)
    let name = Field.text("name", fr: "nom", en: "name", search: .title)
    let about = Field.text("about", fr: "texte", en: "text", search: .body)
    let kind = Field.code("kind", Door.kinds, fr: "type", en: "kind")
    let commune = Field.text("commune_name", fr: "commune", en: "commune")
}

/// A record as the test knows it.
private struct Entry {
    let collection: String
    let id: RecordID
    let name: String
    let about: String
    let kind: String
    let commune: String
    let place: Coordinates?

    var fields: [String: FieldEdit] {
        var fields: [String: FieldEdit] = [
            "name": .assign(.text(name)), "about": .assign(.text(about)),
            "kind": .assign(.text(kind)), "commune_name": .assign(.text(commune)),
        ]
        if let place {
            fields["latitude"] = .assign(.real(place.latitude))
            fields["longitude"] = .assign(.real(place.longitude))
        }
        return fields
    }

    /// Whether each word begins a word of the texts.
    func has(_ words: [String], inTitle: Bool) -> Bool {
        let known = SearchText.words(inTitle ? name : name + " " + about)
            .map { $0.lowercased() }
        return words.allSatisfy { word in known.contains { $0.hasPrefix(word) } }
    }
}

private let words = [
    "Brest", "brest", "Atelier", "atelier", "vélo", "Écoute", "jardin", "Jardin", "maison", "Le",
    "centre", "social", "œuvre",
]

private func entries(_ count: Int, _ random: inout SeededGenerator) -> [Entry] {
    (0..<count).map { index in
        func some(_ most: Int, _ random: inout SeededGenerator) -> String {
            (0..<Int.random(in: 0...most, using: &random)).map { _ in
                words[Int.random(in: 0..<words.count, using: &random)]
            }.joined(separator: " ")
        }
        let isDoor = Bool.random(using: &random)
        // A few places only: several doors are as far as one another.
        let place = Coordinates(
            latitude: 48 + Double(Int.random(in: 0..<4, using: &random)), longitude: -4)
        return Entry(
            collection: isDoor ? "door" : "sheet",
            id: RecordID(high: random.next(), low: UInt64(index)), name: some(2, &random),
            about: some(4, &random), kind: Bool.random(using: &random) ? "open" : "shut",
            commune: Bool.random(using: &random) ? "Brest" : "Le Relecq",
            place: isDoor && Int.random(in: 0..<3, using: &random) > 0 ? place : nil)
    }
}

private let schema = Schema(
    version: 1, collections: [CollectionDeclaration(Door.self), CollectionDeclaration(Sheet.self)])

/// A store with some entries, written in their order.
private func sample(_ entries: [Entry]) throws -> StoreSample {
    let sample = try StoreSample(schema: schema)
    for first in stride(from: 0, to: entries.count, by: 40) {
        try sample.store.write { transaction in
            for entry in entries[first..<min(first + 40, entries.count)] {
                transaction.edit(entry.collection, entry.id, entry.fields, mayCreate: true)
            }
        }
    }
    return sample
}

private func request(_ random: inout SeededGenerator) -> SearchRequest {
    let text =
        ["brest", "at", "j", "jardin velo", "e", "le", "oeuvre", "centre social", ""]
        .randomElement(using: &random) ?? ""
    var request = SearchRequest(text: text)
    request.limit = Int.random(in: 1...12, using: &random)
    if Bool.random(using: &random) { request.filters = [("kind", "open")] }
    if Bool.random(using: &random) { request.commune = "brest" }
    if Bool.random(using: &random) || text.isEmpty {
        request.near = Coordinates(latitude: 48, longitude: -4)
    }
    return request
}

/// What a search should find, by looking at everything and sorting all of it.
private func expected(
    _ request: SearchRequest, among entries: [Entry], few: Int, _ ranks: [RecordID: Double]
) -> [RecordID] {
    let words = SearchText.words(request.text).map { $0.lowercased() }
    let matching = entries.filter { $0.has(words, inTitle: false) }
    let isPlaceAlone = words.isEmpty && request.filters.isEmpty && request.commune == nil
    let found = matching.filter { entry in
        (!isPlaceAlone || entry.collection == "door")
            && (request.filters.isEmpty || entry.kind == "open")
            && (request.commune == nil || entry.commune == "Brest")
    }
    func rank(_ entry: Entry) -> Double {
        if words.isEmpty { return 0 }
        if matching.count <= few { return ranks[entry.id] ?? .nan }
        let title = SearchText.folded(entry.name).lowercased()
        return !entry.has(words, inTitle: true)
            ? 2 : words.contains { title.hasPrefix($0) } ? 0 : 1
    }
    func distance(_ entry: Entry) -> Double {
        guard let near = request.near, let place = entry.place else { return .infinity }
        return near.distance(to: place)
    }
    return found.sorted { left, right in
        if distance(left) != distance(right) { return distance(left) < distance(right) }
        if rank(left) != rank(right) { return rank(left) < rank(right) }
        let names = [left, right].map { SearchText.folded($0.name).lowercased() }
        return names[0] == names[1] ? left.id < right.id : names[0].precedesInBytes(names[1])
    }.prefix(request.limit).map(\.id)
}

@Suite("The order of a search")
struct SearchOrderTests {
    /// Ranked where there are few matches, by the title where there are many.
    @Test(arguments: [0, 25, 1_000], [3, 11])
    func whatIsFoundIsWhatLookingAtEverythingFinds(few: Int, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let entries = entries(160, &random)
        let sample = try sample(entries)
        for _ in 0..<60 {
            let request = request(&random)
            let found = try sample.store.search(request, few: few)
            let right = expected(
                request, among: entries, few: few, try ranks(request.text, sample))
            #expect(found.map(\.id) == right, "\(request)")
        }
    }

    @Test(arguments: [0, 1_000])
    func theOrderOfWritingDoesNotMatter(few: Int) throws {
        var random = SeededGenerator(seed: 5)
        // Many have the very same title.
        let entries = entries(120, &random)
        let one = try sample(entries)
        let other = try sample(entries.shuffled(using: &random))
        for _ in 0..<40 {
            let request = request(&random)
            let found = try one.store.search(request, few: few)
            #expect(try other.store.search(request, few: few).map(\.id) == found.map(\.id))
        }
    }

    /// FTS5's own check of the index against the texts that it was made of.
    @Test func theIndexHasTheWordsOfTheTextsAndNoOthers() throws {
        var random = SeededGenerator(seed: 8)
        let entries = entries(60, &random)
        let sample = try sample(entries)
        for entry in entries {
            try sample.store.write { transaction in
                switch random.next() % 3 {
                case 0: transaction.delete(entry.collection, entry.id)
                case 1:
                    transaction.edit(
                        entry.collection, entry.id, ["name": .assign(.text("Autre Œuvre"))])
                default: break
                }
            }
        }
        try checkIndex(sample)
        let shown = try sample.store.search(SearchRequest(text: "autre oeuvre")).count
        #expect(shown > 0)
    }

    /// An index of the version before held the texts itself.
    @Test func anOlderIndexIsTakenOver() throws {
        var random = SeededGenerator(seed: 13)
        let entries = entries(50, &random)
        let sample = try sample(entries)
        let before = try sample.store.search(SearchRequest(text: "brest"))
        #expect(before.count > 2)
        try sample.connection().execute(
            """
            CREATE TABLE texts AS SELECT * FROM relais_text;
            DROP TABLE relais_search;
            DROP TABLE relais_text;
            CREATE VIRTUAL TABLE relais_search USING fts5(
                title, body, tokenize = "unicode61 remove_diacritics 2");
            INSERT INTO relais_search (rowid, title, body) SELECT document, title, body FROM texts;
            DROP TABLE texts;
            PRAGMA user_version = 6;
            """)
        try sample.reopen(schema: schema)
        #expect(try sample.store.search(SearchRequest(text: "brest")) == before)
        try checkIndex(sample)
        let first = try #require(before.first)
        try sample.store.write {
            $0.edit(first.collection, first.id, ["name": .assign(.text("Tout autre"))])
            $0.edit(first.collection, first.id, ["about": .clear])
        }
        try checkIndex(sample)
        #expect(try sample.store.search(SearchRequest(text: "tout autre")).map(\.id) == [first.id])
        #expect(
            try sample.store.search(SearchRequest(text: "brest")).map(\.id)
                .contains(first.id) == false)
    }

    /// Reading the titles in their order must not sort them, nor read what is in the table.
    @Test(
        arguments: [
            (Matches.titlesInOrder, "SCAN relais_text USING COVERING INDEX relais_text_title"),
            (
                Matches.titlesBeginning,
                "SEARCH relais_text USING COVERING INDEX relais_text_title (title>? AND title<?)"
            ),
        ] as [(StaticString, String)])
    func titlesAreReadFromTheirIndex(_ statement: StaticString, _ right: String) throws {
        let sample = try StoreSample(schema: schema)
        var plan: [String] = []
        let values: [Value] = Array(
            repeating: .text("a"), count: statement.description.contains("?2") ? 2 : 0)
        try sample.connection().rows("EXPLAIN QUERY PLAN \(statement)", values) {
            plan.append($0.string(3))
        }
        #expect(plan == [right])
    }

    private func checkIndex(_ sample: StoreSample) throws {
        try sample.connection().run(
            "INSERT INTO relais_search (relais_search, rank) VALUES ('integrity-check', 1)")
    }

    /// The rank of every record that has the words.
    private func ranks(_ text: String, _ sample: StoreSample) throws -> [RecordID: Double] {
        guard let query = SearchQuery(text) else { return [:] }
        let connection = try sample.connection()
        var ranks: [RecordID: Double] = [:]
        for name in ["door", "sheet"] {
            try connection.rows(
                """
                SELECT record.id, bm25(relais_search, 10.0, 1.0)
                FROM relais_search JOIN \(name) AS record
                    ON record._row = relais_search.rowid & 0xFFFFFFFFFF
                WHERE relais_search MATCH ? AND relais_search.rowid >> 40 =
                    (SELECT number FROM relais_collection WHERE name = '\(name)')
                """, [.text(query.text)]
            ) { row in
                if let id = RecordID(bytes: row.bytes(0)) { ranks[id] = row.double(1) }
            }
        }
        return ranks
    }
}
