// The puller delivers everything that a device does not hold, in pages that it can stop after.

import SQLite
import Server
import Shared
import Testing

struct PullerTests {
    @Test(arguments: [1, 700, 4_000])
    func largeScopeComesInPagesThatNeverSplitASequence(_ maximumBytes: Int) throws {
        let world = try World()
        let count = maximumBytes == 1 ? 300 : 3_000
        let pusher = try Pusher(world)
        let ids = try fill(pusher, count)
        var delivered: [RecordID: UInt64] = [:]
        var last: UInt64 = 0
        var cursors: [(held: [HeldScope], delivered: Int)] = []
        var pages = 0
        let floors = try pusher.pull(maximumBytes: maximumBytes) { page in
            pages += 1
            let sequences = page.records.map(\.sequence)
            #expect(sequences == sequences.sorted())
            #expect(sequences.first ?? .max > last)
            last = sequences.last ?? last
            for record in page.records {
                #expect(record.isWhole)
                #expect(delivered.updateValue(record.sequence, forKey: record.id) == nil)
            }
            // A page ends as soon as it is full.
            let sizes = page.records.map(\.state.bytes.count)
            let tail = page.records.filter { $0.sequence == last }.count
            #expect(sizes.dropLast(tail).reduce(0, +) < maximumBytes)
            // Nothing is held for good before the end.
            #expect(page.scopes.allSatisfy { $0.floor == nil })
            #expect(page.scopes.allSatisfy { ($0.page == nil) == page.isComplete })
            cursors.append((page.scopes, delivered.count))
        }
        #expect(Set(delivered.keys) == Set(ids))
        #expect(pages > 4)
        // From any page on, exactly the rest comes.
        for index in stride(from: 0, to: pages - 1, by: max(1, pages / 7)) {
            var rest = 0
            let again = try pusher.pull(from: cursors[index].held) { rest += $0.records.count }
            #expect(cursors[index].delivered + rest == count)
            #expect(again == floors)
        }
        let empty = try pusher.page(floors)
        #expect(empty.isComplete && empty.records.isEmpty)
    }

    @Test func recordChangedBetweenPagesIsDeliveredAgain() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 40)
        let first = try pusher.page([], maximumBytes: 500)
        #expect(!first.isComplete)
        let changed = try #require(first.records.first?.id)
        try write(pusher, changed, "soil", "argile")
        var rest: [RecordDelta] = []
        let floors = try pusher.pull(from: first.scopes, maximumBytes: 500) { rest += $0.records }
        #expect(rest.last?.id == changed && rest.last?.isWhole == true)
        #expect(Set((first.records + rest).map(\.id)) == Set(ids))
        #expect(floors.allSatisfy { $0.floor?.sequence == rest.last?.sequence })
    }

    @Test func deltasAreRelativeToTheFloorAndNewRecordsAreWhole() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let old = try fill(pusher, 3)
        let floors = try pusher.pull()
        try write(pusher, old[0], "soil", "argile")
        try write(pusher, old[0], "name", "Sud")
        let new = try fill(pusher, 1)[0]
        try write(pusher, new, "soil", "limon")
        var records: [RecordDelta] = []
        // A page in between does not make the next delta any smaller.
        _ = try pusher.pull(from: floors, maximumBytes: 1) { records += $0.records }
        #expect(records.map(\.id) == [old[0], new])
        #expect(records.map(\.isWhole) == [false, true])
        #expect(records[0].state.fields.map(\.name) == ["name", "soil"])
        #expect(records[1].state.fields.map(\.name) == ["name", "soil", "visits"])
        #expect(records[1].state == (try world.serverState("plot", new)))
    }

    @Test func floorsOfAnUnknownEpochOrBeyondTheHeadAreWorthNothing() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 5)
        let held = try pusher.pull()
        let info = try world.administration.storage.read { try $0.info() }
        let wrong = [
            Position(epoch: Epoch(1), sequence: 2),
            Position(epoch: info.epoch, sequence: info.head + 1),
            Position(epoch: info.epoch, sequence: .max),
        ]
        for floor in wrong {
            for page in [nil, 3] as [UInt64?] {
                let declared = held.map { HeldScope(name: $0.name, floor: floor, page: page) }
                let answer = try pusher.page(declared)
                #expect(answer.records.map(\.id) == ids)
                #expect(answer.records.allSatisfy { $0.isWhole })
                #expect(answer.scopes.allSatisfy { $0.floor == nil })
            }
        }
    }

    @Test func pageOfAnotherEpochIsWorthNothing() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 5)
        let first = try pusher.page([], maximumBytes: 1)
        #expect(first.records.count == 1)
        let answer = try pusher.page(first.scopes, epoch: Epoch(1))
        #expect(answer.records.map(\.id) == ids)
    }

    @Test func floorOnTheLineOfAnEarlierEpochIsGoodForDeltas() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 5)
        let floors = try pusher.pull()
        try write(pusher, ids[1], "soil", "limon")
        let old = try world.administration.storage.read { try $0.info() }
        try World.openEpoch(
            Epoch(77), forking: old.epoch, at: old.head, in: world.folder)
        try write(pusher, ids[0], "soil", "argile")
        let answer = try pusher.page(floors)
        #expect(answer.info.epoch == Epoch(77))
        #expect(answer.records.map(\.id) == [ids[1], ids[0]])
        #expect(answer.records.allSatisfy { !$0.isWhole })
        #expect(answer.records.flatMap { $0.state.fields.map(\.name) } == ["soil", "soil"])
    }

    @Test func changedSetOfScopesRestartsThePullAtTheFloors() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 20)
        let diary = world.data.ports.makeRecordID()
        pusher.add(pusher.make(diary, "text", .assign(.text("x")), collection: "diary"))
        _ = try pusher.push(
            after: UInt64(pusher.transactions.count - 1),
            through: UInt64(pusher.transactions.count))
        let page = try pusher.page([], maximumBytes: 300)
        #expect(!page.isComplete)
        try world.administration.storage.write { writer in
            let device = try #require(try writer.device(pusher.replica))
            var user = try #require(try writer.user(device.user))
            user.role = .observer
            try writer.put(user)
        }
        let answer = try pusher.page(page.scopes)
        #expect(answer.scopes.map(\.name) == ["territory"])
        #expect(answer.records.map(\.id) == ids)
    }

    @Test func pageSaysWhoWroteWhatIsInIt() throws {
        let world = try World()
        let (first, second) = (try Pusher(world), try Pusher(world))
        let id = try fill(first, 1)[0]
        try write(second, id, "soil", "argile")
        #expect(try first.page([]).replicas.map(\.replica) == [first.replica, second.replica])
        let other = try Pusher(world)
        #expect(try other.page([]).replicas.map(\.userName) == ["Pusher", "Pusher"])
    }

    /// Makes so many plots, a few in each transaction.
    private func fill(_ pusher: Pusher, _ count: Int) throws -> [RecordID] {
        let start = UInt64(pusher.transactions.count)
        var ids: [RecordID] = []
        while ids.count < count {
            var transaction = pusher.make(pusher.world.data.ports.makeRecordID())
            let change = transaction.records[0]
            transaction.records = (0..<min(1 + ids.count % 4, count - ids.count)).map { _ in
                let id = pusher.world.data.ports.makeRecordID()
                ids.append(id)
                return RecordChange(
                    collection: "plot", id: id, base: .none,
                    action: .write([
                        RecordChange.Edit(field: "name", change: .assign(.text("Nord"))),
                        RecordChange.Edit(field: "visits", change: .increment(1)),
                    ]))
            }
            #expect(change.collection == "plot")
            pusher.add(transaction)
        }
        _ = try pusher.push(after: start, through: UInt64(pusher.transactions.count))
        return ids
    }

    private func write(
        _ pusher: Pusher, _ id: RecordID, _ field: String, _ text: String
    ) throws {
        pusher.add(pusher.make(id, field, .assign(.text(text))))
        let count = UInt64(pusher.transactions.count)
        _ = try pusher.push(after: count - 1, through: count)
    }
}

extension World {
    /// Makes the server speak of its order as a restored one would.
    static func openEpoch(
        _ epoch: Epoch, forking parent: Epoch?, at sequence: UInt64, in folder: String
    ) throws {
        let connection = try Connection(
            path: folder + "/server/territories/garden.sqlite", mode: .readWrite)
        let forks = parent.map { [Lineage.Fork(epoch: epoch, parent: $0, sequence: sequence)] }
        try connection.run(
            "UPDATE territory SET epoch = ?, forks = ?",
            [
                .integer(Int64(bitPattern: epoch.rawValue)),
                .blob(Lineage(forks: forks ?? []).bytes),
            ])
    }
}
