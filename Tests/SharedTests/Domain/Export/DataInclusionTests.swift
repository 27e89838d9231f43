// DataInclusionTests: data·inclusion goes out and comes in again as what it was, as far as both
// sides have a word for it.

import Testing

@testable import Shared

@Suite("data·inclusion, both ways")
struct DataInclusionTests {
    private static let now = Instant("2026-11-27T10:00:00Z") ?? Instant(milliseconds: 0)

    private static func read(_ bytes: [UInt8]) -> ImportBatch {
        ImportFile.parse(name: "di.json", bytes: bytes, schema: JobSearch.schema)
    }

    private static func service(_ members: String) throws -> ImportRow {
        let batch = read(
            Array(
                """
                [{"source": "dora", "id": "dora--1", "structure_id": "dora--9", "nom": "Aide",
                  "date_maj": "2026-05-06", "description": "Aider", \(members)}]
                """.utf8))
        return try #require(batch.rows.first, "\(batch.skipped)")
    }

    @Test("what both sides know has one meaning, there and back")
    func codes() {
        for (ours, theirs) in DataInclusionCodes.themes {
            #expect(DataInclusionCodes.need(theirs) == ours)
        }
        for (theirs, ours) in DataInclusionCodes.theirAudiences where ours != "tout-public" {
            #expect(DataInclusionCodes.audiences[ours] == theirs)
        }
        let needs = Set(CodeLists.need.entries.map(\.code))
        #expect(Set(DataInclusionCodes.themes.keys).isSubset(of: needs))
        let publics = Set(CodeLists.audience.entries.map(\.code))
        #expect(Set(DataInclusionCodes.theirAudiences.values).isSubset(of: publics))
        let kinds = Set(CodeLists.actionKind.entries.map(\.code))
        #expect(DataInclusionCodes.types.isSubset(of: kinds))
    }

    @Test("codes of version 1 and of those before it are taken, others are kept in words")
    func importing() throws {
        let row = try Self.service(
            """
            "type": "atelier", "frais": "gratuit", "frais_precisions": "Adhésion libre",
            "thematiques": ["numerique--acquerir-un-equipement", "sante--addictions",
                            "equipement-et-alimentation--habillement"],
            "publics": ["jeunes", "etudiants"], "publics_precisions": "De 16 à 25 ans",
            "conditions_acces": "Venir", "lien_source": "https://dora.example.org/1"
            """)
        #expect(row.sourceID == "1" && row.text("kind") == "atelier")
        #expect(row.text("organisation") == NaturalKey.id("organisation", "dora", "9").description)
        #expect(row.text("fee") == "gratuit" && row.text("fee_text") == "Adhésion libre")
        #expect(row.values["themes"] == .set(["numerique", "sante"]))
        #expect(row.values["audiences"] == .set(["jeunes"]))
        #expect(row.text("audience_text") == "De 16 à 25 ans, etudiants")
        #expect(row.text("entry_conditions") == "Venir")
        #expect(row.text("website") == "https://dora.example.org/1")
        let older = try Self.service(
            "\"frais\": [\"gratuit-sous-conditions\"], \"thematiques\": [\"mobilite\"]")
        #expect(older.text("fee") == "sous-condition")
        #expect(older.values["themes"] == .set(["mobilite"]))
        // Several fees, and an unknown kind, are no code of ours.
        let unclear = try Self.service(
            "\"frais\": [\"gratuit\", \"payant\"], \"type\": \"autre\", \"publics\": null")
        #expect(unclear.values["fee"] == nil && unclear.values["kind"] == nil)
        #expect(unclear.values["audiences"] == nil)
    }

    @Test("everybody stands alone")
    func everybody() throws {
        let row = try Self.service("\"publics\": [\"tous-publics\"]")
        #expect(
            row.values["audiences"] == .set(["tout-public"]) && row.text("audience_text") == nil)
    }

    /// A structure and a service with what a seed says.
    private static func sheets(_ seed: UInt64) -> (ExportRecord, ExportRecord) {
        var random = SeededGenerator(seed: seed)
        func some(_ codes: Dictionary<String, String>.Keys) -> [String] {
            codes.sorted().filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
        }
        let keys = [("dora", "a-1"), ("relais", "x--y"), ("carif", "7")].shuffled(using: &random)
        let (one, other) = (keys[0], keys[1])
        let owner = ExportRecord(
            collection: "organisation", id: NaturalKey.id("organisation", one.0, one.1),
            fields: [
                "name": .single(.text("Maison de l'emploi")), "source": .single(.text(one.0)),
                "source_id": .single(.text(one.1)), "checked_at": .single(.text("2026-05-06")),
                "siret": .single(.text("73282932000074")), "latitude": .single(.real(48.39)),
                "longitude": .single(.real(-4.48)),
                "opening_hours": .single(.text("Mo-Fr 09:00-17:00")),
            ])
        var fields: [String: ShownValue] = [
            "name": .single(.text("Aide \(seed)")), "source": .single(.text(other.0)),
            "source_id": .single(.text(other.1)), "checked_at": .single(.text("2026-05-06")),
            "organisation": .single(.text(owner.id.description)),
            "description": .single(.text("Aider à écrire.")),
            "entry_conditions": .single(.text("Sur rendez-vous.")),
        ]
        if let kind = DataInclusionCodes.types.sorted().randomElement(using: &random) {
            fields["kind"] = .single(.text(kind))
        }
        if let fee = ["gratuit", "payant", "sous-condition"].randomElement(using: &random) {
            fields["fee"] = .single(.text(fee))
        }
        let needs = some(DataInclusionCodes.themes.keys)
        if !needs.isEmpty { fields["themes"] = .set(needs) }
        let known = DataInclusionCodes.theirAudiences.values.filter { $0 != "tout-public" }
        let publics = known.sorted().filter { _ in Bool.random(using: &random) }
        if !publics.isEmpty { fields["audiences"] = .set(publics) }
        let service = ExportRecord(
            collection: "service", id: NaturalKey.id("service", other.0, other.1), fields: fields)
        return (owner, service)
    }

    @Test("what was exported is read again as the same record, with the same values")
    func thereAndBack() throws {
        for seed in 0..<300 as Range<UInt64> {
            let (owner, service) = Self.sheets(seed)
            let export = ExportFormat.dataInclusion.export(
                [owner, service], organisations: [owner], schema: JobSearch.schema, now: Self.now)
            #expect(export.count == 2 && export.refusals.isEmpty)
            let batch = Self.read(export.bytes)
            #expect(batch.skipped.isEmpty && batch.rows.count == 2, "\(batch.skipped)")
            for (row, record) in zip(batch.rows, [owner, service]) {
                // Nothing would be written: it is the record that it was.
                #expect(row.id == record.id, "\(seed)")
                #expect(ImportPlan(row, over: record.fields) == .unchanged, "\(seed)")
                #expect(row.values.count + 2 == record.fields.count, "\(seed)")
            }
        }
    }

    @Test("a draft does not go out, and the reason says why")
    func drafts() {
        let (owner, service) = Self.sheets(1)
        for (state, goes) in [("brouillon", false), ("archive", false), ("publie", true)] {
            var fields = service.fields
            fields["state"] = .single(.text(state))
            let draft = ExportRecord(collection: "service", id: service.id, fields: fields)
            let export = ExportFormat.dataInclusion.export(
                [draft], organisations: [owner], schema: JobSearch.schema, now: Self.now)
            #expect((export.count == 1) == goes)
            #expect(export.refusals.allSatisfy { $0.reason.french.contains("publiée") })
        }
    }

    @Test("a service goes out only with its organisation")
    func withoutOwner() {
        let (owner, service) = Self.sheets(1)
        var fields = owner.fields
        fields["checked_at"] = nil
        let bare = ExportRecord(collection: "organisation", id: owner.id, fields: fields)
        for (organisations, words) in [([bare], "ne s'exporte pas"), ([], "il manque")] {
            let export = ExportFormat.dataInclusion.export(
                [service], organisations: organisations, schema: JobSearch.schema, now: Self.now)
            #expect(export.count == 0)
            #expect(export.refusals.first?.reason.french.contains(words) == true)
        }
    }

    @Test("publics that are narrower here are said in words as well")
    func narrower() throws {
        let (owner, service) = Self.sheets(1)
        var fields = service.fields
        fields["audiences"] = .set(["longue-duree", "cadres", "jeunes"])
        let export = ExportFormat.dataInclusion.export(
            [ExportRecord(collection: "service", id: service.id, fields: fields)],
            organisations: [owner], schema: JobSearch.schema, now: Self.now)
        let document = try JSON.parse(export.bytes)
        #expect(
            document[0]?["publics"] == .array([.string("demandeurs-emploi"), .string("jeunes")]))
        guard case .string(let words)? = document[0]?["publics_precisions"] else {
            Issue.record("no words")
            return
        }
        #expect(words.contains("cadres") && words.contains("longue durée"))
        #expect(!words.contains("jeunes"))
    }
}
