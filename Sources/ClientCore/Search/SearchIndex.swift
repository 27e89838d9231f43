// SearchIndex: the full-text index of what records show.

import SQLite
import Shared

/// Keeps the full-text index beside the rows, in the same transactions.
///
/// A transaction's changes are gathered and written at its end, together: FTS5 writes everything
/// out that it has gathered before each other statement that may be undone by itself.
final class SearchIndex {
    private struct Change {
        let table: CollectionTable
        /// What the row shows; `nil` when it is to be found no more.
        let shown: [ShownValue]?
        /// Whether the row was not there before.
        let isNew: Bool
    }

    let connection: Connection
    private var changes: [Int64: Change] = [:]

    init(connection: Connection) { self.connection = connection }

    /// Notes what a row shows from now on; `nil` takes it out.
    ///
    /// - Parameter isNew: whether the row was not there before.
    func update(
        _ table: CollectionTable, row: Int64, shown: [ShownValue]?, isNew: Bool = false
    ) {
        guard table.isSearched else { return }
        changes[SearchIndex.document(table.number, row)] = Change(
            table: table, shown: shown, isNew: isNew)
    }

    /// Forgets what an undone transaction has noted.
    func forget() { changes = [:] }

    /// Writes what was noted.
    func flush() throws {
        if changes.isEmpty { return }
        for (document, change) in changes.sorted(by: { $0.key < $1.key }) {
            try write(document, change)
        }
        changes = [:]
    }

    private func write(_ document: Int64, _ change: Change) throws {
        let texts = change.shown.flatMap { shown in
            change.table.declaration.map { declaration in
                (
                    title: SearchText.folded(SearchIndex.text(declaration, shown, .title)),
                    body: SearchText.folded(SearchIndex.text(declaration, shown, .body))
                )
            }
        }
        // A store whose rows were damaged may hold the text of one that had the number of a new one.
        if change.isNew, let texts { return try insert(document, texts) }
        let find = try connection.cached("SELECT title, body FROM relais_search WHERE rowid = ?")
        try find.bind(1, document)
        let isThere = try find.step()
        let isSame = isThere && texts.map { holds(find, $0.title, $0.body) } ?? false
        find.reset()
        if isSame { return }
        if isThere {
            let delete = try connection.cached("DELETE FROM relais_search WHERE rowid = ?")
            try delete.bind(1, document)
            try delete.run()
        }
        if let texts { try insert(document, texts) }
    }

    private func insert(_ document: Int64, _ texts: (title: String, body: String)) throws {
        let insert = try connection.cached(
            "INSERT OR REPLACE INTO relais_search (rowid, title, body) VALUES (?, ?, ?)")
        try insert.bind(1, document)
        try insert.bind(2, texts.title)
        try insert.bind(3, texts.body)
        try insert.run()
    }

    /// Whether the index says the same of a row, to the byte.
    private func holds(_ found: Statement, _ title: String, _ body: String) -> Bool {
        found.string(0).hasSameBytes(as: title) && found.string(1).hasSameBytes(as: body)
    }

    /// The index's number for a row: the collection in the high bits.
    static func document(_ collection: Int64, _ row: Int64) -> Int64 { collection << 40 | row }

    /// A document's collection and row.
    static func place(_ document: Int64) -> (collection: Int64, row: Int64) {
        (document >> 40, document & (1 << 40 - 1))
    }

    /// The text of the fields that play a role, in the order of their declaration.
    static func text(
        _ declaration: CollectionDeclaration, _ shown: [ShownValue],
        _ role: FieldDeclaration.SearchRole
    ) -> String {
        var parts: [String] = []
        for (field, value) in zip(declaration.fields, shown) where field.search == role {
            switch value {
            case .single(.text(let text)): parts.append(text)
            case .set(let elements): parts += elements
            default: break
            }
        }
        return parts.joined(separator: " ")
    }
}

extension CollectionDeclaration {
    /// Whether any field is searched.
    var isSearched: Bool { fields.contains(where: \.isSearched) }
}

extension FieldDeclaration {
    /// Whether its text is searched.
    var isSearched: Bool { if case .none = search { false } else { true } }
}

/// Text as the index knows it, without accents: the tokenizer would remove those that it knows.
package enum SearchText {
    /// Writes accented letters without their accents, and ligatures as two letters.
    package static func folded(_ text: String) -> String {
        text.utf8.contains { $0 > 0x7F } ? LetterFolding.fold(text) : text
    }

    /// An FTS5 query for what a person typed: every word, as the beginning of a word. Everything
    /// that is an operator to FTS5 is only a separator here. `nil` when no word is left.
    package static func query(_ typed: String) -> String? {
        let words = words(typed)
        guard !words.isEmpty else { return nil }
        return words.prefix(20).map { "\"\($0)\"*" }.joined(separator: " ")
    }

    /// The words of what a person typed.
    static func words(_ typed: String) -> [Substring] {
        folded(typed).split { !($0.isLetter || $0.isNumber) }
    }
}
