// Returning: giving back to a restored server what it lost.

import SQLite
import Shared

extension Store {
    /// The next records to give back, as the server confirmed them on the line that was lost: at
    /// least one when there is one.
    func returnRequest(maximumBytes: Int) throws(RelaisError) -> ReturnRequest {
        try withWriting { core in
            let device = try DeviceState(core.connection)
            guard let epoch = device.epoch else { throw StoreErrors.damaged("epoch") }
            var request = ReturnRequest(epoch: epoch, lineage: device.lineage, records: [])
            let names = try ScopeRow.all(core.connection)
            var size = 0
            for (collection, id) in try core.nextReturns() {
                let table = try core.table(collection)
                guard let row = try table.row(id), let bytes = row.state,
                    let state = try? RecordState(bytes: bytes),
                    let scope = names.first(where: { $0.number == row.scope })
                else {
                    // It is not held any more, or cannot be read: there is nothing to give back.
                    try core.settleReturn(collection, id)
                    continue
                }
                size += bytes.count
                if size > maximumBytes && !request.records.isEmpty { break }
                // A record without a single place was only ever here.
                let base = state.changed ?? Position(epoch: epoch, sequence: 0)
                request.records.append(
                    ReturnedRecord(
                        collection: table.name, id: id, scope: scope.name, base: base,
                        state: state))
            }
            return request
        }
    }

    /// Takes what the server now holds of the records that were given back.
    func apply(
        _ response: ReturnResponse, to request: ReturnRequest
    ) throws(RelaisError) -> SyncState.Needs {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            device.tellsLineage = false
            try device.save(core.connection)
            for info in response.replicas { try core.note(info) }
            let scopes = try ScopeRow.all(core.connection)
            let asked = Set(request.records.map(\.key))
            for record in response.records {
                let key = RecordKey(collection: record.collection, id: record.id)
                guard asked.contains(key) else {
                    throw StoreErrors.damaged("a record that was not given back")
                }
                let table = try core.table(record.collection)
                guard let scope = scopes.first(where: { $0.name == record.scope }) else {
                    // It is in a scope that is yet to be pulled.
                    try core.forgetConfirmed(table, key.id, device)
                    continue
                }
                try core.confirm(
                    table, record.id, ConfirmedState(record.state), scope: scope.number,
                    own: try core.overlay.transactions(table.number, record.id, core.journal),
                    device)
            }
            // Who may not see it now may see it again before the next pull, which would not tell of
            // it: what lost it is pulled from nothing. What is no longer held is purged anyway.
            let refused = Set(response.refused.map(\.key))
            for record in request.records
            where refused.contains(record.key) && response.absent.contains(record.key) {
                guard scopes.contains(where: { $0.name == record.scope }) else { continue }
                _ = try ScopeRow.save(
                    HeldScope(name: record.scope, floor: nil), core.connection)
            }
            for key in response.absent where asked.contains(key) {
                try core.forgetConfirmed(try core.table(key.collection), key.id, device)
            }
            for key in asked {
                try core.settleReturn(try core.table(key.collection).number, key.id)
            }
            return try core.needs(device)
        }
    }
}

extension StoreCore {
    fileprivate func nextReturns() throws -> [(collection: Int64, id: RecordID)] {
        var result: [(collection: Int64, id: RecordID)] = []
        try connection.rows(
            "SELECT collection, id FROM relais_return ORDER BY collection, id LIMIT 500", []
        ) { row in
            if let id = RecordID(bytes: row.bytes(1)) { result.append((row.int64(0), id)) }
        }
        return result
    }

    fileprivate func settleReturn(_ collection: Int64, _ id: RecordID) throws {
        try connection.run(
            "DELETE FROM relais_return WHERE collection = ? AND id = ?",
            [.integer(collection), .blob(id.bytes)])
    }

    /// Notes who writes under a replica number.
    func note(_ info: ReplicaInfo) throws {
        let upsert = try connection.cached(
            """
            INSERT INTO relais_replica VALUES (?, ?, ?)
            ON CONFLICT (replica) DO UPDATE SET user = excluded.user, name = excluded.name
            """)
        try upsert.bind(1, Int64(info.replica))
        try upsert.bind(2, info.user)
        try upsert.bind(3, info.userName)
        try upsert.run()
    }
}
