// TransactionLimits: whether a transaction can be told at all. A request with one that cannot is
// refused as a whole, and everything that was written after it would wait behind it for ever: so a
// store asks before it gives a number.

extension Transaction {
    /// Whether every form of a message carries it, as every reader of such forms reads it.
    ///
    /// - Parameter bytes: how many its canonical form has.
    package func isWithinLimits(bytes: Int) -> Bool {
        bytes <= WireLimits.transactionBytes
            && records.count <= WireLimits.recordsInTransaction
            && records.allSatisfy(\.isWithinLimits)
    }
}

extension RecordChange {
    fileprivate var isWithinLimits: Bool {
        guard WireReader.isName(collection), own.count <= WireLimits.ownNames else { return false }
        guard case .write(let edits) = action else { return true }
        return edits.allSatisfy { WireReader.isName($0.field) && $0.change.isWithinLimits }
    }
}

extension FieldChange {
    fileprivate var isWithinLimits: Bool {
        switch self {
        case .assign(.real(let number)): number.isFinite
        case .assign, .increment: true
        case .edit(let added, let removed):
            [added, removed].allSatisfy { elements in
                elements.count <= WireLimits.elements
                    && elements.allSatisfy { $0.utf8.count <= WireLimits.elementBytes }
            }
        }
    }
}
