// The lines of the audit in a territory's file.

import SQLite
import Shared

extension SQLiteSession {
    func auditHead() throws -> AuditHead {
        let row = try connection.cached(
            "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
        defer { row.reset() }
        guard try row.step() else { return .start }
        return AuditHead(count: UInt64(bitPattern: row.int64(0)), hash: row.bytes(1))
    }

    /// The hash of a line; `nil` when there is none.
    func auditHash(_ number: UInt64) throws -> [UInt8]? {
        let row = try connection.cached("SELECT hash FROM audit WHERE number = ?")
        defer { row.reset() }
        try row.bind(1, Int64(clamping: number))
        return try row.step() ? row.bytes(0) : nil
    }

    func audit(after number: UInt64, _ body: (AuditLine) throws -> Bool) throws {
        let rows = try connection.cached(
            """
            SELECT number, at, who, device, what, subject, outcome, count, hash FROM audit
            WHERE number >= ? ORDER BY number
            """)
        defer { rows.reset() }
        // From the beginning means also what somebody has put before the first line.
        try rows.bind(1, number == 0 ? Int64.min : Int64(clamping: number &+ 1))
        while try rows.step() {
            if !(try body(line(rows))) { return }
        }
    }

    func audit(last count: Int, since time: UInt64) throws -> [AuditLine] {
        var lines: [AuditLine] = []
        try connection.rows(
            """
            SELECT number, at, who, device, what, subject, outcome, count, hash FROM audit
            WHERE at >= ? ORDER BY number DESC LIMIT ?
            """, [.integer(Int64(clamping: time)), .integer(Int64(count))]
        ) { lines.append(line($0)) }
        return lines.reversed()
    }

    private func line(_ row: Statement) -> AuditLine {
        AuditLine(
            number: UInt64(bitPattern: row.int64(0)), at: UInt64(bitPattern: row.int64(1)),
            who: row.string(2),
            device: row.isNull(3) ? nil : Replica(truncatingIfNeeded: row.int64(3)),
            what: row.string(4), subject: row.string(5), outcome: row.string(6),
            count: UInt64(bitPattern: row.int64(7)), hash: row.bytes(8))
    }

    func audit(_ event: AuditEvent) throws {
        let line = AuditLine(event, after: try auditHead())
        let insert = try connection.cached("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
        try insert.bind(1, Int64(bitPattern: line.number))
        try insert.bind(2, Int64(bitPattern: line.at))
        try insert.bind(3, line.who)
        if let device = line.device { try insert.bind(4, Int64(device)) }
        try insert.bind(5, line.what)
        try insert.bind(6, line.subject)
        try insert.bind(7, line.outcome)
        try insert.bind(8, Int64(bitPattern: line.count))
        try insert.bind(9, line.hash)
        try insert.run()
        hasAudited = true
    }

    /// The end that the transaction leaves, for whom it is to be told; `nil` when it is the same.
    func auditNews() throws -> AuditWitness? {
        guard hasAudited else { return nil }
        hasAudited = false
        return AuditWitness(epoch: try info().epoch, head: try auditHead())
    }
}
