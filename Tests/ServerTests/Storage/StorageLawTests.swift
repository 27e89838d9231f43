// The laws of `TerritoryStorage` about transactions: atomic, isolated, durable, in one order.

import Server
import Shared
import Testing

struct StorageLawTests {
    @Test(arguments: StorageFactory.all)
    func commitCounterMovesWithEveryCommitOfAnybodyAndOnlyThen(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let other = try fixture.another()
        var last = try fixture.storage.commitCounter()
        for round in 1...10 as ClosedRange<UInt64> {
            #expect(try fixture.storage.commitCounter() == last)
            _ = try fixture.storage.read { try $0.info() }
            #expect(throws: Undone.self) { try fixture.storage.write { _ in throw Undone() } }
            #expect(try fixture.storage.commitCounter() == last)
            let writer = round.isMultiple(of: 2) ? fixture.storage : other
            try writer.write { try $0.append(Sample.entry(round)) }
            let now = try fixture.storage.commitCounter()
            #expect(now != last)
            last = now
        }
    }

    @Test(arguments: StorageFactory.all)
    func writeThatThrowsLeavesNothing(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            try writer.put(Sample.record(1, at: 1))
            try writer.append(Sample.entry(1))
        }
        let before = try contents(fixture.storage)
        #expect(throws: Undone.self) {
            try fixture.storage.write { writer in
                try writer.put(Sample.record(1, at: 2, entered: 1))
                try writer.put(Sample.record(2, at: 2, scope: "organisation:x"))
                try writer.append(Sample.entry(2))
                try writer.put(Sample.run(1, 2, at: 1), of: 1)
                try writer.put(Sample.refusal(1, 3))
                try writer.put(Sample.device(1))
                try writer.put(
                    User(
                        id: "u", name: "U", organisation: RecordID(high: 0, low: 1),
                        role: .mediator))
                try writer.putOrganisation(RecordID(high: 0, low: 1), name: "O")
                try writer.put(
                    Invitation(codeHash: [1], user: "u", expiresAt: 1, usedBy: nil))
                // A transaction sees what it wrote itself.
                #expect(try writer.info().head == 2)
                #expect(try writer.feed().map(\.sequence) == [2])
                throw Undone()
            }
        }
        #expect(try contents(fixture.storage) == before)
        #expect(try contents(try fixture.another()) == before)
    }

    @Test(arguments: StorageFactory.all)
    func whatAWriteReturnedAnotherInstanceSees(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let other = try fixture.another()
        for sequence in 1...20 as ClosedRange<UInt64> {
            let writer = sequence.isMultiple(of: 2) ? other : fixture.storage
            let reader = sequence.isMultiple(of: 2) ? fixture.storage : other
            try writer.write { writer in
                try writer.put(Sample.record(sequence, at: sequence))
                try writer.append(Sample.entry(sequence))
            }
            #expect(try reader.read { try $0.info().head } == sequence)
            #expect(
                try reader.read { try $0.record(Sample.key(sequence)) }
                    == Sample.record(sequence, at: sequence))
        }
        #expect(try contents(other) == contents(fixture.storage))
    }

    @Test(arguments: StorageFactory.all)
    func readSeesOneSnapshotWhileAWriteCommits(_ factory: StorageFactory) async throws {
        let fixture = try factory.make()
        let storage = fixture.storage
        try storage.write { writer in
            for number in 1...3 as ClosedRange<UInt64> {
                try writer.put(Sample.record(number, at: number))
                try writer.append(Sample.entry(number))
            }
        }
        let (begun, written) = (Switch(), Switch())
        async let seen = blocking { () -> Result<[[UInt64]], any Error> in
            Result {
                try storage.read { reader throws in
                    let before = try reader.feed().map(\.sequence)
                    begun.open()
                    written.pass()
                    return [
                        before, try reader.feed().map(\.sequence), [try reader.info().head],
                        [try reader.lastChange(scope: "territory")],
                        try reader.journal(4) == nil ? [] : [4],
                    ]
                }
            }
        }
        await blocking { begun.pass() }
        try storage.write { writer in
            try writer.put(Sample.record(2, at: 4, entered: 2))
            try writer.append(Sample.entry(4))
        }
        // A read that begins now sees the write, though the other one still runs.
        #expect(try fixture.another().read { try $0.feed().map(\.sequence) } == [1, 3, 4])
        written.open()
        #expect(try await seen.get() == [[1, 2, 3], [1, 2, 3], [3], [3], []])
    }

    @Test(arguments: StorageFactory.all)
    func writersAtTheSameTimeTakeEachSequenceOnce(_ factory: StorageFactory) async throws {
        let fixture = try factory.make()
        let instances = [fixture.storage, try fixture.another(), fixture.storage]
        let each = 60
        let results = await withTaskGroup(of: Result<[UInt64], any Error>.self) { group in
            for (index, storage) in instances.enumerated() {
                group.addTask {
                    await blocking { Result { try take(each, as: Replica(index + 1), storage) } }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let taken = try results.flatMap { try $0.get() }
        let total = UInt64(each * instances.count)
        #expect(taken.sorted() == Array(1...total))
        try fixture.storage.read { reader throws in
            #expect(try reader.info().head == total)
            for sequence in 1...total { #expect(try reader.journal(sequence) != nil) }
            #expect(try reader.feed().map(\.sequence) == Array(1...total))
            let replicas = try reader.devices().map(\.replica)
            #expect(Set(replicas).count == each * instances.count)
        }
    }

    @Test(arguments: StorageFactory.all)
    func journalWithAGapOrARepetitionIsRefused(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { try $0.append(Sample.entry(1)) }
        for wrong in [0, 1, 3, .max] as [UInt64] {
            #expect(throws: (any Error).self) {
                try fixture.storage.write { try $0.append(Sample.entry(wrong)) }
            }
        }
        // A gap inside one transaction is no better.
        #expect(throws: (any Error).self) {
            try fixture.storage.write { writer in
                try writer.append(Sample.entry(2))
                try writer.append(Sample.entry(4))
            }
        }
        try fixture.storage.read { reader throws in
            #expect(try reader.info().head == 1)
            #expect(try reader.journal(2) == nil)
            #expect(try reader.journal(0) == nil)
            #expect(try reader.journal(.max) == nil)
        }
        try fixture.storage.write { try $0.append(Sample.entry(2)) }
        #expect(try fixture.storage.read { try $0.info().head } == 2)
    }

    @Test(arguments: StorageFactory.all)
    func namesOfAnUndoneWriteNameNothing(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        #expect(throws: Undone.self) {
            try fixture.storage.write { writer in
                try writer.put(Sample.record(1, at: 1, scope: "lost", collection: "lost"))
                throw Undone()
            }
        }
        // Another instance gives those numbers to other names before this one comes back.
        let other = try fixture.another()
        try other.write { writer in
            try writer.put(Sample.record(2, at: 1, scope: "found", collection: "found"))
            try writer.append(Sample.entry(1))
        }
        let late = Sample.record(3, at: 2, scope: "lost", collection: "lost")
        try fixture.storage.write { writer in
            try writer.put(late)
            try writer.append(Sample.entry(2))
        }
        for storage in [fixture.storage, other, try fixture.another()] {
            try storage.read { reader throws in
                #expect(try reader.record(late.key) == late)
                #expect(try reader.feed("lost") == [late])
                #expect(try reader.feed("found").map(\.key.collection) == ["found"])
            }
        }
    }

    /// Appends so many entries, each in a transaction of its own, as a device of its own.
    private func take(
        _ count: Int, as replica: Replica, _ storage: any TerritoryStorage
    ) throws -> [UInt64] {
        try (0..<count).map { _ in
            try storage.write { writer in
                let sequence = try writer.info().head + 1
                let device = try writer.nextReplica()
                try writer.put(Sample.device(device))
                try writer.put(Sample.record(sequence, at: sequence))
                try writer.append(Sample.entry(sequence, replica: replica))
                return sequence
            }
        }
    }

    /// Everything that the laws can see of a storage.
    private func contents(_ storage: any TerritoryStorage) throws -> [String] {
        try storage.read { reader throws in
            let info = try reader.info()
            var lines = ["\(info)"]
            lines += try reader.counts().map { "\($0.name) \($0.count)" }
            for scope in ["territory", "organisation:x"] {
                lines += try reader.feed(scope).map { "\($0)" }
                lines.append("\(scope) \(try reader.lastChange(scope: scope))")
            }
            for sequence in 0...info.head + 1 {
                lines.append("\(String(describing: try reader.journal(sequence)))")
            }
            lines += try reader.received(1, from: 1).map { "\($0)" }
            lines += try reader.quarantine().map { "\($0)" }
            lines += try reader.devices().map { "\($0)" }
            lines.append("\(String(describing: try reader.user("u")))")
            lines.append(try reader.organisationName(RecordID(high: 0, low: 1)) ?? "-")
            lines.append("\(String(describing: try reader.invitation(codeHash: [1])))")
            return lines
        }
    }
}
