// The index of words follows every change of what is shown, and nothing else.

import Shared
import Testing

@testable import ClientCore

struct SearchAfterChangesTests {
    @Test func wordsOfAnEditedRecordAreTheNewOnesOnly() throws {
        let sample = try StoreSample()
        let id = try sample.book("Élan vital", ["tags": .edit(add: ["forêt"], remove: [])])
        #expect(try found(sample, "elan") == [id])
        #expect(try found(sample, "foret") == [id])
        try sample.store.write {
            $0.edit(
                "book", id,
                ["title": .assign(.text("Œuvre")), "tags": .edit(add: [], remove: ["forêt"])])
        }
        for old in ["elan", "vital", "foret"] { #expect(try found(sample, old).isEmpty) }
        #expect(try found(sample, "oeuvre") == [id])
    }

    @Test func deletedRecordIsNotFoundUntilItIsWrittenAgain() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord")
        try sample.store.write { $0.delete("book", id) }
        #expect(try found(sample, "nord").isEmpty)
        try sample.store.write {
            $0.edit("book", id, ["about": .assign(.text("mer"))], mayCreate: true)
        }
        #expect(try found(sample, "mer") == [id])
    }

    @Test func wordsThatSomebodyElseReplacedAreGone() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        let id = RecordID(high: 1, low: 1)
        server.write("book", id, ["title": .text("Nord")])
        try sample.store.take(server.answer())
        #expect(try found(sample, "nord") == [id])
        server.write("book", id, ["title": .text("Sud")], seen: server.head)
        try sample.store.take(server.answer())
        #expect(try found(sample, "nord").isEmpty)
        #expect(try found(sample, "sud") == [id])
        // A conflict is found by what is shown.
        server.write("book", id, ["title": .text("Est")])
        try sample.store.take(server.answer())
        #expect(try sample.store.conflicts().count == 1)
        let shown = try #require(try sample.store.record(Book.self, id)?.title)
        #expect(try found(sample, shown) == [id])
    }

    private func found(_ sample: StoreSample, _ words: String) throws -> [RecordID] {
        try sample.store.search(SearchRequest(text: words)).map(\.id)
    }
}
