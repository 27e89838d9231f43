// MergedRecords: which record stands for a duplicate that was joined to another.
//
// A duplicate names its replacement in its field `merged_into`, and that one may have been joined
// to a third. Two people may join two records in opposite directions without knowing of each
// other: the references then go round in a ring, and everybody must still find the same record.

/// Follows the references that joined duplicates leave.
public enum MergedRecords {
    /// The record that stands for `id`: itself where it was joined to nothing; otherwise the end of
    /// its chain of references, or the smallest identity of the ring that the chain ends in.
    ///
    /// It asks for each record of the chain once, and once more for each of a ring. The answer
    /// stands for itself, and every record of a chain has the same answer.
    ///
    /// - Parameters:
    ///   - id: any record of the collection, whether it is known or not.
    ///   - target: what a record's `merged_into` shows; `nil` where it is empty, or the record is
    ///     not known.
    public static func survivor(
        of id: RecordID, following target: (RecordID) throws -> RecordID?
    ) rethrows -> RecordID {
        var passed: Set<RecordID> = []
        var current = id
        while passed.insert(current).inserted {
            guard let next = try target(current) else { return current }
            current = next
        }
        // The first record that is passed again is on the ring.
        let entry = current
        var smallest = entry
        while let next = try target(current), next != entry {
            smallest = min(smallest, next)
            current = next
        }
        return smallest
    }
}
