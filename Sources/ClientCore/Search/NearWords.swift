// NearWords: words of the index that are like a word that nothing has, for slips of the hand.
//
// Only words that begin with the same letter are compared, or with the first two swapped: a slice
// of the index's own sorted list of words, and not the records. It is asked only when a search has
// found nothing.

import SQLite
import Shared

/// Finds words of the index that are near to what was typed.
struct NearWords {
    private let connection: Connection

    /// Words shorter than this are too like one another.
    private static let shortest = 4
    /// Of a word, at most this many near ones are looked for.
    private static let most = 20

    init(_ connection: Connection) { self.connection = connection }

    /// A query that also lets near words through; `nil` when there are none.
    func query(_ typed: String) throws -> SearchQuery? {
        var isNear = false
        var clauses: [String] = []
        var beginnings: [String] = []
        for word in SearchText.words(typed).prefix(20) {
            var forms = ["\"\(word)\"*"]
            let near = try words(near: FoldedWords.fold(String(word)))
            forms += near.map { "\"\($0)\"" }
            beginnings += [String(word)] + near
            if !near.isEmpty { isNear = true }
            clauses.append("(\(forms.joined(separator: " OR ")))")
        }
        return isNear ? SearchQuery(clauses.joined(separator: " AND "), beginnings) : nil
    }

    /// The nearest words, the nearest first.
    func words(near word: String) throws -> [String] {
        let typed = Array(word.utf8)
        guard typed.count >= NearWords.shortest,
            typed.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) })
        else { return [] }
        let bound = typed.count >= 8 ? 2 : 1
        var found: [(slips: Int, term: String)] = []
        for beginning in [[typed[0]], [typed[1], typed[0]]] {
            try terms(from: beginning) { term in
                if let slips = EditDistance.prefix(typed, of: Array(term.utf8), atMost: bound),
                    slips > 0
                {
                    found.append((slips, term))
                }
            }
        }
        found.sort { ($0.slips, $0.term) < ($1.slips, $1.term) }
        return found.prefix(NearWords.most).map(\.term)
    }

    /// The words of the index that have a beginning.
    private func terms(from beginning: [UInt8], _ each: (String) -> Void) throws {
        try connection.execute(
            """
            CREATE VIRTUAL TABLE IF NOT EXISTS temp.relais_words
                USING fts5vocab('main', 'relais_search', 'row')
            """)
        var after = beginning
        // Letters only: the byte after `z` is no overflow.
        after[after.count - 1] += 1
        try connection.rows(
            "SELECT term FROM temp.relais_words WHERE term >= ?1 AND term < ?2",
            [
                .text(String(decoding: beginning, as: UTF8.self)),
                .text(String(decoding: after, as: UTF8.self)),
            ]
        ) { each($0.string(0)) }
    }
}
