// UnsavedWrites: what a change is made over that a restore may take from the server.
//
// A position says what an author knew as long as somebody can tell what stood there. Once a backup
// from before is restored, only those can who hold the record or wrote it: one may not be allowed
// to give it back, the other may never have been told that it was taken in. So a change names by
// its id what not every backup holds yet.
//
// Where there was a restore already, what was given back has a place that its author was never
// told. Who replaced it named it, and may be refused when the next restore takes its place away: so
// it goes on being named by who writes after them.

extension RecordState {
    /// How many transactions a change names at most: the latest.
    private static let unsavedLimit = 200

    /// The transactions of the writes that a change replaces or deletes, and where there was
    /// a restore all that the state remembers, without those that it names already and those that
    /// every backup holds, in the order of their places.
    ///
    /// - Parameters:
    ///   - change: of a record that stands as this state says.
    ///   - knowledge: what its author knew of the record.
    ///   - backup: through where every backup that can be restored is complete.
    package func unsaved(
        under change: RecordChange, _ knowledge: Knowledge, since backup: Position,
        _ lineage: Lineage
    ) -> [TransactionID] {
        var places: [TransactionID: Position] = [:]
        let note = { (write: Write) in
            guard let position = write.position, !lineage.covers(backup, position),
                !knowledge.own.contains(write.transaction), knowledge.includes(write, lineage)
            else { return }
            places[write.transaction] = position
        }
        let touched = [Replacement.Touched](of: change)
        let coversAll = change.action == .delete || change.action == .erase
        for field in fields {
            for sibling in field.siblings
            where coversAll || touched.include(sibling, of: field.name) {
                note(sibling.write)
            }
        }
        for deletion in deletions { note(deletion.write) }
        if !lineage.forks.isEmpty && !DeliberateBug.replacedIsNotNamed.isOn {
            for applied in applied
            where !lineage.covers(backup, applied.position)
                && lineage.covers(knowledge.base, applied.position)
                && !knowledge.own.contains(applied.transaction)
            {
                places[applied.transaction] = applied.position
            }
        }
        let inOrder = places.sorted { left, right in
            left.value == right.value
                ? left.key < right.key : Position.canonicallyBefore(left.value, right.value)
        }
        return inOrder.suffix(Self.unsavedLimit).map(\.key)
    }
}
