// Several people on one tablet: a store each. What one holds, loses or takes away is nothing to
// the others, and nothing of it is in their files.

import ClientCore
import FoundationEssentials
import Server
import Shared
import Testing

struct SharedTabletTests {
    @Test func storesBesideEachOtherKnowNothingOfEachOther() async throws {
        let world = try World(schema: JobSearch.schema)
        let elsewhere = try world.makeOrganisation()
        let anna = try await world.device()
        let zoe = try await world.device(organisation: elsewhere)
        // Both are on one tablet: their folders stand beside each other.
        #expect(
            URL(filePath: anna.folder).deletingLastPathComponent()
                == URL(filePath: zoe.folder).deletingLastPathComponent())
        let (mine, hers) = (try anna.store.enrolment(), try zoe.store.enrolment())
        #expect(mine?.replica != hers?.replica && mine?.user != hers?.user)
        let amina = try anna.create("person", ["given_name": .assign(.text("Qzvyrix"))])
        let karim = try zoe.create("person", ["given_name": .assign(.text("Wkbnolt"))])
        for device in [anna, zoe, anna, zoe] { try await device.sync() }
        #expect(try anna.store.records("person").map(\.id) == [amina])
        #expect(try zoe.store.records("person").map(\.id) == [karim])
        #expect(try !anna.hasBytes(of: "Wkbnolt") && !zoe.hasBytes(of: "Qzvyrix"))
        // One of them leaves: her store is purged, and the other goes on.
        _ = try world.administration.depart(try #require(hers?.user))
        #expect(try await zoe.engine.sync().error?.code == "device_revoked")
        #expect(try zoe.store.records("person").isEmpty)
        try anna.store.write {
            $0.edit("person", amina, ["phone": .assign(.text("0612345678"))])
        }
        #expect(try await anna.sync().error == nil)
        #expect(try anna.store.records("person").map(\.id) == [amina])
        #expect(try anna.store.status().pending == 0)
    }
}
