// What no request can carry is refused before it is noted: everything after it would wait for ever.

import ClientCore
import Shared
import Testing

struct OutboxLimitsTests {
    @Test func whatCannotBeToldKeepsNothingBack() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("before"))])
        let (long, many) = (
            Set([String(repeating: "a", count: 10_001)]), Set((0...10_000).map { "\($0)" })
        )
        for edit in [
            FieldEdit.edit(add: [], remove: long), .edit(add: [], remove: many),
            .edit(add: many, remove: []),
        ] {
            #expect(throws: RelaisError.self) {
                try anna.store.write { $0.edit("plot", plot, ["tags": edit]) }
            }
        }
        for name in ["", "a file", "état", String(repeating: "a", count: 101)] {
            #expect(throws: RelaisError.self) { try anna.store.noteAct(.export, of: name) }
        }
        try anna.store.noteAct(.export, of: "csv", count: -1)
        try anna.set(plot, "name", "after")
        try await anna.sync()
        #expect(try anna.store.status().pending == 0)
        try await badr.sync()
        #expect(try badr.text(plot, "name") == "after")
    }
}
