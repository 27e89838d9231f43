// OlderFile: a file of this program, brought back to what an older one had made of it.

import SQLite
import Testing

/// What each step of a file's migration brought, and how it is taken out again, the first step
/// first. What the older program had no place for is lost.
struct OlderFile {
    /// The step that the present program leads to.
    var newest: Int { undoing.count + 1 }
    private let undoing: [String]

    /// Takes everything out of a file that came after a step.
    func bring(_ path: String, to step: Int) throws {
        let connection = try Connection(path: path, mode: .readWrite)
        // A step that is new here wants a line below.
        #expect(try connection.userVersion == newest)
        try connection.transaction(.immediate) {
            for script in undoing.suffix(newest - step).reversed() {
                try connection.execute(script)
            }
            try connection.setUserVersion(step)
        }
    }

    /// The columns of every table, the indexes and the triggers, in an order of their own.
    static func definitions(_ path: String) throws -> [String] {
        var definitions: [String] = []
        try Connection(path: path, mode: .readOnly).rows(
            """
            SELECT m.type, m.name, c.name, c.type, c."notnull", c.dflt_value, c.pk
            FROM sqlite_schema AS m LEFT JOIN pragma_table_xinfo(m.name) AS c
            WHERE m.name NOT LIKE 'sqlite_%'
            """, []
        ) { row in definitions.append("\((0..<row.columnCount).map { row.value($0) })") }
        return definitions.sorted()
    }

    /// Of a device.
    static let store = OlderFile(undoing: [
        "DROP TABLE relais_trust;",
        """
        DROP TABLE relais_erased;
        DROP TABLE relais_scrub;
        ALTER TABLE relais_device DROP COLUMN has_erased;
        """,
        "DROP TABLE relais_access;",
        "ALTER TABLE relais_journal DROP COLUMN former;",
        """
        DROP TABLE relais_act;
        ALTER TABLE relais_device DROP COLUMN last_act;
        """,
        """
        CREATE TABLE texts AS SELECT * FROM relais_text;
        DROP TABLE relais_search;
        DROP TABLE relais_text;
        CREATE VIRTUAL TABLE relais_search USING fts5(
            title, body, tokenize = "unicode61 remove_diacritics 2");
        INSERT INTO relais_search (rowid, title, body) SELECT document, title, body FROM texts;
        DROP TABLE texts;
        """,
    ])

    private static let lostKnowledge = """
        CREATE TABLE lost_knowledge (
            collection INTEGER NOT NULL, id BLOB NOT NULL, sequence INTEGER NOT NULL,
            PRIMARY KEY (collection, id, sequence)
        ) STRICT, WITHOUT ROWID;
        """

    /// Of a territory.
    static let territory = OlderFile(undoing: [
        """
        ALTER TABLE territory DROP COLUMN erased_epoch;
        ALTER TABLE territory DROP COLUMN erased;
        ALTER TABLE territory DROP COLUMN has_erased;
        ALTER TABLE device DROP COLUMN confirmed_epoch;
        ALTER TABLE device DROP COLUMN confirmed;
        DROP TABLE setting;
        """,
        "DROP TABLE exceptional_access;",
        "DROP TABLE lost_knowledge;",
        "ALTER TABLE exceptional_access DROP COLUMN ended;",
        """
        ALTER TABLE sealed RENAME TO sealed_after;
        CREATE TABLE sealed (
            replica INTEGER NOT NULL, collection TEXT NOT NULL, id BLOB NOT NULL,
            scope TEXT NOT NULL, base_epoch INTEGER NOT NULL, base_sequence INTEGER NOT NULL,
            code TEXT NOT NULL, french TEXT NOT NULL, english TEXT NOT NULL,
            state BLOB NOT NULL, received_at INTEGER NOT NULL,
            UNIQUE (replica, collection, id, base_epoch, base_sequence)
        ) STRICT;
        INSERT INTO sealed SELECT replica, collection, id, scope, base_epoch, base_sequence, code,
            french, english, state, received_at FROM sealed_after ORDER BY number;
        DROP TABLE sealed_after;
        DROP TABLE sealed_copy;
        """,
        lostKnowledge,
        """
        ALTER TABLE device DROP COLUMN last_act;
        ALTER TABLE device DROP COLUMN last_act_hash;
        """,
        "ALTER TABLE quarantine DROP COLUMN organisation;",
    ])

    /// Of a territory's ledger.
    static let ledger = OlderFile(undoing: [
        "DROP TABLE erasure_act;",
        "DROP TABLE exceptional_access;",
        """
        ALTER TABLE exceptional_access DROP COLUMN ended;
        DROP TABLE loss;
        """,
    ])
}
