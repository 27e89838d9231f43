// Backup: a consistent copy of a territory, made while the server goes on.
//
// The mark is put first: from then on records remember what they take in, until every backup that
// may be restored holds it. The copy is made after, so it holds at least what the mark says.

import FoundationEssentials
import Glibc
import SQLite
package import Shared

/// A backup that was made.
package struct BackupSummary: Sendable {
    package let territory: String
    package let file: String
    /// Everything through here is in it.
    package let position: Position
}

package enum Backup {
    /// Copies a territory to a file that only its owner may read.
    ///
    /// The file is written beside its place and moved there when it is whole, so one that stands
    /// there already is replaced by a whole one or not at all.
    ///
    /// - Parameter passphrase: seals the copy; without it, it is in the clear.
    package static func make(
        _ data: ServerData, territory: String, to path: String, passphrase: String? = nil
    ) throws -> BackupSummary {
        let unfinished = path + ".unfinished"
        let copy = try BackupFile(new: unfinished, passphrase: passphrase)
        let storage = try data.existingTerritory(territory)
        let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            .joined(separator: "/")
        try refuse(path.contains("/") ? (folder.isEmpty ? "/" : folder) : ".", path, data)
        let madeAt = data.ports.now()
        let mark = { (position: Position, kind: BackupMark.Kind) in
            BackupMark(position: position, madeAt: madeAt, kind: kind)
        }
        return try data.translate {
            try storage.write { writer in
                try writer.put(mark(try writer.info().end, .begun))
            }
            try? FileManager.default.removeItem(atPath: unfinished)
            do {
                try storage.copy(to: unfinished, cipher: try copy.begin(data.ports))
            } catch let error as SQLiteError {
                try? FileManager.default.removeItem(atPath: unfinished)
                throw AdministrationErrors.backupNotWritten(
                    path, detail: "SQLite \(error.extendedCode): \(error.message)")
            }
            let end = try Restore.inspect(copy).end
            // Reading it back left these, which hold nothing.
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: unfinished + suffix)
            }
            guard rename(unfinished, path) == 0 else {
                throw AdministrationErrors.backupNotWritten(path, detail: "rename: \(errno)")
            }
            // Only now is anything backed up, and do devices hear of it.
            try storage.write { writer in
                try writer.put(mark(end, .complete))
                try writer.audit(
                    AuditEvent(
                        at: data.ports.now(), .operator, .backedUp,
                        on: AuditSubject.position(end)))
            }
            return BackupSummary(territory: territory, file: path, position: end)
        }
    }

    /// A backup among the files that it saves could replace one of them.
    private static func refuse(_ folder: String, _ path: String, _ data: ServerData) throws {
        let places = ["/territories", "/ledger"].map { identity(of: data.folder + $0) }
        guard let place = identity(of: folder) else {
            throw AdministrationErrors.backupNotWritten(path, detail: "stat: \(errno)")
        }
        if places.contains(where: { $0 == place }) {
            throw AdministrationErrors.backupNotWritten(path, detail: "the server's own folder")
        }
    }

    private static func identity(of folder: String) -> [UInt64]? {
        var status = stat()
        guard stat(folder, &status) == 0 else { return nil }
        return [UInt64(status.st_dev), UInt64(status.st_ino)]
    }
}
