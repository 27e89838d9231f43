// DeviceState: who this device is and where it stands, one row of the store.

import SQLite
import Shared

/// The device's identity and progress, as read in one transaction.
struct DeviceState {
    var url: String?
    var territory: String?
    var territoryName: String?
    var replica: Replica
    var user: String?
    var userName: String?
    var organisation: String?
    var role: String?
    /// What the device proves itself with; also kept between asking for enrolment and the answer.
    var secret: String?
    /// The greatest stamp received.
    var seenStamp: Stamp
    /// The number of the last transaction that the server has answered for.
    var acknowledged: UInt64
    var epoch: Epoch?
    var lineage: Lineage
    /// Unix milliseconds of the last synchronisation that reached the server's head.
    var lastSync: UInt64?

    init(_ connection: Connection) throws {
        let row = try connection.cached("SELECT * FROM relais_device")
        defer { row.reset() }
        _ = try row.step()
        func text(_ column: Int) throws -> String? {
            row.isNull(column) ? nil : row.string(column)
        }
        url = try text(1)
        territory = try text(2)
        territoryName = try text(3)
        replica = Replica(truncatingIfNeeded: row.int64(4))
        user = try text(5)
        userName = try text(6)
        organisation = try text(7)
        role = try text(8)
        secret = try text(9)
        seenStamp = Stamp(UInt64(bitPattern: row.int64(10)))
        acknowledged = UInt64(bitPattern: row.int64(11))
        epoch = row.isNull(12) ? nil : Epoch(UInt64(bitPattern: row.int64(12)))
        lineage = row.isNull(13) ? Lineage() : try Lineage(bytes: row.bytes(13))
        lastSync = row.isNull(14) ? nil : UInt64(bitPattern: row.int64(14))
    }

    func save(_ connection: Connection) throws {
        let update = try connection.cached(
            """
            UPDATE relais_device SET url = ?, territory = ?, territory_name = ?, replica = ?,
                user = ?, user_name = ?, organisation = ?, role = ?, secret = ?, seen_stamp = ?,
                acknowledged = ?, epoch = ?, forks = ?, last_sync = ?
            """)
        let texts = [url, territory, territoryName, user, userName, organisation, role, secret]
        for (index, text) in zip([1, 2, 3, 5, 6, 7, 8, 9], texts) {
            if let text { try update.bind(index, text) } else { try update.bindNull(index) }
        }
        try update.bind(4, Int64(replica))
        try update.bind(10, Int64(bitPattern: seenStamp.rawValue))
        try update.bind(11, Int64(bitPattern: acknowledged))
        if let epoch { try update.bind(12, Int64(bitPattern: epoch.rawValue)) }
        try update.bind(13, lineage.bytes)
        if let lastSync { try update.bind(14, Int64(bitPattern: lastSync)) }
        try update.run()
    }
}

/// A scope that the device holds or is pulling.
struct ScopeRow {
    let number: Int64
    let name: String
    var floor: Position?
    var page: UInt64?

    /// Every scope that the device holds, by name.
    static func all(_ connection: Connection) throws -> [ScopeRow] {
        let rows = try connection.cached(
            "SELECT number, name, epoch, floor, page FROM relais_scope WHERE held ORDER BY name")
        defer { rows.reset() }
        var result: [ScopeRow] = []
        while try rows.step() {
            let floor =
                rows.isNull(2)
                ? nil
                : Position(
                    epoch: Epoch(UInt64(bitPattern: rows.int64(2))),
                    sequence: UInt64(bitPattern: rows.int64(3)))
            result.append(
                ScopeRow(
                    number: rows.int64(0), name: rows.string(1), floor: floor,
                    page: rows.isNull(4) ? nil : UInt64(bitPattern: rows.int64(4))))
        }
        return result
    }

    /// Makes or updates a scope and returns its number.
    static func save(_ scope: HeldScope, _ connection: Connection) throws -> Int64 {
        let upsert = try connection.cached(
            """
            INSERT INTO relais_scope (name, held, epoch, floor, page) VALUES (?, 1, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET held = 1, epoch = excluded.epoch,
                floor = excluded.floor, page = excluded.page
            RETURNING number
            """)
        defer { upsert.reset() }
        try upsert.bind(1, scope.name)
        if let floor = scope.floor {
            try upsert.bind(2, Int64(bitPattern: floor.epoch.rawValue))
            try upsert.bind(3, Int64(bitPattern: floor.sequence))
        }
        if let page = scope.page { try upsert.bind(4, Int64(bitPattern: page)) }
        _ = try upsert.step()
        return upsert.int64(0)
    }
}
