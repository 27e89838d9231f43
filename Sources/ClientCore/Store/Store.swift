// Store: a device's data on disk, and the one door to it.
//
// Every write is local, durable when the call returns, and never waits for a network. Several
// processes may use one store at a time.

import FoundationEssentials
import SQLite
public import Shared

/// A device's data: records, what waits to be sent, what is to be settled.
public final class Store: Sendable {
    /// The application's declarations.
    public let schema: Schema
    /// The folder that holds the store's files.
    public let folder: String
    package let ports: Ports
    private let core: Locked<StoreCore>
    /// Keeps the file in its place for as long as the store is open.
    private let gate: Locked<StoreGate>
    let observers = Observers()
    /// The file that the next synchronisation locks, where it is open already.
    let syncFile = Locked<Connection?>(nil)

    /// Opens the store in a folder, making both when they do not exist.
    ///
    /// - Parameters:
    ///   - folder: made with access for its owner only.
    ///   - schema: the application's declarations; tables follow it.
    ///   - ports: the clock and randomness.
    ///   - passphrase: what opens a store that is locked; a new one is locked with it.
    /// - Throws: `RelaisError` with code `store_not_writable`, `store_newer`, `store_damaged`,
    ///   `disk_full`, `store_busy`, `store_locked`, `store_not_locked`, `wrong_passphrase`,
    ///   `weak_passphrase` or `store_altered`.
    public convenience init(
        folder: String, schema: Schema, ports: Ports = .system, passphrase: StorePassphrase? = nil
    ) throws(RelaisError) {
        try self.init(
            folder: folder, schema: schema, ports: ports, passphrase: passphrase, maximumPages: nil)
    }

    /// - Parameter maximumPages: bounds the file, so that a test can fill its disk.
    package init(
        folder: String, schema: Schema, ports: Ports, passphrase: StorePassphrase? = nil,
        maximumPages: Int?
    ) throws(RelaisError) {
        self.schema = schema
        self.folder = folder
        self.ports = ports
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreErrors.notWritable(folder, detail: "createDirectory")
        }
        (gate, core) = try Store.translate(folder) {
            let (gate, connection) = try Store.openFile(
                folder: folder, passphrase: passphrase, ports: ports)
            // A phone has less to give than a server.
            try connection.configure(durability: .full, cache: 10_240)
            if let maximumPages { try connection.setMaximumPageCount(maximumPages) }
            try StoreSchema.migrator.migrate(connection)
            return (Locked(gate), Locked(try StoreCore(connection, schema: schema, ports: ports)))
        }
    }

    /// Commits one user action: all of it, durably, or nothing.
    ///
    /// - Parameter body: collects the changes; what it throws undoes everything.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws when that is a `RelaisError`; any other error of its own as
    ///   code `undone`, with that error in `detail`. After `storage_failed` the store shows nothing
    ///   of it; a disk that failed at the very end may have it all the same, and whoever opens the
    ///   store again finds it, when nothing was written in between.
    @discardableResult
    public func write<R>(
        _ body: (inout WriteTransaction) throws -> R
    ) throws(RelaisError) -> R {
        try withWriting { core in
            let device = try DeviceState(core.connection)
            var transaction = WriteTransaction(core, device)
            let result = try body(&transaction)
            try Committer(core, device).commit(transaction.pending)
            for key in transaction.awaited { try core.awaitReceipt(for: key) }
            return result
        }
    }

    /// One record; `nil` when it is missing or deleted.
    public func record(_ collection: String, _ id: RecordID) throws(RelaisError) -> Record? {
        try withCore { core in
            try Reader(core: core).record(try core.declaredTable(collection), id)
        }
    }

    /// One record of a declared model.
    public func record<M: Model>(
        _ model: M.Type, _ id: RecordID
    ) throws(RelaisError) -> Typed<M>? {
        try record(M.collectionName, id).flatMap(Typed<M>.init)
    }

    /// Runs `body` on the connection, one caller at a time, with errors said for people.
    func withCore<R>(_ body: (StoreCore) throws -> R) throws(RelaisError) -> R {
        try Store.translate(folder) {
            try core.withLock { core in
                if try core.hasEndedAccess() {
                    try core.write { try core.endAccesses() }
                    observers.tell(core.changed)
                }
                return try body(core)
            }
        }
    }

    /// Runs `body`, which only reads, on one state of the store.
    func withReading<R>(_ body: (StoreCore) throws -> R) throws(RelaisError) -> R {
        try withCore { core in try core.connection.transaction(.deferred) { try body(core) } }
    }

    /// Whether a loss of power would take the last of what was committed: never what a person
    /// wrote.
    package var isUnsynced: Bool { core.withLock(\.isUnsynced) }

    /// Runs `body` in one transaction, durable unless it can be had again, then tells observers
    /// what changed.
    func withWriting<R>(
        _ durability: Durability = .full, _ body: (StoreCore) throws -> R
    ) throws(RelaisError) -> R {
        let (result, changed) = try withCore { core in
            let result = try core.write(durability) { try body(core) }
            return (result, core.changed)
        }
        observers.tell(changed)
        return result
    }

    static func translate<R>(
        _ folder: String, _ body: () throws -> R
    ) throws(RelaisError) -> R {
        do {
            return try body()
        } catch let error as RelaisError {
            throw error
        } catch let error as SQLiteError {
            throw StoreErrors.storage(error, at: folder)
        } catch MigrationError.newerVersion {
            throw StoreErrors.newerStore
        } catch let error as KeyHead.Failure {
            throw LockErrors.failure(error)
        } catch let error as ByteError {
            throw StoreErrors.damaged("\(error)")
        } catch {
            throw StoreErrors.undone(error)
        }
    }
}
