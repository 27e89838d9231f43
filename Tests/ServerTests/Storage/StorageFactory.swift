// StorageFactory: how the law suite gets a storage. Every implementation adds one, and passes all
// the laws.

import FoundationEssentials
import Server
import Shared
import Testing

/// One territory's storage, which can be opened again as another process would.
protocol StorageFixture: AnyObject, Sendable {
    var storage: any TerritoryStorage { get }
    /// Another instance over the same data.
    func another() throws -> any TerritoryStorage
}

/// Makes an empty territory in some implementation.
struct StorageFactory: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable () throws -> any StorageFixture

    /// Every implementation of the product.
    static let all = [StorageFactory(testDescription: "SQLite") { try SQLiteFixture() }]
}

/// A territory in a file of its own, removed with all that goes with it.
final class SQLiteFixture: StorageFixture {
    let folder: String
    let storage: any TerritoryStorage

    var path: String { folder + "/garden.sqlite" }

    init() throws {
        folder = temporaryPath()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        storage = try SQLiteTerritoryStorage.create(
            path: folder + "/garden.sqlite", code: "garden", name: "Garden", epoch: Epoch(7),
            ledger: try Ledger(path: folder + "/ledger.sqlite"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func another() throws -> any TerritoryStorage {
        try SQLiteTerritoryStorage(path: path, ledger: try Ledger(path: folder + "/ledger.sqlite"))
    }
}

/// What a body throws to have everything undone.
struct Undone: Error {}

/// Rows of the laws: the same number gives the same row.
enum Sample {
    static func key(_ number: UInt64, collection: String = "plot") -> RecordKey {
        RecordKey(collection: collection, id: RecordID(high: number, low: ~number))
    }

    static func record(
        _ number: UInt64, at sequence: UInt64, entered: UInt64? = nil,
        scope: String = "territory", collection: String = "plot"
    ) -> StoredRecord {
        StoredRecord(
            key: key(number, collection: collection), scope: scope, entered: entered ?? sequence,
            sequence: sequence,
            state: [0, UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: sequence)])
    }

    static func entry(
        _ sequence: UInt64, replica: Replica = 1, number: UInt64? = nil,
        previous: [UInt64] = [0]
    ) -> JournalEntry {
        JournalEntry(
            sequence: sequence, replica: replica, number: number ?? sequence, previous: previous,
            body: [0, 255, UInt8(truncatingIfNeeded: sequence)])
    }

    static func chain(_ number: UInt64) -> ChainHash {
        ChainHash.start.appending(SHA256.hash(Array("\(number)".utf8)))
    }

    static func run(_ first: UInt64, _ count: Int, at sequence: UInt64?) -> ReceivedRun {
        ReceivedRun(
            first: first, count: count, sequence: sequence,
            chains: (0..<UInt64(count)).map { chain(first + $0) })
    }

    static func refusal(_ replica: Replica, _ number: UInt64) -> QuarantinedTransaction {
        QuarantinedTransaction(
            replica: replica, number: number, id: TransactionID(UInt64(replica) << 32 | number),
            code: "not_allowed", message: Phrase(fr: "Non « é »\0.", en: "No."),
            body: [0, 1, UInt8(truncatingIfNeeded: number)], receivedAt: .max - number)
    }

    static func device(_ replica: Replica, state: Device.State = .active) -> Device {
        Device(
            replica: replica, user: "user \(replica)", secretHash: [0, UInt8(replica)],
            state: state, lastNumber: 3, chain: chain(3), createdAt: 17, lastSeen: nil,
            lastAct: UInt64(replica), lastActHash: [7, UInt8(replica)])
    }
}

extension StorageReading {
    /// The records of a feed, as it delivers them.
    func feed(_ scope: String = "territory", after sequence: UInt64 = 0) throws -> [StoredRecord] {
        var records: [StoredRecord] = []
        try feed(scope: scope, after: sequence) { record in
            records.append(record)
            return true
        }
        return records
    }
}
