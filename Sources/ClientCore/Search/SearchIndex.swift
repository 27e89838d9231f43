// SearchIndex: the full-text index of what records show.

import SQLite
import Shared

/// Keeps the full-text index beside the rows, in the same transactions.
///
/// A transaction's changes are gathered and written at its end, together: FTS5 writes everything
/// out that it has gathered before each other statement that may be undone by itself.
final class SearchIndex {
    /// What a row is found by.
    private struct Texts: Equatable {
        let title: String
        let body: String

        init(title: String, body: String) { (self.title, self.body) = (title, body) }

        /// - Parameter text: of the fields that play a role.
        init(_ text: (FieldDeclaration.SearchRole) -> String) {
            title = SearchText.folded(text(.title))
            body = SearchText.folded(text(.body))
        }

        /// To the byte: two spellings of one letter are two texts.
        static func == (left: Texts, right: Texts) -> Bool {
            left.title.hasSameBytes(as: right.title) && left.body.hasSameBytes(as: right.body)
        }
    }

    let connection: Connection
    /// What rows are found by from now on, by document; `nil` for those that are found no more.
    private var changes: [Int64: Texts?] = [:]

    init(connection: Connection) { self.connection = connection }

    /// Notes what a row shows from now on; `nil` takes it out.
    func update(_ table: CollectionTable, row: Int64, shown: [ShownValue]?) {
        guard table.isSearched else { return }
        let texts = shown.flatMap { shown in
            table.declaration.map { declaration in
                Texts { SearchIndex.text(declaration, shown, $0) }
            }
        }
        changes.updateValue(texts, forKey: SearchIndex.document(table.number, row))
    }

    /// Notes what a new row shows, as it lies in the bytes of its state.
    func add(_ table: CollectionTable, row: Int64, _ slices: ShownSlices) {
        guard table.isSearched, let declaration = table.declaration else { return }
        let texts = Texts { SearchIndex.text(declaration, slices, $0) }
        changes.updateValue(texts, forKey: SearchIndex.document(table.number, row))
    }

    /// Forgets what an undone transaction has noted.
    func forget() { changes = [:] }

    /// Writes what was noted: the words first, all of them, and then the texts.
    func flush() throws {
        if changes.isEmpty { return }
        var written: [(document: Int64, texts: Texts?)] = []
        for (document, texts) in changes.sorted(by: { $0.key < $1.key }) {
            // Looked for also where the row is new: a store whose rows were damaged may hold the
            // text of one that had its number.
            let known = try self.texts(of: document)
            if texts == known { continue }
            if let known { try unindex(document, known) }
            if let texts { try index(document, texts) }
            written.append((document, texts))
        }
        for (document, texts) in written { try keep(document, texts) }
        changes = [:]
    }

    /// Removes everything of a collection.
    func removeAll(of collection: Int64) throws {
        let range: [Value] = [
            .integer(SearchIndex.document(collection, 0)),
            .integer(SearchIndex.document(collection + 1, 0) - 1),
        ]
        // The index forgets the words that it still finds in the texts.
        try connection.run("DELETE FROM relais_search WHERE rowid BETWEEN ? AND ?", range)
        try connection.run("DELETE FROM relais_text WHERE document BETWEEN ? AND ?", range)
    }

    private func texts(of document: Int64) throws -> Texts? {
        let find = try connection.cached("SELECT title, body FROM relais_text WHERE document = ?")
        defer { find.reset() }
        try find.bind(1, document)
        return try find.step() ? Texts(title: find.string(0), body: find.string(1)) : nil
    }

    private func index(_ document: Int64, _ texts: Texts) throws {
        let insert = try connection.cached(
            "INSERT INTO relais_search (rowid, title, body) VALUES (?, ?, ?)")
        try insert.bind(1, document)
        try insert.bind(2, texts.title)
        try insert.bind(3, texts.body)
        try insert.run()
    }

    /// What stands in another table must be told to be forgotten, as it was.
    /// https://www.sqlite.org/fts5.html#the_delete_command
    private func unindex(_ document: Int64, _ texts: Texts) throws {
        let delete = try connection.cached(
            """
            INSERT INTO relais_search (relais_search, rowid, title, body)
            VALUES ('delete', ?, ?, ?)
            """)
        try delete.bind(1, document)
        try delete.bind(2, texts.title)
        try delete.bind(3, texts.body)
        try delete.run()
    }

    private func keep(_ document: Int64, _ texts: Texts?) throws {
        guard let texts else {
            let delete = try connection.cached("DELETE FROM relais_text WHERE document = ?")
            try delete.bind(1, document)
            return try delete.run()
        }
        let insert = try connection.cached(
            "INSERT OR REPLACE INTO relais_text (document, title, body) VALUES (?, ?, ?)")
        try insert.bind(1, document)
        try insert.bind(2, texts.title)
        try insert.bind(3, texts.body)
        try insert.run()
    }

    /// The index's number for a row: the collection in the high bits.
    static func document(_ collection: Int64, _ row: Int64) -> Int64 { collection << 40 | row }

    /// A document's collection and row.
    static func place(_ document: Int64) -> (collection: Int64, row: Int64) {
        (document >> 40, document & (1 << 40 - 1))
    }

    /// The same, of what lies in the bytes of a state.
    private static func text(
        _ declaration: CollectionDeclaration, _ slices: ShownSlices,
        _ role: FieldDeclaration.SearchRole
    ) -> String {
        var bytes: [UInt8] = []
        var isFirst = true
        func append(_ part: UnsafeBufferPointer<UInt8>) {
            if !isFirst { bytes.append(UInt8(ascii: " ")) }
            bytes.append(contentsOf: part)
            isFirst = false
        }
        for index in declaration.fields.indices where declaration.fields[index].search == role {
            switch slices.columns[index] {
            case .text(let text): append(text)
            case .set(let start, let count):
                for element in slices.elements(of: (start, count)) { append(element) }
            default: break
            }
        }
        return String(decoding: bytes, as: UTF8.self)
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

    /// Letters as SQLite's NOCASE compares them: those of ASCII as small ones.
    static func compared(_ text: String) -> String {
        String(
            decoding: text.utf8.map { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }, as: UTF8.self)
    }

    /// The words of what a person typed.
    static func words(_ typed: String) -> [Substring] {
        folded(typed).split { !($0.isLetter || $0.isNumber) }
    }
}
