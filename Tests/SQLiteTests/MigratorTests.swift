// Migrations: each step once, all or none, and never on a file from the future.

import SQLite
import Testing

@Suite struct MigratorTests {
    private let folder: Folder
    private let steps = [
        (version: 1, script: "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT"),
        (
            version: 2,
            script: "ALTER TABLE note ADD COLUMN author TEXT; UPDATE note SET author = '?'"
        ),
        (version: 5, script: "CREATE INDEX by_author ON note (author)"),
    ]

    init() throws { folder = try Folder() }

    @Test func aNewFileGetsEveryStep() throws {
        let connection = try folder.open()
        #expect(try connection.userVersion == 0)
        try Migrator(steps).migrate(connection)
        #expect(try connection.userVersion == 5)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 2)
    }

    @Test func migratingAgainDoesNothing() throws {
        let connection = try folder.open()
        try Migrator(steps).migrate(connection)
        let other = try folder.open()
        let before = try other.dataVersion()
        let changes = connection.totalChanges
        try Migrator(steps).migrate(connection)
        #expect(try other.dataVersion() == before)
        #expect(connection.totalChanges == changes)
    }

    @Test(arguments: 0...3)
    func anOldFileGetsOnlyWhatItMisses(_ known: Int) throws {
        let connection = try folder.open()
        try Migrator(Array(steps.prefix(known))).migrate(connection)
        if known > 0 { try connection.add("old") }
        try Migrator(steps).migrate(connection)
        #expect(try connection.userVersion == 5)
        #expect(try connection.texts() == (known > 0 ? ["old"] : []))
    }

    @Test func aStepThatFailsLeavesTheFileAsItWas() throws {
        let connection = try folder.open()
        try Migrator(Array(steps.prefix(1))).migrate(connection)
        try connection.add("old")
        let broken = Migrator(steps + [(version: 6, script: "DROP TABLE note; SELECT nothing")])
        #expect(try sqliteError { try broken.migrate(connection) }.code == 1)
        #expect(try connection.userVersion == 1)
        #expect(try connection.texts() == ["old"])
        #expect(try connection.integer("SELECT count(*) FROM pragma_table_info('note')") == 2)
    }

    @Test func aFileFromTheFutureIsNotTouched() throws {
        let connection = try folder.open()
        try connection.setUserVersion(6)
        #expect(throws: MigrationError.newerVersion(found: 6, known: 5)) {
            try Migrator(steps).migrate(connection)
        }
        #expect(try connection.userVersion == 6)
        #expect(try connection.integer("SELECT count(*) FROM sqlite_schema") == 0)
    }

    @Test func aScriptThatEndsTheTransactionIsRefused() throws {
        let connection = try folder.open()
        let migrator = Migrator([(1, "CREATE TABLE a (b); COMMIT")])
        #expect(try sqliteError { try migrator.migrate(connection) }.extendedCode == 516)
    }

    @Test func versionsThatDoNotAscendAreAMistake() async {
        await #expect(processExitsWith: .failure) {
            _ = Migrator([(2, ""), (2, "")])
        }
    }
}
