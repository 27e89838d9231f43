// SyncLock: one synchronisation of a store at a time, across processes.
//
// The lock is SQLite's own on an empty file: it exists on every phone, and it ends with its process
// however that process ends.

import SQLite
import Shared

/// Held for as long as it lives.
final class SyncLock {
    private let connection: Connection
    private let file: Locked<Connection?>

    /// - Parameter file: where the open file waits between two synchronisations: to open one takes
    ///   longer than a synchronisation that has nothing to say.
    /// - Throws: `RelaisError` `sync_running` when another synchronisation holds it.
    init(folder: String, _ file: Locked<Connection?>) throws {
        self.file = file
        do {
            if let known = SyncLock.take(file) {
                connection = known
            } else {
                connection = try SyncLock.open(folder)
            }
            try connection.cached("BEGIN EXCLUSIVE").run()
        } catch let error where error.isBusy {
            throw StoreErrors.syncRunning
        }
    }

    private static func open(_ folder: String) throws(SQLiteError) -> Connection {
        let connection = try Connection(
            path: folder + "/sync.lock", mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
        try connection.execute("PRAGMA journal_mode = MEMORY")
        return connection
    }

    private static func take(_ file: Locked<Connection?>) -> Connection? {
        file.withLock { file in
            let connection = file
            file = nil
            return connection
        }
    }

    deinit {
        // One that cannot be let go of is closed, which lets go of it.
        guard (try? connection.cached("ROLLBACK").run()) != nil else { return }
        file.withLock { $0 = connection }
    }
}
