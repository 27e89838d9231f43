// Observation: an application hears of every commit, its own and what others sent.

import Shared
import Testing

@testable import ClientCore

struct ObservationTests {
    @Test(.timeLimit(.minutes(1)))
    func localAndRemoteChangesAreToldInOrder() async throws {
        let sample = try StoreSample()
        var first = sample.store.changes().makeAsyncIterator()
        var second = sample.store.changes().makeAsyncIterator()
        let id = try sample.book("Nord")
        var server = SampleServer()
        let remote = RecordID(high: 1, low: 1)
        server.write("book", remote, ["title": .text("Sud")])
        server.write("note", remote, ["text": .text("x")])
        try sample.store.take(server.answer())
        // What is refused or says nothing is not told.
        #expect(throws: RelaisError.self) {
            try sample.store.write { $0.edit("book", id, ["pages": .assign(.null)]) }
        }
        try sample.store.take(server.answer())
        try sample.store.write { $0.delete("book", id) }
        let told = [await first.next(), await first.next(), await first.next()]
        #expect(
            told.map(\.?.records) == [
                ["book": [id]], ["book": [remote], "note": [remote]], ["book": [id]],
            ])
        #expect(told.map(\.?.collections) == [["book"], ["book", "note"], ["book"]])
        #expect(await second.next()?.records == ["book": [id]])
    }

    @Test(.timeLimit(.minutes(1)))
    func listenerHearsNothingFromBeforeItListened() async throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        var late = sample.store.changes().makeAsyncIterator()
        let id = try sample.book("Sud")
        #expect(await late.next()?.records == ["book": [id]])
    }

    @Test(.timeLimit(.minutes(1)))
    func purgedScopeIsToldAsAChangeOfItsRecords() async throws {
        let sample = try StoreSample()
        var server = SampleServer()
        let id = RecordID(high: 1, low: 1)
        server.write("book", id, ["title": .text("Sud")])
        try sample.store.take(server.answer())
        var changes = sample.store.changes().makeAsyncIterator()
        var answer = server.answer()
        answer.scopes = []
        try sample.store.take(answer)
        #expect(await changes.next()?.records == ["book": [id]])
        #expect(try sample.titles().isEmpty)
    }
}
