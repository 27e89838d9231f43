// The rows of people, devices and refusals in a territory's file.

import SQLite
import Shared

extension SQLiteSession {
    func quarantined(_ replica: Replica, number: UInt64) throws -> QuarantinedTransaction? {
        try quarantine(
            "WHERE replica = ? AND number = ?",
            [.integer(Int64(replica)), .integer(Int64(bitPattern: number))]
        ).first
    }

    func quarantined(id: TransactionID) throws -> QuarantinedTransaction? {
        try quarantine("WHERE id = ?", [.integer(Int64(bitPattern: id.rawValue))]).first
    }

    func quarantine() throws -> [QuarantinedTransaction] {
        try quarantine("ORDER BY replica, number", [])
    }

    private func quarantine(
        _ condition: String, _ values: [Value]
    ) throws -> [QuarantinedTransaction] {
        var result: [QuarantinedTransaction] = []
        try connection.rows(
            """
            SELECT replica, number, id, code, french, english, body, received_at, decision,
                organisation
            FROM quarantine \(condition)
            """, values
        ) { row in
            result.append(
                QuarantinedTransaction(
                    replica: Replica(truncatingIfNeeded: row.int64(0)),
                    number: UInt64(bitPattern: row.int64(1)),
                    id: TransactionID(UInt64(bitPattern: row.int64(2))), code: row.string(3),
                    message: Phrase(fr: row.string(4), en: row.string(5)), body: row.bytes(6),
                    receivedAt: UInt64(bitPattern: row.int64(7)),
                    decision: row.isNull(8) ? nil : Decision.Kind(rawValue: row.string(8)),
                    organisation: row.isNull(9) ? nil : RecordID(bytes: row.bytes(9))))
        }
        return result
    }

    func put(_ transaction: QuarantinedTransaction) throws {
        if transaction.number < Carried.numbers {
            // Its author has delivered what a restore took over.
            try connection.run(
                "DELETE FROM quarantine WHERE id = ? AND number >= ?",
                [
                    .integer(Int64(bitPattern: transaction.id.rawValue)),
                    .integer(Int64(Carried.numbers)),
                ])
        }
        try connection.run(
            "INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .integer(Int64(transaction.replica)),
                .integer(Int64(bitPattern: transaction.number)),
                .integer(Int64(bitPattern: transaction.id.rawValue)), .text(transaction.code),
                .text(transaction.message.french), .text(transaction.message.english),
                .blob(transaction.body), .integer(Int64(bitPattern: transaction.receivedAt)),
                transaction.decision.map { .text($0.rawValue) } ?? .null,
                transaction.organisation.map { .blob($0.bytes) } ?? .null,
            ])
    }

    func decide(_ id: TransactionID, _ decision: Decision.Kind) throws {
        try connection.run(
            "UPDATE quarantine SET decision = ? WHERE id = ?",
            [.text(decision.rawValue), .integer(Int64(bitPattern: id.rawValue))])
    }

    func user(_ id: String) throws -> User? {
        var user: User?
        try connection.rows(
            "SELECT id, name, organisation, role, has_left FROM user WHERE id = ?", [.text(id)]
        ) { user = try self.user($0) }
        return user
    }

    func users() throws -> [User] {
        var users: [User] = []
        try connection.rows(
            "SELECT id, name, organisation, role, has_left FROM user ORDER BY id", []
        ) { users.append(try user($0)) }
        return users
    }

    private func user(_ row: Statement) throws -> User {
        guard let organisation = RecordID(bytes: row.bytes(2)),
            let role = Role(rawValue: row.string(3))
        else { throw StorageDamage("user") }
        return User(
            id: row.string(0), name: row.string(1), organisation: organisation, role: role,
            hasLeft: row.int64(4) != 0)
    }

    func put(_ user: User) throws {
        try connection.run(
            "INSERT OR REPLACE INTO user VALUES (?, ?, ?, ?, ?)",
            [
                .text(user.id), .text(user.name), .blob(user.organisation.bytes),
                .text(user.role.rawValue), .integer(user.hasLeft ? 1 : 0),
            ])
    }

    func organisationName(_ id: RecordID) throws -> String? {
        var name: String?
        try connection.rows("SELECT name FROM organisation WHERE id = ?", [.blob(id.bytes)]) {
            name = $0.string(0)
        }
        return name
    }

    func putOrganisation(_ id: RecordID, name: String) throws {
        try connection.run(
            "INSERT OR REPLACE INTO organisation VALUES (?, ?)", [.blob(id.bytes), .text(name)])
    }

    func device(_ replica: Replica) throws -> Device? {
        try devices("WHERE replica = ?", [.integer(Int64(replica))]).first
    }

    func devices() throws -> [Device] { try devices("ORDER BY replica", []) }

    private func devices(_ condition: String, _ values: [Value]) throws -> [Device] {
        var result: [Device] = []
        try connection.rows(
            """
            SELECT replica, user, secret_hash, state, last_number, chain, created_at, last_seen,
                family, next_secret_hash, rotations, held, confirmed_epoch, confirmed,
                last_act, last_act_hash
            FROM device \(condition)
            """, values
        ) { row in
            guard let state = Device.State(rawValue: row.string(3)),
                let chain = ChainHash(row.bytes(5))
            else { throw StorageDamage("device") }
            result.append(
                Device(
                    replica: Replica(truncatingIfNeeded: row.int64(0)), user: row.string(1),
                    secretHash: row.bytes(2), state: state,
                    lastNumber: UInt64(bitPattern: row.int64(4)), chain: chain,
                    createdAt: UInt64(bitPattern: row.int64(6)),
                    lastSeen: row.isNull(7) ? nil : UInt64(bitPattern: row.int64(7)),
                    family: row.isNull(8) ? nil : Replica(truncatingIfNeeded: row.int64(8)),
                    nextSecretHash: row.isNull(9) ? nil : row.bytes(9),
                    rotations: UInt64(bitPattern: row.int64(10)),
                    held: Set(row.string(11).split(separator: "\n").map(String.init)),
                    confirmed: row.position(12),
                    lastAct: UInt64(bitPattern: row.int64(14)), lastActHash: row.bytes(15)))
        }
        return result
    }

    func put(_ device: Device) throws {
        try connection.run(
            """
            INSERT OR REPLACE INTO device
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .integer(Int64(device.replica)), .text(device.user), .blob(device.secretHash),
                .text(device.state.rawValue), .integer(Int64(bitPattern: device.lastNumber)),
                .blob(device.chain.bytes), .integer(Int64(bitPattern: device.createdAt)),
                device.lastSeen.map { .integer(Int64(bitPattern: $0)) } ?? .null,
                device.family.map { .integer(Int64($0)) } ?? .null,
                device.nextSecretHash.map(Value.blob) ?? .null,
                .integer(Int64(bitPattern: device.rotations)),
                .text(device.held.sorted().joined(separator: "\n")),
                device.confirmed.map { .integer(Int64(bitPattern: $0.epoch.rawValue)) } ?? .null,
                device.confirmed.map { .integer(Int64(bitPattern: $0.sequence)) } ?? .null,
                .integer(Int64(bitPattern: device.lastAct)), .blob(device.lastActHash),
            ])
    }

    func nextReplica() throws -> Replica {
        try connection.run("UPDATE territory SET last_replica = last_replica + 1")
        var replica: Replica = 0
        try connection.rows("SELECT last_replica FROM territory", []) { row in
            replica = Replica(truncatingIfNeeded: row.int64(0))
        }
        return replica
    }

    /// Each one is looked at, to its last byte, whatever the hash: an index would tell by its time
    /// how much of one a guess has right.
    func invitation(codeHash: [UInt8]) throws -> Invitation? {
        var invitation: Invitation?
        try connection.rows("SELECT code_hash, user, expires_at, used_by FROM invitation", []) {
            guard constantTimeEquals($0.bytes(0), codeHash) else { return }
            invitation = Invitation(
                codeHash: codeHash, user: $0.string(1),
                expiresAt: UInt64(bitPattern: $0.int64(2)),
                usedBy: $0.isNull(3) ? nil : Replica(truncatingIfNeeded: $0.int64(3)))
        }
        return invitation
    }

    func invitations() throws -> [Invitation] {
        var invitations: [Invitation] = []
        try connection.rows(
            "SELECT code_hash, user, expires_at, used_by FROM invitation ORDER BY code_hash", []
        ) {
            invitations.append(
                Invitation(
                    codeHash: $0.bytes(0), user: $0.string(1),
                    expiresAt: UInt64(bitPattern: $0.int64(2)),
                    usedBy: $0.isNull(3) ? nil : Replica(truncatingIfNeeded: $0.int64(3))))
        }
        return invitations
    }

    func removeInvitations(expiredBefore time: UInt64) throws {
        try connection.run(
            "DELETE FROM invitation WHERE expires_at < ?", [.integer(Int64(clamping: time))])
    }

    func put(_ invitation: Invitation) throws {
        try connection.run(
            "INSERT OR REPLACE INTO invitation VALUES (?, ?, ?, ?)",
            [
                .blob(invitation.codeHash), .text(invitation.user),
                .integer(Int64(bitPattern: invitation.expiresAt)),
                invitation.usedBy.map { .integer(Int64($0)) } ?? .null,
            ])
    }

    func counts() throws -> [(name: String, count: Int)] {
        try ["record", "journal", "device", "user", "organisation", "quarantine"].map { table in
            var count = 0
            try connection.rows("SELECT count(*) FROM \(table)", []) { row in
                count = row.int(0)
            }
            return (table, count)
        }
    }
}

// MARK: Portfolios

extension SQLiteSession {
    func portfolio(_ id: RecordID) throws -> Portfolio? {
        try portfolios("WHERE id = ?", [.blob(id.bytes)]).first
    }

    func portfolios(of user: User) throws -> [Portfolio] {
        let organisation = Value.blob(user.organisation.bytes)
        if user.role == .coordinator {
            return try portfolios("WHERE organisation = ? ORDER BY id", [organisation])
        }
        return try portfolios(
            "WHERE holder = ? AND organisation = ? ORDER BY id", [.text(user.id), organisation])
    }

    func portfolios() throws -> [Portfolio] { try portfolios("ORDER BY id", []) }

    private func portfolios(_ condition: String, _ values: [Value]) throws -> [Portfolio] {
        var result: [Portfolio] = []
        try connection.rows(
            "SELECT id, organisation, name, holder FROM portfolio \(condition)", values
        ) { result.append(try Portfolio($0)) }
        return result
    }

    func put(_ portfolio: Portfolio) throws { try portfolio.put(connection) }
}

/// The ledger has a table of the same form.
extension Portfolio {
    /// Reads `id, organisation, name, holder`.
    init(_ row: Statement) throws {
        guard let id = RecordID(bytes: row.bytes(0)),
            let organisation = RecordID(bytes: row.bytes(1))
        else { throw StorageDamage("portfolio") }
        self.init(
            id: id, organisation: organisation, name: row.string(2),
            holder: row.isNull(3) ? nil : row.string(3))
    }

    func put(_ connection: Connection) throws {
        try connection.run(
            "INSERT OR REPLACE INTO portfolio VALUES (?, ?, ?, ?)",
            [
                .blob(id.bytes), .blob(organisation.bytes), .text(name),
                holder.map { .text($0) } ?? .null,
            ])
    }
}
