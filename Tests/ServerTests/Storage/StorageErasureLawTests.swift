// The laws of `TerritoryStorage` about what erasures, files and settings need: what is rewritten is
// rewritten alone, what is looked for is found, and nothing more.

import Server
import Shared
import Testing

struct StorageErasureLawTests {
    @Test(arguments: StorageFactory.all)
    func stepIsRewrittenAloneAndForEverybody(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for sequence in 1...3 as ClosedRange<UInt64> {
                try writer.append(Sample.entry(sequence, previous: [0, sequence - 1]))
            }
            try writer.rewriteJournal(2, body: [7])
            // What is not there is not made.
            try writer.rewriteJournal(9, body: [7])
        }
        var second = Sample.entry(2, previous: [0, 1])
        second.body = [7]
        try fixture.another().read { reader throws in
            #expect(try reader.journal(2) == second)
            #expect(try reader.journal(1) == Sample.entry(1, previous: [0, 0]))
            #expect(try reader.journal(3) == Sample.entry(3, previous: [0, 2]))
            #expect(try reader.journal(9) == nil)
            #expect(try reader.info().head == 3)
        }
    }

    @Test(arguments: StorageFactory.all)
    func stepsAreReadBackwardsWithoutThoseThatAreEmpty(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            for sequence in 1...6 as ClosedRange<UInt64> {
                try writer.append(Sample.entry(sequence))
            }
            try writer.rewriteJournal(3, body: [])
        }
        func steps(through last: UInt64, at most: Int = .max) throws -> [UInt64] {
            try fixture.storage.read { reader in
                var steps: [UInt64] = []
                try reader.journal(through: last) { entry in
                    steps.append(entry.sequence)
                    return steps.count < most
                }
                return steps
            }
        }
        #expect(try steps(through: 5) == [5, 4, 2, 1])
        #expect(try steps(through: .max) == [6, 5, 4, 2, 1])
        #expect(try steps(through: 5, at: 3) == [5, 4, 2])
        #expect(try steps(through: 0) == [])
        // A step may be rewritten by whoever reads it.
        try fixture.storage.write { writer in
            try writer.journal(through: 6) { entry in
                try writer.rewriteJournal(entry.sequence, body: [])
                return true
            }
        }
        #expect(try steps(through: .max) == [])
    }

    @Test(arguments: StorageFactory.all)
    func recordsThatNameAnIdentityAreFoundAndNoOthers(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let id = RecordID(high: 1, low: 2)
        var (naming, part, both, other) = (
            Sample.record(4, at: 1), Sample.record(3, at: 2), Sample.record(2, at: 3),
            Sample.record(5, at: 4)
        )
        naming.state = [0, 9] + Array(id.description.utf8) + [0]
        part.root = id
        both.root = id
        both.state = Array(id.description.utf8)
        // The bytes of an identity are no text, and a text that goes on is another one.
        other.state = [0] + id.bytes + Array(id.description.utf8.dropLast())
        other.root = RecordID(high: 1, low: 3)
        try fixture.storage.write { writer in
            for record in [naming, part, both, other] { try writer.put(record) }
        }
        try fixture.another().read { reader throws in
            #expect(try reader.records(naming: id) == [both, part, naming])
            #expect(try reader.records(naming: RecordID(high: 9, low: 9)).isEmpty)
            #expect(try reader.parts(of: id) == [part, both])
            #expect(try reader.parts(of: RecordID(high: 1, low: 3)) == [other])
        }
    }

    @Test(arguments: StorageFactory.all)
    func refusalIsRewrittenAloneAndKeepsItsDecision(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        var changed = Sample.refusal(1, 2)
        (changed.code, changed.message, changed.body) = (
            "record_erased", Phrase(fr: "Effacé\0.", en: "Erased."), []
        )
        try fixture.storage.write { writer in
            for number in 1...2 as ClosedRange<UInt64> {
                try writer.put(Sample.refusal(1, number))
                try writer.put(Sample.refusal(2, number))
            }
            try writer.decide(Sample.refusal(1, 2).id, .dismissed)
            // Neither when it was received nor what was decided is written anew.
            var rewritten = changed
            rewritten.receivedAt = 1
            rewritten.decision = nil
            try writer.rewrite(rewritten)
        }
        changed.decision = .dismissed
        try fixture.another().read { reader throws in
            #expect(try reader.quarantined(1, number: 2) == changed)
            #expect(try reader.quarantined(1, number: 1) == Sample.refusal(1, 1))
            #expect(try reader.quarantined(2, number: 2) == Sample.refusal(2, 2))
            #expect(try reader.quarantine().count == 4)
        }
    }

    @Test(arguments: StorageFactory.all)
    func whatWasSealedOfARecordIsTakenOutWhoeverGaveIt(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        func sealed(_ replica: Replica, _ key: RecordKey, _ base: UInt64 = 1) -> SealedRecord {
            SealedRecord(
                replica: replica, key: key, scope: "territory",
                base: Position(epoch: Epoch(7), sequence: base), code: "not_allowed",
                message: Phrase(fr: "Non.", en: "No."), state: [0, 255], receivedAt: 5)
        }
        let others = [sealed(1, Sample.key(2)), sealed(1, Sample.key(1, collection: "diary"))]
        try fixture.storage.write { writer in
            for row in [sealed(1, Sample.key(1)), sealed(2, Sample.key(1))] + others {
                try writer.put(row)
                // Given back again, it is kept once.
                try writer.put(row)
            }
            // The same bytes of the same record are one, whoever gave them and when.
            try writer.put(sealed(1, Sample.key(1), 2))
            let all = try writer.sealedRecords()
            #expect(all.map(\.copies) == [[2], [], []])
            #expect(Set(all.map(\.number)).count == 3)
            try writer.decide(sealed: all[1].number, .dismissed)
            try writer.removeSealed(Sample.key(1))
        }
        let left = try fixture.another().read { try $0.sealedRecords() }
        #expect(left.map(\.key) == others.map(\.key))
        #expect(left.map(\.decision) == [.dismissed, nil])
        #expect(left.allSatisfy { $0.state == [0, 255] && $0.copies.isEmpty })
    }

    @Test(arguments: StorageFactory.all)
    func placeOfTheLastErasureIsKeptAlsoWhenNothingIsLeftOfIt(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        #expect(try fixture.storage.read { try $0.info().erased } == nil)
        #expect(try fixture.storage.scrub())
        let places = [3, 8].map { Position(epoch: Epoch(.max), sequence: $0) }
        try fixture.storage.write { writer in
            for place in places { try writer.noteErasure(at: place) }
        }
        for _ in 0..<2 {
            #expect(try fixture.another().read { try $0.info().erased } == places[1])
            #expect(try fixture.storage.scrub())
        }
    }

    @Test(arguments: StorageFactory.all)
    func settingsAreReplacedAndUndoneWithTheirTransaction(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        try fixture.storage.write { writer in
            #expect(try writer.setting("months") == nil)
            try writer.put(setting: "months", "24")
            try writer.put(setting: "days", "")
            try writer.put(setting: "months", "12\0é")
        }
        #expect(throws: Undone.self) {
            try fixture.storage.write { writer in
                try writer.put(setting: "months", "1")
                throw Undone()
            }
        }
        try fixture.another().read { reader throws in
            #expect(try reader.setting("months") == "12\0é")
            #expect(try reader.setting("days") == "")
            #expect(try reader.setting("other") == nil)
        }
    }

    @Test(arguments: StorageFactory.all)
    func registerOfErasuresIsKeptWhateverBecomesOfTheTransaction(
        _ factory: StorageFactory
    ) throws {
        let fixture = try factory.make()
        func act(_ number: UInt64, at: UInt64, devices: [Replica]) -> ErasureAct {
            ErasureAct(
                key: Sample.key(number), scope: "organisation:x", at: at, who: "user:é",
                records: 3, devices: devices)
        }
        #expect(throws: Undone.self) {
            try fixture.storage.write { writer in
                try writer.note(.erasure(act(2, at: 9, devices: [1, 70_000])))
                throw Undone()
            }
        }
        try fixture.storage.write { writer in
            try writer.note(.erasure(act(1, at: 4, devices: [])))
            // A restore that erases again is no other erasure.
            try writer.note(.erasure(act(2, at: 99, devices: [5])))
        }
        #expect(
            try fixture.another().erasures() == [
                act(1, at: 4, devices: []), act(2, at: 9, devices: [1, 70_000]),
            ])
    }

    @Test(arguments: StorageFactory.all)
    func accessThatWasEndedStaysEnded(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        func access(until: UInt64, ended: UInt64?) -> ExceptionalAccess {
            ExceptionalAccess(
                replica: 4, portfolio: RecordID(high: 1, low: 2), file: Sample.key(1),
                reason: "Zoé", since: 10, until: until, ended: ended)
        }
        func kept() throws -> [ExceptionalAccess] {
            try fixture.another().read { try $0.exceptionalAccesses(of: nil) }
        }
        try fixture.storage.write { try $0.put(access(until: 90, ended: nil)) }
        #expect(try kept() == [access(until: 90, ended: nil)])
        for ended: UInt64? in [50, nil, 70, 40, nil] {
            try fixture.storage.write { try $0.put(access(until: 90, ended: ended)) }
        }
        #expect(try kept() == [access(until: 90, ended: 40)])
    }

    @Test(arguments: StorageFactory.all)
    func portfoliosAreReplacedWholeAndFoundByWhoMayHoldThem(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        let (own, other) = (RecordID(high: 1, low: 1), RecordID(high: 1, low: 2))
        func portfolio(_ number: UInt64, of organisation: RecordID, _ holder: String?) -> Portfolio
        {
            Portfolio(
                id: RecordID(high: 7, low: number), organisation: organisation, name: "N\0é",
                holder: holder)
        }
        func found(_ role: Role, _ reader: any StorageReading) throws -> Set<Portfolio> {
            Set(
                try reader.portfolios(
                    of: User(id: "anna", name: "Anna", organisation: own, role: role)))
        }
        let held = portfolio(1, of: own, "anna")
        let (free, strange) = (portfolio(2, of: own, nil), portfolio(3, of: other, "zoe"))
        try fixture.storage.write { writer in
            try writer.put(portfolio(1, of: own, "badr"))
            for row in [strange, free, held] { try writer.put(row) }
        }
        try fixture.another().read { reader throws in
            #expect(try Set(reader.portfolios()) == [held, free, strange])
            #expect(try reader.portfolio(held.id) == held)
            #expect(try reader.portfolio(RecordID(high: 7, low: 9)) == nil)
            #expect(try found(.mediator, reader) == [held])
            #expect(try found(.coordinator, reader) == [held, free])
        }
    }

    @Test(arguments: StorageFactory.all)
    func departureIsToldUntilTheRecordIsBack(_ factory: StorageFactory) throws {
        let fixture = try factory.make()
        func move(_ scope: String, at sequence: UInt64, guests: [String] = []) throws {
            try fixture.storage.write { writer in
                try writer.put(
                    StoredRecord(
                        key: Sample.key(1), scope: scope, entered: sequence, sequence: sequence,
                        state: [1],
                        guests: guests.map { StoredRecord.Guest(scope: $0, entered: sequence) }))
            }
        }
        func departures(_ scope: String, after sequence: UInt64 = 0) throws -> [UInt64] {
            try fixture.storage.read { reader in
                let found = try reader.departures(scope: scope, after: sequence)
                #expect(found.allSatisfy { $0.key == Sample.key(1) && $0.scope == scope })
                return found.map(\.sequence)
            }
        }
        try move("a", at: 1, guests: ["b"])
        #expect(try departures("a").isEmpty && departures("b").isEmpty)
        try move("c", at: 4, guests: ["b"])
        #expect(try departures("a") == [4] && departures("b").isEmpty)
        #expect(try departures("a", after: 4).isEmpty)
        try move("a", at: 5)
        #expect(try departures("a").isEmpty && departures("b") == [5] && departures("c") == [5])
        try fixture.storage.write { try $0.trimTombstones(through: 5) }
        #expect(try departures("b").isEmpty && departures("c").isEmpty)
    }
}
