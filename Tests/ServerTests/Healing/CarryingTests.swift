// What only the server holds outlives a restore of a backup from before it.

import ClientCore
import Foundation
import Server
import Shared
import Testing

struct CarryingTests {
    /// Two readers gave back what the restored server lost, and hold it no more.
    @Test func whatWasSealedOutlivesAnotherRestore() async throws {
        let world = try World()
        let anna = try await world.device()
        let readers = [
            try await world.device(role: .observer), try await world.device(role: .observer),
        ]
        try await anna.sync()
        try world.backup()
        let plot = try anna.create("plot", ["name": .assign(.text("late"))])
        for device in [anna] + readers { try await device.sync() }
        try world.restore()
        for reader in readers { try await reader.sync() }
        let before = try sealed(world).waiting()
        #expect(before.map(\.key.id) == [plot] && before[0].copies.count == 1)
        let restored = try world.restore()
        #expect(restored.takenOver == TakenOver(sealed: 1, refused: 0, isWhole: true))
        let after = try sealed(world).waiting()
        #expect(after.map(\.state) == before.map(\.state) && after[0].copies == before[0].copies)
        // Once more, and it is there once; then it reaches everybody.
        try world.restore()
        let record = try #require(try sealed(world).waiting().first)
        try sealed(world).accept(try #require(SealedAddress(AuditSubject.sealed(record))))
        for reader in readers {
            try await reader.sync()
            #expect(try reader.text(plot, "name") == "late")
        }
        try await anna.sync()
        #expect(try sealed(world).waiting().isEmpty && anna.text(plot, "name") == "late")
    }

    /// The last words of a device whose access was withdrawn: it purges itself of them.
    @Test func whatAWithdrawnDeviceSaidLastOutlivesARestore() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for device in [anna, badr] { try await device.sync() }
        try world.backup()
        let plot = try badr.create("plot", ["name": .assign(.text("last"))])
        let visits = try badr.create("plot", ["visits": .increment(2)])
        _ = try world.administration.revoke(try #require(try badr.store.enrolment()).replica)
        _ = try await badr.engine.sync()
        #expect(try quarantines(world).waiting().count == 2)
        for _ in 0..<3 {
            let restored = try world.restore()
            #expect(restored.takenOver == TakenOver(sealed: 0, refused: 2, isWhole: true))
            let codes = try quarantines(world).waiting().map(\.code)
            #expect(codes == ["device_revoked", "device_revoked"])
        }
        for refused in try quarantines(world).waiting() {
            try quarantines(world).accept(
                DeliveryAddress(replica: refused.replica, number: refused.number))
        }
        try await anna.sync()
        #expect(try anna.text(plot, "name") == "last")
        #expect(try anna.store.record("plot", visits)?.fields["visits"] == .single(.integer(2)))
        // What was decided stays decided as long as it is not lost.
        try world.backup()
        try world.restore()
        #expect(try quarantines(world).waiting().isEmpty)
    }

    /// The restored territory knows neither its author nor their organisation: what they noted is
    /// theirs all the same.
    @Test func whatAnUnknownAuthorNotedStaysInTheirOrganisation() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let badr = try await world.device()
        try await badr.sync()
        let diary = try badr.create("diary", ["text": .assign(.text("mine"))])
        _ = try world.administration.revoke(try #require(try badr.store.enrolment()).replica)
        _ = try await badr.engine.sync()
        let restored = try world.restore(withoutLedger: true)
        #expect(restored.takenOver.refused == 1)
        let refused = try #require(try quarantines(world).waiting().first)
        #expect(try world.administration.storage.read { try $0.device(refused.replica) } == nil)
        try quarantines(world).accept(
            DeliveryAddress(replica: refused.replica, number: refused.number))
        try await anna.sync()
        let fields = try anna.store.record("diary", diary)?.fields
        #expect(fields?["text"] == .single(.text("mine")))
    }

    /// A file that cannot be read is what restores are for: it is told that nothing was taken over.
    @Test func whatCannotBeReadIsSaid() async throws {
        let world = try World()
        let reader = try await world.device(role: .observer)
        try await reader.sync()
        try world.backup()
        let place = world.territory
        for path in [place, place + "-wal"] {
            let size = try #require(FileManager.default.contents(atPath: path)).count
            try Data(repeating: 0xA5, count: size).write(to: URL(fileURLWithPath: path))
        }
        let restored = try world.restore()
        #expect(restored.takenOver == TakenOver() && restored.replaced != nil)
        try await reader.sync()
    }

    /// A restore that has lost the ledger gives the access back: what comes from the device itself
    /// is not merged a second time by who decides.
    @Test func whatComesBackByItselfIsNotMergedTwice() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        for device in [anna, badr] { try await device.sync() }
        try world.backup()
        let plot = try badr.create("plot", ["visits": .increment(2)])
        let copy = try badr.clone(to: badr.folder + "-copy")
        _ = try world.administration.revoke(try #require(try badr.store.enrolment()).replica)
        _ = try await badr.engine.sync()
        try world.restore(withoutLedger: true)
        #expect(try quarantines(world).waiting().count == 1)
        try await copy.sync()
        #expect(try quarantines(world).waiting().isEmpty)
        // Who had it before them may still decide of it.
        let rows = try world.administration.storage.read { try $0.quarantine() }
        let refused = try #require(rows.first)
        try quarantines(world).accept(
            DeliveryAddress(replica: refused.replica, number: refused.number))
        try await anna.sync()
        #expect(try anna.store.record("plot", plot)?.fields["visits"] == .single(.integer(2)))
        #expect(try quarantines(world).waiting().isEmpty)
    }

    /// What was accepted on the line that was lost comes back with who had pulled it; its author
    /// sends the refused change again, and it is accepted again.
    @Test func whatIsAcceptedOnTwoLinesCountsOnce() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for device in [anna, badr] { try await device.sync() }
        try world.backup()
        let user = try #require(try badr.store.enrolment()).user
        _ = try world.administration.setRole(.observer, of: user)
        try badr.store.write { $0.edit("plot", plot, ["visits": .increment(3)]) }
        try await badr.sync()
        for _ in 0..<2 {
            for refused in try quarantines(world).waiting() {
                try quarantines(world).accept(
                    DeliveryAddress(replica: refused.replica, number: refused.number))
            }
            try await anna.sync()
            #expect(try anna.store.record("plot", plot)?.fields["visits"] == .single(.integer(3)))
            try world.restore()
            for device in [anna, badr] { try await device.sync() }
        }
        #expect(try quarantines(world).waiting().count == 1)
    }

    /// Two copies of a store; a restore loses what one has sent, the other takes the number, and
    /// then the access is withdrawn: nobody else has it.
    @Test func aWithdrawnCopySaysItsLastWordsUnderANumberOfItsOwn() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        let copy = try anna.clone(to: anna.folder + "-copy")
        try world.backup()
        let plot = try copy.create("plot", ["name": .assign(.text("lost"))])
        try await copy.sync()
        try world.restore()
        _ = try anna.create("plot", ["name": .assign(.text("other"))])
        try await anna.sync()
        _ = try world.administration.revoke(try #require(try copy.store.enrolment()).replica)
        for device in [copy, anna] {
            #expect(try await device.engine.sync().state == .revoked)
            #expect(try device.store.records("plot").isEmpty)
        }
        #expect(try sealed(world).waiting().map(\.key.id) == [plot])
        let refused = try #require(try quarantines(world).waiting().first)
        try quarantines(world).accept(
            DeliveryAddress(replica: refused.replica, number: refused.number))
        let name = try world.serverState("plot", plot)?.field("name")
        #expect(name?.siblings.map(\.content) == [.value(.text("lost"))])
        // The number is withdrawn as the first one is, also after a restore.
        try world.backup()
        try world.restore()
        let states = try world.administration.storage.read { try $0.devices().map(\.state) }
        #expect(states.allSatisfy { $0 != .active })
    }

    private func sealed(_ world: World) -> SealedRecords {
        SealedRecords(
            storage: world.administration.storage, ports: world.data.ports, schema: world.schema)
    }

    private func quarantines(_ world: World) -> Quarantines {
        Quarantines(
            storage: world.administration.storage, ports: world.data.ports, schema: world.schema)
    }
}
