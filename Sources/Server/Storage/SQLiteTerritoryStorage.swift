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
    ///
    /// - Parameter event: the first line of its audit.
    package static func create(
        path: String, code: String, name: String, epoch: Epoch, ledger: Ledger? = nil,
        event: AuditEvent? = nil
    ) throws -> SQLiteTerritoryStorage {
        try SQLiteTerritoryStorage(
            path: path, mode: .readWriteCreate, ledger: ledger
        ) { session in
            try session.connection.run(
                """
                INSERT INTO territory (one, code, name, epoch, forks, head, last_replica)
                VALUES (1, ?, ?, ?, ?, 0, 0)
                """,
                [
                    .text(code), .text(name), .integer(Int64(bitPattern: epoch.rawValue)),
                    .blob(Lineage().bytes),
                ])
            if let event { try session.audit(event) }
        }
    }

    private init(
        path: String, mode: Connection.Mode, ledger: Ledger?,
        create: ((SQLiteSession) throws -> Void)?
    ) throws {
        let connection = try Connection(path: path, mode: mode)
        if create != nil { try connection.letShrink() }
        try connection.configure(
            durability: DeliberateBug.serverDoesNotWait.isOn ? .normal : .full, cache: 12_288)
        let session = SQLiteSession(connection, ledger: ledger)
        let news = try connection.transaction(.immediate) {
            try SQLiteSchema.migrator.migrate(connection)
            try create?(session)
            try session.flush()
            return try session.auditNews()
        }
        self.path = path
        self.ledger = ledger
        writer = Locked(session)
        if let news { writer.withLock { tell(news, $0) } }
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
        return try session.connection.transaction(.deferred) {
            session.begin()
            return try body(session)
        }
    }

    package func write<R>(_ body: (any StorageWriting) throws -> R) throws -> R {
        try writer.withLock { session in
            do {
                let (result, news) = try session.connection.transaction(.immediate) {
                    session.begin()
                    let result = try body(session)
                    try session.flush()
                    return (result, try session.auditNews())
                }
                if let news { tell(news, session) }
                return result
            } catch {
                session.forget()
                throw error
            }
        }
    }

    /// Tells the ledger where the audit ends. What is committed stays so, whatever fails here: an
    /// end that could not be told is told with the next one.
    ///
    /// A chain that does not hold the line that the ledger knows was cut or rewritten. The ledger
    /// then keeps what it knows, however the chain goes on: it is the only proof.
    private func tell(_ news: AuditWitness, _ session: SQLiteSession) {
        guard let ledger else { return }
        do {
            if let known = try ledger.auditHead(news.epoch), known.count > 0,
                try session.auditHash(known.count) != known.hash
            {
                return
            }
            try ledger.note(news)
        } catch {
            return
        }
    }

    package func auditWitness() throws -> AuditHead? {
        guard let ledger else { return nil }
        return try ledger.auditHead(try read { try $0.info().epoch })
    }

    /// Copies the territory, as of now, to a file that only its owner may read, while others go on
    /// reading and writing.
    ///
    /// - Parameter cipher: what seals the copy.
    func copy(to path: String, cipher: PageCipher? = nil) throws {
        let session = try reader()
        try session.connection.backup(to: path, cipher: cipher)
        idleReaders.withLock { $0.append(session) }
    }

    /// Lets the file grow to so many pages at most, as a disk that is full does.
    package func limit(pages: Int) throws {
        try writer.withLock { try $0.connection.setMaximumPageCount(pages) }
    }

    package func scrub() throws -> Bool {
        try writer.withLock { session in
            guard let erased = try session.unscrubbed() else { return true }
            do {
                let connection = try Connection(path: path, mode: .readWrite)
                try connection.letShrink()
                try connection.scrub()
            } catch let error as SQLiteError {
                if error.isBusy { return false }
                throw error
            }
            // Something may have been erased meanwhile, by another process.
            try session.noteScrubbed(erased)
            return true
        }
    }

    package func shrink() throws {
        while try writer.withLock({ try $0.connection.shrink(pages: 256) }) > 0 {}
    }

    package func erasures() throws -> [ErasureAct] { try ledger?.erasures() ?? [] }

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
        // What a page of a pull is made of is read once: little is gained by keeping it, and as
        // many threads read at once as serve requests.
        try connection.configure(durability: .full, cache: 4_096)
        return SQLiteSession(connection, isReader: true)
    }
}
