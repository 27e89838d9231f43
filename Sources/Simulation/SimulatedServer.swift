// SimulatedServer: a real server without sockets, and the simulator's own account of what has been
// merged into each record on the line that it serves.

import FaultyDisk
import FoundationEssentials
import Server
import Shared

/// A backup, with the account as of then.
struct SimulatedBackup {
    let file: String
    /// By the server's clock.
    let madeAt: UInt64
    let compacted: Set<RecordKey>
    let merged: [RecordKey: FactSet]
    let scopes: [RecordKey: [String]]
    let accesses: Accesses
}

/// A record as it was given back.
struct ReturnedState: Hashable {
    let key: RecordKey
    let state: [UInt8]
}

final class SimulatedServer {
    let folder: String
    let clock = VirtualTime.Offset()
    let ports: Ports
    let pageBytes: Int
    let disk: FaultyDisk
    private(set) var data: ServerData
    /// `nil` while the server's files are being exchanged.
    private(set) var storage: SQLiteTerritoryStorage!
    private(set) var router: Router
    private(set) var isUpgraded = false
    var isFull = false
    var backups: [SimulatedBackup] = []
    /// By record: the facts that the served line has taken in.
    var merged: [RecordKey: FactSet] = [:]
    /// By record: the audience that it belongs to, then its guests.
    var scopes: [RecordKey: [String]] = [:]
    /// Who may do what, and what was erased for ever.
    var accesses: Accesses
    /// What of it the ledger brings back after a restore.
    var noted: Accesses
    /// Whether a ledger was ever lost: devices may then be unknown.
    private(set) var hasLostLedger = false
    /// Of which the served line keeps the identity alone.
    var compacted: Set<RecordKey> = []
    /// What devices could not give back, and what they had been shown of it: it is kept whole,
    /// whatever is restored.
    var sealed: [ReturnedState: FactSet] = [:]
    /// What was erased on any line: what was written of it is gone for ever wherever that is known.
    var everErased: Set<RecordKey> = []
    /// Facts that were in quarantine when their device purged itself: nobody else has them.
    var entrusted = FactSet()
    private(set) var head: UInt64 = 0
    private(set) var epoch = Epoch(0)
    /// By the server's clock; `nil` before there was one.
    private(set) var firstRestore: UInt64?
    /// The latest that the server's clock has shown.
    private var latest: UInt64 = 0
    /// Grows when the server dies or is restored.
    var life = 0

    init(
        folder: String, time: VirtualTime, pageBytes: Int, accesses: Accesses, seed: UInt64
    ) throws {
        self.folder = folder
        let parts = ["territories", "ledger"]
        disk = FaultyDisk(
            databases: parts.map { "\(folder)/\($0)/\(Template.territory).sqlite" }, seed: seed)
        self.accesses = accesses
        noted = accesses
        self.pageBytes = pageBytes
        ports = time.ports(clock)
        data = try ServerData(folder: folder, ports: ports, log: { _ in })
        storage = try data.existingTerritory(Template.territory)
        router = Router(
            data: data, schema: SimulatedSchema.versions[0], pageBytes: pageBytes)
        epoch = try storage.read { try $0.info().epoch }
    }

    var schema: Schema { SimulatedSchema.versions[isUpgraded ? 1 : 0] }

    /// The server ends and begins again over its files.
    func restart(upgraded: Bool = false) throws {
        life += 1
        isUpgraded = isUpgraded || upgraded
        isFull = false
        data = try ServerData(folder: folder, ports: ports, log: { _ in })
        storage = try data.existingTerritory(Template.territory)
        router = Router(data: data, schema: schema, pageBytes: pageBytes)
    }

    /// The power goes, if it is not gone yet, and comes back: what was acknowledged is there.
    func losePower() throws {
        disk.cut()
        try closeFiles()
        try disk.restorePower()
        try restart()
    }

    /// Nobody has the files open from here on.
    private func closeFiles() throws {
        storage = nil
        data = try ServerData(folder: folder + "/closed", ports: ports, log: { _ in })
        router = Router(data: data, schema: schema, pageBytes: pageBytes)
    }

    func fillDisk() throws {
        isFull = true
        try storage.limit(pages: 1)
    }

    func freeDisk() throws {
        isFull = false
        try storage.limit(pages: 1_000_000)
    }

    func backUp() throws {
        let file = "\(folder)/backup\(backups.count)"
        _ = try Backup.make(data, territory: Template.territory, to: file)
        backups.append(
            SimulatedBackup(
                file: file, madeAt: ports.now(), compacted: compacted, merged: merged,
                scopes: scopes, accesses: accesses))
    }

    /// Those that the product promises to heal from: the last one, while devices keep what was
    /// written since, and those that are young.
    func restorableBackups() -> [SimulatedBackup] {
        noteTime()
        return backups.enumerated().filter { index, backup in
            let isLast = index == backups.count - 1
            let lifetime = isLast ? Horizon.restorable : TerritoryInfo.backupLifetime
            return backup.madeAt &+ lifetime > latest
        }.map(\.element)
    }

    /// Notes how late it is: a device that has heard so keeps less, also when the clock goes back.
    func noteTime() { latest = max(latest, ports.now()) }

    /// - Parameter withoutLedger: whether the ledger is lost with what the restore replaces.
    func restore(_ backup: SimulatedBackup, withoutLedger: Bool) throws {
        try closeFiles()
        disk.forget()
        if withoutLedger {
            try FileManager.default.removeItem(atPath: folder + "/ledger")
            hasLostLedger = true
            noted = backup.accesses
        }
        accesses = backup.accesses.with(noted)
        let summary: RestoreSummary
        do {
            summary = try Restore.run(
                from: backup.file, into: folder, ports: ports, schema: schema)
        } catch let error as RelaisError {
            throw SimulationFailure("restore", "\(error.code) \(error.detail ?? "")")
        }
        disk.forget()
        try restart()
        merged = backup.merged
        compacted = backup.compacted
        scopes = backup.scopes
        firstRestore = firstRestore ?? ports.now()
        epoch = summary.epoch
        head = summary.fork.sequence
    }

    /// The entries of the order that were not looked at yet, with the info now.
    func news() throws -> (info: TerritoryInfo, entries: [JournalEntry]) {
        try storage.read { reader in
            let info = try reader.info()
            guard info.epoch == epoch, info.head >= head else {
                throw SimulationFailure(
                    "order", "head \(head) became \(info.epoch)/\(info.head)")
            }
            let entries = try (head..<info.head).map { last in
                guard let entry = try reader.journal(last + 1) else {
                    throw SimulationFailure("order", "there is a gap at \(last + 1)")
                }
                return entry
            }
            head = info.head
            return (info, entries)
        }
    }
}
