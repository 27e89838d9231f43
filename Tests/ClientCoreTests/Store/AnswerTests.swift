// Answers: what a store makes of what a server says, also of what no sound server would say.

import SQLite
import Shared
import Testing

@testable import ClientCore

struct AnswerTests {
    private let id = RecordID(high: 1, low: 1)

    @Test func copyDeliveredInTheMiddleOfAPullHasItsOwnBase() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("book", id, ["title": .text("Nord")])
        try sample.store.take(server.answer(page: 1))
        #expect(try base(sample) == .at(Position(epoch: server.epoch, sequence: 1)))
        // The pull comes to its end: the copy is as complete as everything else.
        server.write("book", RecordID(high: 2, low: 2), ["title": .text("Sud")])
        try sample.store.take(server.answer())
        #expect(try base(sample) == .seen)
        // And in the middle of the next one, a copy that it did not bring stays where it was.
        server.write("book", RecordID(high: 2, low: 2), ["title": .text("Est")])
        try sample.store.take(server.answer(page: 3))
        #expect(try base(sample) == .seen)
        let request = try sample.store.syncRequest(maximumTransactions: 9)
        #expect(request.transactions.map(\.seen?.sequence) == [nil, 2, 2])
        #expect(
            request.scopes == [
                HeldScope(
                    name: "territory", floor: Position(epoch: server.epoch, sequence: 2), page: 3)
            ])
    }

    @Test func recordThatIsNotHeldIsChangedWithoutABase() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("book", RecordID(high: 2, low: 2), ["title": .text("Sud")])
        try sample.store.take(server.answer())
        try sample.store.write {
            $0.edit("note", id, ["text": .assign(.text("Nord"))], mayCreate: true)
        }
        let change = try #require(try lastChange(sample))
        #expect(change.base == .none && change.own.isEmpty)
        // A second write of the same record knows the first.
        try sample.store.write { $0.edit("note", id, ["text": .assign(.text("Est"))]) }
        let first = try sample.store.syncRequest(maximumTransactions: 1).transactions
        #expect(try lastChange(sample)?.own == first.map(\.id))
    }

    /// What everybody sees and is not there was never there, or is deleted and forgotten: a restore
    /// may bring it back.
    @Test func absenceIsKnownWhereEverythingIsSeen() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        let write = {
            try sample.store.write {
                $0.edit("book", id, ["title": .assign(.text("Nord"))], mayCreate: true)
            }
            return try #require(try lastChange(sample))
        }
        // Nothing was pulled yet.
        #expect(try write().base == .none)
        server.write("book", RecordID(high: 2, low: 2), ["title": .text("Sud")])
        try sample.store.take(server.answer())
        let change = try write()
        #expect(change.base == .seen && change.own.count == 1)
        let request = try sample.store.syncRequest(maximumTransactions: 9)
        #expect(request.transactions.last?.seen == Position(epoch: server.epoch, sequence: 1))
    }

    @Test func deltaOfARecordThatIsNotHeldRefillsTheScope() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("book", id, ["title": .text("Nord")])
        try sample.store.take(server.answer())
        try sample.connection().run("DELETE FROM book")
        server.write("book", id, ["about": .text("mer")], seen: 1)
        let whole = server.answer()
        var delta = whole
        delta.records[0].isWhole = false
        delta.records[0].state = delta.records[0].state.delta(
            since: Position(epoch: server.epoch, sequence: 1), Lineage())
        let applied = try sample.store.take(delta)
        #expect(!applied.isComplete)
        #expect(try sample.store.record("book", id) == nil)
        let scopes = try sample.store.syncRequest(maximumTransactions: 1).scopes
        #expect(scopes == [HeldScope(name: "territory", floor: nil)])
        #expect(try sample.store.take(whole).isComplete)
        #expect(try sample.store.record(Book.self, id)?.title == "Nord")
        #expect(try sample.store.record(Book.self, id)?.about == "mer")
    }

    @Test func ownTransactionStaysShownUntilDeliveredStateCoversIt() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord", ["loans": .increment(2)])
        var server = SampleServer()
        server.write("book", RecordID(high: 2, low: 2), ["title": .text("Sud")])
        var answer = server.answer(page: 1, nextNumber: 2)
        answer.acknowledgements = [.accepted(first: 1, count: 1, sequence: 2)]
        try sample.store.take(answer)
        #expect(try sample.store.record(Book.self, id)?.loans == 2)
        #expect(try sample.store.status().pending == 0)
        #expect(try sample.store.record("book", id)?.state == .pending)
    }

    @Test(arguments: [1, 2, 1_000, UInt64.max - 1, .max])
    func acknowledgementOfWhatWasNeverWrittenIsRefused(_ first: UInt64) throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        let before = try sample.contents()
        var server = SampleServer()
        var answer = server.answer(nextNumber: 2)
        answer.acknowledgements = [.accepted(first: first, count: 2, sequence: 1)]
        let error = #expect(throws: RelaisError.self) { try sample.store.take(answer) }
        #expect(error?.code == "store_is_behind")
        #expect(try sample.contents() == before)
    }

    @Test(arguments: [3, UInt64.max])
    func numberBeyondTheStoreIsRefused(_ next: UInt64) throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        let before = try sample.contents()
        var server = SampleServer()
        server.write("book", id, ["title": .text("Sud")])
        let answer = server.answer(nextNumber: next)
        let error = #expect(throws: RelaisError.self) { try sample.store.take(answer) }
        #expect(error?.code == "store_is_behind")
        #expect(try sample.contents() == before)
    }

    @Test func refusedTransactionIsKeptAndNoLongerShown() throws {
        let sample = try StoreSample()
        let bad = try sample.book("Nord")
        let good = try sample.book("Sud")
        var server = SampleServer()
        var answer = server.answer(nextNumber: 3)
        answer.acknowledgements = [
            .quarantined(number: 1, code: "no", message: Phrase(fr: "Non.", en: "No.")),
            .accepted(first: 2, count: 1, sequence: 1),
        ]
        for _ in 0..<2 {
            // Told twice, it is still refused once.
            try sample.store.take(answer)
            #expect(try sample.store.record("book", bad) == nil)
            #expect(try sample.store.quarantine().map(\.reason) == ["no"])
            #expect(try sample.store.quarantine().first?.changes.map(\.id) == [bad])
            #expect(try sample.store.search(SearchRequest(text: "nord")).isEmpty)
        }
        #expect(good != bad)
        #expect(try sample.numbers() == [1, 2])
    }

    /// The base of the book's next change.
    private func base(_ sample: StoreSample) throws -> Base? {
        try sample.store.write { $0.edit("book", id, ["loans": .increment(1)]) }
        return try lastChange(sample)?.base
    }

    private func lastChange(_ sample: StoreSample) throws -> RecordChange? {
        try sample.store.syncRequest(maximumTransactions: 99).transactions.last?.records.last
    }
}
