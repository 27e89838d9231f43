// Writes: durable when they return, all or nothing, and nothing of them lost on the way.

import SQLite
import Shared
import Testing

@testable import ClientCore

struct WriteTests {
    @Test func writeSurvivesReopening() throws {
        let sample = try StoreSample()
        let id = try sample.book(
            "Élan", ["genre": .assign(.text("poem")), "tags": .edit(add: ["a"], remove: [])])
        let before = try sample.store.record("book", id)
        try sample.reopen()
        #expect(try sample.store.record("book", id) == before)
        #expect(try sample.store.status().pending == 1)
        #expect(try sample.numbers() == [1])
    }

    @Test(arguments: WriteTests.wrong)
    func refusedWriteChangesNothingAtAll(_ wrong: WrongWrite) throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord", ["loans": .increment(2)])
        let before = try sample.contents()
        let error = #expect(throws: RelaisError.self) {
            try sample.store.write { transaction in
                // A good part before the bad one does not stay either.
                transaction.create("book", ["title": .assign(.text("Sud"))])
                transaction.edit("book", id, ["title": .assign(.text("Est"))])
                wrong.write(&transaction, id)
            }
        }
        #expect(error?.code == wrong.code)
        #expect(try sample.contents() == before)
        #expect(try sample.book("Ouest") != id)
        #expect(try sample.numbers() == [1, 2])
    }

    struct WrongWrite: Sendable, CustomTestStringConvertible {
        let code: String
        let testDescription: String
        let write: @Sendable (inout WriteTransaction, RecordID) -> Void

        init(
            _ code: String, _ description: String,
            _ write: @escaping @Sendable (inout WriteTransaction, RecordID) -> Void
        ) {
            self.code = code
            testDescription = description
            self.write = write
        }
    }

    static let wrong: [WrongWrite] = [
        WrongWrite("unknown_collection", "unknown collection") {
            $0.create("shelf")
            _ = $1
        },
        WrongWrite("unknown_field", "unknown field") {
            $0.edit("book", $1, ["pages": .assign(.integer(1))])
        },
        WrongWrite("unknown_code", "wrong code") {
            $0.edit("book", $1, ["genre": .assign(.text("essay"))])
        },
        WrongWrite("wrong_type", "wrong type") {
            $0.edit("book", $1, ["title": .assign(.integer(1))])
        },
        WrongWrite("wrong_type", "counter assigned") {
            $0.edit("book", $1, ["loans": .assign(.integer(1))])
        },
        WrongWrite("too_long", "too long") {
            $0.edit("book", $1, ["title": .assign(.text(String(repeating: "é", count: 201)))])
        },
        WrongWrite("missing_field", "missing required field") {
            $0.create("note")
            _ = $1
        },
        WrongWrite("missing_field", "required field assigned nothing") {
            $0.create("note", ["text": .assign(.null)])
            _ = $1
        },
        WrongWrite("not_found", "edit of nothing") {
            $0.edit("note", $1, ["text": .assign(.text("x"))])
        },
        WrongWrite("not_found", "deletion of nothing") { $0.delete("note", $1) },
        WrongWrite("transaction_too_large", "too many records") {
            for _ in 0...WireLimits.recordsInTransaction { $0.create("book") }
            _ = $1
        },
    ]

    @Test func bodyThatThrowsChangesNothing() throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        let before = try sample.contents()
        #expect(throws: RelaisError.self) {
            try sample.store.write { transaction in
                transaction.create("book")
                throw StoreErrors.notEnrolled
            }
        }
        #expect(try sample.contents() == before)
    }

    @Test func writeOfNothingMakesNoTransaction() throws {
        let sample = try StoreSample()
        try sample.store.write { _ in }
        #expect(try sample.numbers().isEmpty)
    }

    @Test func editsOfOneActionAddUp() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord", ["tags": .edit(add: ["old", "kept"], remove: [])])
        try sample.store.write { transaction in
            transaction.edit("book", id, ["loans": .increment(2), "about": .assign(.text("x"))])
            transaction.edit("book", id, ["loans": .increment(3), "about": .assign(.text("y"))])
            transaction.edit("book", id, ["tags": .edit(add: ["a", "b"], remove: ["old"])])
            transaction.edit("book", id, ["tags": .edit(add: ["c"], remove: ["b"])])
        }
        let record = try #require(try sample.store.record(Book.self, id))
        #expect(record.loans == 5)
        #expect(record.tags == ["a", "c", "kept"])
        #expect(record.about == "y")
        try sample.store.write { transaction in
            transaction.edit(record) { draft in
                draft.increment(\.loans)
                draft.increment(\.loans, by: 2)
            }
        }
        #expect(try sample.store.record(Book.self, id)?.loans == 8)
    }

    @Test func noTransactionNamesARecordTwice() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord")
        try sample.store.write { transaction in
            transaction.delete("book", id)
            transaction.edit("book", id, ["title": .assign(.text("Sud"))])
        }
        #expect(try sample.titles() == ["Sud"])
        try sample.store.write { transaction in
            transaction.edit("book", id, ["title": .assign(.text("Est"))])
            transaction.delete("book", id)
            transaction.delete("book", id)
        }
        #expect(try sample.titles().isEmpty)
        try sample.store.write { transaction in
            let brief = transaction.create("book", ["title": .assign(.text("Nobody's"))])
            transaction.delete("book", brief)
        }
        #expect(try sample.titles().isEmpty)
        let request = try sample.store.syncRequest(maximumTransactions: 10)
        #expect(request.transactions.count == 3)
        for transaction in request.transactions { #expect(transaction.records.count == 1) }
    }

    @Test func recordsThatSayWhereTheyComeFromHaveOneIdentityEverywhere() throws {
        let (first, second) = (try StoreSample(), try StoreSample())
        let edits: [String: FieldEdit] = [
            "source": .assign(.text("catalogue")), "source_id": .assign(.text("42")),
        ]
        let id = try first.book("Nord", edits)
        #expect(try second.book("Sud", edits) == id)
        // Noted twice, it is one record.
        #expect(try first.book("Est", edits) == id)
        #expect(try first.titles() == ["Est"])
        #expect(
            try first.book("Nord", edits.merging(["source": .assign(.text("other"))]) { $1 }) != id)
        #expect(try first.book("Nord") != id)
    }

    @Test func deletedRecordIsGoneUntilItIsWrittenAgain() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord")
        try sample.store.write { $0.delete("book", id) }
        #expect(try sample.store.record("book", id) == nil)
        #expect(throws: RelaisError.self) {
            try sample.store.write { $0.edit("book", id, ["title": .assign(.text("Sud"))]) }
        }
        try sample.store.write {
            $0.edit("book", id, ["title": .assign(.text("Sud"))], mayCreate: true)
        }
        #expect(try sample.titles() == ["Sud"])
        #expect(try sample.store.conflicts().isEmpty)
    }
}
