// Restore: puts a backup in a territory's place, and opens a new epoch.
//
// What the territory's order held after the backup is lost here, and still with the devices: they
// learn of the new epoch, give back what they hold of the old line, and send again what they sent
// after the backup. What must not come back (withdrawn accesses, erased records) is in the ledger,
// which no backup holds, and is applied before the territory is served.

import FoundationEssentials
import Glibc
import SQLite
package import Shared

/// A restore that was made.
package struct RestoreSummary: Sendable {
    package let territory: String
    package let epoch: Epoch
    /// The last position that the backup holds: where the new epoch forks from the old.
    package let fork: Position
    /// Unix milliseconds at which the backup was made; `nil` when it does not say.
    package let madeAt: UInt64?
    /// Whether the ledger was there; without it, withdrawn accesses and erasures since the backup
    /// have to be made again.
    package let hasLedger: Bool
    /// Where what stood in its place was moved to; `nil` when nothing did.
    package let replaced: String?
    /// Whether nothing of what was erased is left in free pages of what stood in its place; that
    /// cannot be said of a file that cannot be read or written.
    package let isReplacedClean: Bool
    /// What no erasure could read in the backup: see `ErasureRemains`.
    package let unreadable: [String]
    package let takenOver: TakenOver
}

/// What a restored territory has from the file that it replaces: it waits for a decision there, and
/// no device may hold it any more.
package struct TakenOver: Equatable, Sendable {
    /// Records that were given back and could not be joined.
    package var sealed = 0
    /// Transactions that were refused.
    package var refused = 0
    /// Whether there was such a file, and all that had to be read of it could be.
    package var isWhole = false

    package init(sealed: Int = 0, refused: Int = 0, isWhole: Bool = false) {
        self.sealed = sealed
        self.refused = refused
        self.isWhole = isWhole
    }
}

package enum Restore {
    /// Puts a backup in place. No server may be running on the folder.
    ///
    /// - Parameter passphrase: what a sealed backup was made with.
    package static func run(
        from path: String, into folder: String, ports: Ports, schema: Schema,
        passphrase: String? = nil
    ) throws -> RestoreSummary {
        let file = BackupFile(path, passphrase: passphrase)
        _ = try inspect(file)
        let data = try ServerData(folder: folder, ports: ports, log: { _ in })
        let lock = try ServerLock(folder: folder)
        defer { withExtendedLifetime(lock) {} }
        return try data.translate { try run(from: file, data, schema: schema) }
    }

    private static func run(
        from file: BackupFile, _ data: ServerData, schema: Schema
    ) throws -> RestoreSummary {
        let info = try inspect(file)
        guard ServerData.isCode(info.code) else {
            throw AdministrationErrors.notABackup(file.path)
        }
        let place = data.path(info.code)
        let prepared = place + ".restoring"
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: prepared + suffix)
        }
        try Connection(path: file.path, mode: .readOnly, cipher: try file.cipher())
            .backup(to: prepared)
        // What this program cannot open is told before anything is noted.
        try SQLiteTerritoryStorage(path: prepared).close()
        let ledger = data.ledgerPath(info.code)
        let hasLedger = FileManager.default.fileExists(atPath: ledger)
        Ledger.removeBeside(ledger)
        let fork = Lineage.Fork(
            epoch: Epoch(data.ports.random()), parent: info.epoch, sequence: info.head)
        let (unreadable, takenOver) = try open(
            prepared, fork, hasLedger ? ledger : Ledger.beside(ledger), data, schema: schema,
            hasLedger: hasLedger, in: place)
        let isScrubbed = scrub(place)
        let replaced = try moveAside(place, now: data.ports.now())
        guard rename(prepared, place) == 0 else {
            throw AdministrationErrors.dataNotUsable(place, detail: "rename: \(errno)")
        }
        // Last: until then the next restore is told that it is missing.
        if !hasLedger { try Ledger.place(ledger) }
        return RestoreSummary(
            territory: info.code, epoch: fork.epoch, fork: info.end,
            madeAt: info.backups.last?.madeAt, hasLedger: hasLedger, replaced: replaced,
            isReplacedClean: isScrubbed, unreadable: unreadable, takenOver: takenOver)
    }

    /// Whether a file is a territory's, whole and readable, and what it holds.
    static func inspect(_ file: BackupFile) throws -> TerritoryInfo {
        let path = file.path
        guard FileManager.default.fileExists(atPath: path) else {
            throw AdministrationErrors.notABackup(path)
        }
        do {
            let connection = try Connection(
                path: path, mode: .readOnly, cipher: try file.cipher())
            guard try connection.integrityCheck().isEmpty else {
                throw AdministrationErrors.damagedBackup(path)
            }
            return try SQLiteSession(connection).info()
        } catch is StorageDamage {
            throw AdministrationErrors.damagedBackup(path)
        } catch let error as SQLiteError {
            throw error.isCorrupt || error.isAltered
                ? AdministrationErrors.damagedBackup(path) : AdministrationErrors.notABackup(path)
        }
    }

    /// Where the audit ends that the restore replaces, as far as anything still tells.
    private static func auditHead(of place: String, _ ledger: Ledger) throws -> AuditHead? {
        let connection = try? Connection(path: place, mode: .readOnly)
        let session = connection.map { SQLiteSession($0) }
        // A file that cannot be read any more is what restores are for.
        let epoch = try? session?.info().epoch
        let own = try? session?.auditHead()
        return try ledger.auditHead(epoch) ?? own ?? ledger.auditHead()
    }

    /// Opens the new epoch in a copy of the backup, applies the ledger, or begins it anew, and says
    /// in the audit which end of it was lost: the chain goes on from the backup's.
    ///
    /// - Parameters:
    ///   - ledgerPath: where the ledger is, or is made.
    ///   - place: what the restore replaces.
    /// - Returns: what no erasure could read, and what was taken over.
    private static func open(
        _ path: String, _ fork: Lineage.Fork, _ ledgerPath: String, _ data: ServerData,
        schema: Schema, hasLedger: Bool, in place: String
    ) throws -> ([String], TakenOver) {
        let ledger = try Ledger(path: ledgerPath)
        let storage = try SQLiteTerritoryStorage(path: path, ledger: ledger)
        if !hasLedger {
            if !DeliberateBug.ledgerStaysLost.isOn {
                try storage.read { try ledger.renew(from: $0) }
            }
            try ledger.noteLoss(at: data.ports.now())
        }
        try ledger.note(.opened(fork))
        let (isLost, lost) = (try ledger.hasLoss(), try auditHead(of: place, ledger))
        let entries = DeliberateBug.ledgerIsForgotten.isOn ? [] : try ledger.entries()
        let takenOver = try storage.write { writer in
            // That this one is complete is seen from here, also when it was made by other means.
            let info = try writer.info()
            try writer.put(
                BackupMark(
                    position: info.end, madeAt: info.backups.last?.madeAt ?? data.ports.now(),
                    kind: .complete))
            try writer.put(
                BackupMark(position: info.end, madeAt: data.ports.now(), kind: .fork))
            if isLost { try writer.put(setting: Ledger.lossSetting, "") }
            try writer.open(fork, replicas: try replicas(data.ports, writer, entries))
            let takenOver = try Carried(from: place).put(into: writer)
            try apply(entries, writer, data.ports, schema: schema)
            try writer.audit(
                AuditEvent(
                    at: data.ports.now(), .operator, .restored,
                    on: lost.map(AuditSubject.audit) ?? AuditSubject.none))
            return takenOver
        }
        // What the backup held of the erased is not served.
        _ = try storage.scrub()
        let unreadable = try storage.read { try ErasureRemains.all($0) }
        try storage.close()
        return (unreadable, takenOver)
    }

    /// A block of replica numbers in which nobody ever had one.
    private static func replicas(
        _ ports: Ports, _ reader: any StorageReading, _ entries: [LedgerEntry]
    ) throws -> Replica {
        var used = Set(try reader.devices().map { $0.replica >> 16 })
        for case .enrolled(let device, _) in entries { used.insert(device.replica >> 16) }
        if DeliberateBug.replicaNumbersComeAgain.isOn {
            return try reader.devices().map(\.replica).max() ?? 0
        }
        while true {
            let block = Replica(1 + ports.random() % 0x7FFE)
            if !used.contains(block) { return block << 16 }
        }
    }

    private static func apply(
        _ entries: [LedgerEntry], _ writer: any StorageWriting, _ ports: Ports, schema: Schema
    ) throws {
        // The server's own writer takes a new number in each epoch.
        for var device in try writer.devices() where device.state == .server {
            device.state = .revoked
            try writer.put(device)
        }
        var erasures: [RecordKey: String] = [:]
        for entry in entries {
            switch entry {
            case .enrolled(let device, let user):
                if try writer.user(user.id) == nil { try writer.put(user) }
                try apply(device, writer)
            case .revoked(let replica, let isLost):
                guard var device = try writer.device(replica) else { continue }
                device.state = isLost ? .lost : .revoked
                try writer.put(device)
            case .changed(let user): try writer.put(user)
            case .erased(let key, let scope): erasures[key] = scope
            case .erasure: continue
            case .opened(let fork): try writer.put(Lineage(forks: [fork]))
            case .access(let access): try writer.put(access)
            case .portfolio(let portfolio):
                if !DeliberateBug.handOverIsForgotten.isOn { try writer.put(portfolio) }
            }
        }
        // Stores that were found to be copies after the backup are copies still.
        let copied = try writer.devices().filter { $0.family != nil }
        for user in Set(copied.map(\.user)).sorted() {
            _ = try Forker.family(of: user, writer)
        }
        var server = try ServerWriter(writer, ports: ports, schema: schema)
        for (key, scope) in erasures.sorted(by: { $0.key.id < $1.key.id })
        where try writer.tombstone(key) == nil {
            if try writer.record(key) == nil {
                // It is younger than the backup. A device that has not heard of the erasure would
                // give it back, and whoever erased it may be gone.
                let next = try writer.info().head + 1
                try writer.put(
                    StoredRecord(
                        key: key, scope: scope, entered: next, sequence: next,
                        state: RecordState().bytes))
            }
            server.commit([RecordChange(collection: key.collection, id: key.id, action: .erase)])
        }
        try server.finish()
    }

    /// Brings back a device that the backup does not know, or the secrets that it has had since.
    private static func apply(_ noted: Device, _ writer: any StorageWriting) throws {
        guard var device = try writer.device(noted.replica) else { return try writer.put(noted) }
        // A ledger may be an older copy than the backup.
        guard noted.rotations >= device.rotations else { return }
        device.secretHash = noted.secretHash
        device.nextSecretHash = noted.nextSecretHash
        device.rotations = noted.rotations
        try writer.put(device)
    }

    /// Leaves nothing of what was erased in a file that is kept. One that cannot be read stays as
    /// it is: it is what restores are for.
    ///
    /// - Returns: whether nothing is left, as far as the file tells.
    private static func scrub(_ place: String) -> Bool {
        guard FileManager.default.fileExists(atPath: place) else { return true }
        do {
            let connection = try Connection(path: place, mode: .readWrite)
            if try SQLiteSession(connection).unscrubbed() == nil { return true }
            try connection.scrub()
            return true
        } catch {
            return false
        }
    }

    /// Moves a territory's file and its log aside; answers where to.
    private static func moveAside(_ place: String, now: UInt64) throws -> String? {
        guard FileManager.default.fileExists(atPath: place) else { return nil }
        let aside = "\(place).before-\(now)"
        for suffix in ["", "-wal", "-shm"]
        where FileManager.default.fileExists(atPath: place + suffix) {
            guard rename(place + suffix, aside + suffix) == 0 else {
                throw AdministrationErrors.dataNotUsable(place, detail: "rename: \(errno)")
            }
        }
        return aside
    }
}
