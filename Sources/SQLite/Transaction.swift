// Transactions that nest: the outermost one is BEGIN to COMMIT, those inside are savepoints, and an
// error undoes exactly the body it came from. The error that the caller sees is always the first.

/// When a transaction takes its locks.
package enum TransactionKind: Sendable {
    /// At the first read and at the first write; a write may then find that it is too late.
    case deferred
    /// The write lock at once, so that nothing read in the transaction can be outdated.
    case immediate

    var beginning: StaticString {
        switch self {
        case .deferred: "BEGIN DEFERRED"
        case .immediate: "BEGIN IMMEDIATE"
        }
    }
}

extension Connection {
    /// Runs `body` in a transaction, which is committed when `body` returns and undone when it
    /// throws; inside another transaction it is a savepoint, and `kind` says nothing.
    ///
    /// Throws what `body` throws, unchanged, or the `SQLiteError` of the transaction itself. When
    /// SQLite gave up the whole transaction (a full disk may do that), every later statement of the
    /// bodies that still run is refused, and so is their commit.
    package func transaction<Result>(
        _ kind: TransactionKind, _ body: () throws -> Result
    ) throws -> Result {
        let isNested = isInTransaction
        try cached(isNested ? "SAVEPOINT nested" : kind.beginning).run()
        handle.depth += 1
        defer { handle.leaveTransaction() }
        do {
            let result = try body()
            if !isInTransaction { throw Handle.lostTransaction }
            try cached(isNested ? "RELEASE nested" : "COMMIT").run()
            return result
        } catch {
            if isInTransaction { undo(isNested: isNested) }
            throw error
        }
    }

    /// Undoes the innermost transaction, or all of them when it cannot be undone on its own.
    private func undo(isNested: Bool) {
        do throws(SQLiteError) {
            if isNested {
                try cached("ROLLBACK TO nested").run()
                try cached("RELEASE nested").run()
            } else {
                try cached("ROLLBACK").run()
            }
        } catch {
            handle.abandon()
        }
    }
}
