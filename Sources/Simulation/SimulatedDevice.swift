// SimulatedDevice: a real store and its engine, with the simulator's own account of what its user
// has been shown. The account goes where the files go: into a copy, and back with a rollback.

import ClientCore
import FaultyDisk
import SQLite
import Server
import Shared

/// What the files of a device have been shown, by the simulator's account.
struct Shown {
    /// By record: what was merged into the copy that the server last delivered.
    var delivered: [RecordKey: FactSet] = [:]
    var scopes: [RecordKey: String] = [:]
    /// Committed in these files.
    var own = FactSet()
    /// Refused ones of another copy of these files, which came with a number of their own: they
    /// wait here now, and are shown.
    var taken = FactSet()
    /// Own ones that the server refused, which are no longer shown.
    var refused = FactSet()
    /// Own ones that went when the access was withdrawn: the server had answered for them.
    var purged = FactSet()
    /// A write of which the disk said that it failed, and may have it.
    var doubt: Doubt?
    /// An answer that could not be taken, and may have been.
    var untaken: Untaken?
    var isUpgraded = false
    /// How its program calls a field that was renamed.
    var soilField: String { isUpgraded ? "ground" : "soil" }
    var person: Int

    func known(_ key: RecordKey, _ oracle: Oracle) -> FactSet {
        // What it purged itself of, it knows again once it is delivered again.
        let own = own.union(taken).subtracting(refused).subtracting(purged)
            .intersection(oracle.touching(key))
        // Of another's that was never merged, what it was made over has come along with it.
        let before = own.intersection(taken).facts.compactMap { oracle.facts[$0].known[key] }
        return before.reduce((delivered[key] ?? FactSet()).union(own)) { $0.union($1) }
    }

    /// An answer, and how far the store was without it.
    final class Untaken {
        let coming: Coming
        let progress: String

        init(_ coming: Coming, _ progress: String) {
            self.coming = coming
            self.progress = progress
        }
    }

    /// What somebody had been shown who wrote what may be there, or not.
    final class Doubt {
        let shown: Shown
        let fromForm: [RecordKey: FactSet]

        init(_ shown: Shown, _ fromForm: [RecordKey: FactSet]) {
            self.shown = shown
            self.fromForm = fromForm
        }
    }
}

/// An answer that the device has not taken yet.
struct Coming {
    let response: SyncResponse?
    let echoes: [Echo]
    let returned: (request: ReturnRequest, response: ReturnResponse)?
    /// Refused transactions that come with a number of the device's own.
    var refused = FactSet()
    /// What the server had merged when it answered.
    let merged: [RecordKey: FactSet]
    let scopes: [RecordKey: [String]]
    let compacted: Set<RecordKey>
    /// The version of the device's file when the answer arrived.
    var version = 0
}

final class SimulatedDevice {
    let name: String
    private(set) var folder: String
    /// `nil` where the device's disk never fails but by being full.
    private var disk: FaultyDisk?
    private(set) var store: Store
    private(set) var engine: SyncEngine
    private var connection: Connection
    let clock = VirtualTime.Offset()
    let ports: Ports
    /// How much it gives back in one request.
    private let returnBytes: Int
    var line: SimulatedLine
    var shown: Shown
    var coming: Coming?
    var copy: (folder: String, shown: Shown)?
    /// What a loss of power leaves.
    var durable: (folder: String, shown: Shown)?
    var form: (record: Record, known: FactSet)?
    /// What the form that is open shows.
    var formKnown: [RecordKey: FactSet] {
        form.map { [RecordKey(collection: "plot", id: $0.record.id): $0.known] } ?? [:]
    }
    var isRevoked = false
    /// What the server had merged or in quarantine when it told the device to go.
    var answered = FactSet()
    var isFull = false
    /// Grows when the program dies or its files are exchanged: what ran before must end.
    var life = 0
    var isSyncing = false
    /// What happens to the exchanges of the synchronisation that runs.
    var events: [LineEvent] = []
    var exchange = 0
    /// The epoch that the device last heard of.
    var epoch: Epoch?
    /// The last floors seen, by scope.
    var floors: [String: Position] = [:]

    init(
        name: String, folder: String, shown: Shown, time: VirtualTime, line: SimulatedLine,
        returnBytes: Int, hasFaultyDisk: Bool
    ) throws {
        self.returnBytes = returnBytes
        self.name = name
        self.folder = folder
        self.shown = shown
        self.line = line
        ports = time.ports(clock)
        disk = hasFaultyDisk ? SimulatedDevice.disk(folder) : nil
        (store, engine, connection) = try SimulatedDevice.open(
            folder, shown, ports, line, isFull: false, returnBytes)
    }

    private static func disk(_ folder: String) -> FaultyDisk {
        FaultyDisk(databases: [folder + "/relais.sqlite"], seed: 0)
    }

    private static func open(
        _ folder: String, _ shown: Shown, _ ports: Ports, _ line: SimulatedLine, isFull: Bool,
        _ returnBytes: Int
    ) throws -> (Store, SyncEngine, Connection) {
        let schema = SimulatedSchema.versions[shown.isUpgraded ? 1 : 0]
        let store = try Store(
            folder: folder, schema: schema, ports: ports, maximumPages: isFull ? 1 : nil)
        let connection = try Connection(path: folder + "/relais.sqlite", mode: .readOnly)
        let engine = SyncEngine(store: store, transport: line, returnBytes: returnBytes)
        return (store, engine, connection)
    }

    /// The program ends, wherever it is, and begins again over its files or others.
    func reopen(_ folder: String? = nil) throws {
        life += 1
        coming = nil
        form = nil
        mendDisk()
        if let folder {
            self.folder = folder
            floors = [:]
            if disk != nil { disk = SimulatedDevice.disk(folder) }
        }
        (store, engine, connection) = try SimulatedDevice.open(
            self.folder, shown, ports, line, isFull: isFull, returnBytes)
    }

    /// After so many writes and syncs that go well, one fails.
    func breakDisk(after: Int) { disk?.arm(.changing(after: after)) }

    func mendDisk() { _ = disk?.disarm() }

    // MARK: What is in the file, read beside the store

    func fileVersion() throws -> Int { try connection.dataVersion() }

    /// How far the store says that it is with its server.
    func progress() throws -> String {
        var progress = ""
        try connection.rows(
            """
            SELECT group_concat(part, ' ') FROM (
                SELECT quote(replica) || quote(secret) || quote(acknowledged) || quote(epoch)
                    || quote(last_sync) || quote(needs_fork) AS part
                FROM relais_device
                UNION ALL
                SELECT quote(name) || quote(epoch) || quote(floor) || quote(page) FROM relais_scope
                UNION ALL
                SELECT quote(count(answered)) || quote(count(epoch)) FROM relais_journal)
            """, []
        ) { progress = $0.string(0) }
        return progress
    }

    /// The identities of the device's own transactions, the oldest first.
    func journal() throws -> [TransactionID] {
        var ids: [TransactionID] = []
        try connection.rows("SELECT id FROM relais_journal ORDER BY row", []) { row in
            ids.append(TransactionID(UInt64(bitPattern: row.int64(0))))
        }
        return ids
    }

    func lastTransaction() throws -> Transaction? {
        var transaction: Transaction?
        try connection.rows(
            "SELECT body FROM relais_journal WHERE body IS NOT NULL ORDER BY row DESC LIMIT 1", []
        ) { transaction = try Transaction(bytes: $0.bytes(0)) }
        return transaction
    }

    /// How many numbers are missing between the first and the last of those of its own that it has.
    func gaps() throws -> Int {
        var gaps = 0
        try connection.rows(
            """
            SELECT coalesce(max(number) - min(number) + 1 - count(*), 0) FROM relais_journal
            WHERE replica = (SELECT replica FROM relais_device)
            """, []
        ) { gaps = $0.int(0) }
        return gaps
    }

    /// Own transactions of which nothing is kept but that they were.
    func emptied() throws -> [TransactionID] {
        var ids: [TransactionID] = []
        try connection.rows("SELECT id FROM relais_journal WHERE body IS NULL", []) { row in
            ids.append(TransactionID(UInt64(bitPattern: row.int64(0))))
        }
        return ids
    }

    /// The sums of digests that the store keeps, by scope.
    func keptSums() throws -> [String: ScopeSum] {
        var sums: [String: ScopeSum] = [:]
        try connection.rows("SELECT name, high, low, count FROM relais_scope WHERE held", []) {
            let digest = Digest(
                high: UInt64(bitPattern: $0.int64(1)), low: UInt64(bitPattern: $0.int64(2)))
            sums[$0.string(0)] = ScopeSum(digest: digest, count: $0.int(3))
        }
        return sums
    }

    /// Transactions that were answered for and have no place: refused, decided or not.
    func refused() throws -> [TransactionID] {
        var ids: [TransactionID] = []
        try connection.rows(
            "SELECT id FROM relais_journal WHERE sequence IS NULL AND answered IS NOT NULL", []
        ) { ids.append(TransactionID(UInt64(bitPattern: $0.int64(0)))) }
        return ids
    }

    /// The place of each scope: its floor.
    func heldFloors() throws -> [String: Position] {
        var floors: [String: Position] = [:]
        try connection.rows("SELECT name, epoch, floor FROM relais_scope WHERE held", []) { row in
            if row.isNull(1) { return }
            floors[row.string(0)] = Position(
                epoch: Epoch(UInt64(bitPattern: row.int64(1))),
                sequence: UInt64(bitPattern: row.int64(2)))
        }
        return floors
    }

    /// Whether the device has heard of a scope, and may hold what is in it.
    func knows(_ scope: String) throws -> Bool {
        var isKnown = false
        try connection.rows(
            "SELECT 1 FROM relais_scope WHERE held AND name = ?", [.text(scope)]
        ) { _ in
            isKnown = true
        }
        return isKnown
    }

    func count(_ table: String) throws -> Int {
        var count = 0
        try connection.rows("SELECT count(*) FROM \(table)", []) { count = $0.int(0) }
        return count
    }

    /// Documents of the search index whose record is not there.
    func orphans() throws -> Int {
        var count = 0
        try connection.rows(
            """
            SELECT count(*) FROM relais_search AS s JOIN relais_collection AS c
                ON c.number = s.rowid >> 40 AND c.name = 'file'
            WHERE s.rowid & 0xFFFFFFFFFF NOT IN (SELECT _row FROM file)
            """, []
        ) { count = $0.int(0) }
        return count
    }

    /// One confirmed record of the file.
    struct Row: Equatable {
        var scope: String
        var state: [UInt8]
        /// What is shown, without what concerns this device alone.
        var columns: [Value]
    }

    /// Every record of the file, by its key.
    func records() throws -> [RecordKey: Row] {
        var records: [RecordKey: Row] = [:]
        let schema = SimulatedSchema.versions[shown.isUpgraded ? 1 : 0]
        for collection in schema.collections {
            let fields = collection.fields.map { ", r.\"\($0.name)\"" }.joined()
            try connection.rows(
                """
                SELECT r.id, s.name, r._state, r._flags\(fields) FROM "\(collection.name)" AS r
                LEFT JOIN relais_scope AS s ON s.number = r._scope
                """, []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                records[RecordKey(collection: collection.name, id: id)] = Row(
                    scope: row.isNull(1) ? "" : row.string(1),
                    state: row.isNull(2) ? [] : row.bytes(2),
                    columns: [.integer(row.int64(3) & ~8)]
                        + (4..<row.columnCount).map { row.value($0) })
            }
        }
        try connection.rows(
            """
            SELECT u.id, s.name, u._state, c.name FROM relais_unknown AS u
            JOIN relais_collection AS c ON c.number = u.collection
            LEFT JOIN relais_scope AS s ON s.number = u._scope
            """, []
        ) { row in
            guard let id = RecordID(bytes: row.bytes(0)) else { return }
            records[RecordKey(collection: row.string(3), id: id)] = Row(
                scope: row.isNull(1) ? "" : row.string(1),
                state: row.isNull(2) ? [] : row.bytes(2), columns: [])
        }
        return records
    }
}
