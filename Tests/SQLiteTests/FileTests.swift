// Files: only their owner reads them, they close when unused, several connections agree on
// them, and a copy can be taken while they are in use.

import FoundationEssentials
import Glibc
import SQLite
import Testing

@Suite struct FileTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    /// How many descriptors of this process are open on a file of the folder.
    private func openDescriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").filter { name in
            let path = try? FileManager.default.destinationOfSymbolicLink(
                atPath: "/proc/self/fd/" + name)
            return path?.hasPrefix(folder.path) == true
        }.count
    }

    @Test func onlyTheOwnerMayReadTheFiles() throws {
        let connection = try folder.notes()
        try connection.add("a")
        for suffix in ["", "-wal", "-shm"] {
            #expect(try mode(folder.database + suffix) == 0o600)
        }
        try connection.backup(to: folder.path + "/copy.db")
        #expect(try mode(folder.path + "/copy.db") == 0o600)
    }

    @Test func anExistingFileKeepsItsMode() throws {
        do { _ = try folder.notes() }
        try #require(chmod(folder.database, 0o640) == 0)
        do { try folder.open().add("a") }
        #expect(try mode(folder.database) == 0o640)
    }

    @Test func aNameThatLooksLikeAnAddressIsAName() async {
        // In a process of its own, for the working folder belongs to all the tests of this one.
        await #expect(processExitsWith: .success) {
            let folder = try Folder()
            try #require(chdir(folder.path) == 0)
            let path = "file:data.db?mode=memory"
            try Connection(path: path, mode: .readWriteCreate).execute("CREATE TABLE x (y)")
            let file = try Connection(path: folder.path + "/" + path, mode: .readOnly)
            try #require(try file.integer("SELECT count(*) FROM sqlite_schema") == 1)
        }
    }

    @Test func theFileClosesWithTheLastStatement() throws {
        var statement: Statement?
        do {
            let connection = try folder.notes()
            try connection.add("a")
            statement = try connection.prepare("SELECT text FROM note")
        }
        #expect(try openDescriptors() > 0)
        let left = try #require(statement)
        #expect(try left.step())
        #expect(left.string(0) == "a")
    }

    @Test func nothingStaysOpenAndTheLogIsFoldedIn() throws {
        do {
            let connection = try folder.notes()
            let kept = try connection.prepare("SELECT * FROM note")
            for index in 0..<200 {
                _ = try connection.cached(text: "SELECT \(index), * FROM note").step()
            }
            _ = try kept.step()
        }
        #expect(try openDescriptors() == 0)
        #expect(access(folder.database + "-wal", F_OK) != 0)
    }

    @Test func oneWriterAtATime() throws {
        let first = try folder.notes()
        let second = try folder.open(busyTimeoutMilliseconds: 20)
        try first.transaction(.immediate) {
            try first.add("first")
            let error = try sqliteError {
                try second.transaction(.immediate) {
                    _ = Issue.record("both have the lock")
                }
            }
            #expect(error.isBusy && !second.isInTransaction)
            #expect(try second.texts().isEmpty, "reading goes on beside a writer")
        }
        try second.add("second")
        #expect(try first.texts() == ["first", "second"])
    }

    @Test func aWriteBasedOnOldReadingIsRefused() throws {
        let first = try folder.notes()
        let second = try folder.open(busyTimeoutMilliseconds: 20)
        let error = try sqliteError {
            try second.transaction(.deferred) {
                #expect(try second.texts().isEmpty)
                try first.add("first")
                try second.add("second")
            }
        }
        #expect(error.isBusy && error.extendedCode == 517)
        #expect(try second.texts() == ["first"])
    }

    @Test func theDataVersionShowsTheCommitsOfOthers() throws {
        let first = try folder.notes()
        let second = try folder.open()
        let before = try first.dataVersion()
        try first.add("own")
        #expect(try first.dataVersion() == before)
        try second.add("other")
        #expect(try first.dataVersion() != before)
    }

    @Test func aCheckpointEmptiesTheLog() throws {
        let connection = try folder.notes()
        for _ in 0..<50 { try connection.add("a") }
        let size = { () throws -> Int in
            var status = stat()
            try #require(stat(folder.database + "-wal", &status) == 0)
            return Int(status.st_size)
        }
        #expect(try size() > 0)
        let reader = try folder.open(.readOnly)
        let reading = try reader.prepare("SELECT 1 FROM note")
        _ = try reading.step()
        let impatient = try folder.open(busyTimeoutMilliseconds: 20)
        #expect(try sqliteError { try impatient.checkpoint() }.isBusy)
        reading.reset()
        try connection.checkpoint()
        #expect(try size() == 0)
    }

    @Test func aBackupIsACopyOfALiveDatabase() throws {
        let connection = try folder.notes()
        let other = try folder.open()
        for index in 0..<500 { try connection.add("\(index)") }
        let reading = try other.prepare("SELECT text FROM note")
        _ = try reading.step()
        let copyPath = folder.path + "/copy.db"
        try connection.backup(to: copyPath)
        #expect(access(copyPath + "-wal", F_OK) != 0, "a backup is one file")
        #expect(access(copyPath + "-journal", F_OK) != 0)
        try other.add("later")

        let copy = try Connection(path: copyPath, mode: .readOnly)
        #expect(try copy.texts() == (0..<500).map { "\($0)" })
        #expect(try copy.integrityCheck().isEmpty)
    }

    @Test func aBackupReplacesTheOneBefore() throws {
        let connection = try folder.notes()
        let copyPath = folder.path + "/copy.db"
        for text in ["a", "b"] {
            try connection.add(text)
            try connection.backup(to: copyPath)
        }
        #expect(try Connection(path: copyPath, mode: .readOnly).texts() == ["a", "b"])
    }

    @Test func aBackupThatFailsLeavesTheOneBefore() throws {
        let connection = try folder.notes()
        let copyPath = folder.path + "/copy.db"
        try connection.add("a")
        try connection.backup(to: copyPath)
        try connection.transaction(.immediate) {
            try connection.add("b")
            #expect(throws: SQLiteError.self) { try connection.backup(to: copyPath) }
        }
        #expect(try Connection(path: copyPath, mode: .readOnly).texts() == ["a"])
        let error = try sqliteError { try connection.backup(to: folder.path + "/none/copy.db") }
        #expect(error.isCannotOpen)
    }

    private func size() throws -> Int {
        var status = stat()
        try #require(stat(folder.database, &status) == 0)
        return Int(status.st_size)
    }

    /// Writes two thousand notes and deletes nearly all of them.
    private func thin(_ connection: Connection) throws {
        try connection.transaction(.immediate) {
            for number in 0..<2_000 {
                try connection.add("\(number) " + String(repeating: "x", count: 500))
            }
        }
        try connection.run("DELETE FROM note WHERE id % 100 != 0")
        try connection.checkpoint()
    }

    private func shrinkAll(_ connection: Connection) throws -> Int {
        var cut = 0
        while case let pages = try connection.shrink(pages: 50), pages > 0 {
            #expect(pages <= 51)
            cut += pages
        }
        try connection.checkpoint()
        return cut
    }

    @Test func whatIsFreeIsCutOffAndTheRestStays() throws {
        let connection = try folder.open()
        try connection.letShrink()
        try connection.configure(durability: .normal)
        try connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT")
        try thin(connection)
        let (before, texts) = (try size(), try connection.texts())
        #expect(try shrinkAll(connection) > 100)
        #expect(try size() < before / 3)
        #expect(try connection.texts() == texts)
        #expect(try connection.integrityCheck().isEmpty)
        #expect(try connection.shrink(pages: 50) == 0)
    }

    @Test func aFileThatWasMadeOtherwiseShrinksOnceItIsScrubbed() throws {
        let connection = try folder.notes()
        try thin(connection)
        let before = try size()
        try connection.letShrink()
        #expect(try shrinkAll(connection) == 0)
        #expect(try size() == before)
        try connection.scrub()
        try thin(connection)
        #expect(try shrinkAll(connection) > 100)
        #expect(try connection.integrityCheck().isEmpty)
    }

    @Test func damageIsFound() throws {
        do {
            let connection = try folder.notes()
            try connection.execute("CREATE INDEX by_text ON note (text)")
            for index in 0..<2000 { try connection.add("note number \(index)") }
        }
        #expect(try folder.open().integrityCheck().isEmpty)
        let descriptor = open(folder.database, O_RDWR)
        try #require(descriptor >= 0)
        let noise = [UInt8](repeating: 0xAA, count: 512)
        #expect(pwrite(descriptor, noise, 512, 4096 * 5 + 2000) == 512)
        close(descriptor)
        let connection = try folder.open()
        do {
            #expect(try !connection.integrityCheck().isEmpty)
        } catch {
            #expect(error.isCorrupt)
        }
    }
}
