// LedgerRenewal: a ledger that was lost begins anew with what the territory knows, so that a later
// restore of an older backup does not undo that either. It appears whole or not at all: half a
// ledger would be taken for one that has everything.

import FoundationEssentials
import SQLite
import Shared

extension Ledger {
    /// Notes every withdrawn access, role, holder, erasure and epoch that a territory still knows.
    func renew(from reader: any StorageReading) throws {
        var entries: [LedgerEntry] = try reader.users().map(LedgerEntry.changed)
        for device in try reader.devices() where device.state != .server {
            // The server's own writers are nobody's.
            guard let user = try reader.user(device.user) else { continue }
            entries.append(.enrolled(device, user))
            if device.state == .revoked || device.state == .lost {
                entries.append(.revoked(device.replica, isLost: device.state == .lost))
            }
        }
        entries += try reader.portfolios().map(LedgerEntry.portfolio)
        entries += try reader.exceptionalAccesses(of: nil).map(LedgerEntry.access)
        for scope in try reader.allScopes() {
            try reader.eachRecord(scope: scope) { record, _ in
                // A row that cannot be read was not erased.
                guard let state = try? RecordState(bytes: record.state), state.erasure != nil
                else { return }
                entries.append(.erased(record.key, scope: scope))
            }
        }
        entries += try reader.info().lineage.forks.map(LedgerEntry.opened)
        try note(entries)
    }

    /// Where a ledger is made before it takes its place.
    static func beside(_ path: String) -> String { path + ".new" }

    /// Takes away what a ledger that did not come to its place has left.
    static func removeBeside(_ path: String) {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: beside(path) + suffix)
        }
    }

    /// Puts a ledger that was made beside its place there, on the disk when this returns. Nobody
    /// may have it open.
    static func place(_ path: String) throws { try FileHead.move(beside(path), to: path) }

    /// Makes a ledger for a territory that has lost its own and knows everything that it had been
    /// told.
    ///
    /// - Returns: whether there was none.
    static func renewIfMissing(
        _ path: String, from storage: any TerritoryStorage, now: UInt64
    ) throws -> Bool {
        if FileManager.default.fileExists(atPath: path) { return false }
        // While one program writes, no other makes one as well.
        return try storage.write { writer in
            if FileManager.default.fileExists(atPath: path) { return false }
            removeBeside(path)
            try fill(beside(path), from: writer, now: now)
            try place(path)
            return true
        }
    }

    private static func fill(
        _ path: String, from reader: any StorageReading, now: UInt64
    ) throws {
        let ledger = try Ledger(path: path)
        try ledger.renew(from: reader)
        if try reader.setting(lossSetting) != nil { try ledger.noteLoss(at: now) }
    }
}
