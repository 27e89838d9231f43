// Schemas that change: what a program does not know yet is kept, and shown by the one that does.

import SQLite
import Shared
import Testing

@testable import ClientCore

struct SchemaEvolutionTests {
    /// The schema of a newer program: a field and a collection more.
    private static let newer = Schema(
        version: 2,
        collections: [
            CollectionDeclaration(
                "book", Phrase(fr: "livre", en: "book"), access: .territory,
                fields: CollectionDeclaration(Book.self).fields + [
                    Field.text("author", fr: "auteur", en: "author", search: .title).declaration
                ]),
            CollectionDeclaration(Note.self),
            CollectionDeclaration(
                "shelf", Phrase(fr: "rayon", en: "shelf"), access: .territory,
                fields: [
                    Field.text("name", fr: "nom", en: "name", search: .title).declaration
                ]),
        ])

    private let book = RecordID(high: 1, low: 1)
    private let shelf = RecordID(high: 2, low: 2)

    @Test func fieldLearntLaterShowsWhatAnOlderProgramKept() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("book", book, ["title": .text("Nord"), "author": .text("Zoé")])
        try sample.store.take(server.answer())
        #expect(try sample.store.record("book", book)?.fields["author"] == nil)
        try sample.reopen(schema: Self.newer)
        #expect(try author(sample.store) == "Zoé")
        #expect(try sample.store.search(SearchRequest(text: "zoe")).map(\.id) == [book])
    }

    @Test func olderProgramInBetweenLosesNothingOfTheNewerOne() throws {
        let sample = try StoreSample(schema: Self.newer)
        var server = SampleServer()
        server.write("book", book, ["title": .text("Nord"), "author": .text("Zoé")])
        try sample.store.take(server.answer())
        // A write of the newer program that still waits.
        try sample.store.write { $0.edit("book", book, ["author": .assign(.text("Ada"))]) }
        try sample.reopen()
        #expect(try sample.store.record(Book.self, book)?.title == "Nord")
        try sample.store.write { $0.edit("book", book, ["title": .assign(.text("Sud"))]) }
        server.write("book", book, ["about": .text("mer")], seen: server.head)
        try sample.store.take(server.answer())
        try sample.reopen(schema: Self.newer)
        let record = try #require(try sample.store.record("book", book))
        #expect(record.fields["author"] == .single(.text("Ada")))
        #expect(record.fields["title"] == .single(.text("Sud")))
        #expect(record.fields["about"] == .single(.text("mer")))
        #expect(try sample.store.search(SearchRequest(text: "ada")).map(\.id) == [book])
        #expect(try sample.store.search(SearchRequest(text: "zoe")).isEmpty)
    }

    @Test func unknownCollectionIsKeptComparedAndShownWhenItIsLearnt() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("shelf", shelf, ["name": .text("Haut")])
        server.write("book", book, ["title": .text("Nord")])
        try sample.store.take(server.answer())
        try checkDigests(sample.store, 2)
        // A delta of a record that is only kept is taken as well.
        server.write("shelf", shelf, ["name": .text("Bas")], seen: server.head)
        try sample.store.take(server.answer())
        try checkDigests(sample.store, 2)
        #expect(throws: RelaisError.self) { try sample.store.record("shelf", shelf) }
        try sample.reopen(schema: Self.newer)
        #expect(try name(sample.store) == "Bas")
        #expect(try sample.store.search(SearchRequest(text: "bas")).map(\.id) == [shelf])
        try checkDigests(sample.store, 2)
        try sample.store.write { $0.edit("shelf", shelf, ["name": .assign(.text("Milieu"))]) }
        #expect(try name(sample.store) == "Milieu")
    }

    @Test func collectionThatAnOlderProgramDoesNotKnowComesBackAsItIsNow() throws {
        let sample = try StoreSample(schema: Self.newer)
        var server = SampleServer()
        server.write("shelf", shelf, ["name": .text("Haut")])
        try sample.store.take(server.answer())
        #expect(try name(sample.store) == "Haut")
        // The older program takes a change of what it does not know, and proves what it holds.
        try sample.reopen()
        try checkDigests(sample.store, 1)
        server.write("shelf", shelf, ["name": .text("Bas")], seen: server.head)
        try sample.store.take(server.answer())
        try checkDigests(sample.store, 1)
        try sample.reopen(schema: Self.newer)
        #expect(try name(sample.store) == "Bas")
        try checkDigests(sample.store, 1)
        #expect(try sample.store.search(SearchRequest(text: "bas")).map(\.id) == [shelf])
        #expect(try sample.store.search(SearchRequest(text: "haut")).isEmpty)
    }

    @Test func pendingWriteOfANewerProgramOutlivesTheOlderOne() throws {
        let sample = try StoreSample(schema: Self.newer)
        let id = try sample.store.write {
            $0.create("shelf", ["name": .assign(.text("Haut"))])
        }
        try sample.reopen()
        #expect(try sample.store.status().pending == 1)
        #expect(try sample.store.syncRequest(maximumTransactions: 9).transactions.count == 1)
        try sample.reopen(schema: Self.newer)
        #expect(try sample.store.record("shelf", id)?.fields["name"] == .single(.text("Haut")))
        #expect(try sample.store.record("shelf", id)?.state == .pending)
    }

    @Test func scopeLostWhileAnOlderProgramRanIsPurgedOfWhatItDoesNotKnow() throws {
        let sample = try StoreSample(schema: Self.newer)
        var server = SampleServer()
        server.write("shelf", shelf, ["name": .text("Haut")])
        try sample.store.take(server.answer())
        try sample.reopen()
        var answer = server.answer()
        answer.scopes = []
        try sample.store.take(answer)
        try sample.reopen(schema: Self.newer)
        #expect(try sample.store.record("shelf", shelf) == nil)
        #expect(try sample.store.search(SearchRequest(text: "haut")).isEmpty)
        #expect(try sample.contents().allSatisfy { !$0.contains("Haut") })
    }

    @Test func undoneAnswerNamesNoCollection() throws {
        let sample = try StoreSample()
        var server = SampleServer()
        server.write("shelf", shelf, ["name": .text("Haut")])
        let answer = server.answer()
        var wrong = answer
        wrong.nextNumber = 5
        let before = try sample.contents()
        #expect(throws: RelaisError.self) { try sample.store.take(wrong) }
        #expect(try sample.contents() == before)
        try sample.store.take(answer)
        try checkDigests(sample.store, 1)
        try sample.reopen()
        try checkDigests(sample.store, 1)
    }

    private func author(_ store: Store) throws -> String? {
        guard case .single(.text(let text))? = try store.record("book", book)?.fields["author"]
        else { return nil }
        return text
    }

    private func name(_ store: Store) throws -> String? {
        guard case .single(.text(let text))? = try store.record("shelf", shelf)?.fields["name"]
        else { return nil }
        return text
    }

    /// As many records as the server has take part in the proof, each once.
    private func checkDigests(_ store: Store, _ count: Int) throws {
        let scope = try #require(try store.scopes().first)
        let digests = try store.digests(of: scope)
        #expect(digests.count == count)
        let entries = try (0..<Digest.bucketCount).flatMap { bucket in
            try store.entries(of: scope, bucket: bucket)
        }
        #expect(entries.count == count)
    }
}
