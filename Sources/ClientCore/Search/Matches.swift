// Matches: what words match, and the order in which it is worth being looked at.
//
// To rank is to read something of every match. Where few records have the words that is done, and
// a word that is rare then counts for more than a common one. Where many have them, FTS5 only
// lists them, which costs a tenth of a microsecond each, and the index of titles gives their order:
// it is walked until there are enough of those that were listed, and that is soon, for they are
// many.

import SQLite
import Shared

/// A document that the words match.
struct Candidate {
    let document: Int64
    /// Smaller is better; the same for all when there are no words.
    let rank: Double
    /// The title as the index of titles compares it.
    let title: String

    init(_ document: Int64, rank: Double, title: String) {
        self.document = document
        self.rank = rank
        self.title = Candidate.compared(title)
    }

    var collection: Int64 { SearchIndex.place(document).collection }
    var row: Int64 { SearchIndex.place(document).row }

    /// Whether only the identity can say which comes first.
    func isAlike(_ other: Candidate) -> Bool {
        rank == other.rank && title.hasSameBytes(as: other.title)
    }

    /// The best match first, then by title, then anyhow.
    func precedes(_ other: Candidate) -> Bool {
        if rank != other.rank { return rank < other.rank }
        if title.precedesInBytes(other.title) { return true }
        return !other.title.precedesInBytes(title) && document < other.document
    }

    /// Letters as SQLite's NOCASE compares them: those of ASCII as small ones.
    private static func compared(_ title: String) -> String {
        String(
            decoding: title.utf8.map { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }, as: UTF8.self)
    }
}

/// What one query matches, of some collections.
struct Matches {
    /// As many as are ranked among one another.
    static let few = 1_000
    /// What `walk` goes through.
    static let titlesInOrder: StaticString =
        "SELECT document, title FROM relais_text ORDER BY title COLLATE NOCASE, document"

    private enum Kind {
        /// There are no words.
        case everything
        /// The best first.
        case ranked([Candidate])
        /// Documents in ascending order: those with every word in their title, and the others.
        case common(titled: [Int64], others: [Int64])
    }

    private let connection: Connection
    private let few: Int
    private let collections: Set<Int64>
    private var kind = Kind.everything

    /// - Parameters:
    ///   - query: in the language of FTS5; everything without one.
    ///   - few: as many as are ranked.
    ///   - collections: what else matches is left out.
    init(
        _ query: String?, _ connection: Connection, few: Int, collections: Set<Int64>
    ) throws {
        self.connection = connection
        self.few = few
        self.collections = collections
        guard let query else { return }
        // How many there are does not depend on what else is asked for: neither does their order.
        let all = try documents(query)
        if all.count <= few {
            kind = .ranked(all.isEmpty ? [] : try ranked(query))
        } else {
            let titled = try documents("{title} : (\(query))").filter(isAsked)
            kind = .common(
                titled: titled, others: all.filter { isAsked($0) && !titled.hasSorted($0) })
        }
    }

    /// Calls `each` with the best first, until it answers that it has enough.
    func inOrder(_ each: (Candidate) throws -> Bool) throws {
        switch kind {
        case .everything: _ = try walk(rank: 0, isAsked, each)
        case .ranked(let candidates):
            for candidate in candidates where try !each(candidate) { return }
        case .common(let titled, let others):
            if try inOrder(titled, rank: 0, each) { _ = try inOrder(others, rank: 1, each) }
        }
    }

    /// Calls `each` with all of some collections, in any order.
    func each(in some: Set<Int64>, _ each: (Candidate) throws -> Void) throws {
        func isAsked(_ document: Int64) -> Bool {
            some.contains(SearchIndex.place(document).collection)
        }
        switch kind {
        case .everything:
            for collection in some {
                try connection.rows(
                    "SELECT document, title FROM relais_text WHERE document BETWEEN ? AND ?",
                    [
                        .integer(SearchIndex.document(collection, 0)),
                        .integer(SearchIndex.document(collection + 1, 0) - 1),
                    ]
                ) { try each(Candidate($0.int64(0), rank: 0, title: $0.string(1))) }
            }
        case .ranked(let candidates):
            for candidate in candidates where isAsked(candidate.document) { try each(candidate) }
        case .common(let titled, let others):
            for document in titled where isAsked(document) {
                try each(try candidate(document, rank: 0))
            }
            for document in others where isAsked(document) {
                try each(try candidate(document, rank: 1))
            }
        }
    }

    private func isAsked(_ document: Int64) -> Bool {
        collections.contains(SearchIndex.place(document).collection)
    }

    /// The documents that a query matches, in ascending order.
    private func documents(_ query: String) throws -> [Int64] {
        var result: [Int64] = []
        try connection.rows(
            "SELECT rowid FROM relais_search WHERE relais_search MATCH ?", [.text(query)]
        ) { result.append($0.int64(0)) }
        return result
    }

    private func ranked(_ query: String) throws -> [Candidate] {
        var result: [Candidate] = []
        // A word in the title counts ten times one in the body.
        try connection.rows(
            """
            SELECT relais_search.rowid, bm25(relais_search, 10.0, 1.0), relais_text.title
            FROM relais_search JOIN relais_text ON relais_text.document = relais_search.rowid
            WHERE relais_search MATCH ?
            """, [.text(query)]
        ) { row in
            guard isAsked(row.int64(0)) else { return }
            result.append(Candidate(row.int64(0), rank: row.double(1), title: row.string(2)))
        }
        return result.sorted { $0.precedes($1) }
    }

    /// - Returns: whether `each` asked for more.
    private func inOrder(
        _ documents: [Int64], rank: Double, _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        // The fewer there are, the longer the walk from one to the next.
        if documents.count > few {
            return try walk(rank: rank, { documents.hasSorted($0) }, each)
        }
        let candidates = try documents.map { try candidate($0, rank: rank) }
        for candidate in candidates.sorted(by: { $0.precedes($1) })
        where try !each(candidate) { return false }
        return true
    }

    private func candidate(_ document: Int64, rank: Double) throws -> Candidate {
        let find = try connection.cached("SELECT title FROM relais_text WHERE document = ?")
        defer { find.reset() }
        try find.bind(1, document)
        return Candidate(document, rank: rank, title: try find.step() ? find.string(0) : "")
    }

    /// Goes through the index of titles.
    private func walk(
        rank: Double, _ isOne: (Int64) -> Bool, _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        let titles = try connection.cached(Matches.titlesInOrder)
        defer { titles.reset() }
        while try titles.step() {
            let document = titles.int64(0)
            guard isOne(document) else { continue }
            let candidate = Candidate(document, rank: rank, title: titles.string(1))
            if try !each(candidate) { return false }
        }
        return true
    }
}

extension Array<Int64> {
    /// Whether it has an element, all of them being in ascending order.
    fileprivate func hasSorted(_ element: Int64) -> Bool {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < endIndex && self[low] == element
    }
}
