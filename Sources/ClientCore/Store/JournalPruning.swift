// JournalPruning: how long a device keeps its own transactions after the server has taken them.
//
// They are what heals a restored server. A transaction is kept until it is in every backup that can
// be restored and 30 days old; 90 days at most, for a server that is never backed up must not fill
// the devices. Its chain hash is kept for ever.

import SQLite
import Shared

struct JournalPruning {
    /// The least and the most that a transaction is kept, in milliseconds.
    static let least: UInt64 = 30 * 24 * 3600 * 1000
    static let most: UInt64 = 90 * 24 * 3600 * 1000
    /// The most rows that one synchronisation looks at.
    private static let batch: Int64 = 500

    private let core: StoreCore

    init(_ core: StoreCore) { self.core = core }

    /// Empties the rows whose time has come, from the oldest on.
    ///
    /// - Parameter now: the server's clock, Unix milliseconds.
    func prune(_ device: inout DeviceState, now: UInt64) throws {
        var empty: [UInt64] = []
        let rows = try core.connection.cached(
            """
            SELECT row, epoch, sequence, answered_at,
                EXISTS (SELECT 1 FROM relais_quarantine AS q WHERE q.number = j.row)
            FROM relais_journal AS j WHERE row > ? ORDER BY row LIMIT ?
            """)
        do {
            defer { rows.reset() }
            try rows.bind(1, Int64(bitPattern: device.pruned))
            try rows.bind(2, JournalPruning.batch)
            // The first one whose time has not come ends it: what follows is younger.
            while try rows.step(), isDue(rows, device, now) {
                empty.append(UInt64(bitPattern: rows.int64(0)))
            }
        }
        for row in empty {
            try core.connection.run(
                "UPDATE relais_journal SET body = NULL WHERE row = ?",
                [.integer(Int64(bitPattern: row))])
        }
        if let last = empty.last { device.pruned = last }
    }

    private func isDue(_ row: Statement, _ device: DeviceState, _ now: UInt64) -> Bool {
        // What waits for an answer or for a decision is kept for as long as it waits.
        if row.isNull(3) || row.int64(4) != 0 { return false }
        let age = now - min(now, UInt64(bitPattern: row.int64(3)))
        let isBackedUp =
            !row.isNull(2)
            && device.lineage.covers(
                device.backedUp,
                Position(
                    epoch: Epoch(UInt64(bitPattern: row.int64(1))),
                    sequence: UInt64(bitPattern: row.int64(2))))
        return age >= (isBackedUp ? JournalPruning.least : JournalPruning.most)
    }
}
