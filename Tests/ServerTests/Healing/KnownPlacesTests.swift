// A transaction that the order has already comes again with where it stood on lines that were left:
// the store that brought it first may never have been told, and who knew it there knew it.

import ClientCore
import Server
import Shared
import Testing

struct KnownPlacesTests {
    private static let lost = Position(epoch: Epoch(0x105E), sequence: 5)

    private func record(_ world: World, _ id: RecordID) throws -> (UInt64, RecordState) {
        try world.administration.storage.read { reader in
            let stored = try #require(
                try reader.record(RecordKey(collection: "plot", id: id)))
            return (stored.sequence, try RecordState(bytes: stored.state))
        }
    }

    private func head(_ world: World) throws -> UInt64 {
        try world.administration.storage.read { try $0.info().head }
    }

    /// What comes again tells a place once, at a place of the order that devices will pull.
    private func check(
        _ world: World, _ id: RecordID, _ again: () throws -> Sequencer.Answer
    ) throws {
        let before = try head(world)
        let answer = try again()
        #expect(answer.acknowledgements == [.accepted(first: 1, count: 1, sequence: before)])
        let (sequence, state) = try record(world, id)
        #expect(try sequence == before + 1 && head(world) == before + 1)
        #expect(state.fields[0].siblings[0].write.former == [Self.lost])
        #expect(state.changed?.sequence == sequence)
        _ = try again()
        #expect(try head(world) == before + 1)
        #expect(try record(world, id).1 == state)
    }

    /// A territory that has one transaction, on a plot, of one device.
    private func begun() throws -> (World, Pusher, plot: RecordID) {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        pusher.add(pusher.make(plot, "name", .assign(.text("a"))))
        _ = try pusher.push(after: 0, through: 1)
        return (world, pusher, plot)
    }

    /// Pushes a first transaction that says where it stood.
    private func pushAgain(
        _ transactions: [Transaction], by pusher: Pusher
    ) throws -> Sequencer.Answer {
        try pusher.push(
            transactions, former: [FormerPlaces(number: 1, positions: [Self.lost])], after: 0,
            chain: .start)
    }

    @Test("under the same number")
    func number() throws {
        let (world, pusher, plot) = try begun()
        try check(world, plot) { try pushAgain(pusher.transactions, by: pusher) }
    }

    @Test("under the number of another copy of the store")
    func family() throws {
        let (world, pusher, plot) = try begun()
        let copy = try Pusher(
            world, user: pusher.user,
            former: EnrolRequest.Former(replica: pusher.replica, secret: pusher.secret))
        try check(world, plot) { try pushAgain(pusher.transactions, by: copy) }
    }

    @Test("what was made over it there is replaced by what replaced it")
    func late() throws {
        let (world, author, plot) = try begun()
        let other = try Pusher(world)
        // Made over the first one, where it stood on the line that was lost.
        let over = other.make(plot, "name", .assign(.text("b")), base: .at(Self.lost))
        other.add(over)
        try world.administration.storage.write { writer in
            let epoch = try writer.info().epoch
            try writer.put(
                Lineage(forks: [.init(epoch: epoch, parent: Self.lost.epoch, sequence: 0)]))
        }
        _ = try other.push(after: 0, through: 1)
        #expect(try record(world, plot).1.fields[0].siblings.count == 2)
        _ = try pushAgain(author.transactions, by: author)
        let left = try record(world, plot).1.fields[0].siblings.map(\.write.transaction)
        #expect(left == [over.id])
    }

    @Test("a store says where what it sends again has stood, on each line that was left")
    func told() async throws {
        let world = try World()
        let anna = try await world.device()
        try await anna.sync()
        try world.backup()
        let plot = try anna.create("plot", ["name": .assign(.text("a"))])
        let line = NotingLine(anna.line)
        let engine = SyncEngine(store: anna.store, transport: line)
        var places: [Position] = []
        for _ in 0..<3 {
            line.requests.withLock { $0 = [] }
            #expect(try await engine.sync().error == nil)
            let told = line.requests.withLock { $0 }.flatMap(\.former)
            #expect(told.map(\.positions) == (places.isEmpty ? [] : [places]))
            let (epoch, sequence) = try world.administration.storage.read { reader in
                let info = try reader.info()
                return (info.epoch, info.head)
            }
            places.append(Position(epoch: epoch, sequence: sequence))
            places.sort(by: Position.canonicallyBefore)
            #expect(try world.serverState("plot", plot) != nil)
            try world.restore()
        }
    }
}
