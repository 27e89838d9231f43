// The numbers that a territory has received of each device, in its file.

import SQLite
import Shared

extension SQLiteSession {
    func received(_ replica: Replica, from first: UInt64) throws -> [ReceivedRun] {
        let rows = try connection.cached(
            """
            SELECT first, count, sequence, chains FROM received
            WHERE replica = ?1 AND first + count > ?2 AND first >= coalesce(
                (SELECT max(first) FROM received WHERE replica = ?1 AND first <= ?2), 0)
            ORDER BY first
            """)
        defer { rows.reset() }
        try rows.bind(1, Int64(replica))
        try rows.bind(2, Int64(clamping: first))
        var runs: [ReceivedRun] = []
        while try rows.step() {
            let bytes = rows.bytes(3)
            runs.append(
                ReceivedRun(
                    first: UInt64(bitPattern: rows.int64(0)), count: Int(rows.int64(1)),
                    sequence: rows.isNull(2) ? nil : UInt64(bitPattern: rows.int64(2)),
                    chains: stride(from: 0, to: bytes.count - 31, by: 32).compactMap {
                        ChainHash(Array(bytes[$0..<$0 + 32]))
                    }))
        }
        return runs
    }

    func put(_ run: ReceivedRun, of replica: Replica) throws {
        let insert = try connection.cached("INSERT INTO received VALUES (?, ?, ?, ?, ?)")
        try insert.bind(1, Int64(replica))
        try insert.bind(2, Int64(bitPattern: run.first))
        try insert.bind(3, Int64(run.count))
        if let sequence = run.sequence { try insert.bind(4, Int64(bitPattern: sequence)) }
        try insert.bind(5, run.chains.flatMap(\.bytes))
        try insert.run()
    }
}
