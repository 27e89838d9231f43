// The tables of a territory's file.

import SQLite

enum SQLiteSchema {
    static let migrator = Migrator([
        (
            1,
            """
            CREATE TABLE territory (
                one INTEGER PRIMARY KEY CHECK (one = 1), code TEXT NOT NULL, name TEXT NOT NULL,
                epoch INTEGER NOT NULL, forks BLOB NOT NULL, head INTEGER NOT NULL,
                last_replica INTEGER NOT NULL,
                tombstone_horizon INTEGER NOT NULL DEFAULT 0,
                receipt_key BLOB
            ) STRICT;
            CREATE TABLE backup (
                epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, made_at INTEGER NOT NULL,
                kind INTEGER NOT NULL
            ) STRICT;

            -- `high` and `low` are the sum of the digests of the scope's records.
            CREATE TABLE scope (
                number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
                high INTEGER NOT NULL DEFAULT 0, low INTEGER NOT NULL DEFAULT 0,
                count INTEGER NOT NULL DEFAULT 0
            ) STRICT;
            CREATE TABLE collection (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

            CREATE TABLE record (
                row INTEGER PRIMARY KEY,
                collection INTEGER NOT NULL, id BLOB NOT NULL,
                scope INTEGER NOT NULL, entered INTEGER NOT NULL, sequence INTEGER NOT NULL,
                state BLOB NOT NULL, digest BLOB NOT NULL,
                -- The identity of the record whose file this one is part of.
                root BLOB,
                -- The other audiences that hold it: number and sequence of entry, in turn.
                guests BLOB,
                UNIQUE (collection, id)
            ) STRICT;
            CREATE INDEX record_root ON record (root) WHERE root IS NOT NULL;

            -- One row for each record and scope, moved forward at each change.
            CREATE TABLE feed (
                scope INTEGER NOT NULL, sequence INTEGER NOT NULL, record INTEGER NOT NULL,
                PRIMARY KEY (scope, sequence, record)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE journal (
                sequence INTEGER PRIMARY KEY, replica INTEGER NOT NULL, number INTEGER NOT NULL,
                previous BLOB NOT NULL, body BLOB NOT NULL, kind INTEGER NOT NULL,
                received_at INTEGER NOT NULL
            ) STRICT;

            -- Which records left a scope for another, and when.
            CREATE TABLE departure (
                scope INTEGER NOT NULL, collection INTEGER NOT NULL, id BLOB NOT NULL,
                sequence INTEGER NOT NULL,
                PRIMARY KEY (scope, collection, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX departure_feed ON departure (scope, sequence);

            -- What is left of records that were deleted long ago.
            CREATE TABLE tombstone (
                collection INTEGER NOT NULL, id BLOB NOT NULL,
                scope INTEGER NOT NULL, sequence INTEGER NOT NULL,
                PRIMARY KEY (collection, id)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX tombstone_feed ON tombstone (scope, sequence);

            -- The transactions of users whose stores were copied or enrolled again: each may come
            -- under several numbers.
            CREATE TABLE family (
                family INTEGER NOT NULL, id INTEGER NOT NULL, sequence INTEGER NOT NULL,
                PRIMARY KEY (family, id)
            ) STRICT, WITHOUT ROWID;

            -- Records that were given back after a restore and could not be joined.
            CREATE TABLE sealed (
                replica INTEGER NOT NULL, collection TEXT NOT NULL, id BLOB NOT NULL,
                scope TEXT NOT NULL, base_epoch INTEGER NOT NULL, base_sequence INTEGER NOT NULL,
                code TEXT NOT NULL, french TEXT NOT NULL, english TEXT NOT NULL,
                state BLOB NOT NULL, received_at INTEGER NOT NULL,
                UNIQUE (replica, collection, id, base_epoch, base_sequence)
            ) STRICT;

            -- What each device's numbers became, one row for a run of them.
            CREATE TABLE received (
                replica INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
                sequence INTEGER, chains BLOB NOT NULL,
                PRIMARY KEY (replica, first)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE quarantine (
                replica INTEGER NOT NULL, number INTEGER NOT NULL, id INTEGER NOT NULL,
                code TEXT NOT NULL, french TEXT NOT NULL, english TEXT NOT NULL,
                body BLOB NOT NULL, received_at INTEGER NOT NULL, decision TEXT,
                PRIMARY KEY (replica, number)
            ) STRICT;
            CREATE INDEX quarantine_id ON quarantine (id);

            -- Who did what. Lines are added; the chain of their hashes shows any other change.
            CREATE TABLE audit (
                number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL,
                device INTEGER, what TEXT NOT NULL, subject TEXT NOT NULL,
                outcome TEXT NOT NULL, count INTEGER NOT NULL, hash BLOB NOT NULL
            ) STRICT;
            CREATE INDEX audit_time ON audit (at);
            CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
            BEGIN SELECT raise(ABORT, 'the audit only grows'); END;
            CREATE TRIGGER audit_is_not_cut BEFORE DELETE ON audit
            BEGIN SELECT raise(ABORT, 'the audit only grows'); END;

            CREATE TABLE organisation (id BLOB PRIMARY KEY, name TEXT NOT NULL) STRICT;
            CREATE TABLE user (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, organisation BLOB NOT NULL,
                role TEXT NOT NULL, has_left INTEGER NOT NULL
            ) STRICT;
            CREATE TABLE portfolio (
                id BLOB PRIMARY KEY, organisation BLOB NOT NULL, name TEXT NOT NULL, holder TEXT
            ) STRICT;
            CREATE INDEX portfolio_organisation ON portfolio (organisation);
            CREATE INDEX portfolio_holder ON portfolio (holder);
            CREATE TABLE device (
                replica INTEGER PRIMARY KEY, user TEXT NOT NULL, secret_hash BLOB NOT NULL,
                state TEXT NOT NULL, last_number INTEGER NOT NULL, chain BLOB NOT NULL,
                created_at INTEGER NOT NULL, last_seen INTEGER, family INTEGER,
                next_secret_hash BLOB, rotations INTEGER NOT NULL,
                -- The scopes that it last said that it holds, a line each.
                held TEXT NOT NULL
            ) STRICT;
            CREATE TABLE invitation (
                code_hash BLOB PRIMARY KEY, user TEXT NOT NULL, expires_at INTEGER NOT NULL,
                used_by INTEGER
            ) STRICT;
            """
        ),
        (
            2,
            """
            -- Where something was last erased, and whether free pages may still hold some of it.
            ALTER TABLE territory ADD COLUMN erased_epoch INTEGER;
            ALTER TABLE territory ADD COLUMN erased INTEGER;
            ALTER TABLE territory ADD COLUMN has_erased INTEGER NOT NULL DEFAULT 0;
            -- Through where a device has said that it holds everything, erasures included.
            ALTER TABLE device ADD COLUMN confirmed_epoch INTEGER;
            ALTER TABLE device ADD COLUMN confirmed INTEGER;
            CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
            """
        ), (3, ExceptionalAccess.table),
        (
            4,
            """
            -- Changes of records whose authors knew, on a line that a restore has left, what this
            -- one has lost: it may come later.
            CREATE TABLE lost_knowledge (
                collection INTEGER NOT NULL, id BLOB NOT NULL, sequence INTEGER NOT NULL,
                PRIMARY KEY (collection, id, sequence)
            ) STRICT, WITHOUT ROWID;
            """
        ), (5, ExceptionalAccess.ending), (6, sealedNumbers),
        // What a change was made over stands in the record's state, which backups and devices have.
        (7, "DROP TABLE lost_knowledge;"),
        (
            8,
            """
            -- What of the device's own acts the audit has: the last one's number and hash.
            ALTER TABLE device ADD COLUMN last_act INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE device ADD COLUMN last_act_hash BLOB NOT NULL DEFAULT x'';
            """
        ),
        (
            9,
            """
            -- Of whose author a restore may know nothing: where they wrote.
            ALTER TABLE quarantine ADD COLUMN organisation BLOB;
            """
        ),
    ])
}
