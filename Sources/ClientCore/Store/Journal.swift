// Journal: this device's own transactions, in the order of their numbers, and what became of them.

import SQLite
import Shared

/// One of the device's own transactions.
struct OwnTransaction {
    /// Its row in the journal: the order in which it was made.
    let row: UInt64
    /// What it is, or was, delivered under.
    let address: DeliveryAddress
    let transaction: Transaction
    /// Where the server put it; `nil` while it waits, and when it was refused.
    let position: Position?
    /// Where it stood on lines that a restore has left, in canonical order.
    let former: [Position]

    /// Its identity in a record's state, before or after it was accepted.
    func write(replica: Replica) -> Write {
        Write(
            transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
            replica: position == nil ? replica : address.replica, position: position,
            former: former, isClockVerified: transaction.isClockVerified)
    }

    /// All the places that it will have had once it is sent again: the latest where there are more
    /// than a message tells.
    var left: [Position] {
        let places = former.filter { $0 != position } + [position].compactMap(\.self)
        return places.suffix(WireLimits.formerPlaces).sorted(by: Position.canonicallyBefore)
    }
}

extension [OwnTransaction] {
    /// What a write made over these knows of a record by its id: them, and what they knew so. One
    /// of them may be refused, and says nothing to anybody then.
    func known(of key: RecordKey) -> [TransactionID] {
        var ids = map(\.transaction.id)
        var known = Set(ids)
        for change in flatMap(\.transaction.records)
        where change.id == key.id && change.collection == key.collection {
            ids += change.own.filter { known.insert($0).inserted }
        }
        return ids
    }

    /// Through where the last of these that says so had a copy of a record: what they were made
    /// over is known to who writes over them, also when the copy has gone since.
    func base(of key: RecordKey) -> Position? {
        for own in reversed() {
            let change = own.transaction.records.first {
                $0.id == key.id && $0.collection == key.collection
            }
            if let change, let base = own.transaction.knowledge(of: change).base { return base }
        }
        return nil
    }
}

/// The device's own transactions.
///
/// The numbers of the present replica number are rows one after the other: a number plus
/// `DeviceState.journalOffset` is its row.
struct Journal {
    /// The end of the journal: what the next transaction is appended to.
    struct Tail {
        let row: UInt64
        let number: UInt64
        let stamp: Stamp
        let chain: ChainHash
    }

    let connection: Connection

    func tail(_ device: DeviceState) throws -> Tail {
        let last = try connection.cached(
            "SELECT row, stamp, chain FROM relais_journal ORDER BY row DESC LIMIT 1")
        defer { last.reset() }
        guard try last.step() else {
            return Tail(row: 0, number: 0, stamp: Stamp(0), chain: .start)
        }
        let row = UInt64(bitPattern: last.int64(0))
        guard let chain = ChainHash(last.bytes(2)), row >= device.journalOffset else {
            throw StoreErrors.damaged("journal \(row)")
        }
        let number = row - device.journalOffset
        return Tail(
            row: row, number: number, stamp: Stamp(UInt64(bitPattern: last.int64(1))),
            chain: number == 0 ? .start : chain)
    }

    /// - Parameter body: the transaction's bytes.
    func append(
        _ transaction: Transaction, _ body: [UInt8], after tail: Tail, _ device: DeviceState
    ) throws {
        try append(
            transaction, body, row: tail.row + 1,
            DeliveryAddress(replica: device.replica, number: tail.number + 1),
            tail.chain.appending(SHA256.hash(body)))
    }

    /// Appends a row as it is to be.
    func append(
        _ transaction: Transaction, _ body: [UInt8], row: UInt64, _ address: DeliveryAddress,
        _ chain: ChainHash, former: [Position] = []
    ) throws {
        let insert = try connection.cached(
            """
            INSERT INTO relais_journal (row, replica, number, id, stamp, chain, body, former)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try insert.bind(1, Int64(bitPattern: row))
        try insert.bind(2, Int64(address.replica))
        try insert.bind(3, Int64(bitPattern: address.number))
        try insert.bind(4, Int64(bitPattern: transaction.id.rawValue))
        try insert.bind(5, Int64(bitPattern: transaction.stamp.rawValue))
        try insert.bind(6, chain.bytes)
        try insert.bind(7, body)
        if !former.isEmpty { try insert.bind(8, Position.bytes(former)) }
        try insert.run()
    }

    /// Whether a transaction is the device's own, sent or not.
    func holds(_ id: TransactionID) throws -> Bool {
        let find = try connection.cached("SELECT 1 FROM relais_journal WHERE id = ?")
        defer { find.reset() }
        try find.bind(1, Int64(bitPattern: id.rawValue))
        return try find.step()
    }

    /// The chain hash at a number of the present replica number; `nil` when there is none.
    func chain(at number: UInt64, _ device: DeviceState) throws -> ChainHash? {
        if number == 0 { return .start }
        let find = try connection.cached("SELECT chain FROM relais_journal WHERE row = ?")
        defer { find.reset() }
        try find.bind(1, Int64(bitPattern: number + device.journalOffset))
        guard try find.step() else { return nil }
        return ChainHash(find.bytes(0))
    }

    /// The chain hashes of the numbers after one, at most `maximum` of them.
    func chains(
        after number: UInt64, maximum: Int, _ device: DeviceState
    ) throws -> [ChainHash] {
        var chains: [ChainHash] = []
        try connection.rows(
            "SELECT chain FROM relais_journal WHERE row > ? ORDER BY row LIMIT ?",
            [
                .integer(Int64(bitPattern: number + device.journalOffset)),
                .integer(Int64(maximum)),
            ]
        ) { row in
            guard let chain = ChainHash(row.bytes(0)) else { throw StoreErrors.damaged("chain") }
            chains.append(chain)
        }
        return chains
    }

    /// The transaction of a row; `nil` when there is none, or its body is no longer kept.
    func transaction(row: UInt64) throws -> OwnTransaction? {
        let find = try connection.cached(
            """
            SELECT row, replica, number, body, epoch, sequence, former FROM relais_journal
            WHERE row = ? AND body IS NOT NULL
            """)
        defer { find.reset() }
        try find.bind(1, Int64(bitPattern: row))
        return try find.step() ? try own(find) : nil
    }

    /// Transactions after a row, oldest first, until `maximum` or `bytes` is reached; at least one
    /// when there is one.
    func transactions(
        afterRow row: UInt64, maximum: Int, bytes: Int = .max
    ) throws -> [OwnTransaction] {
        let rows = try connection.cached(
            """
            SELECT row, replica, number, body, epoch, sequence, former FROM relais_journal
            WHERE row > ? AND body IS NOT NULL ORDER BY row LIMIT ?
            """)
        defer { rows.reset() }
        try rows.bind(1, Int64(bitPattern: row))
        try rows.bind(2, Int64(maximum))
        var result: [OwnTransaction] = []
        var size = 0
        while try rows.step() {
            size += rows.bytes(3).count
            if size > bytes && !result.isEmpty { break }
            result.append(try own(rows))
        }
        return result
    }

    /// How many transactions wait to be sent.
    func pending(_ device: DeviceState) throws -> Int {
        let tail = try tail(device)
        return tail.number > device.acknowledged ? Int(tail.number - device.acknowledged) : 0
    }

    /// Notes where the server put consecutive transactions of the present replica number.
    func accept(
        first: UInt64, count: Int, at position: Position, _ answer: Answered,
        _ device: DeviceState
    ) throws {
        let update = try connection.cached(
            """
            UPDATE relais_journal SET epoch = ?1, sequence = ?2 + (row - ?3), answered_epoch = ?5,
                answered = ?6, answered_at = ?7
            WHERE row BETWEEN ?3 AND ?4
            """)
        let row = first + device.journalOffset
        try update.bind(1, Int64(bitPattern: position.epoch.rawValue))
        try update.bind(2, Int64(bitPattern: position.sequence))
        try update.bind(3, Int64(bitPattern: row))
        try update.bind(4, Int64(bitPattern: row + UInt64(count) - 1))
        try update.bind(5, Int64(bitPattern: answer.head.epoch.rawValue))
        try update.bind(6, Int64(bitPattern: answer.head.sequence))
        try update.bind(7, Int64(bitPattern: answer.time))
        try update.run()
    }

    /// Notes that the server refused a transaction: it has no place. The one that it had on a line
    /// that was lost stays known, for others may have known it there.
    func refuse(row: UInt64, _ answer: Answered) throws {
        if let own = try transaction(row: row), own.position != nil { try unanswer(own) }
        try connection.run(
            """
            UPDATE relais_journal SET epoch = NULL, sequence = NULL, answered_epoch = ?,
                answered = ?, answered_at = ?
            WHERE row = ?
            """,
            [
                .integer(Int64(bitPattern: answer.head.epoch.rawValue)),
                .integer(Int64(bitPattern: answer.head.sequence)),
                .integer(Int64(bitPattern: answer.time)), .integer(Int64(bitPattern: row)),
            ])
    }

    /// Forgets what the server answered of a transaction, but not where it stood: it is to be sent
    /// again.
    func unanswer(_ own: OwnTransaction) throws {
        let left = own.left
        try connection.run(
            """
            UPDATE relais_journal SET epoch = NULL, sequence = NULL, answered_epoch = NULL,
                answered = NULL, answered_at = NULL, former = ?
            WHERE row = ?
            """,
            [
                left.isEmpty ? .null : .blob(Position.bytes(left)),
                .integer(Int64(bitPattern: own.row)),
            ])
    }

    /// The transaction of a row that has these seven columns of it.
    fileprivate func own(_ row: Statement) throws -> OwnTransaction {
        let position =
            row.isNull(5)
            ? nil
            : Position(
                epoch: Epoch(UInt64(bitPattern: row.int64(4))),
                sequence: UInt64(bitPattern: row.int64(5)))
        return OwnTransaction(
            row: UInt64(bitPattern: row.int64(0)),
            address: DeliveryAddress(
                replica: Replica(truncatingIfNeeded: row.int64(1)),
                number: UInt64(bitPattern: row.int64(2))),
            transaction: try Transaction(bytes: row.bytes(3)), position: position,
            former: row.isNull(6) ? [] : try Position.places(row.bytes(6)))
    }
}

/// Where the server was when it answered.
struct Answered {
    let head: Position
    /// The server's clock, Unix milliseconds.
    let time: UInt64
}

/// Which own transactions are shown over which records, by their rows in the journal.
struct Overlay {
    let connection: Connection

    func isEmpty() throws -> Bool {
        let any = try connection.cached("SELECT 1 FROM relais_overlay LIMIT 1")
        defer { any.reset() }
        return try !any.step()
    }

    func add(_ collection: Int64, _ id: RecordID, row number: UInt64) throws {
        try change("INSERT OR IGNORE INTO relais_overlay VALUES (?, ?, ?)", collection, id, number)
    }

    func remove(_ collection: Int64, _ id: RecordID, row number: UInt64) throws {
        try change(
            "DELETE FROM relais_overlay WHERE collection = ? AND id = ? AND number = ?",
            collection, id, number)
    }

    /// The transactions shown over a record, oldest first.
    func transactions(
        _ collection: Int64, _ id: RecordID, _ journal: Journal
    ) throws -> [OwnTransaction] {
        let rows = try connection.cached(
            """
            SELECT j.row, j.replica, j.number, j.body, j.epoch, j.sequence, j.former
            FROM relais_overlay AS o CROSS JOIN relais_journal AS j ON j.row = o.number
            WHERE o.collection = ? AND o.id = ? AND j.body IS NOT NULL ORDER BY o.number
            """)
        defer { rows.reset() }
        try rows.bind(1, collection)
        try rows.bind(2, id)
        var result: [OwnTransaction] = []
        while try rows.step() { result.append(try journal.own(rows)) }
        return result
    }

    /// Those of them that wait for the server's answer.
    func waiting(
        _ collection: Int64, _ id: RecordID, _ journal: Journal
    ) throws -> [OwnTransaction] {
        try transactions(collection, id, journal).filter { $0.position == nil }
    }

    /// Every record over which accepted transactions are still shown, with their positions.
    func settled() throws -> [(
        collection: Int64, id: RecordID, row: UInt64, position: Position
    )] {
        let rows = try connection.cached(
            """
            SELECT o.collection, o.id, o.number, j.epoch, j.sequence FROM relais_overlay AS o
            JOIN relais_journal AS j ON j.row = o.number
            WHERE j.sequence IS NOT NULL
            """)
        defer { rows.reset() }
        var result: [(collection: Int64, id: RecordID, row: UInt64, position: Position)] = []
        while try rows.step() {
            guard let id = RecordID(bytes: rows.bytes(1)) else { continue }
            let position = Position(
                epoch: Epoch(UInt64(bitPattern: rows.int64(3))),
                sequence: UInt64(bitPattern: rows.int64(4)))
            result.append((rows.int64(0), id, UInt64(bitPattern: rows.int64(2)), position))
        }
        return result
    }

    private func change(
        _ sql: StaticString, _ collection: Int64, _ id: RecordID, _ number: UInt64
    ) throws {
        let statement = try connection.cached(sql)
        try statement.bind(1, collection)
        try statement.bind(2, id)
        try statement.bind(3, Int64(bitPattern: number))
        try statement.run()
    }
}
