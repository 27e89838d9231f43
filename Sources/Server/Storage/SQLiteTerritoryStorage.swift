// SQLiteTerritoryStorage: a territory in one SQLite file: one writer, a few readers.

import SQLite
package import Shared

/// A territory in one SQLite file.
package final class SQLiteTerritoryStorage: TerritoryStorage {
    private let path: String
    private let writer: Locked<SQLiteSession>
    private let ledger: Ledger?
    /// Readers that nobody uses. One that is needed beyond them is opened, so that a read never
    /// waits for another; as many threads read at once as serve requests.
    private let idleReaders = Locked<[SQLiteSession]>([])

    /// Opened by the first `commitCounter`, and only there to ask the same connection again.
    private let counting = Locked<Connection?>(nil)

    private static let keptReaders = 4

    /// Opens a territory's file.
    ///
    /// - Parameter ledger: where what a restore must not undo is noted.
    package convenience init(path: String, ledger: Ledger? = nil) throws {
        try self.init(path: path, mode: .readWrite, ledger: ledger, create: nil)
    }

    /// Makes a territory's file.
    package static func create(
        path: String, code: String, name: String, epoch: Epoch, ledger: Ledger? = nil
    ) throws -> SQLiteTerritoryStorage {
        try SQLiteTerritoryStorage(
            path: path, mode: .readWriteCreate, ledger: ledger
        ) { connection in
            try connection.run(
                "INSERT INTO territory VALUES (1, ?, ?, ?, ?, 0, 0, 0, NULL)",
                [
                    .text(code), .text(name), .integer(Int64(bitPattern: epoch.rawValue)),
                    .blob(Lineage().bytes),
                ])
        }
    }

    private init(
        path: String, mode: Connection.Mode, ledger: Ledger?,
        create: ((Connection) throws -> Void)?
    ) throws {
        let connection = try Connection(path: path, mode: mode)
        try connection.configure(durability: .full)
        try connection.transaction(.immediate) {
            try SQLiteSchema.migrator.migrate(connection)
            try create?(connection)
        }
        self.path = path
        self.ledger = ledger
        writer = Locked(SQLiteSession(connection, ledger: ledger))
        // One is opened at once: what cannot be read is told now, not to the first device.
        let first = try reader()
        idleReaders.withLock { $0.append(first) }
    }

    package func read<R>(_ body: (any StorageReading) throws -> R) throws -> R {
        let session = try reader()
        defer {
            idleReaders.withLock { idle in
                if idle.count < SQLiteTerritoryStorage.keptReaders { idle.append(session) }
            }
        }
        return try session.connection.transaction(.deferred) { try body(session) }
    }

    package func write<R>(_ body: (any StorageWriting) throws -> R) throws -> R {
        try writer.withLock { session in
            do {
                return try session.connection.transaction(.immediate) {
                    let result = try body(session)
                    try session.flushDigests()
                    return result
                }
            } catch {
                session.forget()
                throw error
            }
        }
    }

    /// Copies the territory, as of now, to a file that only its owner may read, while others go on
    /// reading and writing.
    package func copy(to path: String) throws {
        let session = try reader()
        try session.connection.backup(to: path)
        idleReaders.withLock { $0.append(session) }
    }

    /// Lets the file grow to so many pages at most, as a disk that is full does.
    package func limit(pages: Int) throws {
        try writer.withLock { try $0.connection.setMaximumPageCount(pages) }
    }

    /// Folds the log into the file, so that the file alone is the territory. Nobody else may be
    /// using it.
    package func close() throws {
        idleReaders.withLock { $0 = [] }
        try writer.withLock { try $0.connection.checkpoint() }
    }

    /// "The integer values returned by two invocations of 'PRAGMA data_version' from the same
    /// connection will be different if changes were committed to the database by any other
    /// connection in the interim" (https://www.sqlite.org/pragma.html#pragma_data_version).
    package func commitCounter() throws -> Int64 {
        try counting.withLock { kept in
            let connection = try kept ?? Connection(path: path, mode: .readWrite)
            kept = connection
            let statement = try connection.cached("PRAGMA data_version")
            defer { statement.reset() }
            return try statement.step() ? statement.int64(0) : 0
        }
    }

    private func reader() throws -> SQLiteSession {
        if let session = idleReaders.withLock({ $0.popLast() }) { return session }
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.configure(durability: .full)
        return SQLiteSession(connection)
    }
}
