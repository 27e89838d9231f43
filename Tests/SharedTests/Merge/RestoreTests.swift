// That restores, copied stores and whoever comes back from a line that was left lose nothing and
// invent nothing: what is left is what the true history says.

import Shared
import Testing

@Suite("Restores against the true history")
struct RestoreTests {
    @Test(
        "what is left is exactly the maximal writes of all that the server was sent or given back",
        arguments: [RandomHistory.Trouble.restores, .copies])
    func randomRestores(trouble: RandomHistory.Trouble) {
        var lost = 0
        var joined = 0
        for seed in 1...UInt64(500) {
            var history = RandomHistory(seed: seed &+ 5 << 40, trouble)
            for step in 0..<30 {
                let before = history.world.accepted
                let actor = history.step()
                let fault = history.world.serverFault() ?? history.world.shownFault(actor)
                #expect(fault == nil, "seed \(seed), step \(step)")
                guard fault == nil else { return }
                if !history.world.accepted.isSuperset(of: before) { lost += 1 }
            }
            if history.world.server.writes.contains(where: { !$0.former.isEmpty }) { joined += 1 }
            history.settle()
            #expect(history.world.serverFault() == nil, "seed \(seed)")
            for (index, replica) in history.world.replicas.enumerated() where !replica.isGone {
                #expect(replica.overlay.isEmpty, "seed \(seed): everything was covered")
                #expect(replica.copy?.bytes == history.world.server.bytes, "seed \(seed)")
                #expect(history.world.shown(index) == history.world.server, "seed \(seed)")
            }
        }
        // The histories are worth something: restores lost what was accepted, and joins mended it.
        #expect(lost > 80)
        #expect(joined > 40)
    }

    private func assign(_ field: String, _ value: String) -> RecordChange.Action {
        .write([.init(field: field, change: .assign(.text(value)))])
    }

    private func synchronise(_ world: inout MergeWorld, _ replicas: Int...) {
        for index in replicas {
            world.push(index)
            world.pull(index)
        }
    }

    @Test("what only a reader still holds comes back, though its author never does")
    func readerGivesBackWhatTheAuthorCannot() {
        var world = MergeWorld(replicas: 3)
        world.backUp()
        world.write(0, assign("a", "x"))
        synchronise(&world, 0, 1)
        world.replicas[0].isGone = true
        world.restore(0)
        synchronise(&world, 2)
        #expect(world.server.field("a") == nil)
        synchronise(&world, 1, 2)
        #expect(world.shown(2).field("a")?.shown(nil) == .single(.text("x")))
        #expect(world.serverFault() == nil)
    }

    @Test("who saw a write where it stood before the restore knows it where it stands now")
    func formOpenedBeforeTheRestore() {
        var world = MergeWorld(replicas: 2)
        world.backUp()
        world.write(0, assign("a", "old"))
        synchronise(&world, 0, 1)
        let form = world.sight(of: 1)
        world.restore(0)
        synchronise(&world, 0, 1)
        world.write(1, assign("a", "new"), from: form)
        synchronise(&world, 1)
        #expect(world.server.field("a")?.siblings.map(\.content) == [.value(.text("new"))])
        #expect(world.serverFault() == nil)
    }

    @Test("a deletion that an unseen write outlived does not come back with a copy that had it")
    func deletionComesBackFromTheLineOfAnotherBackup() {
        // Two backups: the server goes back to the first, then on from the second, which the line
        // in between never was part of. When the first backup is given up, what that line took in
        // must still be remembered, for a device is yet to come back from it.
        var world = MergeWorld(replicas: 2)
        world.backUp()
        world.write(0, .delete)
        world.push(0)
        world.backUp()
        world.restore(0)
        synchronise(&world, 0, 1)
        world.restore(1)
        synchronise(&world, 0)
        world.backups.removeFirst()
        world.write(0, assign("a", "again"))
        synchronise(&world, 0)
        #expect(world.server.deletions.isEmpty)
        synchronise(&world, 1)
        #expect(world.server.deletions.isEmpty)
        #expect(world.serverFault() == nil)
    }

    @Test("a device tells of an epoch that its author wrote in, though it has nothing to give back")
    func linesThatTheBackupNeverHeardOf() {
        // The restored server has never heard of the epoch in between: without being told where it
        // forked, it could not know that the author had seen what stands before the fork.
        var world = MergeWorld(replicas: 1)
        world.write(0, assign("a", "x"))
        world.push(0)
        world.backUp()
        world.restore(0)
        synchronise(&world, 0)
        world.write(0, assign("a", "y"))
        world.restore(0)
        #expect(world.lineage.forks.count == 1)
        world.push(0)
        #expect(world.lineage.forks.count == 2)
        #expect(world.server.field("a")?.siblings.map(\.content) == [.value(.text("y"))])
        #expect(world.serverFault() == nil)
    }

    @Test("a transaction that was answered for on two lines is answered for on a third")
    func answersOfAnotherLine() {
        var world = MergeWorld(replicas: 1)
        world.backUp()
        world.write(0, assign("a", "x"))
        world.push(0)
        world.backUp()
        world.restore(0)
        world.push(0, atMost: 0)
        world.restore(1)
        synchronise(&world, 0)
        #expect(world.replicas[0].overlay.isEmpty)
        #expect(world.server.field("a")?.siblings.count == 1)
    }

    @Test("an increment that is sent again and given back by two is counted once")
    func incrementIsCountedOnce() {
        var world = MergeWorld(replicas: 3)
        world.backUp()
        world.write(0, .write([.init(field: "c", change: .increment(5))]))
        synchronise(&world, 0, 1, 2)
        for _ in 0..<2 {
            world.restore(0)
            synchronise(&world, 1, 0, 2)
            #expect(world.server.field("c")?.shown(nil) == .single(.integer(5)))
        }
    }

    @Test("an erasure that only a device still knows of wins, whichever side has it")
    func erasureIsGivenBack() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("a", "secret"))
        synchronise(&world, 0, 1)
        world.backUp()
        world.write(0, .erase)
        synchronise(&world, 0)
        world.ledger = []
        world.restore(0)
        #expect(world.server.erasure == nil)
        world.push(0, atMost: 0)
        #expect(world.server.erasure != nil && world.server.fields.isEmpty)
        #expect(world.server.changed == world.headPosition)
        // Whoever still holds what was erased does not bring it back.
        let copy = JoinSide(world.replicas[1].copy ?? RecordState(), base: world.replicas[1].floor)
        let server = JoinSide(world.server, base: world.headPosition)
        let position = world.headPosition
        #expect(RecordState.join(server, copy, at: position, world.lineage) == world.server)
        let joined = RecordState.join(copy, server, at: position, world.lineage)
        #expect(joined.erasure?.transaction == world.server.erasure?.transaction)
        #expect(joined.fields.isEmpty && joined.deletions.isEmpty)
    }

    @Test("an erasure is done again before anybody is answered, and nothing comes back")
    func erasureOutlivesTheBackup() {
        var world = MergeWorld(replicas: 2)
        world.write(0, assign("a", "secret"))
        synchronise(&world, 0, 1)
        world.backUp()
        world.write(0, .erase)
        synchronise(&world, 0)
        world.restore(0)
        #expect(world.server.erasure != nil && world.server.fields.isEmpty)
        world.write(1, assign("a", "again"))
        synchronise(&world, 1)
        #expect(world.serverFault() == nil)
        #expect(world.shown(1).fields.isEmpty && world.shown(1).isDeleted(world.lineage))
    }

    @Test("what a join took in does nothing when its author sends it again, though it was replaced")
    func joinRemembersWhatItTookIn() {
        // The line that was lost was never backed up: what it took in was not remembered there.
        let (old, new) = (Epoch(1), Epoch(2))
        let lineage = Lineage(forks: [Lineage.Fork(epoch: new, parent: old, sequence: 1)])
        func place(_ sequence: UInt64) -> Position { Position(epoch: new, sequence: sequence) }
        func write(_ id: UInt64, _ position: Position) -> Write {
            Write(
                transaction: TransactionID(id), stamp: Stamp(id), claimed: Stamp(id), replica: 1,
                position: position)
        }
        func apply(
            _ text: String, _ write: Write, knowing base: Position?, _ state: inout RecordState
        ) {
            state.apply(
                RecordChange(
                    collection: "plot", id: RecordID(high: 1, low: 1), action: assign("a", text)),
                by: write, knowledge: Knowledge(base: base), lineage: lineage,
                keepsAncestors: { _ in true })
        }
        var lost = RecordState()
        let first = write(7, Position(epoch: old, sequence: 5))
        apply("x", first, knowing: nil, &lost)
        let server = JoinSide(RecordState(), base: place(1))
        var state = RecordState.join(
            server, JoinSide(lost, base: first.position), at: place(2), lineage)
        apply("y", write(8, place(3)), knowing: place(2), &state)
        let before = state
        apply("x", write(7, place(4)), knowing: nil, &state)
        #expect(state == before)
        #expect(state.field("a")?.siblings.map(\.content) == [.value(.text("y"))])
        // Who had not taken it in forgets nothing by giving back what it replaced.
        let again = RecordState.join(
            JoinSide(state, base: place(4)), JoinSide(lost, base: first.position), at: place(5),
            lineage)
        #expect(again == state)
    }
}
