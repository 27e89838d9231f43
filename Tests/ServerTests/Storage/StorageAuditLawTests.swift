// The laws of `TerritoryStorage` about the audit: it only grows, with what it is about or not at
// all, each line tied to the one before, and its end is told where the territory is not.

import Server
import Shared
import Testing

struct StorageAuditLawTests {
    @Test(arguments: StorageFactory.all)
    func linesAreGotAsTheyWerePutAndInTheirOrder(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let events = Self.events
        for event in events { try fixture.storage.write { try $0.audit(event) } }
        for storage in [fixture.storage, try fixture.another()] {
            let lines = try lines(storage)
            #expect(lines.map(\.number) == Array(1...UInt64(events.count)))
            for (line, event) in zip(lines, events) {
                #expect(line.at == event.at && line.what == event.what.rawValue)
                #expect(line.subject == event.subject && line.outcome == event.outcome)
                #expect(line.count == event.count)
            }
            #expect(
                lines.map(\.who) == [
                    "operator", "server", "user:u « é »", "source:192.0.2.7", "operator",
                ])
            #expect(lines.map(\.device) == [nil, nil, .max, nil, nil])
        }
    }

    @Test(arguments: StorageFactory.all)
    func lineIsTiedToTheOneBefore(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        #expect(try fixture.storage.read { try $0.auditHead() } == .start)
        // Several in one transaction, and by several instances, are one chain.
        let other = try fixture.another()
        for (index, event) in Self.events.enumerated() {
            try (index.isMultiple(of: 2) ? other : fixture.storage).write { writer in
                try writer.audit(event)
                try writer.audit(event)
            }
        }
        var last = AuditHead.start
        for line in try lines(fixture.storage) {
            #expect(line.number == last.count + 1)
            #expect(line.hash == line.computedHash(after: last.hash) && line.hash.count == 32)
            last = line.head
        }
        #expect(last.count == 10)
        #expect(try other.read { try $0.auditHead() } == last)
    }

    @Test(arguments: StorageFactory.all)
    func lineIsUndoneWithWhatItIsAbout(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { try $0.audit(Self.events[0]) }
        let before = try fixture.storage.auditWitness()
        #expect(throws: Undone.self) {
            try fixture.storage.write { writer in
                try writer.put(Sample.device(1))
                try writer.audit(Self.events[1])
                #expect(try writer.auditHead().count == 2)
                throw Undone()
            }
        }
        #expect(try lines(fixture.storage).count == 1)
        #expect(try fixture.storage.auditWitness() == before)
        // Nor is it told with the next transaction that has nothing to say.
        try fixture.storage.write { try $0.put(Sample.device(1)) }
        #expect(try fixture.storage.auditWitness() == before)
    }

    @Test(arguments: StorageFactory.all)
    func endIsToldApartAfterEachCommitAndNeverGoesBack(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let other = try fixture.another()
        for round in 1...6 as ClosedRange<UInt64> {
            let writer = round.isMultiple(of: 2) ? other : fixture.storage
            try writer.write { try $0.audit(Self.events[0]) }
            for storage in [fixture.storage, other, try fixture.another()] {
                let head = try storage.read { try $0.auditHead() }
                #expect(head.count == round)
                #expect(try storage.auditWitness() == head)
            }
        }
        // Another epoch has an end of its own, from its first line on.
        let fork = Lineage.Fork(epoch: Epoch(8), parent: Epoch(7), sequence: 0)
        try fixture.storage.write { try $0.open(fork, replicas: 1 << 16) }
        #expect(try fixture.storage.auditWitness() == nil)
        try fixture.storage.write { try $0.audit(Self.events[0]) }
        #expect(try fixture.storage.auditWitness()?.count == 7)
    }

    @Test(arguments: StorageFactory.all)
    func lastLinesAreTheLastOnesSinceATime(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        for time in 1...20 as ClosedRange<UInt64> {
            try fixture.storage.write { writer in
                try writer.audit(AuditEvent(at: time * 10, .operator, .invited))
            }
        }
        func numbers(_ count: Int, _ since: UInt64) throws -> [UInt64] {
            try fixture.storage.read { try $0.audit(last: count, since: since).map(\.number) }
        }
        #expect(try numbers(3, 0) == [18, 19, 20])
        #expect(try numbers(100, 190) == [19, 20])
        #expect(try numbers(1, 190) == [20])
        #expect(try numbers(5, 201).isEmpty)
        #expect(try numbers(5, .max).isEmpty)
        var seen: [UInt64] = []
        try fixture.storage.read { reader in
            try reader.audit(after: 17) { line in
                seen.append(line.number)
                return seen.count < 2
            }
        }
        #expect(seen == [18, 19])
    }

    @Test(arguments: StorageFactory.all)
    func expiredCodesAreTakenOutAndOthersStay(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for number in 1...4 as ClosedRange<UInt8> {
                try writer.put(
                    Invitation(
                        codeHash: [number], user: "u", expiresAt: UInt64(number) * 10,
                        usedBy: number == 1 ? 3 : nil))
            }
            try writer.removeInvitations(expiredBefore: 30)
        }
        let left = try fixture.storage.read { reader in
            try (1...4).map { try reader.invitation(codeHash: [$0]) != nil }
        }
        #expect(left == [false, false, true, true])
    }

    private static let events = [
        AuditEvent(at: 17, .operator, .invited, on: "user:x"),
        AuditEvent(at: 16, .server, .erased, on: "record:plot:1\0", outcome: "", count: 0),
        AuditEvent(at: 0, .device(user: "u « é »", .max), .enrolled, on: ""),
        AuditEvent(
            at: UInt64(Int64.max), .source("192.0.2.7"), .requestRefused, outcome: "unauthorised",
            count: UInt64(Int64.max)),
        AuditEvent(at: 18, .operator, .backedUp),
    ]

    private func lines(_ storage: any TerritoryStorage) throws -> [AuditLine] {
        try storage.read { reader in
            var lines: [AuditLine] = []
            try reader.audit(after: 0) { line in
                lines.append(line)
                return true
            }
            return lines
        }
    }
}
