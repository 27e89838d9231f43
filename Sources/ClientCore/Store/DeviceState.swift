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
    /// The row of the journal before the first one of the present replica number.
    var journalOffset: UInt64
    /// Rows of the journal through here keep no body any more, or never will be asked.
    var pruned: UInt64
    /// Through here everything is in every backup that can be restored.
    var backedUp: Position?
    /// Unix milliseconds of the device when it last heard the server's clock, and what to add to
    /// its own to have the server's.
    var clockChecked: UInt64?
    var clockDrift: Int64
    /// The secret of a new replica number that was asked for and not yet given.
    var nextSecret: String?
    /// Whether the present replica number belongs to another store too.
    var needsFork: Bool
    /// Whether the server no longer knows the device.
    var isUnknown: Bool
    /// Whether the device knows of epochs that the server has not heard of, in which what it
    /// writes may have its base.
    var tellsLineage: Bool
    /// What the territory's receipts are signed with, as it was first told.
    var receiptKey: ReceiptKey?

    private static let columns = [
        "url", "territory", "territory_name", "replica", "user", "user_name", "organisation",
        "role", "secret", "seen_stamp", "acknowledged", "epoch", "forks", "last_sync",
        "journal_offset", "pruned", "backed_up_epoch", "backed_up", "clock_checked",
        "clock_drift", "next_secret", "needs_fork", "is_unknown", "tells_lineage",
        "receipt_key",
    ]
    private static let selection = "SELECT \(columns.joined(separator: ", ")) FROM relais_device"
    private static let update =
        "UPDATE relais_device SET \(columns.map { "\($0) = ?" }.joined(separator: ", "))"

    init(_ connection: Connection) throws {
        let row = try connection.cached(text: DeviceState.selection)
        defer { row.reset() }
        _ = try row.step()
        func text(_ column: Int) -> String? { row.isNull(column) ? nil : row.string(column) }
        func number(_ column: Int) -> UInt64? {
            row.isNull(column) ? nil : UInt64(bitPattern: row.int64(column))
        }
        url = text(0)
        territory = text(1)
        territoryName = text(2)
        replica = Replica(truncatingIfNeeded: row.int64(3))
        user = text(4)
        userName = text(5)
        organisation = text(6)
        role = text(7)
        secret = text(8)
        seenStamp = Stamp(number(9) ?? 0)
        acknowledged = number(10) ?? 0
        epoch = number(11).map(Epoch.init)
        lineage = row.isNull(12) ? Lineage() : try Lineage(bytes: row.bytes(12))
        lastSync = number(13)
        journalOffset = number(14) ?? 0
        pruned = number(15) ?? 0
        backedUp = number(16).map { Position(epoch: Epoch($0), sequence: number(17) ?? 0) }
        clockChecked = number(18)
        clockDrift = row.int64(19)
        nextSecret = text(20)
        needsFork = row.int64(21) != 0
        isUnknown = row.int64(22) != 0
        tellsLineage = row.int64(23) != 0
        receiptKey = row.isNull(24) ? nil : ReceiptKey(row.bytes(24))
    }

    func save(_ connection: Connection) throws {
        let update = try connection.cached(text: DeviceState.update)
        func bind(_ index: Int, _ text: String?) throws {
            if let text { try update.bind(index, text) } else { try update.bindNull(index) }
        }
        func bind(_ index: Int, _ number: UInt64?) throws {
            if let number {
                try update.bind(index, Int64(bitPattern: number))
            } else {
                try update.bindNull(index)
            }
        }
        try bind(1, url)
        try bind(2, territory)
        try bind(3, territoryName)
        try update.bind(4, Int64(replica))
        try bind(5, user)
        try bind(6, userName)
        try bind(7, organisation)
        try bind(8, role)
        try bind(9, secret)
        try bind(10, seenStamp.rawValue)
        try bind(11, acknowledged)
        try bind(12, epoch?.rawValue)
        try update.bind(13, lineage.bytes)
        try bind(14, lastSync)
        try bind(15, journalOffset)
        try bind(16, pruned)
        try bind(17, backedUp?.epoch.rawValue)
        try bind(18, backedUp?.sequence)
        try bind(19, clockChecked)
        try update.bind(20, clockDrift)
        try bind(21, nextSecret)
        try update.bind(22, needsFork ? 1 : 0)
        try update.bind(23, isUnknown ? 1 : 0)
        try update.bind(24, tellsLineage ? 1 : 0)
        if let receiptKey {
            try update.bind(25, receiptKey.bytes)
        } else {
            try update.bindNull(25)
        }
        try update.run()
    }

    /// Whose records the device writes; `nil` before it is enrolled, and for a role of a newer
    /// program.
    var member: Member? {
        guard let organisation = organisation.flatMap({ RecordID($0) }),
            let role = role.flatMap(Role.init(rawValue:))
        else { return nil }
        return Member(
            organisation: organisation, role: role, user: user.flatMap { RecordID($0) })
    }

    /// Compares the device's clock with the server's, as far as an answer's way allows.
    mutating func hear(_ serverTime: UInt64, now: UInt64) {
        clockChecked = now
        clockDrift = Int64(clamping: serverTime) - Int64(clamping: now)
    }

    /// Whether this device's clock can be told as it is: it was compared with the server's not long
    /// ago, was right, and has not gone back since.
    func isClockVerified(now: UInt64) -> Bool {
        guard let clockChecked, now >= clockChecked else { return false }
        return now - clockChecked <= DeviceState.clockLifetime
            && abs(clockDrift) <= DeviceState.clockTolerance
    }

    /// How long a comparison of clocks is worth something: a week, in milliseconds.
    private static let clockLifetime: UInt64 = 7 * 24 * 3600 * 1000
    /// How far a clock that is right may be from the server's: a minute, in milliseconds.
    private static let clockTolerance: Int64 = 60 * 1000
}

/// A scope that the device holds or is pulling.
struct ScopeRow {
    let number: Int64
    let name: String
    var floor: Position?
    var page: UInt64?
    /// Whether what a pull from nothing does not deliver is to be removed at its end.
    var sweeps: Bool
    /// Where something was last removed from it.
    var removed: Position?

    /// Every scope that the device holds, by name.
    static func all(_ connection: Connection) throws -> [ScopeRow] {
        let rows = try connection.cached(
            """
            SELECT number, name, epoch, floor, page, sweep, removed_epoch, removed
            FROM relais_scope WHERE held ORDER BY name
            """)
        defer { rows.reset() }
        func position(_ epoch: Int, _ sequence: Int) -> Position? {
            if rows.isNull(epoch) { return nil }
            return Position(
                epoch: Epoch(UInt64(bitPattern: rows.int64(epoch))),
                sequence: UInt64(bitPattern: rows.int64(sequence)))
        }
        var result: [ScopeRow] = []
        while try rows.step() {
            result.append(
                ScopeRow(
                    number: rows.int64(0), name: rows.string(1), floor: position(2, 3),
                    page: rows.isNull(4) ? nil : UInt64(bitPattern: rows.int64(4)),
                    sweeps: rows.int64(5) != 0, removed: position(6, 7)))
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
