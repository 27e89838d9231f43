// Matches: what words match, and the order in which it is worth being looked at.
//
// To rank is to read something of every match. Where few records have the words that is done, and
// a word that is rare then counts for more than a common one. Where many have them, FTS5 only
// lists them, which costs a tenth of a microsecond each, and the index of titles gives their order:
// those that begin with a word stand together in it, and for the others it is walked until there
// are enough of those that were listed, and that is soon, for they are many.

import SQLite
import Shared

/// A document that the words match.
struct Candidate {
    let document: Int64
    /// Smaller is better; the same for all when there are no words.
    let rank: Double
    /// The title as the index of titles compares it.
    let title: String

    /// - Parameter rank: what a title is worth, as the index compares it.
    init(_ document: Int64, _ title: String, rank: (String) -> Double) {
        self.document = document
        self.title = SearchText.compared(title)
        self.rank = rank(self.title)
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
}

/// What one query matches, of some collections.
struct Matches {
    /// As many as are ranked among one another.
    static let few = 1_000
    /// What the order by title is read from.
    static let titlesInOrder: StaticString =
        "SELECT document, title FROM relais_text ORDER BY title COLLATE NOCASE, document"
    /// The same of the titles with one beginning.
    static let titlesBeginning: StaticString = """
        SELECT document, title FROM relais_text
        WHERE title COLLATE NOCASE >= ?1 AND title COLLATE NOCASE < ?2
        ORDER BY title COLLATE NOCASE, document
        """

    private enum Kind {
        /// There are no words.
        case everything
        /// The best first.
        case ranked([Candidate])
        /// Too many for that.
        case common(SearchQuery)
    }

    private let connection: Connection
    private let few: Int
    private let collections: Set<Int64>
    private var kind = Kind.everything

    /// - Parameters:
    ///   - query: everything without one.
    ///   - few: as many as are ranked.
    ///   - collections: what else matches is left out.
    init(
        _ query: SearchQuery?, _ connection: Connection, few: Int, collections: Set<Int64>
    ) throws {
        self.connection = connection
        self.few = few
        self.collections = collections
        guard let query else { return }
        // How many there are does not depend on what else is asked for: neither does their order.
        let count = try documents(query.text, atMost: few + 1).count
        kind = count > few ? .common(query) : .ranked(count == 0 ? [] : try ranked(query))
    }

    /// Calls `each` with the best first, until it answers that it has enough.
    func inOrder(_ each: (Candidate) throws -> Bool) throws {
        switch kind {
        case .everything: _ = try walk(isAsked, { _ in 0 }, each)
        case .ranked(let candidates):
            for candidate in candidates where try !each(candidate) { return }
        case .common(let query):
            let titled = try documents(query.titled)
            guard try inOrder(titled: titled, query, each) else { return }
            _ = try inOrder(try others(query, titled), { _ in 2 }, each)
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
                ) { try each(Candidate($0.int64(0), $0.string(1)) { _ in 0 }) }
            }
        case .ranked(let candidates):
            for candidate in candidates where isAsked(candidate.document) { try each(candidate) }
        case .common(let query):
            let titled = try documents(query.titled)
            for document in titled where isAsked(document) {
                try each(try candidate(document, query.rank))
            }
            for document in try others(query, titled) where isAsked(document) {
                try each(try candidate(document) { _ in 2 })
            }
        }
    }

    private func isAsked(_ document: Int64) -> Bool {
        collections.contains(SearchIndex.place(document).collection)
    }

    /// The documents that words match, in ascending order.
    private func documents(_ query: String, atMost limit: Int = .max) throws -> [Int64] {
        var result: [Int64] = []
        let find = try connection.cached(
            "SELECT rowid FROM relais_search WHERE relais_search MATCH ?")
        defer { find.reset() }
        try find.bind(1, query)
        while result.count < limit, try find.step() { result.append(find.int64(0)) }
        return result
    }

    /// Those that do not have every word in their title.
    private func others(_ query: SearchQuery, _ titled: [Int64]) throws -> [Int64] {
        try documents(query.text).filter { isAsked($0) && !titled.hasSorted($0) }
    }

    private func ranked(_ query: SearchQuery) throws -> [Candidate] {
        var result: [Candidate] = []
        // A word in the title counts ten times one in the body.
        try connection.rows(
            """
            SELECT relais_search.rowid, bm25(relais_search, 10.0, 1.0), relais_text.title
            FROM relais_search JOIN relais_text ON relais_text.document = relais_search.rowid
            WHERE relais_search MATCH ?
            """, [.text(query.text)]
        ) { row in
            guard isAsked(row.int64(0)) else { return }
            let rank = row.double(1)
            result.append(Candidate(row.int64(0), row.string(2)) { _ in rank })
        }
        return result.sorted { $0.precedes($1) }
    }

    /// Those with every word in their title: first those that begin with one.
    ///
    /// - Returns: whether `each` asked for more.
    private func inOrder(
        titled: [Int64], _ query: SearchQuery, _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        guard titled.count > few else { return try sorted(titled, query.rank, each) }
        for beginning in query.ranges {
            let titles = try connection.cached(Matches.titlesBeginning)
            defer { titles.reset() }
            try titles.bind(1, beginning)
            // No text goes beyond the last character of Unicode.
            try titles.bind(2, beginning + "\u{10FFFF}")
            let goesOn = try read(
                titles, { isAsked($0) && titled.hasSorted($0) }, query.rank, each)
            if !goesOn { return false }
        }
        return try walk({ isAsked($0) && titled.hasSorted($0) }, query.rank) { candidate in
            try candidate.rank == 0 || each(candidate)
        }
    }

    private func inOrder(
        _ documents: [Int64], _ rank: (String) -> Double, _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        // The fewer there are, the longer the walk from one to the next.
        documents.count > few
            ? try walk({ documents.hasSorted($0) }, rank, each)
            : try sorted(documents, rank, each)
    }

    private func sorted(
        _ documents: [Int64], _ rank: (String) -> Double, _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        let candidates = try documents.filter(isAsked).map { try candidate($0, rank) }
        for candidate in candidates.sorted(by: { $0.precedes($1) })
        where try !each(candidate) { return false }
        return true
    }

    private func candidate(_ document: Int64, _ rank: (String) -> Double) throws -> Candidate {
        let find = try connection.cached("SELECT title FROM relais_text WHERE document = ?")
        defer { find.reset() }
        try find.bind(1, document)
        return Candidate(document, try find.step() ? find.string(0) : "", rank: rank)
    }

    /// Goes through the index of titles.
    private func walk(
        _ isOne: (Int64) -> Bool, _ rank: (String) -> Double,
        _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        let titles = try connection.cached(Matches.titlesInOrder)
        defer { titles.reset() }
        return try read(titles, isOne, rank, each)
    }

    private func read(
        _ titles: Statement, _ isOne: (Int64) -> Bool, _ rank: (String) -> Double,
        _ each: (Candidate) throws -> Bool
    ) throws -> Bool {
        while try titles.step() {
            let document = titles.int64(0)
            guard isOne(document) else { continue }
            if try !each(Candidate(document, titles.string(1), rank: rank)) { return false }
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
