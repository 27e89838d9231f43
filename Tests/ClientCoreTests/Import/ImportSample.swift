// A store in a folder of its own, with a small directory, for the tests of the import.

import ClientCore
import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

final class ImportSample {
    let folder: String
    let store: Store

    static let schema = Schema(
        version: 1,
        collections: [
            collection(
                "organisation",
                [
                    Field.text(
                        "name", fr: "nom", en: "name", merge: .review, search: .title,
                        required: true),
                    Field.tags("audiences", fr: "publics", en: "audiences"),
                    Field.real("latitude", fr: "latitude", en: "latitude", in: -90...90),
                    Field.boolean("open", fr: "ouverte", en: "open"),
                    Field.instant("seen_at", fr: "vue le", en: "seen at"),
                ]),
            collection(
                "service",
                [
                    Field.text("name", fr: "nom", en: "name"),
                    Field.reference("organisation", to: "organisation", fr: "structure", en: "org"),
                    Field.references("partners", to: "organisation", fr: "avec", en: "with"),
                    Field.counter("visits", fr: "visites", en: "visits"),
                    Field.integer("places", fr: "places", en: "places"),
                ]),
        ])

    private static func collection(
        _ name: String, _ fields: [any FieldDeclaring]
    ) -> CollectionDeclaration {
        let key: [any FieldDeclaring] = [
            Field.text("source", fr: "source", en: "source"),
            Field.text("source_id", fr: "identité", en: "identity"),
            Field.date("checked_at", fr: "vérifié le", en: "checked on"),
        ]
        return CollectionDeclaration(
            name, Phrase(fr: name, en: name), access: .territory,
            fields: (fields + key).map(\.declaration))
    }

    init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/relais-import-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        store = try Store(folder: folder + "/store", schema: Self.schema)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func run(_ files: (String, String)...) throws -> ImportReport {
        try StoreImporter(store: store).run(
            files: files.map { (name: $0.0, bytes: Array($0.1.utf8)) })
    }

    /// How many transactions the device has made.
    func transactions() throws -> Int64 {
        let connection = try Connection(path: folder + "/store/relais.sqlite", mode: .readOnly)
        var count: Int64 = 0
        try connection.rows("SELECT count(*) FROM relais_journal") { count = $0.int64(0) }
        return count
    }

    /// Everything that the store shows.
    func shown() throws -> [String: [String: ShownValue]] {
        var result: [String: [String: ShownValue]] = [:]
        for collection in Self.schema.collections {
            for record in try store.records(collection.name) {
                result["\(collection.name) \(record.id)"] = record.fields
            }
        }
        return result
    }
}

extension ImportReport {
    /// Read, created, updated, unchanged, skipped.
    var numbers: [Int] { [read, created, updated, unchanged, skipped.count] }
}
