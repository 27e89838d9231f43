// Locking a store: it is whole at every moment, in one form or the other; nothing of it is in the
// clear while it is locked; and only the passphrase opens it.

import Cryptography
import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

@testable import ClientCore

@Suite struct LockingTests {
    private let folder = temporaryPath()
    private let secret = "Amina Le Gall, 06 12 34 56 78"
    private var store: String { folder + "/store" }
    private let right = LockingTests.passphrase("une phrase de passe")
    private let wrong = LockingTests.passphrase("une phrase de passé")

    private static func passphrase(_ text: String) -> StorePassphrase {
        StorePassphrase(text, sealing: CheapSealing())
    }

    private func open(_ passphrase: StorePassphrase? = nil, _ path: String? = nil) throws -> Store {
        try Store(folder: path ?? store, schema: StoreSample.schema, passphrase: passphrase)
    }

    private func fill(_ store: Store, _ count: Int = 40) throws {
        for index in 0..<count {
            try store.write {
                $0.create(
                    "book",
                    [
                        "title": .assign(.text("\(secret) \(index)")),
                        "about": .assign(.text("soudure et mécanique")),
                    ])
            }
        }
    }

    private func titles(_ store: Store) throws -> [String] {
        let found = try store.search(SearchRequest(text: "soudure", limit: 1_000)).count
        let titles = try store.records(Book.self).map { $0.title ?? "-" }.sorted()
        #expect(found == titles.count)
        return titles
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? RelaisError)?.code ?? "\(error)" }
        return nil
    }

    /// Files of a folder that hold any of the words in the clear.
    private func tellingFiles(_ path: String) throws -> [String] {
        let words = ["SQLite format", "Amina", "soudure", "06 12", "title", "relais_journal"]
        return try FileManager.default.contentsOfDirectory(atPath: path).filter { name in
            let bytes = FileManager.default.contents(atPath: path + "/" + name) ?? Data()
            return words.contains { Array(bytes).firstRange(of: Array($0.utf8)) != nil }
        }
    }

    @Test func nothingIsInTheClearInANewStoreThatIsLocked() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Here as it is on a machine, with what a guess costs there.
        let right = StorePassphrase("une phrase de passe", sealing: LibcryptoSealing())
        do {
            let store = try open(right)
            try fill(store)
            let names = try FileManager.default.contentsOfDirectory(atPath: self.store)
            #expect(names.contains("relais.sqlite-wal") && names.contains("relais.sqlite-shm"))
            #expect(try tellingFiles(self.store).isEmpty)
        }
        #expect(try tellingFiles(store).isEmpty)
        #expect(try titles(open(right)).count == 40)
    }

    @Test func aPassphraseAndAStoreMustGoTogether() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let short = LockingTests.passphrase("trop court")
        #expect(code { _ = try open(short) } == "weak_passphrase")
        do { try fill(open(right)) }
        let before = FileManager.default.contents(atPath: store + "/relais.sqlite")
        #expect(code { _ = try open() } == "store_locked")
        #expect(code { _ = try open(wrong) } == "wrong_passphrase")
        #expect(code { try Store.lock(folder: store, passphrase: right) } == "store_already_locked")
        #expect(code { try Store.unlock(folder: store, passphrase: wrong) } == "wrong_passphrase")
        #expect(
            code { try Store.changePassphrase(folder: store, from: wrong, to: right) }
                == "wrong_passphrase")
        #expect(
            code { try Store.changePassphrase(folder: store, from: right, to: short) }
                == "weak_passphrase")
        #expect(FileManager.default.contents(atPath: store + "/relais.sqlite") == before)
        try Store.unlock(folder: store, passphrase: right)
        #expect(code { _ = try open(right) } == "store_not_locked")
        #expect(code { try Store.unlock(folder: store, passphrase: right) } == "store_not_locked")
        #expect(try titles(open()).count == 40)
        let none = folder + "/none"
        #expect(code { try Store.lock(folder: none, passphrase: right) } == "no_store")
        #expect(!FileManager.default.fileExists(atPath: none))
    }

    @Test func aNewPassphraseTakesThePlaceOfTheOld() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open(right)) }
        for (old, new) in [(right, wrong), (wrong, right), (right, wrong)] {
            try Store.changePassphrase(folder: store, from: old, to: new)
            #expect(code { _ = try open(old) } == "wrong_passphrase")
            #expect(try titles(open(new)).count == 40)
        }
    }

    /// The folder as a power cut or a kill leaves it after each step, in both directions.
    @Test func interruptedAnywhereTheStoreIsWhole() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open()) }
        let expected = try titles(open())
        for locks in [true, false] {
            var images: [String] = []
            let keep = { (step: StoreFile.Step) in
                let image = "\(folder)/\(locks)-\(step)"
                try FileManager.default.copyItem(atPath: store, toPath: image)
                images.append(image)
            }
            if locks {
                try Store.lock(folder: store, passphrase: right, ports: .system, after: keep)
            } else {
                try Store.unlock(folder: store, passphrase: right, after: keep)
            }
            #expect(images.count == StoreFile.Step.allCases.count)
            for image in images {
                let isLocked = try Store.isLocked(folder: image)
                #expect(isLocked == (image.hasSuffix("moved") == locks))
                #expect(try titles(open(isLocked ? right : nil, image)) == expected)
                let left = try FileManager.default.contentsOfDirectory(atPath: image)
                #expect(left.allSatisfy { !$0.contains(".new") })
                if isLocked { #expect(try tellingFiles(image).isEmpty) }
            }
        }
        #expect(try titles(open()) == expected)
    }

    @Test func anErrorOnTheWayLeavesTheStoreAsItWas() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open()) }
        struct Broken: Error {}
        for step in [StoreFile.Step.begun, .copied, .checked, .emptied] {
            let failure = code {
                try Store.lock(folder: store, passphrase: right, ports: .system) {
                    if $0 == step { throw Broken() }
                }
            }
            #expect(failure == "undone")
            #expect(try titles(open()).count == 40)
            #expect(!FileManager.default.fileExists(atPath: store + "/relais.sqlite.new"))
        }
    }

    @Test func aStoreInUseIsNotReplaced() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let first = try open()
        try fill(first, 3)
        #expect(code { try Store.lock(folder: store, passphrase: right) } == "store_busy")
        try fill(first, 1)
        #expect(try titles(first).count == 4)
        // Also by a program that knows of no gate.
        let old = try Connection(path: store + "/relais.sqlite", mode: .readWrite)
        _ = try old.userVersion
        withExtendedLifetime(first) {}
        let plain = folder + "/plain"
        do { try fill(open(nil, plain), 2) }
        let user = try Connection(path: plain + "/relais.sqlite", mode: .readWrite)
        _ = try user.userVersion
        #expect(code { try Store.lock(folder: plain, passphrase: right) } == "store_busy")
        #expect(try !Store.isLocked(folder: plain))
    }

    @Test func whoeverOpensMeanwhileWaitsAndFindsTheNewFile() async throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open(), 5) }
        let (path, passphrase) = (store, right)
        let opening = Locked<Task<Int, any Error>?>(nil)
        try Store.lock(folder: store, passphrase: right, ports: .system) { step in
            guard step == .begun else { return }
            let task = Task.detached {
                let store = try Store(
                    folder: path, schema: StoreSample.schema, passphrase: passphrase)
                try store.write { $0.create("book", ["title": .assign(.text("later"))]) }
                return try store.records(Book.self).count
            }
            opening.withLock { $0 = task }
            usleep(100_000)
        }
        #expect(try await opening.withLock { $0 }?.value == 6)
        #expect(try open(right).records(Book.self).count == 6)
    }

    @Test(arguments: UInt64(1)...3)
    func anAlteredByteIsSaidAndNothingWrongIsShown(seed: UInt64) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open(right)) }
        let expected = try titles(open(right))
        let path = store + "/relais.sqlite"
        let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
        var generator = SeededGenerator(seed: seed)
        var codes: Set<String> = []
        for _ in 0..<25 {
            var altered = bytes
            altered[Int.random(in: altered.indices, using: &generator)] ^= 0x20
            try Data(altered).write(to: URL(filePath: path))
            do {
                #expect(try titles(open(right)) == expected)
            } catch let error as RelaisError {
                codes.insert(error.code)
            }
        }
        #expect(codes.contains("store_altered"))
        #expect(codes.isSubset(of: ["store_altered", "store_damaged"]), "\(codes)")
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try titles(open(right)) == expected)
    }

    /// What an erasure leaves in the pages of a locked store is overwritten as in any other, and
    /// nothing is in the clear on the way.
    @Test func aLockedStoreIsScrubbed() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let locked = try open(right)
        try fill(locked, 120)
        let expected = try titles(locked)
        #expect(try !locked.scrubFile())
        try locked.withCore { core in
            try core.write { try core.connection.run("UPDATE relais_device SET has_erased = 1") }
        }
        #expect(try locked.scrubFile())
        #expect(try !locked.scrubFile())
        #expect(try titles(locked) == expected)
        #expect(try tellingFiles(store).isEmpty)
        #expect(try titles(open(right)) == expected)
    }

    /// A store that was cut off between two pages is no smaller store: it is said to be damaged,
    /// with what to do, before anything of it is shown.
    @Test func aStoreThatWasCutBetweenTwoPagesIsSaidToBeDamaged() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        do { try fill(open(right), 120) }
        let path = store + "/relais.sqlite"
        do {
            let locked = try StoreFile(folder: store).open(right)
            try locked.checkpoint()
        }
        let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
        let page = 4096 + 28
        let pages = (bytes.count - FileHead.length) / page
        #expect(pages > 20 && bytes.count == FileHead.length + pages * page)
        for kept in 0..<pages {
            try Data(bytes.prefix(FileHead.length + kept * page)).write(to: URL(filePath: path))
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
            let error = #expect(throws: RelaisError.self, "\(kept) of \(pages)") {
                _ = try titles(open(right))
            }
            #expect(["store_altered", "store_damaged"].contains(error?.code ?? ""), "\(kept)")
            #expect(error?.remedy.french.isEmpty == false)
        }
        try Data(bytes).write(to: URL(filePath: path))
        #expect(try titles(open(right)).count == 120)
    }
}

/// The sealing of a machine, but a guess of a passphrase costs a sixty-fourth: these laws are not
/// about that, and most of them open a store many times.
private struct CheapSealing: Sealing {
    private let machine = LibcryptoSealing()

    func key(from passphrase: [UInt8], salt: [UInt8], cost: ScryptCost) -> [UInt8]? {
        let log2N = max(10, cost.log2N - 6)
        return ScryptCost(log2N: log2N, r: cost.r, p: cost.p).flatMap {
            machine.key(from: passphrase, salt: salt, cost: $0)
        }
    }

    func sealer(key: [UInt8]) -> (any Sealer)? { machine.sealer(key: key) }
}
