// Sweep: a scope that is pulled from nothing although some of it was held. What the pull does not
// deliver is no longer there, and is removed when the pull has reached its end; what is delivered
// is noted on the way, so a pull that is cut goes on where it was.

import SQLite
import Shared

extension StoreCore {
    /// Notes that a scope is being pulled from nothing.
    func beginSweep(_ scope: Int64) throws {
        try connection.run("UPDATE relais_scope SET sweep = 1 WHERE number = ?", [.integer(scope)])
        try connection.run("DELETE FROM relais_delivered WHERE scope = ?", [.integer(scope)])
    }

    /// Notes that the pull has delivered a record.
    func noteDelivered(_ scope: Int64, _ collection: Int64, _ id: RecordID) throws {
        try connection.run(
            "INSERT OR IGNORE INTO relais_delivered VALUES (?, ?, ?)",
            [.integer(scope), .integer(collection), .blob(id.bytes)])
    }

    /// Removes what the pull has not delivered. Own transactions that wait stay.
    ///
    /// - Parameter sum: what the server holds of the scope. When there is more of it than was
    ///   delivered, it has rows that it cannot read: what is here stays for the comparison, which
    ///   mends them, and takes away what is there no more.
    /// - Returns: whether nothing is left to compare.
    func sweep(_ scope: Int64, _ device: DeviceState, leaving sum: Digest?) throws -> Bool {
        var lost: [(collection: Int64, id: RecordID)] = []
        for (collection, id) in try confirmed(in: scope) {
            let isDelivered = try connection.cached(
                "SELECT 1 FROM relais_delivered WHERE scope = ? AND collection = ? AND id = ?")
            defer { isDelivered.reset() }
            try isDelivered.bind(1, scope)
            try isDelivered.bind(2, collection)
            try isDelivered.bind(3, id.bytes)
            if try !isDelivered.step() { lost.append((collection, id)) }
        }
        try flushDigests()
        var left = try digest(scope: scope).sum
        for (collection, id) in lost {
            let table = try table(collection)
            guard let state = try table.row(id)?.state else { continue }
            left.subtract(Digest(RecordKey(collection: table.name, id: id), state: state))
        }
        let isAll = sum == nil || left == sum
        for (collection, id) in lost where isAll {
            try forgetConfirmed(try table(collection), id, device)
        }
        try connection.run("UPDATE relais_scope SET sweep = 0 WHERE number = ?", [.integer(scope)])
        try connection.run("DELETE FROM relais_delivered WHERE scope = ?", [.integer(scope)])
        return isAll
    }

    /// Every record that the server confirmed in a scope.
    private func confirmed(in scope: Int64) throws -> [(collection: Int64, id: RecordID)] {
        var result: [(collection: Int64, id: RecordID)] = []
        for declaration in schema.collections {
            let number = try table(declaration.name).number
            try connection.rows(
                "SELECT id FROM \(CollectionTable.table(declaration)) "
                    + "WHERE _scope = ? AND _state IS NOT NULL", [.integer(scope)]
            ) { row in
                if let id = RecordID(bytes: row.bytes(0)) { result.append((number, id)) }
            }
        }
        try connection.rows(
            "SELECT collection, id FROM relais_unknown WHERE _scope = ? AND _state IS NOT NULL",
            [.integer(scope)]
        ) { row in
            if let id = RecordID(bytes: row.bytes(1)) { result.append((row.int64(0), id)) }
        }
        return result
    }

    /// Every record that the server confirmed, with its state, in any scope.
    func eachConfirmed(
        _ body: (CollectionTable, RecordID, Int64?, [UInt8]) throws -> Void
    ) throws {
        for declaration in schema.collections {
            let table = try table(declaration.name)
            try connection.rows(
                "SELECT id, _scope, _state FROM \(CollectionTable.table(declaration)) "
                    + "WHERE _state IS NOT NULL", []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                try body(table, id, row.isNull(1) ? nil : row.int64(1), row.bytes(2))
            }
        }
        var unknown: [(collection: Int64, id: RecordID, scope: Int64?, state: [UInt8])] = []
        try connection.rows(
            "SELECT collection, id, _scope, _state FROM relais_unknown WHERE _state IS NOT NULL",
            []
        ) { row in
            guard let id = RecordID(bytes: row.bytes(1)) else { return }
            unknown.append(
                (row.int64(0), id, row.isNull(2) ? nil : row.int64(2), row.bytes(3)))
        }
        for (collection, id, scope, state) in unknown {
            try body(try table(collection), id, scope, state)
        }
    }
}
