// Journal: this device's own transactions, in the order of their numbers, and what became of them.

import SQLite
import Shared

/// One of the device's own transactions.
struct OwnTransaction {
    let number: UInt64
    let transaction: Transaction
    /// Where the server put it; `nil` while it waits.
    let position: Position?

    /// Its identity in a record's state, before or after it was accepted.
    func write(replica: Replica) -> Write {
        Write(
            transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
            replica: replica, position: position)
    }
}

/// The device's own transactions.
struct Journal {
    /// The end of the journal: what the next transaction is appended to.
    struct Tail {
        let number: UInt64
        let stamp: Stamp
        let chain: ChainHash
    }

    let connection: Connection

    func tail() throws -> Tail {
        let last = try connection.cached(
            "SELECT number, stamp, chain FROM relais_journal ORDER BY number DESC LIMIT 1")
        defer { last.reset() }
        guard try last.step() else { return Tail(number: 0, stamp: Stamp(0), chain: .start) }
        guard let chain = ChainHash(last.bytes(2)) else { throw StoreErrors.damaged("chain") }
        return Tail(
            number: UInt64(bitPattern: last.int64(0)),
            stamp: Stamp(UInt64(bitPattern: last.int64(1))), chain: chain)
    }

    func append(_ transaction: Transaction, after tail: Tail) throws {
        let insert = try connection.cached(
            "INSERT INTO relais_journal (number, id, stamp, chain, body) VALUES (?, ?, ?, ?, ?)")
        let body = transaction.bytes
        try insert.bind(1, Int64(bitPattern: tail.number + 1))
        try insert.bind(2, Int64(bitPattern: transaction.id.rawValue))
        try insert.bind(3, Int64(bitPattern: transaction.stamp.rawValue))
        try insert.bind(4, tail.chain.appending(SHA256.hash(body)).bytes)
        try insert.bind(5, body)
        try insert.run()
    }

    /// The chain hash at a number.
    func chain(at number: UInt64) throws -> ChainHash {
        if number == 0 { return .start }
        let find = try connection.cached("SELECT chain FROM relais_journal WHERE number = ?")
        defer { find.reset() }
        try find.bind(1, Int64(bitPattern: number))
        guard try find.step(), let chain = ChainHash(find.bytes(0)) else {
            throw StoreErrors.damaged("journal \(number)")
        }
        return chain
    }

    func transaction(_ number: UInt64) throws -> OwnTransaction? {
        let find = try connection.cached(
            "SELECT number, body, epoch, sequence FROM relais_journal WHERE number = ?")
        defer { find.reset() }
        try find.bind(1, Int64(bitPattern: number))
        return try find.step() ? try own(find) : nil
    }

    /// Transactions after a number, oldest first, until `maximum` or `bytes` is reached; at least
    /// one when there is one.
    func transactions(
        after number: UInt64, maximum: Int, bytes: Int = .max
    ) throws -> [OwnTransaction] {
        let rows = try connection.cached(
            """
            SELECT number, body, epoch, sequence FROM relais_journal WHERE number > ?
            ORDER BY number LIMIT ?
            """)
        defer { rows.reset() }
        try rows.bind(1, Int64(bitPattern: number))
        try rows.bind(2, Int64(maximum))
        var result: [OwnTransaction] = []
        var size = 0
        while try rows.step() {
            size += rows.bytes(1).count
            if size > bytes && !result.isEmpty { break }
            result.append(try own(rows))
        }
        return result
    }

    /// How many transactions follow a number.
    func count(after number: UInt64) throws -> Int {
        let tail = try tail()
        return tail.number > number ? Int(tail.number - number) : 0
    }

    /// Notes where the server put consecutive transactions.
    func accept(first: UInt64, count: Int, at position: Position) throws {
        let update = try connection.cached(
            """
            UPDATE relais_journal SET epoch = ?1, sequence = ?2 + (number - ?3)
            WHERE number BETWEEN ?3 AND ?4
            """)
        try update.bind(1, Int64(bitPattern: position.epoch.rawValue))
        try update.bind(2, Int64(bitPattern: position.sequence))
        try update.bind(3, Int64(bitPattern: first))
        try update.bind(4, Int64(bitPattern: first + UInt64(count) - 1))
        try update.run()
    }

    private func own(_ row: Statement) throws -> OwnTransaction {
        let position =
            row.isNull(3)
            ? nil
            : Position(
                epoch: Epoch(UInt64(bitPattern: row.int64(2))),
                sequence: UInt64(bitPattern: row.int64(3)))
        return OwnTransaction(
            number: UInt64(bitPattern: row.int64(0)),
            transaction: try Transaction(bytes: row.bytes(1)), position: position)
    }
}

/// Which own transactions are shown over which records.
struct Overlay {
    let connection: Connection

    func isEmpty() throws -> Bool {
        let any = try connection.cached("SELECT 1 FROM relais_overlay LIMIT 1")
        defer { any.reset() }
        return try !any.step()
    }

    func add(_ collection: Int64, _ id: RecordID, _ number: UInt64) throws {
        try change("INSERT OR IGNORE INTO relais_overlay VALUES (?, ?, ?)", collection, id, number)
    }

    func remove(_ collection: Int64, _ id: RecordID, _ number: UInt64) throws {
        try change(
            "DELETE FROM relais_overlay WHERE collection = ? AND id = ? AND number = ?",
            collection, id, number)
    }

    /// The transactions shown over a record, oldest first.
    func transactions(
        _ collection: Int64, _ id: RecordID, _ journal: Journal
    ) throws -> [OwnTransaction] {
        let rows = try connection.cached(
            "SELECT number FROM relais_overlay WHERE collection = ? AND id = ? ORDER BY number")
        var numbers: [UInt64] = []
        do {
            defer { rows.reset() }
            try rows.bind(1, collection)
            try rows.bind(2, id.bytes)
            while try rows.step() { numbers.append(UInt64(bitPattern: rows.int64(0))) }
        }
        return try numbers.compactMap { try journal.transaction($0) }
    }

    /// Every record over which accepted transactions are still shown, with their positions.
    func settled() throws -> [(
        collection: Int64, id: RecordID, number: UInt64, position: Position
    )] {
        let rows = try connection.cached(
            """
            SELECT o.collection, o.id, o.number, j.epoch, j.sequence FROM relais_overlay AS o
            JOIN relais_journal AS j ON j.number = o.number
            WHERE j.sequence IS NOT NULL
            """)
        defer { rows.reset() }
        var result: [(collection: Int64, id: RecordID, number: UInt64, position: Position)] = []
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
        _ sql: String, _ collection: Int64, _ id: RecordID, _ number: UInt64
    ) throws {
        let statement = try connection.cached(sql)
        try statement.bind(1, collection)
        try statement.bind(2, id.bytes)
        try statement.bind(3, Int64(bitPattern: number))
        try statement.run()
    }
}
