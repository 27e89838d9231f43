// Masking: what the server does not keep of a transaction that it refuses.
//
// What is refused is kept whole, for somebody to decide: but not what it says of somebody who was
// erased, and no social security number. The refusal stays, and is told to whoever wrote.

import Shared

/// Masks refused transactions.
struct Masking {
    let reader: any StorageReading
    let schema: Schema

    /// Why something was refused that says something of an erased record.
    static let erased = Admission.Problem(
        code: "record_erased",
        message: Phrase(
            fr: "Cette fiche, ou la personne dont elle parle, a été effacée pour toujours. Ce que "
                + "vous aviez noté n'a pas été gardé.",
            en: "This record, or the person that it is about, was erased for ever. What you had "
                + "noted was not kept."))

    /// What is kept of a refused transaction, and why it is said to be refused; `nil` when all of
    /// it is kept.
    func mask(
        _ transaction: Transaction
    ) throws -> (transaction: Transaction, problem: Admission.Problem?)? {
        let withoutErased = try withoutErased(transaction)
        let withoutNumbers = withoutNumbers(withoutErased ?? transaction)
        guard let masked = withoutNumbers?.transaction ?? withoutErased else { return nil }
        let problem =
            withoutErased != nil
            ? Masking.erased
            : withoutNumbers.map { Admission.Problem(code: "bad_text", message: $0.message) }
        return (masked, problem)
    }

    /// The transaction without what it says of erased records, or of records about them.
    func withoutErased(_ transaction: Transaction) throws -> Transaction? {
        try transaction.masking { change in
            if case .erase = change.action { return false }
            let key = RecordKey(collection: change.collection, id: change.id)
            if try Masking.isErased(key, reader) { return true }
            return try schema.files(namedBy: change).contains { try Masking.isErased($0, reader) }
        }
    }

    /// Whether a record was erased.
    static func isErased(_ key: RecordKey, _ reader: any StorageReading) throws -> Bool {
        guard let stored = try reader.record(key),
            let state = try? RecordState(bytes: stored.state)
        else { return false }
        return state.erasure != nil
    }

    /// The transaction without the texts that the application must never hold.
    private func withoutNumbers(
        _ transaction: Transaction
    ) -> (transaction: Transaction, message: Phrase)? {
        var masked = transaction
        var message: Phrase?
        func clean(_ text: String) -> String {
            guard let problem = schema.textGuard(text) else { return text }
            message = problem
            return schema.textMask(text)
        }
        for (index, change) in transaction.records.enumerated() {
            guard case .write(let edits) = change.action else { continue }
            masked.records[index].action = .write(
                edits.map { edit in
                    var edit = edit
                    switch edit.change {
                    case .assign(.text(let text)): edit.change = .assign(.text(clean(text)))
                    case .edit(let add, let remove):
                        edit.change = .edit(add: add.map(clean), remove: remove.map(clean))
                    default: break
                    }
                    return edit
                })
        }
        return message.map { (masked, $0) }
    }
}
