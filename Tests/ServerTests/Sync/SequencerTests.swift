// The sequencer takes each transaction of a device exactly once, whatever is sent again, and takes
// nothing that does not follow from what it has.

import Server
import Shared
import Testing

struct SequencerTests {
    /// A device whose answers get lost sends any part of its journal again, in any batches.
    @Test(arguments: 0..<40)
    func everyOverlapOfPushesHasTheEffectOfOne(_ seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let world = try World(seed: seed)
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        for _ in 0..<30 {
            // One in six is refused, and consumes its number all the same.
            let isBad = random.next().isMultiple(of: 6)
            pusher.add(
                pusher.make(
                    plot, isBad ? "state" : "visits",
                    isBad ? .assign(.text("flooded")) : .increment(1)))
        }
        var told: [UInt64: String] = [:]
        var next: UInt64 = 1
        while next <= 30 {
            // The device begins at what it knows to be answered for; a lost answer is not known.
            let after = UInt64.random(in: 0..<next, using: &random)
            let through = UInt64.random(in: after + 1...30, using: &random)
            let answer = try pusher.push(after: after, through: through)
            if random.next().isMultiple(of: 3) { continue }
            note(answer.acknowledgements, &told)
            #expect(answer.nextNumber <= 31)
            // Whatever it is told to go on from, everything before has been answered for.
            for number in 1..<answer.nextNumber where number > after {
                #expect(told[number] != nil, "seed \(seed): \(number) was never answered for")
            }
            if answer.nextNumber > next, (1..<answer.nextNumber).allSatisfy({ told[$0] != nil }) {
                next = answer.nextNumber
            }
        }
        try check(pusher, told, plot)
    }

    /// Notes what became of numbers; told again, it must be the same.
    private func note(_ acknowledgements: [Acknowledgement], _ told: inout [UInt64: String]) {
        func note(_ number: UInt64, _ fate: String) {
            #expect(told[number] ?? fate == fate)
            told[number] = fate
        }
        for acknowledgement in acknowledgements {
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                for offset in 0..<UInt64(count) { note(first + offset, "\(sequence + offset)") }
            case .quarantined(let number, let code, _): note(number, code)
            }
        }
    }

    private func check(
        _ pusher: Pusher, _ told: [UInt64: String], _ plot: RecordID
    ) throws {
        try pusher.world.administration.storage.read { reader in
            var last: UInt64 = 0
            let head = try reader.info().head
            for sequence in 0..<head {
                let entry = try #require(try reader.journal(sequence + 1))
                #expect(entry.number > last)
                last = entry.number
                #expect(entry.body == pusher.transactions[Int(entry.number) - 1].bytes)
                #expect(told[entry.number] == "\(sequence + 1)")
            }
            let refused = try reader.quarantine()
            for refusal in refused {
                #expect(refusal.body == pusher.transactions[Int(refusal.number) - 1].bytes)
                #expect(told[refusal.number] == refusal.code)
            }
            #expect(Int(head) + refused.count == 30)
            let record = try reader.record(RecordKey(collection: "plot", id: plot))
            let visits = try record.map { try RecordState(bytes: $0.state) }?.field("visits")
            #expect(visits?.siblings.count ?? 0 == Int(head))
        }
    }

    @Test func gapIsAskedForAgainAndNothingIsTaken() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        for _ in 0..<6 { pusher.add(pusher.make(plot)) }
        for after in [1, 3] as [UInt64] {
            let answer = try pusher.push(after: after, through: 6)
            #expect(answer.acknowledgements.isEmpty)
            #expect(answer.nextNumber == 1)
        }
        #expect(try head(world) == 0)
        #expect(
            try pusher.push(after: 0, through: 2).acknowledgements
                == [.accepted(first: 1, count: 2, sequence: 1)])
        let answer = try pusher.push(after: 4, through: 6)
        #expect(answer.acknowledgements.isEmpty)
        #expect(answer.nextNumber == 3)
        #expect(try pusher.push([], after: .max, chain: .start).nextNumber == 3)
        #expect(try head(world) == 2)
    }

    @Test func pushThatEndsBeforeWhatIsKnownDoesNotSpeakOfTheRest() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        for _ in 0..<6 { pusher.add(pusher.make(plot)) }
        _ = try pusher.push(after: 0, through: 6)
        // The answer was lost, and a smaller batch is tried: the rest must be told as well.
        let answer = try pusher.push(after: 0, through: 2)
        #expect(answer.acknowledgements == [.accepted(first: 1, count: 2, sequence: 1)])
        #expect(answer.nextNumber == 3)
        #expect(
            try pusher.push(after: 2, through: 6).acknowledgements
                == [.accepted(first: 3, count: 4, sequence: 3)])
        // A device that has nothing to send hears how far the server is, and can see that it is
        // itself an old copy.
        #expect(try pusher.push(after: 2, through: 2).nextNumber == 7)
        #expect(try head(world) == 6)
    }

    @Test func alteredTransactionUnderAKnownNumberIsAForkAndChangesNothing() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        for _ in 0..<4 { pusher.add(pusher.make(plot)) }
        _ = try pusher.push(after: 0, through: 3)
        let before = try contents(world)
        let other = pusher.make(plot)
        var wrong: [(transactions: [Transaction], after: UInt64, chain: ChainHash)] = []
        for index in 0..<3 {
            var altered = pusher.transactions
            altered[index] = other
            wrong.append((altered, 0, .start))
            wrong.append((Array(altered[index...]), UInt64(index), pusher.chains[index]))
        }
        // The same, from a chain that is not the device's.
        wrong.append((Array(pusher.transactions[3...]), 3, pusher.chains[2]))
        wrong.append((pusher.transactions, 0, pusher.chains[1]))
        wrong.append(([], 2, pusher.chains[3]))
        for (transactions, after, chain) in wrong {
            let refusal = #expect(throws: Refusal.self) {
                try pusher.push(transactions, after: after, chain: chain)
            }
            #expect(refusal?.error.code == "device_forked")
            #expect(try contents(world) == before)
        }
        let answer = try pusher.push(after: 1, through: 4)
        #expect(answer.acknowledgements.count == 2 && answer.nextNumber == 5)
    }

    @Test func refusedTransactionConsumesItsNumberAndTheOthersGoOn() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let (plot, diary) = (world.data.ports.makeRecordID(), world.data.ports.makeRecordID())
        var twice = pusher.make(plot)
        twice.records.append(twice.records[0])
        var empty = pusher.make(plot)
        empty.records = []
        let all: [(Transaction, String?)] = [
            (pusher.make(plot), nil), (twice, "malformed_transaction"),
            (empty, "malformed_transaction"),
            (pusher.make(plot, "state", .assign(.text("flooded"))), "unknown_code"),
            (pusher.make(plot, "visits", .assign(.integer(1))), "wrong_type"),
            (pusher.make(plot, "x", .assign(.null), collection: "tool"), "unknown_collection"),
            (pusher.make(diary, "text", .assign(.text("x")), collection: "diary"), nil),
            (
                pusher.make(
                    diary, "text", .assign(.text(String(repeating: "x", count: 1 << 20))),
                    collection: "diary"), "transaction_too_large"
            ),
            (pusher.make(plot), nil),
        ]
        for (transaction, _) in all { pusher.add(transaction) }
        let answer = try pusher.push(after: 0, through: UInt64(all.count))
        let refused = answer.acknowledgements.compactMap { acknowledgement in
            if case .quarantined(let number, let code, _) = acknowledgement {
                "\(number) \(code)"
            } else {
                nil
            }
        }
        #expect(
            refused
                == all.enumerated().compactMap { index, entry in
                    entry.1.map { "\(index + 1) \($0)" }
                })
        #expect(try head(world) == 3)
        #expect(try pusher.push(after: 0, through: 9).acknowledgements == answer.acknowledgements)
    }

    @Test func updateOfARecordWhoseCreationWasRefusedIsRefusedWithIt() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        let creation = pusher.make(plot, "state", .assign(.text("flooded")))
        var update = pusher.make(plot)
        update.records[0].own = [creation.id]
        pusher.add(creation)
        pusher.add(update)
        let answer = try pusher.push(after: 0, through: 2)
        guard case .quarantined(2, "depends_on_quarantine", _)? = answer.acknowledgements.last
        else {
            Issue.record("\(answer.acknowledgements)")
            return
        }
        #expect(try world.serverState("plot", plot) == nil)
    }

    @Test func stampFarAheadIsBroughtBackAndTheClaimIsKept() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let plot = world.data.ports.makeRecordID()
        let now = world.clock.now()
        let claims = [now + Stamp.tolerance, now + Stamp.tolerance + 1, now * 2, 0]
        for claim in claims {
            pusher.add(pusher.make(plot, "soil", .assign(.text("\(claim)")), stamp: claim))
        }
        _ = try pusher.push(after: 0, through: 4)
        let siblings = try #require(try world.serverState("plot", plot)?.field("soil")?.siblings)
        let stamps = siblings.map(\.write).sorted { $0.claimed < $1.claimed }
        #expect(stamps.map(\.claimed.milliseconds) == claims.sorted())
        let bound = now + Stamp.tolerance
        #expect(stamps.map(\.stamp.milliseconds) == claims.sorted().map { min($0, bound) })
        // The journal keeps the transaction as it was signed for.
        try world.administration.storage.read { reader in
            let entry = try #require(try reader.journal(3))
            #expect(try Transaction(bytes: entry.body) == pusher.transactions[2])
        }
    }

    @Test func volunteersAndObserversWriteNothing() throws {
        for role in [Role.volunteer, .observer] {
            let world = try World()
            let pusher = try Pusher(world, role: role)
            pusher.add(pusher.make(world.data.ports.makeRecordID()))
            let answer = try pusher.push(after: 0, through: 1)
            guard case .quarantined(1, "not_allowed", _)? = answer.acknowledgements.first else {
                Issue.record("\(answer.acknowledgements)")
                return
            }
            #expect(try head(world) == 0)
        }
    }

    private func head(_ world: World) throws -> UInt64 {
        try world.administration.storage.read { try $0.info().head }
    }

    /// All that a push could change.
    private func contents(_ world: World) throws -> [String] {
        try world.administration.storage.read { reader in
            try [
                "\(reader.info())", "\(reader.devices())", "\(reader.quarantine())",
                "\(reader.feed())", "\(reader.received(1, from: 1))",
                "\(reader.counts().map { "\($0.name) \($0.count)" })",
            ]
        }
    }
}
