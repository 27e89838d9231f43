// Purging: taking from a store what its user may no longer hold.

import SQLite
import Shared

extension StoreCore {
    /// Removes everything of a scope that the user no longer has.
    func purge(_ scope: ScopeRow) throws {
        if DeliberateBug.purgeBeforeSending.isOn {
            try connection.run(
                "DELETE FROM relais_journal WHERE answered IS NULL AND row > 1")
        }
        for declaration in schema.collections.map(Optional.some) + [nil] {
            let name = CollectionTable.table(declaration)
            let number = declaration == nil ? "collection" : "NULL"
            var found: [(RecordID, Int64?)] = []
            try connection.rows(
                "SELECT id, \(number) FROM \(name) WHERE _scope = ?", [.integer(scope.number)]
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                found.append((id, row.isNull(1) ? nil : row.int64(1)))
            }
            for (id, number) in found {
                let table =
                    try declaration.map { try self.table($0.name) }
                    ?? self.table(number ?? 0)
                try remove(table, id)
            }
        }
        try connection.run(
            "UPDATE relais_scope SET held = 0, epoch = NULL, floor = NULL, page = NULL, "
                + "sweep = 0, removed = NULL, removed_epoch = NULL WHERE number = ?",
            [.integer(scope.number)])
        try connection.run("DELETE FROM relais_access WHERE scope = ?", [.text(scope.name)])
    }
}

extension Store {
    /// Removes everything that the territory had entrusted to the device, once its access was
    /// withdrawn. What the server has not answered for stays: nobody else has it.
    func purgeAll() throws(RelaisError) {
        try withWriting { core in
            for scope in try ScopeRow.all(core.connection) { try core.purge(scope) }
            for table in [
                "relais_quarantine", "relais_quarantined_record", "relais_return",
                "relais_receipt", "relais_delivered",
            ] {
                try core.connection.run("DELETE FROM \(table)")
            }
            // The server has what it answered for; its chain hashes say nothing about anybody.
            var device = try DeviceState(core.connection)
            try core.endOverlays(device) { _ in true }
            try core.connection.run(
                "UPDATE relais_journal SET body = NULL WHERE answered IS NOT NULL")
            // Were the access given back, these numbers could not be sent again.
            device.pruned = max(device.pruned, device.acknowledged + device.journalOffset)
            try device.save(core.connection)
        }
    }
}
