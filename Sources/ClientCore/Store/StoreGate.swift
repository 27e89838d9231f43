// StoreGate: whoever uses a store's file against whoever replaces it, across processes.
//
// A file that is replaced while somebody has it open would take their next writes with it. The gate
// is a lock of SQLite's on an empty file, like `SyncLock`: shared by those who use the store, and
// taken alone to lock or unlock it.

import SQLite
import Shared

/// Held for as long as it lives.
final class StoreGate {
    private let connection: Connection

    /// - Throws: `RelaisError` `store_busy`: at once when it is wanted alone and others use the
    ///   store; after five seconds when somebody is replacing its file.
    init(folder: String, alone: Bool) throws {
        do {
            connection = try StoreGate.open(folder, alone: alone)
        } catch {
            throw error.isBusy && alone ? LockErrors.inUse : error
        }
    }

    private static func open(
        _ folder: String, alone: Bool
    ) throws(SQLiteError) -> Connection {
        let connection = try Connection(
            path: folder + "/store.lock", mode: .readWriteCreate,
            busyTimeoutMilliseconds: alone ? 0 : 5000)
        // A transaction that has read holds the shared lock.
        try connection.execute(
            alone
                ? "PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE"
                : "BEGIN; SELECT count(*) FROM sqlite_schema")
        return connection
    }
}
