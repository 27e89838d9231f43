// WholeAudienceTests: « tout public » stands alone, however it is written; and what two people put
// in apart can always be taken out again.

import Shared
import Testing

@testable import ClientCore

@Suite("An audience that excludes another")
struct WholeAudienceTests {
    private func edit(_ add: Set<String>, _ remove: Set<String> = []) -> [String: FieldEdit] {
        ["audiences": .edit(add: add, remove: remove)]
    }

    @Test("what excludes each other is refused in words, and nothing is written")
    func refused() throws {
        let sample = try DirectorySample()
        let open = try sample.make(Service.self) {
            $0.name = "Ouvert"
            $0.audiences = ["tout-public"]
        }
        let young = try sample.make(Service.self) {
            $0.name = "Jeunes"
            $0.audiences = ["jeunes"]
        }
        func attempt(_ id: RecordID, _ edits: [String: FieldEdit]) -> RelaisError? {
            do throws(RelaisError) {
                try sample.store.write { $0.edit("service", id, edits) }
                return nil
            } catch { return error }
        }
        for (id, edits) in [
            (open, edit(["jeunes"])), (young, edit(["tout-public"])),
            (young, edit(["tout-public", "femmes"], ["jeunes"])),
        ] {
            let error = try #require(attempt(id, edits))
            #expect(error.code == "codes_exclude_each_other")
            #expect(error.message.french.contains("tout public"))
            #expect(error.message.english.contains("everybody") && !error.remedy.french.isEmpty)
        }
        #expect(try sample.store.record(Service.self, open)?.audiences == ["tout-public"])
        #expect(try sample.store.record(Service.self, young)?.audiences == ["jeunes"])
        // One for the other, and what is no public of people, is right.
        #expect(attempt(open, edit(["jeunes"], ["tout-public"])) == nil)
        #expect(attempt(young, edit(["tout-public", "entreprises"], ["jeunes"])) == nil)
        let care = DirectoryCare(sample.store)
        #expect(throws: RelaisError.self) {
            try care.propose("service", young, ["audiences": "tout-public,jeunes"])
        }
        let report = try StoreImporter(store: sample.store).run(files: [
            (
                name: "service.csv",
                bytes: Array(
                    "source,source_id,name,audiences\ns,1,A,tout-public|jeunes\ns,2,B,jeunes\n".utf8
                )
            )
        ])
        #expect(report.created == 1 && report.skipped.first?.line == 2)
    }
}
