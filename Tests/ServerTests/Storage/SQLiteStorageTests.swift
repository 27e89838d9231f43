// What only the storage in SQLite files promises: other processes, sudden death, and who may read.

import FoundationEssentials
import Glibc
import SQLite
import Server
import Shared
import Testing

struct SQLiteStorageTests {
    @Test func anotherProcessSeesWhatAWriteReturned() async throws {
        let fixture = try SQLiteFixture()
        try fixture.storage.write { writer in
            try writer.put(Sample.record(1, at: 1))
            try writer.append(Sample.entry(1))
        }
        let path = fixture.path
        await #expect(processExitsWith: .success) { [path = path as String] in
            let storage = try SQLiteTerritoryStorage(path: path)
            let head = try storage.read { try $0.info().head }
            try storage.write { try $0.append(Sample.entry(head + 1)) }
            exit(head == 1 ? 0 : 1)
        }
        // And what that process wrote is seen here, by the instance that was open all the time.
        #expect(try fixture.storage.read { try $0.info().head } == 2)
    }

    @Test func whatAWriteReturnedSurvivesTheDeathOfTheProcess() async throws {
        let fixture = try SQLiteFixture()
        let path = fixture.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
            let storage = try SQLiteTerritoryStorage(path: path)
            try storage.write { try $0.append(Sample.entry(1)) }
            try storage.write { writer in
                try writer.append(Sample.entry(2))
                kill(getpid(), SIGKILL)
            }
        }
        #expect(try fixture.storage.read { try $0.info().head } == 1)
        try fixture.storage.write { try $0.append(Sample.entry(2)) }
        let connection = try Connection(path: path, mode: .readOnly)
        #expect(try connection.integrityCheck().isEmpty)
    }

    @Test func whatOldHistoryTookGoesBackToTheDisk() throws {
        let fixture = try SQLiteFixture()
        func pages() throws -> Int64 {
            let connection = try Connection(path: fixture.path, mode: .readOnly)
            var count: Int64 = 0
            try connection.rows("PRAGMA page_count") { count = $0.int64(0) }
            return count
        }
        try fixture.storage.write { writer in
            for sequence in 1...400 as ClosedRange<UInt64> {
                var entry = Sample.entry(sequence)
                entry.body = [UInt8](repeating: UInt8(truncatingIfNeeded: sequence), count: 900)
                try writer.append(entry)
            }
        }
        let before = try pages()
        for part in [1...200, 201...390] as [ClosedRange<UInt64>] {
            try fixture.storage.write { try $0.trimJournal(before: .max, in: part) }
        }
        #expect(try pages() >= before)
        try fixture.storage.shrink()
        // Four bodies had a page.
        #expect(try pages() <= before - 85)
        try fixture.another().read { reader in
            for sequence in 1...400 as ClosedRange<UInt64> {
                let body = try #require(try reader.journal(sequence)).body
                #expect(body.count == (sequence <= 390 ? 0 : 900))
            }
        }
    }

    @Test func filesAreForTheirOwnerOnly() throws {
        let folder = temporaryPath()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let previous = umask(0)
        defer { umask(previous) }
        let data = try ServerData(folder: folder, ports: .system, log: { _ in })
        try data.createTerritory("garden", name: "Garden")
        try data.existingTerritory("garden").write { try $0.append(Sample.entry(1)) }
        #expect(try mode(folder) == 0o700)
        #expect(try mode(folder + "/territories") == 0o700)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/territories")
        #expect(files.sorted() == ["garden.sqlite", "garden.sqlite-shm", "garden.sqlite-wal"])
        for file in files { #expect(try mode("\(folder)/territories/\(file)") == 0o600) }
    }

    @Test func fileOfANewerVersionIsRefusedAndLeftAsItIs() throws {
        let fixture = try SQLiteFixture()
        do {
            let connection = try Connection(path: fixture.path, mode: .readWrite)
            try connection.setUserVersion(1_000)
            try connection.checkpoint()
        }
        let before = FileManager.default.contents(atPath: fixture.path)
        #expect(throws: MigrationError.self) { try fixture.another() }
        #expect(FileManager.default.contents(atPath: fixture.path) == before)
    }

    @Test func fileThatDoesNotExistIsNotMade() throws {
        let path = temporaryPath()
        #expect(throws: SQLiteError.self) { try SQLiteTerritoryStorage(path: path) }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    private func mode(_ path: String) throws -> UInt16 {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return UInt16(status.st_mode & 0o777)
    }
}
