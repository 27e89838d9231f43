// The laws of `TerritoryStorage` about rows: what is put is got, byte for byte, and in its order.

import Server
import Shared
import Testing

struct StorageRowLawTests {
    @Test(arguments: StorageFactory.all)
    func feedIsInTheOrderOfLastChangesAndARecordMovesForward(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for number in 1...5 as ClosedRange<UInt64> {
                try writer.put(Sample.record(number, at: number))
            }
            // One transaction changes two records: they share a sequence.
            try writer.put(Sample.record(2, at: 6, entered: 2))
            try writer.put(Sample.record(4, at: 6, entered: 4))
        }
        try fixture.storage.read { reader throws in
            let feed = try reader.feed()
            #expect(feed.map(\.sequence) == [1, 3, 5, 6, 6])
            #expect(Set(feed.suffix(2).map(\.key)) == [Sample.key(2), Sample.key(4)])
            #expect(feed.map(\.entered) == [1, 3, 5, 2, 4])
            #expect(try reader.feed(after: 5).count == 2)
            #expect(try reader.feed(after: 6).isEmpty)
            #expect(try reader.feed(after: .max).isEmpty)
            #expect(try reader.lastChange(scope: "territory") == 6)
            #expect(try reader.feed("nobody").isEmpty)
            #expect(try reader.lastChange(scope: "nobody") == 0)
        }
    }

    @Test(arguments: StorageFactory.all)
    func feedStopsWhenItsReaderHasEnough(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for number in 1...5 as ClosedRange<UInt64> {
                try writer.put(Sample.record(number, at: number))
            }
        }
        try fixture.storage.read { reader throws in
            var seen: [UInt64] = []
            try reader.feed(scope: "territory", after: 1) { record in
                seen.append(record.sequence)
                return seen.count < 2
            }
            #expect(seen == [2, 3])
            // Another reading begins anew, also after one whose reader threw.
            #expect(throws: Undone.self) {
                try reader.feed(scope: "territory", after: 0) { _ in throw Undone() }
            }
            #expect(try reader.feed().count == 5)
        }
    }

    @Test(arguments: StorageFactory.all)
    func recordThatChangesItsScopeIsInOneFeed(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let moved = Sample.record(1, at: 3, entered: 3, scope: "organisation:x")
        try fixture.storage.write { writer in
            try writer.put(Sample.record(1, at: 1))
            try writer.put(Sample.record(2, at: 2))
            try writer.put(moved)
        }
        try fixture.storage.read { reader throws in
            #expect(try reader.feed() == [Sample.record(2, at: 2)])
            #expect(try reader.feed("organisation:x") == [moved])
            #expect(try reader.record(moved.key) == moved)
        }
    }

    @Test(arguments: StorageFactory.all)
    func recordsOfTwoCollectionsMayShareAnIdentity(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let (plot, diary) = (
            Sample.record(1, at: 1), Sample.record(1, at: 2, scope: "other", collection: "diary")
        )
        try fixture.storage.write { writer in
            try writer.put(plot)
            try writer.put(diary)
        }
        try fixture.storage.read { reader throws in
            #expect(try reader.record(plot.key) == plot)
            #expect(try reader.record(diary.key) == diary)
            #expect(try reader.record(Sample.key(1, collection: "none")) == nil)
            #expect(try reader.record(Sample.key(2)) == nil)
        }
    }

    @Test(arguments: StorageFactory.all)
    func journalKeepsEveryByte(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let entries = [
            JournalEntry(sequence: 1, replica: .max, number: .max, previous: [], body: []),
            JournalEntry(
                sequence: 2, replica: 1, number: 1, previous: [0, 1, 127, 128, .max],
                body: Array(0...255)),
        ]
        try fixture.storage.write { writer in for entry in entries { try writer.append(entry) } }
        try fixture.storage.read { reader throws in
            for entry in entries { #expect(try reader.journal(entry.sequence) == entry) }
        }
    }

    @Test(arguments: StorageFactory.all)
    func receivedRunsAreFoundFromAnyNumberInsideThem(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let runs = [
            Sample.run(1, 3, at: 10), Sample.run(4, 1, at: nil), Sample.run(5, 1, at: nil),
            Sample.run(6, 5, at: 13),
        ]
        let strange = Sample.run(2, 9, at: 40)
        try fixture.storage.write { writer in
            for run in runs.reversed() { try writer.put(run, of: 2) }
            try writer.put(strange, of: 1)
            try writer.put(strange, of: 3)
        }
        try fixture.storage.read { reader throws in
            for number in 1...10 as ClosedRange<UInt64> {
                let expected = runs.filter { $0.first + UInt64($0.count) > number }
                #expect(try reader.received(2, from: number) == expected)
            }
            #expect(try reader.received(2, from: 0) == runs)
            #expect(try reader.received(2, from: 11).isEmpty)
            #expect(try reader.received(2, from: .max).isEmpty)
            #expect(try reader.received(3, from: 1) == [strange])
            #expect(try reader.received(4, from: 1).isEmpty)
        }
        #expect(throws: (any Error).self) {
            try fixture.storage.write { try $0.put(Sample.run(6, 5, at: 13), of: 2) }
        }
    }

    @Test(arguments: StorageFactory.all)
    func quarantineIsFoundByItsPlaceAndByItsIdentity(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let all = [Sample.refusal(1, 2), Sample.refusal(1, 11), Sample.refusal(3, 1)]
        try fixture.storage.write { writer in
            for refusal in all.reversed() { try writer.put(refusal) }
        }
        try fixture.storage.read { reader throws in
            #expect(try reader.quarantine() == all)
            for refusal in all {
                #expect(
                    try reader.quarantined(refusal.replica, number: refusal.number) == refusal)
                #expect(try reader.quarantined(id: refusal.id) == refusal)
            }
            #expect(try reader.quarantined(2, number: 1) == nil)
            #expect(try reader.quarantined(id: TransactionID(.max)) == nil)
        }
    }

    @Test(arguments: StorageFactory.all)
    func invitationsUsersAndDevicesAreReplacedWhole(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        var invitation = Invitation(
            codeHash: [0, 1, 255], user: "u", expiresAt: .max, usedBy: nil)
        var user = User(
            id: "u", name: "Zoé\0", organisation: RecordID(high: 1, low: 2), role: .observer)
        var device = Sample.device(4)
        for _ in 0..<2 {
            try fixture.storage.write { writer in
                try writer.put(invitation)
                try writer.put(user)
                try writer.put(device)
                try writer.putOrganisation(user.organisation, name: user.name)
            }
            try fixture.storage.read { reader throws in
                #expect(try reader.invitation(codeHash: [0, 1, 255]) == invitation)
                #expect(try reader.invitation(codeHash: [0, 1]) == nil)
                #expect(try reader.invitations() == [invitation])
                #expect(try reader.user("u") == user)
                #expect(try reader.user("U") == nil)
                #expect(try reader.device(4) == device)
                #expect(try reader.devices() == [device])
                #expect(try reader.device(5) == nil)
                #expect(try reader.organisationName(user.organisation) == user.name)
                #expect(try reader.organisationName(RecordID(high: 0, low: 0)) == nil)
            }
            invitation.usedBy = 4
            user.name = "Zoé"
            user.role = .coordinator
            device.state = .revoked
            device.lastSeen = .max
            device.secretHash = []
        }
    }

    @Test(arguments: StorageFactory.all)
    func exceptionalAccessesAreKeptInOrderAndByDevice(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        func access(_ replica: Replica, _ since: UInt64) -> ExceptionalAccess {
            ExceptionalAccess(
                replica: replica, portfolio: RecordID(high: 1, low: 2),
                file: RecordKey(collection: "gardener", id: RecordID(high: 3, low: 4)),
                reason: "Zoé\0", since: since, until: since + 1)
        }
        try fixture.storage.write { writer in
            for (replica, since) in [(4, 7), (5, 2), (4, 1)] as [(Replica, UInt64)] {
                try writer.put(access(replica, since))
            }
        }
        try fixture.another().read { reader throws in
            #expect(
                try reader.exceptionalAccesses(of: nil)
                    == [access(4, 1), access(5, 2), access(4, 7)])
            #expect(try reader.exceptionalAccesses(of: 4) == [access(4, 1), access(4, 7)])
            #expect(try reader.exceptionalAccesses(of: 6).isEmpty)
        }
    }

    @Test(arguments: StorageFactory.all)
    func replicaNumbersAreNeverGivenTwice(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        var last: Replica = 0
        for round in 0..<5 {
            let storage = round.isMultiple(of: 2) ? fixture.storage : try fixture.another()
            let given = try storage.write { try [$0.nextReplica(), $0.nextReplica()] }
            #expect(given[0] > last && given[1] > given[0])
            last = given[1]
        }
        #expect(last > 0)
    }

    @Test(arguments: StorageFactory.all)
    func countsAreOfEveryKindOfRow(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for number in 1...3 as ClosedRange<UInt64> {
                try writer.put(Sample.record(number, at: number))
            }
            try writer.append(Sample.entry(1))
            try writer.append(Sample.entry(2))
            try writer.put(Sample.device(1))
            try writer.put(Sample.refusal(1, 1))
        }
        let counts = try fixture.storage.read { reader throws in
            try reader.counts().map { "\($0.name) \($0.count)" }.sorted()
        }
        #expect(
            counts == [
                "device 1", "journal 2", "organisation 0", "quarantine 1", "record 3", "user 0",
            ])
    }
}
