// That an import changes what differs and nothing else.

import Shared
import Testing

@Suite("Import plan")
struct ImportPlanTests {
    private let row = ImportSchema.read(
        "service.csv",
        "source,source_id,name,inferred,visits,latitude\ns,1,Atelier,a|b,5,-0\n"
    ).rows[0]

    private let shown: [String: ShownValue] = [
        "source": .single(.text("s")), "source_id": .single(.text("1")),
        "name": .single(.text("Atelier")), "inferred": .set(["a", "b"]),
        "visits": .single(.integer(5)), "latitude": .single(.real(0)),
        "email": .single(.text("kept@example.org")),
    ]

    @Test("a record that does not exist is created with its key and its fields")
    func creates() {
        #expect(
            ImportPlan(row, over: nil)
                == .create([
                    "source": .assign(.text("s")), "source_id": .assign(.text("1")),
                    "name": .assign(.text("Atelier")),
                    "inferred": .edit(add: ["a", "b"], remove: []),
                    "visits": .increment(5), "latitude": .assign(.real(0)),
                ]))
    }

    @Test("a record that shows all of it is unchanged, whatever else it shows")
    func unchanged() {
        #expect(ImportPlan(row, over: shown) == .unchanged)
    }

    @Test("only what differs is changed: elements one by one, counters by their difference")
    func updates() {
        var other = shown
        other["name"] = .single(.text("ATELIER"))
        other["inferred"] = .set(["b", "c"])
        other["visits"] = .single(.integer(9))
        #expect(
            ImportPlan(row, over: other)
                == .update([
                    "name": .assign(.text("Atelier")), "inferred": .edit(add: ["a"], remove: ["c"]),
                    "visits": .increment(-4),
                ]))
    }

    @Test("a record whose fields are all empty is updated, not created")
    func empty() {
        guard case .update(let changes) = ImportPlan(row, over: [:]) else {
            Issue.record("no update")
            return
        }
        #expect(changes.count == 6)
    }

    @Test("references follow a record that is known under another identity")
    func aliases() {
        let service = ImportSchema.read(
            "service.csv", "source,source_id,name,organisation,holders\ns,1,S,s/o,s/o|s/p\n"
        ).rows[0]
        let known = RecordID(high: 1, low: 2)
        let key = NaturalKey.id("organisation", "s", "o")
        let other = NaturalKey.id("organisation", "s", "p")
        let followed = service.followingReferences([key: known], in: ImportSchema.schema)
        #expect(followed.text("organisation") == known.description)
        #expect(followed.values["holders"] == .set([known, other].map(\.description).sorted()))
        #expect(followed.id == service.id)
        #expect(service.followingReferences([:], in: ImportSchema.schema) == service)
    }
}
