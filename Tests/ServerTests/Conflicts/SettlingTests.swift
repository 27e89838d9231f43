// Conflicts between real devices, named by what happens in which order.

import ClientCore
import Shared
import Testing

@Suite("Settling conflicts")
struct SettlingTests {
    @Test(arguments: [1, 2, 3, 4], [true, false])
    func baseIsToldAlthoughOneSideWroteSeveralTimes(_ count: Int, annaFirst: Bool) async throws {
        let pair = try await Pair()
        for turn in 1...count { try pair.anna.set(pair.id, "name", "anna \(turn)") }
        try pair.badr.set(pair.id, "name", "badr")
        if !annaFirst { try await pair.badr.sync() }
        try await pair.settle()
        let conflict = try pair.conflict()
        #expect(conflict.base == .text("start"))
        #expect(Set(conflict.values.map(\.value)) == [.text("anna \(count)"), .text("badr")])
    }

    @Test func eachSideSaysWhoOnWhichDeviceAndWhen() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "name", "anna")
        let first = pair.world.clock.now()
        pair.world.clock.advance(by: 60_000)
        try pair.badr.set(pair.id, "name", "badr")
        try await pair.settle()
        let conflict = try pair.conflict()
        let (anna, badr) = (
            try #require(try pair.anna.store.enrolment()),
            try #require(try pair.badr.store.enrolment())
        )
        #expect(conflict.values.map(\.user) == [badr.user, anna.user])
        #expect(conflict.values.map(\.userName) == [badr.userName, anna.userName])
        #expect(conflict.values.map(\.device) == [badr.replica, anna.replica])
        #expect(conflict.values.last?.claimedAt == Instant(milliseconds: Int64(first)))
        #expect(conflict.values.allSatisfy { $0.isClockVerified && $0.correctedAt == nil })
    }

    @Test func settledWithoutANetworkAndSentLater() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "name", "anna")
        try pair.badr.set(pair.id, "name", "badr")
        try await pair.settle()
        // Nobody is asked: the device settles by itself.
        let requests = pair.anna.line.requestCount
        try pair.anna.store.resolve("plot", pair.id, field: "name", keeping: .text("anna"))
        #expect(try pair.anna.store.conflicts().isEmpty)
        #expect(pair.anna.line.requestCount == requests)
        #expect(try pair.badr.store.conflicts().count == 1)
        try await pair.settle()
        try pair.expectSettled("anna")
    }

    @Test func bothSettleDifferentlyAndItIsAConflictAgain() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "name", "anna")
        try pair.badr.set(pair.id, "name", "badr")
        try await pair.settle()
        try pair.anna.store.resolve("plot", pair.id, field: "name", keeping: .text("anna"))
        try pair.badr.store.resolve("plot", pair.id, field: "name", keeping: .text("third"))
        try await pair.settle()
        #expect(Set(try pair.conflict().values.map(\.value)) == [.text("anna"), .text("third")])
        try pair.badr.store.resolve("plot", pair.id, field: "name", keeping: .text("third"))
        try await pair.settle()
        try pair.expectSettled("third")
    }

    @Test func bothSettleAlikeAndNothingIsAsked() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "name", "anna")
        try pair.badr.set(pair.id, "name", "badr")
        try await pair.settle()
        for device in [pair.anna, pair.badr] {
            try device.store.resolve("plot", pair.id, field: "name", keeping: .text("anna"))
        }
        try await pair.settle()
        try pair.expectSettled("anna")
    }

    @Test func settlingStandsInTheHistoryOfBothAndIsTakenBackByWritingTheOther() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "name", "anna")
        try pair.badr.set(pair.id, "name", "badr")
        try await pair.settle()
        pair.world.clock.advance(by: 60_000)
        let settledAt = Instant(milliseconds: Int64(pair.world.clock.now()))
        try pair.anna.store.resolve("plot", pair.id, field: "name", keeping: .text("badr"))
        try await pair.settle()
        let user = try pair.anna.store.enrolment()?.user
        for device in [pair.anna, pair.badr] {
            let history = try await device.engine.history("plot", pair.id)
            let last = try #require(history.changes.first)
            #expect(last.content == .value(.text("badr")) && last.user == user)
            #expect(last.claimedAt == settledAt)
            // Everything that was said is still told.
            #expect(pair.names(in: history).count == 4)
            #expect(pair.names(in: history).contains(.text("anna")))
        }
        try pair.badr.set(pair.id, "name", "anna")
        try await pair.settle()
        try pair.expectSettled("anna")
        let history = try await pair.anna.engine.history("plot", pair.id)
        #expect(pair.names(in: history).count == 5)
    }

    @Test(arguments: [true, false])
    func deletedByOneAndChangedByTheOtherIsAskedOfAPerson(keeps: Bool) async throws {
        let pair = try await Pair()
        try pair.anna.store.write { $0.delete("plot", pair.id) }
        try pair.badr.set(pair.id, "soil", "clay")
        try await pair.settle()
        let conflict = try pair.conflict()
        #expect(conflict.field == nil)
        #expect(conflict.values.map(\.value) == [.bool(true), .bool(false)])
        let users = try [pair.badr, pair.anna].map { try $0.store.enrolment()?.user }
        #expect(conflict.values.map(\.user) == users)
        try pair.anna.store.resolve("plot", pair.id, keepingRecord: keeps)
        try await pair.settle()
        for device in [pair.anna, pair.badr] {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.text(pair.id, "soil") == (keeps ? "clay" : nil))
            #expect((try device.store.record("plot", pair.id) != nil) == keeps)
        }
    }

    /// Keeping and deleting again do not know of each other: neither overrules the other unseen.
    @Test(arguments: [true, false])
    func oneKeepsTheRecordAndTheOtherDeletesItAgain(annaFirst: Bool) async throws {
        let pair = try await Pair()
        try pair.anna.store.write { $0.delete("plot", pair.id) }
        try pair.badr.set(pair.id, "soil", "clay")
        try await pair.settle()
        try pair.anna.store.resolve("plot", pair.id, keepingRecord: true)
        try pair.badr.store.resolve("plot", pair.id, keepingRecord: false)
        if !annaFirst { try await pair.badr.sync() }
        try await pair.settle()
        let conflict = try pair.conflict()
        #expect(conflict.field == nil)
        let users = try [pair.anna, pair.badr].map { try $0.store.enrolment()?.user }
        #expect(conflict.values.map(\.user) == users)
        for device in [pair.anna, pair.badr] {
            #expect(try device.text(pair.id, "soil") == "clay")
        }
        try pair.badr.store.resolve("plot", pair.id, keepingRecord: true)
        try await pair.settle()
        for device in [pair.anna, pair.badr] {
            #expect(try device.store.conflicts().isEmpty)
            #expect(try device.text(pair.id, "soil") == "clay")
        }
    }

    @Test func parallelEditsAreToldWithAllTheirValuesAndEndWithAKnowingWrite() async throws {
        let pair = try await Pair()
        try pair.anna.set(pair.id, "soil", "clay")
        pair.world.clock.advance(by: 60_000)
        try pair.badr.set(pair.id, "soil", "sand")
        try await pair.settle()
        let users = try [pair.badr, pair.anna].map { try $0.store.enrolment()?.user }
        for device in [pair.anna, pair.badr] {
            let edits = try device.store.parallelEdits()
            #expect(edits.map(\.field) == ["soil"] && edits.map(\.id) == [pair.id])
            #expect(edits.first?.values.map(\.value) == [.text("sand"), .text("clay")])
            #expect(edits.first?.values.map(\.user) == users)
            #expect(try device.text(pair.id, "soil") == "sand")
            // Nobody is asked.
            #expect(try device.store.conflicts().isEmpty)
        }
        try pair.anna.set(pair.id, "soil", "clay")
        #expect(try pair.anna.store.parallelEdits().isEmpty)
        try await pair.settle()
        #expect(try pair.badr.store.parallelEdits().isEmpty)
    }
}
