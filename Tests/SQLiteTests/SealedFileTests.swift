// Sealed files: SQLite works on them as on any other, nothing of them is in the clear on the disk,
// and what was changed there is an error and never data.

import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

@Suite struct SealedFileTests {
    private let secret = "Amina Le Gall 06 12 34 56 78 cherche une formation de soudure"

    private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        bytes.firstRange(of: Array(text.utf8)) != nil
    }

    @Test func nothingIsInTheClearInAnyFile() throws {
        let sample = try SealedSample()
        let connection = try sample.notes()
        try connection.addWords(secret)
        // A savepoint that is undone after it changed more than SQLite keeps in memory by default.
        try connection.transaction(.immediate) {
            for index in 0..<500 { try connection.add(secret + "\(index)") }
            struct Undone: Error {}
            try? connection.transaction(.immediate) {
                try connection.run("UPDATE note SET text = text || 'x'")
                throw Undone()
            }
        }
        for _ in 0..<2 {
            let names = try FileManager.default.contentsOfDirectory(atPath: sample.folder.path)
            #expect(names.contains("data.db") && names.contains("data.db-wal"))
            for name in names {
                let bytes = Array(
                    try Data(contentsOf: URL(filePath: sample.folder.path + "/" + name)))
                for text in ["SQLite", "Amina", "06 12 34", "soudure", "CREATE", "note"] {
                    #expect(!contains(bytes, text), "\(text) in \(name)")
                }
            }
            try connection.checkpoint()
            try connection.addWords("again")
        }
        #expect(try connection.everything().count == 506)
    }

    /// What was deleted is written over without a copy in the clear, also when the file is larger
    /// than what SQLite keeps in memory.
    @Test func aSealedFileIsScrubbedWithoutAFileInTheClear() throws {
        let sample = try SealedSample()
        let connection = try sample.notes()
        for index in 0..<400 {
            try connection.addWords(String(repeating: "\(secret) \(index) ", count: 20))
        }
        let before = try connection.everything()
        try connection.execute("PRAGMA cache_size = 5")
        try connection.scrub()
        #expect(try connection.everything() == before)
        let names = try FileManager.default.contentsOfDirectory(atPath: sample.folder.path)
        #expect(Set(names).isSubset(of: ["data.db", "data.db-wal", "data.db-shm"]))
        #expect(try sample.open().everything() == before)
    }

    /// The same random work on a sealed and on a plain file, with a small cache, so that pages are
    /// written before their transaction ends, and written again.
    @Test(arguments: UInt64(1)...6)
    func itWorksLikeAPlainFile(seed: UInt64) throws {
        let sample = try SealedSample()
        let plainFolder = try Folder()
        var generator = SplitMix(state: seed)
        var plain = try plainFolder.open()
        try plain.configure(durability: .full)
        var sealed = try sample.notes()
        try plain.execute(
            """
            CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT;
            CREATE INDEX by_text ON note (text);
            CREATE VIRTUAL TABLE words USING fts5 (text);
            """)
        for _ in 0..<60 {
            let both = [plain, sealed]
            for connection in both { try connection.execute("PRAGMA cache_size = 10") }
            let work = Work(&generator)
            for connection in both { try work.run(connection) }
            switch Int.random(in: 0..<10, using: &generator) {
            case 0: for connection in both { try connection.checkpoint() }
            case 1: for connection in both { try connection.execute("VACUUM") }
            case 2:
                plain = try plainFolder.open()
                sealed = try sample.open()
            case 3:
                // As after a kill: the log is read again from its beginning.
                #expect(try sample.restored(sample.image()).open().texts() == plain.texts())
            default: break
            }
        }
        #expect(try sealed.everything() == plain.everything())
        #expect(try sample.open().everything() == plain.everything())
    }

    /// One random transaction.
    private struct Work {
        let inserts: Int
        let length: Int
        let factor: Int
        let isUndone: Bool

        init(_ generator: inout SplitMix) {
            inserts = Int.random(in: 0...60, using: &generator)
            // Up to three pages, but mostly less than one: rounds of long texts take most time.
            let isLong = Int.random(in: 0..<3, using: &generator) == 0
            length = Int.random(in: 1...(isLong ? 9_000 : 1_500), using: &generator)
            factor = Int.random(in: 2...7, using: &generator)
            isUndone = Int.random(in: 0..<3, using: &generator) == 0
        }

        func run(_ connection: Connection) throws {
            struct Undone: Error {}
            try connection.transaction(.immediate) {
                for index in 0..<inserts {
                    try connection.add(String(repeating: "a", count: length) + "\(index)")
                    try connection.run("INSERT INTO words (text) VALUES ('mot\(index)')")
                }
                try? connection.transaction(.immediate) {
                    try connection.execute(
                        "UPDATE note SET text = text || 'b' WHERE id % \(factor) = 0")
                    try connection.execute("DELETE FROM note WHERE id % \(factor + 1) = 0")
                    if isUndone { throw Undone() }
                }
            }
        }
    }

    @Test func anotherKeyOpensNothing() throws {
        let sample = try SealedSample()
        do { try sample.notes().addWords(secret) }
        let other = try SealedSample(key: 8)
        let image = try sample.image()
        try Data(image.database).write(to: URL(filePath: other.folder.database))
        #expect(try sqliteError { _ = try other.open().everything() }.isAltered)
        #expect(try sqliteError { _ = try sample.folder.open().texts() }.isCorrupt)
    }

    @Test func aFileWithoutAHeadIsNotOpened() throws {
        let sample = try SealedSample()
        let path = sample.folder.path + "/none.db"
        #expect(try sqliteError { _ = try sample.open(path, .readWriteCreate) }.isCannotOpen)
    }

    @Test func aJournalFromElsewhereIsNotPlayed() throws {
        let sample = try SealedSample()
        do { try sample.notes().addWords(secret) }
        let journal = Data([0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7])
        try (journal + Data(repeating: 1, count: 6_000)).write(
            to: URL(filePath: sample.folder.database + "-journal"))
        #expect(throws: SQLiteError.self) { try sample.open().everything() }
    }

    @Test func aSealedCopyOfAPlainFileAndBack() throws {
        let folder = try Folder()
        let plain = try folder.notes()
        try plain.execute("CREATE VIRTUAL TABLE words USING fts5 (text)")
        for index in 0..<300 { try plain.addWords(secret + "\(index)") }
        let sample = try SealedSample()
        try plain.backup(to: sample.folder.database, cipher: sample.cipher())
        #expect(try sample.image().log.isEmpty)
        let sealed = try sample.open()
        #expect(try sealed.everything() == plain.everything())
        try sealed.backup(to: folder.path + "/back.db")
        let back = try Connection(path: folder.path + "/back.db", mode: .readOnly)
        #expect(try back.everything() == plain.everything())
    }

    @Test func severalConnectionsAgree() async throws {
        let sample = try SealedSample()
        let first = try sample.notes()
        let open = sample.opener()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask { @concurrent in
                    let connection = try open()
                    try connection.configure(durability: .full)
                    for index in 0..<40 {
                        try connection.addWords("\(writer).\(index)")
                        if index % 16 == 0 { try? connection.checkpoint() }
                        _ = try connection.texts()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try first.everything().count == 320)
        #expect(try sample.restored(sample.image()).open().everything().count == 320)
    }
}
