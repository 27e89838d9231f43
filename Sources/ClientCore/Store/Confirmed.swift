// Confirmed: what the server has confirmed of the records here, without this device's own changes
// that wait to be sent or were refused.

import SQLite
import Shared

extension Store {
    /// What the server has confirmed of every record of a model, in some of its fields, in the
    /// order of their identities. A record that only this device knows is not there; one that it
    /// has deleted, and whose deletion waits, still is.
    func confirmed<M: Model>(
        _ model: M.Type, _ fields: [any FieldDeclaring]
    ) throws(RelaisError) -> [Glance<M>] {
        let fields = fields.map(\.declaration)
        return try withCore { core in
            let table = try core.declaredTable(M.collectionName)
            let device = try DeviceState(core.connection)
            let columns = fields.map { ", \(StoreSchema.quoted($0.name))" }.joined()
            var result: [Glance<M>] = []
            var overlaid: [(RecordID, [UInt8])] = []
            try core.connection.rows(
                """
                SELECT id, _flags, _state\(columns)
                FROM \(CollectionTable.table(table.declaration))
                WHERE _state IS NOT NULL
                """, []
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                let flags = RecordFlags(rawValue: row.int64(1))
                if flags.contains(.overlaid) {
                    overlaid.append((id, row.bytes(2)))
                    return
                }
                if flags.contains(.deleted) { return }
                var shown: [String: ShownValue] = [:]
                for (index, field) in fields.enumerated() where !row.isNull(index + 3) {
                    shown[field.name] = CollectionTable.shown(row.value(index + 3), of: field)
                }
                result.append(Glance(id: id, shown: shown))
            }
            for (id, bytes) in overlaid {
                let state = try RecordState(bytes: bytes)
                if state.writes.isEmpty || state.isDeleted(device.lineage) { continue }
                let shown = fields.compactMap { field in
                    state.field(field.key).map { (field.name, $0.shown(field)) }
                }
                result.append(
                    Glance(id: id, shown: Dictionary(shown) { first, _ in first }))
            }
            return result.sorted { $0.id < $1.id }
        }
    }
}
