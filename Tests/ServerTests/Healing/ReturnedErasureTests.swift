// Erasures that somebody gives back: who is believed, and when.

import ClientCore
import Server
import Shared
import Testing

struct ReturnedErasureTests {
    /// The ledger knows of every erasure. Only when it was lost may a device that saw one bring it
    /// back; a coordinator may always erase.
    @Test(arguments: [Role.mediator, .coordinator], [false, true])
    func erasureThatTheLedgerDoesNotKnowIsNotBelieved(
        _ role: Role, _ isLedgerLost: Bool
    ) async throws {
        let world = try World()
        let anna = try await world.device(role: role)
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        try await anna.sync()
        try world.backup()
        try world.restore(withoutLedger: isLedgerLost)
        try await anna.sync()
        let info = try world.administration.storage.read { try $0.info() }
        let lost = Epoch(0x1057)
        let place = Position(epoch: lost, sequence: info.head + 1)
        let write = Write(
            transaction: TransactionID(1), stamp: Stamp(1), claimed: Stamp(1), replica: 7,
            position: place)
        let request = ReturnRequest(
            epoch: info.epoch,
            lineage: Lineage(
                forks: [Lineage.Fork(epoch: lost, parent: info.epoch, sequence: info.head)]),
            records: [
                ReturnedRecord(
                    collection: "plot", id: plot, scope: "territory", base: place,
                    state: RecordState(changed: place, erasure: write))
            ])
        let response = try world.takeBack(request, from: anna)
        let isBelieved = role == .coordinator || isLedgerLost
        #expect(response.refused.isEmpty == isBelieved)
        #expect((try world.serverState("plot", plot)?.erasure != nil) == isBelieved)
    }
}
