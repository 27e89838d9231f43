// The statements of a connection by their text, so that a text is parsed once: bounded, and the one
// that was used least recently goes first.

struct StatementCache {
    /// What a statement is known by: the address of a literal, which costs nothing to look for, or
    /// a text that was put together.
    enum Key: Hashable {
        case literal(UInt)
        case text(String)

        init(_ literal: StaticString) {
            self = .literal(UInt(bitPattern: literal.utf8Start))
        }
    }

    private struct Entry {
        var statement: Statement
        var lastUse: UInt64
    }

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0

    init(capacity: Int) {
        precondition(capacity > 0, "a cache without room makes no sense")
        self.capacity = capacity
    }

    /// The statement of a key, reset and nobody else's. `prepare` makes it when there is none,
    /// or when somebody still holds the one there is: resetting that one would end their loop.
    mutating func statement(
        _ key: Key, prepare: () throws(SQLiteError) -> Statement
    ) throws(SQLiteError) -> Statement {
        uses += 1
        if let index = entries.index(forKey: key) {
            guard isKnownUniquelyReferenced(&entries.values[index].statement) else {
                return try prepare()
            }
            entries.values[index].lastUse = uses
            let statement = entries.values[index].statement
            statement.reset()
            return statement
        }
        let statement = try prepare()
        if entries.count >= capacity { evict() }
        entries[key] = Entry(statement: statement, lastUse: uses)
        return statement
    }

    private mutating func evict() {
        let oldest = entries.min { $0.value.lastUse < $1.value.lastUse }
        if let oldest { entries[oldest.key] = nil }
    }
}
