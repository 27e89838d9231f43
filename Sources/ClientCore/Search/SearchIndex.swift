// SearchIndex: the full-text index of what records show.

import SQLite
import Shared

/// Keeps the full-text index beside the rows, in the same transactions.
struct SearchIndex {
    let connection: Connection

    /// Puts a row's shown text into the index; `nil` takes it out.
    func update(_ table: CollectionTable, row: Int64, shown: [ShownValue]?) throws {
        guard let declaration = table.declaration, declaration.isSearched else { return }
        let document = SearchIndex.document(table.number, row)
        let delete = try connection.cached("DELETE FROM relais_search WHERE rowid = ?")
        try delete.bind(1, document)
        try delete.run()
        guard let shown else { return }
        let title = SearchIndex.text(declaration, shown, .title)
        let body = SearchIndex.text(declaration, shown, .body)
        let insert = try connection.cached(
            "INSERT INTO relais_search (rowid, title, body) VALUES (?, ?, ?)")
        try insert.bind(1, document)
        try insert.bind(2, SearchText.folded(title))
        try insert.bind(3, SearchText.folded(body))
        try insert.run()
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
    var isSearched: Bool {
        fields.contains { if case .none = $0.search { false } else { true } }
    }
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
