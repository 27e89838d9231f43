// Errors are told apart by code, do not quote what people wrote, and leave the data as it was.

import Glibc
import SQLite
import Testing

@Suite struct ErrorTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test func aFileThatIsNotThereCannotBeOpened() throws {
        for mode in [Connection.Mode.readWrite, .readOnly] {
            #expect(try sqliteError { _ = try folder.open(mode) }.isCannotOpen)
        }
        #expect(access(folder.database, F_OK) != 0)
        let error = try sqliteError {
            _ = try Connection(path: folder.path + "/none/x.db", mode: .readWriteCreate)
        }
        #expect(error.isCannotOpen && error.systemCode == ENOENT)
        for path in ["", "a\0b", folder.path] {
            let error = try sqliteError {
                _ = try Connection(path: path, mode: .readWriteCreate)
            }
            #expect(error.isCannotOpen)
        }
    }

    @Test func aReadOnlyConnectionDoesNotWrite() throws {
        let writer = try folder.notes()
        try writer.add("a")
        let reader = try folder.open(.readOnly)
        try reader.configure(durability: .full)
        #expect(try sqliteError { try reader.add("b") }.isReadOnly)
        #expect(try reader.texts() == ["a"])
    }

    @Test func garbageIsCorrupt() throws {
        let file = try #require(fopen(folder.database, "w"))
        fputs(String(repeating: "this is no database at all ", count: 200), file)
        fclose(file)
        let connection = try folder.open(.readWrite)
        #expect(try sqliteError { try connection.execute("SELECT * FROM x") }.isCorrupt)
    }

    @Test func constraintsHaveTheirExtendedCode() throws {
        let connection = try folder.notes()
        try connection.run("INSERT INTO note VALUES (1, 'a')")
        let error = try sqliteError { try connection.run("INSERT INTO note VALUES (1, 'b')") }
        #expect(error.isConstraint && error.extendedCode == 1555 && error.code == 19)
        #expect(error.sql == "INSERT INTO note VALUES (1, 'b')")
        #expect(!error.isFull && !error.isBusy && !error.isCorrupt && !error.isReadOnly)
    }

    @Test func anInputOutputErrorForWantOfRoomIsAFullDisk() {
        let room = SQLiteError(extendedCode: 10 | 19 << 8, message: "", systemCode: ENOSPC)
        let device = SQLiteError(extendedCode: 10 | 3 << 8, message: "", systemCode: EIO)
        #expect(room.isFull && room.code == 10)
        #expect(!device.isFull)
        #expect(SQLiteError(extendedCode: 13, message: "").isFull)
    }

    @Test(arguments: [
        "INSERT INTO person (name) VALUES (?)", "INSERT INTO person (age) VALUES (?)",
        "SELECT * FROM search WHERE search MATCH '\"' || ?", "SELECT json_extract('{}', ?)",
        "SELECT * FROM search WHERE search MATCH ? || ':x'", "INSERT INTO person (mail) VALUES (?)",
    ])
    func errorsDoNotQuoteWhatWasBound(_ sql: String) throws {
        let connection = try folder.open()
        try connection.execute(
            """
            CREATE TABLE person (name TEXT UNIQUE, age INTEGER, mail TEXT CHECK (mail LIKE '%@%'))
                STRICT;
            CREATE VIRTUAL TABLE search USING fts5 (body);
            INSERT INTO person (name) VALUES ('Zoe Secret');
            """)
        let error = try sqliteError {
            try connection.rows(sql, [.text("Zoe Secret")]) { _ in }
        }
        #expect(!"\(error)".contains("Zoe") && !"\(error)".contains("Secret"))
        #expect(error.sql == sql)
    }

    @Test func aFullDiskLosesNothingThatWasThere() throws {
        let connection = try folder.notes()
        for index in 0..<100 { try connection.add("kept \(index)") }
        let kept = try connection.texts()
        try connection.setMaximumPageCount(try connection.integer("PRAGMA page_count") + 8)

        let insert = try connection.prepare("INSERT INTO note (text) VALUES (?)")
        for _ in 0..<3 {
            let error = try sqliteError {
                try connection.transaction(.immediate) {
                    for _ in 0..<1000 {
                        try insert.bind(1, String(repeating: "x", count: 3000))
                        try insert.run()
                    }
                }
            }
            #expect(error.isFull && !connection.isInTransaction)
            #expect(try connection.texts() == kept)
        }
        try connection.run("UPDATE note SET text = 'changed' WHERE id = 1")
        try connection.setMaximumPageCount(100_000)
        try connection.add(String(repeating: "y", count: 100_000))
        #expect(try connection.texts().count == kept.count + 1)
        #expect(try connection.integrityCheck().isEmpty)
        #expect(try folder.open(.readOnly).texts().first == "changed")
    }

    @Test func aFullDiskInANestedTransactionEndsTheOuterOne() throws {
        let connection = try folder.notes()
        try connection.add("kept")
        try connection.setMaximumPageCount(try connection.integer("PRAGMA page_count") + 2)
        #expect(throws: SQLiteError.self) {
            try connection.transaction(.immediate) {
                try connection.add("outer")
                let error = try sqliteError {
                    try connection.transaction(.immediate) {
                        try connection.add(String(repeating: "x", count: 100_000))
                    }
                }
                #expect(error.isFull)
                try connection.add("stray")
                // Had SQLite kept the outer transaction, it could still be given up by hand.
                throw error
            }
        }
        #expect(try connection.texts() == ["kept"])
    }

    @Test func theCatalogueCannotBeForged() throws {
        let connection = try folder.notes()
        #expect(throws: SQLiteError.self) {
            try connection.execute(
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x'")
        }
    }
}
