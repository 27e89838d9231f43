// The statements of a connection by their text, so that a text is parsed once: bounded, and the one
// that was used least recently goes first.

struct StatementCache {
    private struct Entry {
        var statement: Statement
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [String: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) {
        precondition(capacity > 0, "a cache without room makes no sense")
        self.capacity = capacity
    }

    /// A statement for `sql`, reset and nobody else's. `prepare` makes it when there is none,
    /// or when somebody still holds the one there is: resetting that one would end their loop.
    mutating func statement(
        _ sql: String, prepare: (String) throws(SQLiteError) -> Statement
    ) throws(SQLiteError) -> Statement {
        uses += 1
        if let index = entries.index(forKey: sql) {
            guard isKnownUniquelyReferenced(&entries.values[index].statement) else {
                return try prepare(sql)
            }
            entries.values[index].lastUse = uses
            let statement = entries.values[index].statement
            statement.reset()
            return statement
        }
        let statement = try prepare(sql)
        if entries.count >= capacity { evict() }
        entries[sql] = Entry(statement: statement, lastUse: uses)
        return statement
    }

    private mutating func evict() {
        let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }
        if let oldest { entries[oldest.key] = nil }
    }
}
