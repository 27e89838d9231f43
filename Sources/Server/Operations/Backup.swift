// Backup: a consistent copy of a territory, made while the server goes on.
//
// The mark is put first: from then on records remember what they take in, until every backup that
// may be restored holds it. The copy is made after, so it holds at least what the mark says.

import FoundationEssentials
import Glibc
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
    package static func make(
        _ data: ServerData, territory: String, to path: String
    ) throws -> BackupSummary {
        let storage = try data.existingTerritory(territory)
        let madeAt = data.ports.now()
        let mark = { (position: Position, kind: BackupMark.Kind) in
            BackupMark(position: position, madeAt: madeAt, kind: kind)
        }
        return try data.translate {
            try storage.write { writer in
                try writer.put(mark(try writer.info().end, .begun))
            }
            let unfinished = path + ".unfinished"
            try? FileManager.default.removeItem(atPath: unfinished)
            try storage.copy(to: unfinished)
            let end = try Restore.inspect(unfinished).info.end
            guard rename(unfinished, path) == 0 else {
                throw AdministrationErrors.dataNotUsable(path, detail: "rename: \(errno)")
            }
            // Only now is anything backed up, and do devices hear of it.
            try storage.write { try $0.put(mark(end, .complete)) }
            return BackupSummary(territory: territory, file: path, position: end)
        }
    }
}
