// The settings are really in force, and a file may be opened by several at once for the first time.

import SQLite
import Testing

@Suite struct DurabilityTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: [(Durability.full, 2), (.normal, 1)])
    func theSettingsAreInForce(_ durability: Durability, _ synchronous: Int) throws {
        let connection = try folder.open()
        try connection.configure(durability: durability)
        let expected = [
            ("synchronous", synchronous), ("foreign_keys", 1), ("trusted_schema", 0),
            ("temp_store", 2), ("cache_size", -16384), ("wal_autocheckpoint", 4000),
        ]
        for (name, value) in expected {
            #expect(try connection.integer("PRAGMA \(name)") == value, "\(name)")
        }
        let journal = try connection.prepare("PRAGMA journal_mode")
        #expect(try journal.step())
        #expect(journal.string(0) == "wal")
    }

    @Test func aJournalThatCannotBeHadIsAnError() throws {
        do { try folder.open().execute("CREATE TABLE x (y)") }
        let reader = try folder.open(.readOnly)
        #expect(throws: SQLiteError.self) { try reader.configure(durability: .full) }
        let writer = try folder.open()
        try writer.execute("BEGIN")
        #expect(throws: SQLiteError.self) { try writer.configure(durability: .full) }
    }

    @Test func aDatabaseInMemoryCanBeConfigured() throws {
        let connection = try Connection(path: ":memory:", mode: .readWriteCreate)
        try connection.configure(durability: .full)
        #expect(try connection.integer("PRAGMA foreign_keys") == 1)
    }

    @Test func foreignKeysAreEnforced() throws {
        let connection = try folder.notes()
        try connection.execute("CREATE TABLE child (note INTEGER REFERENCES note (id)) STRICT")
        let error = try sqliteError { try connection.run("INSERT INTO child VALUES (1)") }
        #expect(error.isConstraint)
    }

    @Test func fullTextTablesWork() throws {
        let connection = try folder.notes()
        try connection.execute(
            """
            CREATE VIRTUAL TABLE search USING fts5 (
                text, tokenize = 'unicode61 remove_diacritics 2');
            """)
        try connection.transaction(.immediate) {
            try connection.run("INSERT INTO search VALUES (?)", [.text("l'économie locale")])
        }
        let found = "SELECT count(*) FROM search WHERE search MATCH"
        #expect(try connection.integer("\(found) 'economie'") == 1)
        #expect(try connection.integer("\(found) 'emploi'") == 0)
        #expect(try connection.integrityCheck().isEmpty)
    }

    @Test(arguments: 0..<5)
    func manyMayOpenANewFileAtOnce(_ round: Int) async throws {
        let path = folder.path + "/\(round).db"
        let migrator = Migrator([(1, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)")])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { @concurrent in
                    let connection = try Connection(
                        path: path, mode: .readWriteCreate, busyTimeoutMilliseconds: 60_000)
                    try connection.configure(durability: .full)
                    try migrator.migrate(connection)
                    for _ in 0..<5 {
                        try connection.transaction(.immediate) { try connection.add("a") }
                    }
                }
            }
            try await group.waitForAll()
        }
        let connection = try Connection(path: path, mode: .readOnly)
        #expect(try connection.texts().count == 40)
    }
}
