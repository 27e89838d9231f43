// RetentionTests: nobody is kept for longer than the territory says, nobody goes without a notice,
// and a contact keeps a file. Years pass in no time.

import ClientCore
import Server
import Shared
import Testing

struct RetentionTests: PrivacyWorld, Years {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    private var retention: RetentionRun { RetentionRun(world.administration) }

    @discardableResult
    private func run() throws -> RetentionSummary { try retention.run(by: .server) }

    @Test func fileGoesTwoYearsAfterTheLastContactAndANoticeOfThirtyDays() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        pass(days: 690)
        #expect(try run().notified.isEmpty)
        pass(days: 12)
        let planned = try retention.plan()
        #expect(planned.notified.map(\.id) == [person] && planned.erased.isEmpty)
        #expect(try records(anna, "person").first?.fields["erase_on"] == nil)
        #expect(try run().notified.map(\.id) == [person])
        try await anna.sync()
        let expiring = try anna.store.expiringFiles()
        #expect(expiring.map(\.record.record.id) == [person])
        #expect(expiring.first?.eraseOn == planned.notified.first?.date)
        pass(days: 27)
        #expect(try run().erased.isEmpty)
        pass(days: 5)
        #expect(try retention.plan().erased.map(\.id) == [person])
        #expect(try !isErased("person", person))
        #expect(try run().erased.map(\.id) == [person])
        #expect(try isErased("person", person))
        #expect(try acts().map(\.who) == ["server"])
        try await anna.sync()
        #expect(try files(holding: Self.words) == [])
        #expect(try records(anna, "visit").count == 1)
        #expect(try run().erased.isEmpty)
    }

    @Test func veryOldFileIsNotifiedFirst() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        pass(days: 3000)
        #expect(try run().erased.isEmpty)
        pass(days: 29)
        #expect(try run().erased.isEmpty)
        pass(days: 2)
        #expect(try run().erased.map(\.id) == [person])
    }

    @Test func contactTakesANoticeBack() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        pass(days: 710)
        try run()
        try await anna.sync()
        // A visit is a contact, whatever the record says of the last one.
        _ = try anna.create("visit", ["person": .assign(.text(person.description))])
        try await anna.sync()
        #expect(try run().withdrawn == [person])
        try await anna.sync()
        #expect(try anna.store.expiringFiles().isEmpty)
        pass(days: 100)
        #expect(try run().erased.isEmpty)
        #expect(try !isErased("person", person))
    }

    /// That somebody was there is known, also when what was noted cannot be read any more.
    @Test(arguments: [false, true])
    func damagedVisitIsAContact(_ isReadable: Bool) async throws {
        let anna = try await world.device()
        let (person, other) = (try person(anna), try anna.create("person", [:]))
        let elsewhere = try anna.create(
            "visit", ["person": .assign(.text(other.description))])
        try await anna.sync()
        pass(days: 690)
        let visit = try anna.create("visit", ["person": .assign(.text(person.description))])
        try await anna.sync()
        try world.damageRecord(visit, like: isReadable ? elsewhere : nil)
        pass(days: 40)
        #expect(try !run().notified.map(\.id).contains(person))
        pass(days: 40)
        try run()
        #expect(try !isErased("person", person))
    }

    @Test func noticeThatTheServerWroteIsNoContact() async throws {
        let anna = try await world.device()
        let person = try anna.create("person", ["given_name": .assign(.text("Qzvyrix"))])
        try await anna.sync()
        pass(days: 710)
        try run()
        pass(days: 40)
        #expect(try run().erased.map(\.id) == [person])
    }

    @Test func dayOfTheLastContactCountsAndOneThatHasNotComeDoesNot() async throws {
        let anna = try await world.device()
        func make(_ contact: CalendarDate) throws -> RecordID {
            try anna.create(
                "person",
                [
                    "given_name": .assign(.text("Qzvyrix")),
                    "last_contact_on": .assign(.text(contact.description)),
                ])
        }
        let today = Int(world.data.ports.now() / Self.day)
        let old = try make(CalendarDate(daysSince1970: today - 720))
        _ = try make(CalendarDate(daysSince1970: today - 10))
        let ahead = try make(CalendarDate(daysSince1970: today + 9_000))
        try await anna.sync()
        #expect(try run().notified.map(\.id) == [old])
        pass(days: 31)
        #expect(try run().erased.map(\.id) == [old])
        // A day that has not come keeps nothing longer than what was written then.
        pass(days: 740 - 31)
        #expect(try run().notified.map(\.id).contains(ahead))
    }

    @Test func territoryHasItsOwnRule() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        try retention.set(RetentionRule(months: 6, noticeDays: 10))
        pass(days: 176)
        #expect(try run().notified.map(\.id) == [person])
        pass(days: 11)
        #expect(try run().erased.map(\.id) == [person])
        let audit = try world.administration.storage.read { try $0.audit(last: 100, since: 0) }
        #expect(audit.contains { $0.what == "retention-set" })
        #expect(audit.contains { $0.what == "retention-run" && $0.who == "server" })
    }

    @Test func longerRuleMovesTheDayOfANotice() async throws {
        let anna = try await world.device()
        _ = try person(anna)
        try await anna.sync()
        pass(days: 705)
        try run()
        try retention.set(RetentionRule(months: 36, noticeDays: 30))
        pass(days: 60)
        let summary = try run()
        #expect(summary.erased.isEmpty && summary.withdrawn.count == 1)
    }

    @Test func serverDoesItByItself() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        pass(days: 740)
        let thread = try PrivacyThread(
            data: world.data, schema: world.schema, intervalMilliseconds: 5)
        defer { thread.stop() }
        for _ in 0..<12_000 {
            if try isErased("person", person) { break }
            pass(days: 1)
            try await Ports.system.sleep(5)
        }
        #expect(try isErased("person", person))
    }

    @Test(arguments: [
        ("2024-02-29", 24, "2026-02-28"), ("2024-08-31", 6, "2025-02-28"),
        ("2025-01-15", 24, "2027-01-15"), ("2023-12-31", 1, "2024-01-31"),
    ])
    func monthsEndOnADayThatExists(from: String, months: Int, to: String) throws {
        let contact = try #require(CalendarDate(from))
        let rule = RetentionRule(months: months, noticeDays: 30)
        #expect(rule.deadline(after: contact).description == to)
    }
}
