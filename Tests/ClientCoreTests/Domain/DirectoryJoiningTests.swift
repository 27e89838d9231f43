// DirectoryJoiningTests: one door of two sources is found, joined with all its sources, found as
// one, exported as one, and separated again.

import Shared
import Testing

@testable import ClientCore

@Suite("Directory of several sources")
struct DirectoryJoiningTests {
    /// A door of two sources, and a service that names the second.
    private func sources(_ sample: DirectorySample) throws -> (RecordID, RecordID, RecordID) {
        let importer = StoreImporter(store: sample.store)
        let ours = """
            source,source_id,name,commune,address,checked_at
            brest,12,CCAS de Brest,29019,1 rue de Siam,2026-01-02
            """
        let theirs = """
            [{"source": "dora", "id": "dora--7", "nom": "C.C.A.S. Brest", "code_insee": "29019",
              "telephone": "0298000001", "siret": "73282932000074", "date_maj": "2026-03-04"},
             {"source": "dora", "id": "dora--8", "structure_id": "dora--7", "nom": "Aide au CV",
              "description": "Relire un CV.", "date_maj": "2026-03-04"}]
            """
        let report = try importer.run(files: [
            (name: "organisation.csv", bytes: Array(ours.utf8)),
            (name: "dora.json", bytes: Array(theirs.utf8)),
        ])
        #expect(report.created == 3 && report.skipped.isEmpty, "\(report.skipped)")
        return (
            NaturalKey.id("organisation", "brest", "12"),
            NaturalKey.id("organisation", "dora", "7"), NaturalKey.id("service", "dora", "8")
        )
    }

    @Test("they are found, joined with what one lacks, and each keeps its source")
    func joining() throws {
        let sample = try DirectorySample()
        let (first, second, _) = try sources(sample)
        let joining = DirectoryJoining(sample.store)
        let pair = try #require(try joining.duplicates(in: "organisation").first)
        #expect(Set([pair.first, pair.second]) == [first, second])
        let before = try sample.store.record("organisation", first)?.fields
        let joined = try joining.join("organisation", second, into: first)
        #expect(joined.standing == first && joined.filled == ["phone", "siret"])
        let after = try #require(try sample.store.record(Organisation.self, first))
        #expect(after.name == "CCAS de Brest" && after.address == "1 rue de Siam")
        #expect(after.siret == "73282932000074" && after.phone == "0298000001")
        #expect(after.source == "brest" && after.checkedAt?.description == "2026-01-02")
        #expect(
            try joining.origins("organisation", first).map {
                [$0.source, $0.sourceID, $0.checkedAt]
            }
                == [["brest", "12", "2026-01-02"], ["dora", "7", "2026-03-04"]])
        #expect(try joining.duplicates(in: "organisation").isEmpty)
        #expect(try sample.titles(SearchRequest(text: "ccas")) == ["CCAS de Brest"])
        // Its source goes on being imported, into its own sheet.
        let again = try StoreImporter(store: sample.store).run(files: [
            (
                name: "dora.json",
                bytes: Array(
                    """
                    [{"source": "dora", "id": "dora--7", "nom": "CCAS", "code_insee": "29019",
                      "date_maj": "2026-05-06"}]
                    """.utf8)
            )
        ])
        #expect(again.created == 0 && again.updated == 1)
        #expect(try joining.origins("organisation", first).last?.checkedAt == "2026-05-06")
        #expect(try sample.store.record(Organisation.self, first)?.name == "CCAS de Brest")
        try joining.split("organisation", second)
        #expect(try sample.store.records("organisation").count == 2)
        #expect(try joining.origins("organisation", first).count == 1)
        // Undoing the joining itself would also have taken back what was filled in.
        try joining.join("organisation", second, into: first)
        try sample.store.undoLastAction()
        #expect(try sample.store.records("organisation").count == 2)
        #expect(before?["siret"] == nil)
    }

    @Test("one action: undoing it gives both sheets back as they were")
    func undone() throws {
        let sample = try DirectorySample()
        let (first, second, _) = try sources(sample)
        let before = try [first, second].map { try sample.store.record("organisation", $0)?.fields }
        try DirectoryJoining(sample.store).join("organisation", second, into: first)
        try sample.store.undoLastAction()
        let after = try [first, second].map { try sample.store.record("organisation", $0)?.fields }
        #expect(after == before)
    }

    @Test("services of joined organisations count as of one")
    func services() throws {
        let sample = try DirectorySample()
        let (first, second, service) = try sources(sample)
        let own = try sample.make(Service.self) {
            $0.name = "Aide au CV"
            $0.organisation = first
        }
        let joining = DirectoryJoining(sample.store)
        #expect(try joining.duplicates(in: "service").isEmpty)
        try joining.join("organisation", second, into: first)
        let pair = try #require(try joining.duplicates(in: "service").first)
        #expect(Set([pair.first, pair.second]) == [service, own])
    }

    @Test("what cannot be joined is told, and changes nothing")
    func refusals() throws {
        let sample = try DirectorySample()
        let (first, second, service) = try sources(sample)
        let joining = DirectoryJoining(sample.store)
        func code(_ body: () throws -> Void) -> String? {
            do { try body() } catch let error as RelaisError {
                #expect(!error.remedy.french.isEmpty && error.remedy.french != error.remedy.english)
                return error.code
            } catch { return "\(error)" }
            return nil
        }
        #expect(
            code { try joining.join("organisation", first, into: first) } == "joined_with_itself")
        #expect(code { try joining.join("organisation", first, into: service) } == "not_found")
        #expect(code { try joining.join("event", first, into: second) } == "not_joinable")
        #expect(code { try joining.split("organisation", first) } == "not_joined")
        #expect(code { _ = try joining.duplicates(in: "person") } == "not_joinable")
        #expect(try sample.store.records("organisation").count == 2)
        try joining.join("organisation", second, into: first)
        #expect(code { try joining.join("organisation", second, into: first) } == "already_joined")
        #expect(code { try joining.join("organisation", first, into: second) } == "already_joined")
    }
}
