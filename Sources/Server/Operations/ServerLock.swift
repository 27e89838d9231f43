// ServerLock: one server on a data folder at a time, and none while it is restored.
//
// The lock is SQLite's own on an empty file, as for a device's synchronisation: it ends with its
// process however that ends.

import SQLite

/// Held for as long as it lives.
package final class ServerLock {
    private let connection: Connection

    /// - Throws: `RelaisError` `server_running` when somebody holds it.
    package init(folder: String) throws {
        do {
            connection = try Connection(
                path: folder + "/server.lock", mode: .readWriteCreate, busyTimeoutMilliseconds: 0)
            try connection.execute("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE")
        } catch let error where error.isBusy {
            throw AdministrationErrors.serverRunning(folder)
        } catch {
            throw AdministrationErrors.dataNotUsable(
                folder, detail: "SQLite \(error.extendedCode): \(error.message)")
        }
    }
}
