// What the server writes by itself, before a restore and after it: each epoch has a writer of its
// own, so that no number ever names two transactions.

import ClientCore
import Server
import Shared
import Testing

struct OwnWriterTests {
    private let world: World

    init() throws { world = try World() }

    /// A plot that was refused and released: the server has written it, in its own name.
    private func released(_ name: String) async throws -> (plot: RecordID, write: Write) {
        let observer = try await world.device(role: .observer)
        let plot = try observer.create("plot", ["name": .assign(.text(name))])
        try await observer.sync()
        // What a restore has lost of earlier ones waits again, until Anna gives it back.
        try world.quarantines.accept(try #require(try world.waiting().last))
        let field = try #require(try world.serverState("plot", plot)?.field("name"))
        return (plot, try #require(field.siblings.first).write)
    }

    /// The numbers that the server may write under.
    private func writers() throws -> [Replica] {
        try world.administration.storage.read { reader in
            try reader.devices().filter { $0.state == .server }.map(\.replica)
        }
    }

    private func state(of replica: Replica) throws -> Device.State? {
        try world.administration.storage.read { try $0.device(replica)?.state }
    }

    /// Both restores are of one backup, which knows nothing of the writer that came between them.
    @Test func serversOwnWriterHasANumberOfItsOwnInEachEpoch() async throws {
        let anna = try await world.device()
        let first = try await released("first")
        #expect(try writers() == [first.write.replica])
        try world.backup()
        var used = [first.write.replica]
        var written = [first.plot: first.write]
        for name in ["second", "third"] {
            // Written under the number of before, and lost with the line; Anna alone holds it.
            let lost = try await released("lost before the \(name)")
            #expect(lost.write.replica == used.last)
            try await anna.sync()
            try world.restore()
            let own = try await released(name)
            #expect(!used.contains(own.write.replica))
            #expect(try writers() == [own.write.replica])
            #expect(try state(of: first.write.replica) == .revoked)
            used.append(own.write.replica)
            written[lost.plot] = lost.write
            written[own.plot] = own.write
        }
        for _ in 0..<2 { try await anna.sync() }
        #expect(try await anna.engine.verify().differences.isEmpty)
        #expect(try anna.store.records(Plot.self).count == 5)
        for (plot, write) in written {
            let field = try #require(try world.serverState("plot", plot)?.field("name"))
            #expect(field.siblings.map(\.write.transaction) == [write.transaction])
            #expect(field.siblings.map(\.write.replica) == [write.replica])
        }
    }
}
