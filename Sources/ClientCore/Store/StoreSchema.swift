// The tables of a device's store, and how they follow the declared schema.
//
// Tables named `relais_…` belong to the engine. Each collection has a table of its own name with a
// typed column for each field, which an application may query and index. The merged state that the
// server confirmed is in `_state`; the columns show that state with the device's own transactions
// that are not yet in it.

import SQLite
import Shared

enum StoreSchema {
    static let migrator = Migrator([
        (
            1,
            """
            CREATE TABLE relais_device (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                url TEXT, territory TEXT, territory_name TEXT,
                replica INTEGER NOT NULL DEFAULT 0,
                user TEXT, user_name TEXT, organisation TEXT, role TEXT,
                secret TEXT,
                seen_stamp INTEGER NOT NULL DEFAULT 0,
                acknowledged INTEGER NOT NULL DEFAULT 0,
                epoch INTEGER, forks BLOB,
                last_sync INTEGER,
                -- The row of the journal before the first one of the present replica number.
                journal_offset INTEGER NOT NULL DEFAULT 0,
                -- Rows of the journal through here keep no body any more, or never will be asked.
                pruned INTEGER NOT NULL DEFAULT 0,
                backed_up_epoch INTEGER, backed_up INTEGER,
                -- The last comparison with the server's clock: when, and by how much it differed.
                clock_checked INTEGER, clock_drift INTEGER,
                -- The secret of a new replica number that was asked for and not yet given.
                next_secret TEXT,
                needs_fork INTEGER NOT NULL DEFAULT 0,
                -- The device knows of epochs that the server has not heard of.
                tells_lineage INTEGER NOT NULL DEFAULT 0,
                -- The server no longer knows the device: it may be enrolled again.
                is_unknown INTEGER NOT NULL DEFAULT 0,
                -- The public key that the territory's receipts are signed with.
                receipt_key BLOB
            ) STRICT;
            INSERT INTO relais_device (one) VALUES (1);

            -- Every transaction of this device, in order; the delivery addresses of the present
            -- replica number are its last rows, one after the other. Those after `acknowledged`
            -- wait. `epoch` and `sequence` are the place of its effects, `answered…` where the
            -- server was when it answered.
            CREATE TABLE relais_journal (
                row INTEGER PRIMARY KEY,
                replica INTEGER NOT NULL, number INTEGER NOT NULL,
                id INTEGER NOT NULL,
                stamp INTEGER NOT NULL,
                chain BLOB NOT NULL,
                body BLOB,
                epoch INTEGER, sequence INTEGER,
                answered_epoch INTEGER, answered INTEGER, answered_at INTEGER
            ) STRICT;

            -- Which own transactions are shown over which record's confirmed state.
            CREATE TABLE relais_overlay (
                collection INTEGER NOT NULL, id BLOB NOT NULL, number INTEGER NOT NULL,
                PRIMARY KEY (collection, id, number)
            ) STRICT, WITHOUT ROWID;

            -- Records whose confirmed state a restored server has lost, to be given back.
            CREATE TABLE relais_return (
                collection INTEGER NOT NULL, id BLOB NOT NULL,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;

            -- What a pull from nothing has delivered of a scope that was held before.
            CREATE TABLE relais_delivered (
                scope INTEGER NOT NULL, collection INTEGER NOT NULL, id BLOB NOT NULL,
                PRIMARY KEY (scope, collection, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE relais_collection (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                columns TEXT NOT NULL DEFAULT ''
            ) STRICT;

            CREATE TABLE relais_scope (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                held INTEGER NOT NULL DEFAULT 1,
                epoch INTEGER, floor INTEGER, page INTEGER,
                -- Where something was last removed from the scope.
                removed_epoch INTEGER, removed INTEGER,
                -- Whether what a pull from nothing does not deliver is to be removed at its end.
                sweep INTEGER NOT NULL DEFAULT 0,
                -- The sum of the digests of the scope's confirmed records, and their count.
                high INTEGER NOT NULL DEFAULT 0, low INTEGER NOT NULL DEFAULT 0,
                count INTEGER NOT NULL DEFAULT 0
            ) STRICT;

            CREATE TABLE relais_replica (
                replica INTEGER PRIMARY KEY, user TEXT NOT NULL, name TEXT NOT NULL
            ) STRICT;

            -- What is to be settled by a person: a field, or '' for a record changed while deleted.
            CREATE TABLE relais_conflict (
                collection INTEGER NOT NULL, id BLOB NOT NULL, field TEXT NOT NULL,
                PRIMARY KEY (collection, id, field)
            ) STRICT, WITHOUT ROWID;

            -- The last receipt of a record, and whether one that has everything is still awaited.
            CREATE TABLE relais_receipt (
                collection INTEGER NOT NULL, id BLOB NOT NULL, awaited INTEGER NOT NULL,
                body BLOB,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE relais_quarantine (
                number INTEGER PRIMARY KEY, code TEXT NOT NULL,
                french TEXT NOT NULL, english TEXT NOT NULL
            ) STRICT;
            CREATE TABLE relais_quarantined_record (
                collection INTEGER NOT NULL, id BLOB NOT NULL, number INTEGER NOT NULL,
                PRIMARY KEY (collection, id, number)
            ) STRICT, WITHOUT ROWID;

            -- Records of collections that a newer program declares; kept and passed on.
            CREATE TABLE relais_unknown (
                _row INTEGER PRIMARY KEY, collection INTEGER NOT NULL, id BLOB NOT NULL,
                _flags INTEGER NOT NULL DEFAULT 0, _scope INTEGER, _state BLOB,
                UNIQUE (collection, id)
            ) STRICT;

            CREATE VIRTUAL TABLE relais_search USING fts5(
                title, body, tokenize = "unicode61 remove_diacritics 2");
            """
        ),
        (
            2,
            """
            -- How the server is to be trusted; without a row, as the system does.
            CREATE TABLE relais_trust (
                one INTEGER PRIMARY KEY CHECK (one = 1),
                authority TEXT, pin TEXT, plain INTEGER NOT NULL
            ) STRICT;
            """
        ),
        (
            3,
            """
            -- What the server confirmed as erased for ever.
            CREATE TABLE relais_erased (
                collection INTEGER NOT NULL, id BLOB NOT NULL,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;
            -- Rows of the journal that tell of it, until the server has answered for them.
            CREATE TABLE relais_scrub (row INTEGER PRIMARY KEY) STRICT;
            -- Whether bytes of it may still be in free pages of the file or in its log.
            ALTER TABLE relais_device ADD COLUMN has_erased INTEGER NOT NULL DEFAULT 0;
            """
        ),
        (
            4,
            """
            -- Scopes that are open for a time, by the server's clock: Unix milliseconds.
            CREATE TABLE relais_access (scope TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT;
            """
        ),
        (
            5,
            """
            -- The places of a transaction's effects on lines that a restore has left.
            ALTER TABLE relais_journal ADD COLUMN former BLOB;
            """
        ),
        (
            6,
            """
            -- What was taken out of this device, until the server's audit has it. Numbers belong
            -- to the replica number, and go on after those that are no longer here.
            CREATE TABLE relais_act (
                number INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
                name TEXT NOT NULL, id BLOB, count INTEGER NOT NULL
            ) STRICT;
            ALTER TABLE relais_device ADD COLUMN last_act INTEGER NOT NULL DEFAULT 0;
            """
        ),
        (
            7,
            """
            -- The texts of the full-text index, in a table of our own: by document, and in the
            -- order of their titles, which is read where more is found than can be ranked.
            CREATE TABLE relais_text (
                document INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT NOT NULL
            ) STRICT;
            INSERT INTO relais_text SELECT rowid, title, body FROM relais_search;
            CREATE INDEX relais_text_title ON relais_text (title COLLATE NOCASE);
            DROP TABLE relais_search;
            CREATE VIRTUAL TABLE relais_search USING fts5(
                title, body, content = "relais_text", content_rowid = "document",
                tokenize = "unicode61 remove_diacritics 2");
            INSERT INTO relais_search (relais_search) VALUES ('rebuild');
            """
        ),
    ])

    /// The name of a collection's table: quoted, so that no declared name is a keyword.
    static func quoted(_ name: String) -> String {
        var result = "\""
        for character in name {
            result.append(character)
            if character == "\"" { result.append(character) }
        }
        return result + "\""
    }

    static func columnType(_ type: FieldType) -> String {
        switch type {
        case .text, .date, .instant, .code, .codes, .tags, .references: "TEXT"
        case .integer, .boolean, .counter: "INTEGER"
        case .real: "REAL"
        case .reference: "BLOB"
        }
    }
}

/// What `_flags` says of a record.
struct RecordFlags: OptionSet {
    let rawValue: Int64

    /// Deleted, as far as the device shows it.
    static let deleted = RecordFlags(rawValue: 1)
    /// Own transactions are shown over the confirmed state.
    static let overlaid = RecordFlags(rawValue: 2)
    /// A person must settle something.
    static let conflict = RecordFlags(rawValue: 4)
    /// One of the device's own transactions on it is in quarantine.
    static let quarantined = RecordFlags(rawValue: 8)
    /// Some field has a parallel edit that is only told.
    static let parallel = RecordFlags(rawValue: 16)
    /// The server has another state of it, and cannot give it: its row is damaged. Nobody here
    /// knows what it knows, however far the scope's floor is.
    static let behind = RecordFlags(rawValue: 32)
}
