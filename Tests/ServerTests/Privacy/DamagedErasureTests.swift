// Bytes that an erasure cannot read: what names the erased is emptied, and of the rest the operator
// is told where it is.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Testing

struct DamagedErasureTests: PrivacyWorld {
    let world: World

    init() throws { world = try World(schema: JobSearch.schema) }

    private func remains() throws -> [String] {
        try world.administration.storage.read { try ErasureRemains.all($0) }
    }

    private func erase(_ person: RecordID) throws {
        _ = try world.administration.eraseFile(RecordKey(collection: "person", id: person))
    }

    /// A person, and what the last push of a withdrawn device says of them, which was refused.
    private func refused() async throws -> (person: RecordID, place: String) {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        try anna.store.write {
            $0.edit("person", person, ["address": .assign(.text("3 rue Ygfskale"))])
        }
        let replica = try replica(anna)
        _ = try world.administration.revoke(replica)
        _ = try await anna.engine.sync()
        let refused = try world.administration.storage.read { try $0.quarantine() }
        #expect(refused.count == 1)
        try? FileManager.default.removeItem(atPath: anna.folder)
        return (person, "transaction:\(replica):\(refused[0].number)")
    }

    @Test func damagedRefusalThatNamesTheErasedIsEmptied() async throws {
        let (person, _) = try await refused()
        try world.damage("UPDATE quarantine SET body = CAST(x'FFFF' || substr(body, 3) AS BLOB)")
        try erase(person)
        #expect(try files(holding: Self.words) == [])
        #expect(try remains() == [])
        let row = try #require(try world.quarantines.waiting().first)
        #expect(row.code == "record_erased")
        #expect(try Transaction(bytes: row.body).records.isEmpty)
        #expect(RefusedContents(row, world.schema).json == .array([]))
        let address = try #require(try world.waiting().first)
        #expect(throws: RelaisError.self) { try world.quarantines.accept(address) }
        try world.quarantines.dismiss(address)
    }

    /// What is damaged of a file goes with it, whoever erases, and however it is damaged.
    @Test(arguments: ["readable", "unreadable", "digest"], [false, true])
    func damagedPartOfAFileIsErasedWithIt(_ damage: String, _ isPushed: Bool) async throws {
        let anna = try await world.device(role: .coordinator)
        let person = try person(anna)
        let other = try anna.create("person", ["given_name": .assign(.text("Anaïs"))])
        let kept = try anna.create(
            "note",
            [
                "person": .assign(.text(other.description)),
                "text": .assign(.text("Rappeler lundi.")),
            ])
        try await anna.sync()
        let note = try #require(records(anna, "note").map(\.id).first { $0 != kept })
        let late = try await world.device(role: .coordinator)
        if damage == "digest" {
            try world.damage("UPDATE record SET digest = zeroblob(16) WHERE id = ?", note)
        } else {
            try world.damageRecord(note, like: damage == "readable" ? kept : nil)
        }
        try world.restart()
        try await late.sync()
        if isPushed {
            try late.store.write { $0.erase("person", person) }
            let report = try await late.sync()
            #expect(report.error == nil)
            #expect(try late.store.status().pending == 0)
        } else {
            try erase(person)
        }
        for device in [anna, late] { try await device.sync() }
        #expect(try isErased("person", person) && isErased("note", note))
        #expect(try !isErased("note", kept))
        #expect(try world.lacking() == [])
        _ = try world.administration.storage.scrub()
        #expect(try files(holding: Self.words) == [])
        for device in [anna, late] {
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    /// The ledger's erasures are done again in a backup that has damaged rows.
    @Test func restoreErasesWhatIsDamagedInItsBackup() async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        let note = try #require(records(anna, "note").first?.id)
        try world.damageRecord(note, like: nil)
        try world.backup()
        try erase(person)
        try world.restore()
        #expect(try isErased("person", person) && isErased("note", note))
    }

    @Test func refusalThatCanBeReadKeepsNothingOfTheErased() async throws {
        let (person, _) = try await refused()
        try erase(person)
        #expect(try files(holding: Self.words) == [])
        #expect(try remains() == [])
        #expect(try world.quarantines.waiting().map(\.code) == ["record_erased"])
    }

    @Test func damagedRefusalThatNamesNobodyIsToldUntilItIsReadable() async throws {
        let (person, place) = try await refused()
        try world.backup()
        try world.damage("UPDATE quarantine SET body = CAST('3 rue Ygfskale' AS BLOB)")
        try erase(person)
        #expect(try remains() == [place])
        #expect(try !files(holding: Self.words).isEmpty)
        // It blocks nobody: the others are decided, and this one can be dismissed.
        let address = try #require(try world.waiting().first)
        let error = #expect(throws: RelaisError.self) { try world.quarantines.accept(address) }
        #expect(error?.code == "refusal_damaged")
        #expect(
            RefusedContents(try #require(try world.quarantines.waiting().first), world.schema)
                .lines(.french).count == 1)
        // Another erasure tells it once.
        let anna = try await world.device()
        let other = try self.person(anna)
        try await anna.sync()
        try erase(other)
        #expect(try remains() == [place])
        // A backup from before the damage: the ledger erases in it, and nothing is left to tell.
        let summary = try world.restore()
        #expect(summary.unreadable == [] && summary.isReplacedClean)
        #expect(try remains() == [])
        let restored = try world.administration.storage.read { try $0.quarantine() }
        #expect(restored.map(\.code) == ["record_erased"])
    }

    @Test(arguments: [false, true])
    func damagedStepIsEmptiedOrTold(_ isNamed: Bool) async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        try anna.store.write {
            $0.edit("person", person, ["address": .assign(.text("3 rue Ygfskale"))])
        }
        try await anna.sync()
        let head = try world.administration.storage.read { try $0.info().head }
        try world.damage(
            isNamed
                ? "UPDATE journal SET body = CAST(x'FFFF' || substr(body, 3) AS BLOB) "
                    + "WHERE sequence = ?"
                : "UPDATE journal SET body = CAST('3 rue Ygfskale' AS BLOB) WHERE sequence = ?",
            [.integer(Int64(head))])
        try erase(person)
        #expect(try remains() == (isNamed ? [] : ["step:\(head)"]))
        let entry = try world.administration.storage.read { try $0.journal(head) }
        #expect(entry?.body.isEmpty == isNamed)
        // What was before the damage is emptied all the same.
        let first = try #require(try world.administration.storage.read { try $0.journal(1) })
        #expect(
            try Transaction(bytes: first.body).records.filter { $0.id == person }.map(\.action)
                == [.write([])])
    }

    @Test(arguments: [false, true])
    func damagedReturnIsTakenOutOrTold(_ isNamed: Bool) async throws {
        let anna = try await world.device()
        let person = try person(anna)
        try await anna.sync()
        let key = RecordKey(collection: "note", id: RecordID(high: 5, low: 6))
        try world.administration.storage.write { writer in
            try writer.put(
                SealedRecord(
                    replica: 9, key: key, scope: "territory",
                    base: Position(epoch: Epoch(1), sequence: 1), code: "not_allowed",
                    message: Phrase(fr: "Non.", en: "No."),
                    state: Array("Ygfskale".utf8) + (isNamed ? person.bytes : []), receivedAt: 1))
        }
        try erase(person)
        let left = try world.administration.storage.read { try $0.sealedRecords() }
        #expect(left.isEmpty == isNamed)
        #expect(try remains() == (isNamed ? [] : ["sealed:9:note:\(key.id)"]))
    }

    @Test(arguments: [false, true])
    func replacedFileThatCannotBeCleanedIsTold(_ isDamaged: Bool) async throws {
        let lead = try await world.device(role: .coordinator)
        let person = try person(lead)
        try await lead.sync()
        try world.backup()
        try lead.store.eraseFile(person)
        try await lead.sync()
        if isDamaged {
            try Connection(path: world.territory, mode: .readWrite).checkpoint()
            try FileHead.write([UInt8](repeating: 0x2A, count: 100), to: world.territory)
        }
        let summary = try world.restore()
        #expect(summary.isReplacedClean == !isDamaged)
        #expect(summary.replaced != nil)
    }
}
