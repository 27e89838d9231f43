// The store's folder: full disks, missing rights, newer files, and several programs at once.

import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

@testable import ClientCore

struct StoreFolderTests {
    @Test func fullDiskLosesNothingAndIsOverWhenThereIsRoom() throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        // A bound below the present size means the present size.
        try sample.reopen(maximumPages: 1)
        var written = ["Nord"]
        var failure: RelaisError?
        var before = try sample.contents()
        while failure == nil && written.count < 10_000 {
            let title = String(repeating: "x", count: 150) + "\(written.count)"
            do {
                before = try sample.contents()
                _ = try sample.book(title)
                written.append(title)
            } catch {
                failure = error as? RelaisError
            }
        }
        #expect(failure?.code == "disk_full")
        #expect(try sample.contents() == before)
        #expect(try sample.titles() == written.sorted())
        // It says so again, reads, and another instance sees the same.
        #expect(throws: RelaisError.self) { try sample.book(String(repeating: "y", count: 200)) }
        #expect(try sample.another().records(Book.self).count == written.count)
        try sample.reopen()
        _ = try sample.book("Sud")
        #expect(try sample.titles() == (written + ["Sud"]).sorted())
        #expect(try sample.numbers() == (1...Int64(written.count + 1)).map(\.self))
        #expect(try sample.connection().integrityCheck().isEmpty)
    }

    @Test func folderThatCannotBeMadeIsSaid() throws {
        let sample = try StoreSample()
        let file = sample.folder + "/file"
        #expect(FileManager.default.createFile(atPath: file, contents: Data([1])))
        for folder in [file, file + "/store", "/proc/store", "/tmp/a\0b"] {
            let error = #expect(throws: RelaisError.self) {
                try Store(folder: folder, schema: StoreSample.schema)
            }
            #expect(error?.code == "store_not_writable")
        }
        #expect(FileManager.default.contents(atPath: file) == Data([1]))
    }

    @Test func fileThatIsNoStoreIsRefusedAndLeftAsItIs() throws {
        let sample = try StoreSample()
        let folder = sample.folder + "/other"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let bytes = Data(repeating: 0x41, count: 5_000)
        #expect(
            FileManager.default.createFile(atPath: folder + "/relais.sqlite", contents: bytes))
        let error = #expect(throws: RelaisError.self) {
            try Store(folder: folder, schema: StoreSample.schema)
        }
        #expect(error?.code == "store_damaged")
        #expect(FileManager.default.contents(atPath: folder + "/relais.sqlite") == bytes)
    }

    @Test func storeOfANewerVersionIsRefusedAndLeftAsItIs() throws {
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        try sample.connection().setUserVersion(StoreSchema.migrator.knownVersion + 1)
        let before = try sample.contents()
        let error = #expect(throws: RelaisError.self) { try sample.another() }
        #expect(error?.code == "store_newer")
        #expect(try sample.contents() == before)
    }

    @Test func filesAreForTheirOwnerOnly() throws {
        let previous = umask(0)
        defer { umask(previous) }
        let sample = try StoreSample()
        _ = try sample.book("Nord")
        let lock = try sample.store.lockForSync()
        defer { withExtendedLifetime(lock) {} }
        let folder = sample.folder + "/store"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.contains("relais.sqlite") && files.contains("sync.lock"))
        for file in files { #expect(try mode("\(folder)/\(file)") == 0o600) }
        #expect(try mode(folder) == 0o700)
    }

    @Test func oneSynchronisationAtATime() throws {
        let sample = try StoreSample()
        let other = try sample.another()
        for _ in 0..<3 {
            for (store, rival) in [(sample.store, other), (other, sample.store)] {
                let lock = try store.lockForSync()
                for refused in [store, rival] {
                    let error = #expect(throws: RelaisError.self) { try refused.lockForSync() }
                    #expect(error?.code == "sync_running")
                }
                withExtendedLifetime(lock) {}
            }
        }
    }

    @Test func twoInstancesUsedInTurnSeeEachOther() throws {
        let sample = try StoreSample()
        let other = try sample.another()
        for index in 0..<10 {
            let (writer, reader) =
                index.isMultiple(of: 2) ? (sample.store, other) : (other, sample.store)
            let id = try writer.write { $0.create("book", ["title": .assign(.text("\(index)"))]) }
            #expect(try reader.record(Book.self, id)?.title == "\(index)")
            try reader.write { $0.edit("book", id, ["loans": .increment(1)]) }
            #expect(try writer.record(Book.self, id)?.loans == 1)
        }
        #expect(try sample.numbers() == (1...20).map(\.self))
    }

    @Test func instancesWritingAtTheSameTimeLoseNothing() async throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord")
        let stores = [sample.store, try sample.another(), try sample.another(), sample.store]
        try await withThrowingTaskGroup { group in
            for (index, store) in stores.enumerated() {
                group.addTask {
                    for round in 0..<25 {
                        try store.write { transaction in
                            transaction.edit("book", id, ["loans": .increment(1)])
                            transaction.create(
                                "book", ["title": .assign(.text("\(index).\(round)"))])
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try sample.store.record(Book.self, id)?.loans == 100)
        #expect(try sample.titles().count == 101)
        #expect(try sample.numbers() == (1...101).map(\.self))
        try checkChain(sample)
    }

    @Test func readingDoesNotWaitForAnotherProgramThatWrites() throws {
        let sample = try StoreSample()
        let id = try sample.book("Nord")
        let other = try sample.connection()
        try other.transaction(.immediate) {
            // Also a program that has only just begun.
            let store = try sample.another()
            #expect(try store.record(Book.self, id)?.title == "Nord")
            #expect(try store.status().pending == 1)
            #expect(try store.search(SearchRequest(text: "nord")).count == 1)
            #expect(try store.conflicts().isEmpty)
            #expect(try store.history("book", id).changes.count == 1)
        }
    }

    /// Each link of the journal's chain follows from the one before and the transaction.
    private func checkChain(_ sample: StoreSample) throws {
        var link = ChainHash.start
        try sample.connection(.readOnly).rows(
            "SELECT body, chain, stamp FROM relais_journal ORDER BY number", []
        ) { row in
            link = link.appending(SHA256.hash(row.bytes(0)))
            #expect(row.bytes(1) == link.bytes)
        }
    }

    private func mode(_ path: String) throws -> UInt16 {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return UInt16(status.st_mode & 0o777)
    }
}
