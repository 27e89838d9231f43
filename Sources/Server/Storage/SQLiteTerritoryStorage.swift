// SQLiteTerritoryStorage: a territory in one SQLite file: one writer, a few readers.

import SQLite
package import Shared

/// A territory in one SQLite file.
package final class SQLiteTerritoryStorage: TerritoryStorage {
    private let writer: Locked<SQLiteSession>
    private let readers: [Locked<SQLiteSession>]
    private let turn = Locked(0)

    /// Opens a territory's file.
    ///
    /// - Parameter readers: how many snapshots can be read at the same time.
    package convenience init(path: String, readers: Int = 2) throws {
        try self.init(path: path, mode: .readWrite, readers: readers, create: nil)
    }

    /// Makes a territory's file.
    package static func create(
        path: String, code: String, name: String, epoch: Epoch
    ) throws -> SQLiteTerritoryStorage {
        try SQLiteTerritoryStorage(path: path, mode: .readWriteCreate, readers: 1) { connection in
            try connection.run(
                "INSERT INTO territory VALUES (1, ?, ?, ?, ?, 0, 0)",
                [
                    .text(code), .text(name), .integer(Int64(bitPattern: epoch.rawValue)),
                    .blob(Lineage().bytes),
                ])
        }
    }

    private init(
        path: String, mode: Connection.Mode, readers: Int,
        create: ((Connection) throws -> Void)?
    ) throws {
        let connection = try Connection(path: path, mode: mode)
        try connection.configure(durability: .full)
        try connection.transaction(.immediate) {
            try SQLiteSchema.migrator.migrate(connection)
            try create?(connection)
        }
        writer = Locked(SQLiteSession(connection))
        self.readers = try (0..<max(1, readers)).map { _ in
            let connection = try Connection(path: path, mode: .readWrite)
            try connection.configure(durability: .full)
            return Locked(SQLiteSession(connection))
        }
    }

    package func read<R>(_ body: (any StorageReading) throws -> R) throws -> R {
        let index = turn.withLock { turn in
            turn = (turn + 1) % readers.count
            return turn
        }
        return try readers[index].withLock { session in
            try session.connection.transaction(.deferred) { try body(session) }
        }
    }

    package func write<R>(_ body: (any StorageWriting) throws -> R) throws -> R {
        try writer.withLock { session in
            do {
                return try session.connection.transaction(.immediate) { try body(session) }
            } catch {
                session.forgetNames()
                throw error
            }
        }
    }
}
