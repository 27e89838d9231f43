// Notes: a note that was written on the wrong person is moved to the right one.

public import Shared

/// Puts notes where they belong.
public struct Notes: Sendable {
    private let store: Store

    /// - Parameter store: where they are kept.
    public init(_ store: Store) { self.store = store }

    /// Moves a note to another person's file. It leaves the first one altogether: whoever reads
    /// that file finds it there no longer.
    ///
    /// - Throws: `not_found`; `already_there`.
    public func move(_ note: RecordID, to person: RecordID) throws(RelaisError) {
        guard let record = try store.record(Note.self, note) else {
            throw StoreErrors.notFound(Note.collectionName, note)
        }
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        if record.person == person { throw PermanenceErrors.alreadyThere(Note.collectionName) }
        try store.write { $0.edit(record) { $0.person = person } }
    }
}
