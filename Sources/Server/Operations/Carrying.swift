// Carrying: what the server may be alone to hold, taken over into the restored territory: records
// that were given back and sealed, for their givers hold them no more; and what was refused, for
// devices whose access was withdrawn have purged it, whatever the restored territory knows of that.
// Who still has it sends it again: it is known by its id. Everything else is given back, too.
//
// It comes from the file that the restore replaces, as far as that can be read.

import FoundationEssentials
import SQLite
import Shared

/// What a restore takes over.
struct Carried {
    private var sealed: [SealedRecord] = []
    private var refused: [QuarantinedTransaction] = []
    private var isWhole = false

    /// Numbers from here on are those of refused transactions that were taken over: no device has
    /// or gives itself such a number.
    static let numbers: UInt64 = 1 << 62

    /// - Parameter place: the file that is replaced; what cannot be read of it is not taken over.
    init(from place: String) {
        guard FileManager.default.fileExists(atPath: place),
            let connection = try? Connection(path: place, mode: .readOnly)
        else { return }
        let session = SQLiteSession(connection)
        let (sealed, refused) = (try? session.sealedRecords(), try? session.quarantine())
        isWhole = sealed != nil && refused != nil
        self.sealed = sealed ?? []
        self.refused = refused ?? []
        // The restored territory may have nobody of that number, nor know whose it was.
        for index in self.refused.indices where self.refused[index].organisation == nil {
            let author = try? session.device(self.refused[index].replica)
                .flatMap { try session.user($0.user) }
            self.refused[index].organisation = author?.organisation
        }
    }

    /// Puts what the restored territory does not have. What had been accepted waits again: whether
    /// its effects come back is not known.
    ///
    /// - Returns: how much that was.
    func put(into writer: any StorageWriting) throws -> TakenOver {
        var takenOver = TakenOver(isWhole: isWhole)
        if DeliberateBug.restoreForgetsTheSealed.isOn { return takenOver }
        let before = try writer.sealedRecords().count
        for record in sealed {
            for replica in [record.replica] + record.copies {
                var copy = record
                copy.replica = replica
                try writer.put(copy)
            }
        }
        for transaction in refused where try writer.quarantined(id: transaction.id) == nil {
            var taken = transaction
            taken.number = max(transaction.number, Carried.numbers)
            while try writer.quarantined(taken.replica, number: taken.number) != nil {
                taken.number += 1
            }
            if taken.decision != .dismissed { taken.decision = nil }
            try writer.put(taken)
            takenOver.refused += 1
        }
        takenOver.sealed = try writer.sealedRecords().count - before
        return takenOver
    }
}
