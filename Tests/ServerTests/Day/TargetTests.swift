// TargetTests: a target of the roadmap counts what the server has acknowledged, on every device the
// same; what waits on a device, or was refused, is told apart.

import ClientCore
import Server
import Shared
import Testing

@Suite("Targets of the roadmap, across devices")
struct TargetTests {
    private func progress(_ device: TestDevice) throws -> [String: [Int]] {
        Dictionary(
            try Targets(device.store).list().map {
                ($0.kind, [$0.progress.acknowledged, $0.progress.waiting])
            }
        ) { first, _ in first }
    }

    @Test("a visit counts when the server has it, an edit that waits changes nothing")
    func acknowledged() async throws {
        let world = try World(schema: JobSearch.schema)
        let (anna, karim) = (
            try await world.device(role: .coordinator), try await world.device()
        )
        for kind in ["passages", "personnes", "permanences"] {
            _ = try anna.create(
                "roadmap_action",
                [
                    "name": .assign(.text(kind)), "counted": .assign(.text(kind)),
                    "target": .assign(.integer(10)), "starts_on": .assign(.text("2020-01-01")),
                    "due_on": .assign(.text("2040-12-31")),
                ])
        }
        let person = try anna.create("person", ["given_name": .assign(.text("Yasmine"))])
        try await anna.sync()
        try await karim.sync()
        let permanences = Permanences(anna.store)
        let permanence = try permanences.open()
        let visit = try permanences.note(in: permanence, person: person)
        try permanences.count(3, in: permanence)
        #expect(
            try progress(anna)
                == ["passages": [0, 4], "personnes": [0, 1], "permanences": [0, 1]])
        #expect(
            try progress(karim)
                == ["passages": [0, 0], "personnes": [0, 0], "permanences": [0, 0]])
        // Whether it is tried again at once or not: what was not acknowledged is not reached.
        anna.line.fail([.requestLost])
        let isThrough = (try? await anna.sync()) != nil
        #expect(try progress(anna)["passages"] == (isThrough ? [4, 0] : [0, 4]))
        try await anna.sync()
        try await karim.sync()
        let reached = ["passages": [4, 0], "personnes": [1, 0], "permanences": [1, 0]]
        #expect(try progress(anna) == reached && progress(karim) == reached)
        // What was acknowledged stays so while something else of it waits.
        try anna.store.write {
            $0.edit("visit", visit, ["needs": .edit(add: ["langue"], remove: [])])
        }
        try permanences.count(5, in: permanence)
        #expect(try progress(anna)["passages"] == [4, 5])
        try anna.store.write { $0.delete("visit", visit) }
        #expect(try progress(anna)["passages"] == [4, 4])
        #expect(try progress(karim) == reached)
        try await anna.sync()
        try await karim.sync()
        #expect(try progress(anna)["passages"] == [8, 0])
        #expect(try progress(karim)["passages"] == [8, 0])
        #expect(try progress(karim)["personnes"] == [0, 0])
    }
}
