// PushedRecords: which records became exactly what their writer makes of them by itself, so that
// nobody has to tell it.

import Shared

/// What a push has made of records.
struct PushedRecords {
    private struct Touched {
        /// The sequence of the last change before the push; `nil` where there was nothing.
        let before: UInt64?
        /// The sequence of the push's last change.
        var sequence: UInt64
        /// Whether the device takes its changes in as the server has.
        var isExact = true
    }

    /// Through where every backup was complete when it was taken in.
    let horizon: Position?
    private var touched: [RecordKey: Touched] = [:]

    init(horizon: Position?) { self.horizon = horizon }

    /// Notes a change that was taken in.
    ///
    /// - Parameters:
    ///   - stored: the record before.
    ///   - isMoved: whether it came to another audience by it.
    mutating func note(
        _ key: RecordKey, _ change: RecordChange, by write: Write, over stored: StoredRecord?,
        isMoved: Bool
    ) {
        guard let position = write.position else { return }
        var record =
            touched[key] ?? Touched(before: stored?.sequence, sequence: position.sequence)
        record.sequence = position.sequence
        // A clock that is too far ahead is set back by the server alone, and what an erasure
        // leaves out is not the device's to tell.
        if isMoved || change.action == .erase || write.stamp != write.claimed
            || !write.former.isEmpty
        {
            record.isExact = false
        }
        touched[key] = record
    }

    /// Where a record is that the device can tell by itself; `nil` for one that it must be told.
    ///
    /// - Parameters:
    ///   - record: as it is now.
    ///   - scope: of whose feed it is read.
    ///   - floor: through where the device holds the scope.
    ///   - held: the scopes of the device.
    func place(
        of record: StoredRecord, in scope: String, since floor: Position, _ held: Set<String>
    ) -> Echoes.Place? {
        guard let mine = touched[record.key], mine.isExact, mine.sequence == record.sequence,
            record.audiences.count(where: held.contains) == 1
        else { return nil }
        guard let before = mine.before else { return Echoes.Place(scope: scope, isNew: true) }
        // What it was before the push, the device holds in this scope.
        guard before <= floor.sequence || DeliberateBug.echoOfWhatIsNotHeld.isOn,
            let entered = record.entered(scope), entered <= floor.sequence
        else { return nil }
        return Echoes.Place(scope: scope, isNew: false)
    }
}
