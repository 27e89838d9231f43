// SyncLock: one synchronisation of a store at a time, across processes.
//
// The lock is SQLite's own on an empty file: it exists on every phone, and it ends with its process
// however that process ends.

import SQLite
import Shared

/// Held for as long as it lives.
final class SyncLock {
    private let connection: Connection

    /// - Throws: `RelaisError` `sync_running` when another synchronisation holds it.
    init(folder: String) throws {
        do {
            connection = try Connection(
                path: folder + "/sync.lock", mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
            try connection.execute("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")
        } catch let error where error.isBusy {
            throw StoreErrors.syncRunning
        }
    }
}
