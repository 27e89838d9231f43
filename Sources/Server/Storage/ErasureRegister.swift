// ErasureRegister: the part of the ledger that tells of erasures. No backup holds it, and nothing
// in it says of whom.

import SQLite
import Shared

extension ErasureAct {
    /// What was noted first stays: a restore that erases again is not another erasure.
    func put(_ connection: Connection) throws {
        try connection.run(
            "INSERT OR IGNORE INTO erasure_act VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                .text(key.collection), .blob(key.id.bytes), .text(scope),
                .integer(Int64(bitPattern: at)), .text(who), .integer(Int64(records)),
                .text(devices.map { String($0) }.joined(separator: " ")),
            ])
    }

    /// Every erasure of a ledger, the earliest first.
    static func all(_ connection: Connection) throws -> [ErasureAct] {
        var acts: [ErasureAct] = []
        try connection.rows(
            """
            SELECT collection, id, scope, at, who, records, devices FROM erasure_act
            ORDER BY at, collection, id
            """, []
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { throw StorageDamage("ledger") }
            acts.append(
                ErasureAct(
                    key: RecordKey(collection: row.string(0), id: id), scope: row.string(2),
                    at: UInt64(bitPattern: row.int64(3)), who: row.string(4), records: row.int(5),
                    devices: row.string(6).split(separator: " ").compactMap { Replica($0) }))
        }
        return acts
    }
}
