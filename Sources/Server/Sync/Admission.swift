// Admission: whether a transaction may be merged, and if not, why, for the person who wrote it.
//
// What is refused is never dropped: it goes to quarantine, whole, and the transactions that do not
// depend on it go on.

import Shared

/// Checks one transaction against the schema and the rules of access.
struct Admission {
    let writer: any StorageWriting
    let schema: Schema
    let member: Member

    /// Why a transaction is refused.
    struct Problem {
        let code: String
        let message: Phrase
    }

    func problem(with transaction: Transaction, size: Int) throws -> Problem? {
        guard size <= WireLimits.transactionBytes else {
            return Problem(
                code: "transaction_too_large",
                message: Phrase(
                    fr: "Cette saisie est trop grosse.", en: "This change is too large."))
        }
        let keys = transaction.records.map { RecordKey(collection: $0.collection, id: $0.id) }
        guard !keys.isEmpty, Set(keys).count == keys.count else {
            return Problem(
                code: "malformed_transaction",
                message: Phrase(
                    fr: "Cette saisie est vide, ou nomme deux fois le même enregistrement.",
                    en: "This change is empty, or names a record twice."))
        }
        for change in transaction.records {
            if let problem = try problem(with: change, in: transaction) { return problem }
        }
        return nil
    }

    private func problem(
        with change: RecordChange, in transaction: Transaction
    ) throws -> Problem? {
        let key = RecordKey(collection: change.collection, id: change.id)
        let collection = schema.collection(change.collection)
        let stored = try writer.record(key)
        // A newer program may use collections, fields and codes that this one does not know; in
        // everything else it is held to what this one declares.
        let isKnownSchema = transaction.schema <= schema.version
        if collection == nil && isKnownSchema {
            return Problem(
                code: "unknown_collection",
                message: Phrase(
                    fr: "La collection « \(change.collection) » n'existe pas.",
                    en: "There is no collection \"\(change.collection)\"."))
        }
        let scope =
            stored?.scope
            ?? Authorisation.scope(forNewRecordIn: collection, by: member)?.description
        guard let scope = scope.flatMap(ScopeName.init),
            Authorisation.mayWrite(collection, scope: scope, member: member)
        else {
            return Problem(
                code: "not_allowed",
                message: Phrase(
                    fr: "Votre compte ne permet pas de modifier cet enregistrement "
                        + "(\(change.collection)).",
                    en: "Your account may not change this record (\(change.collection))."))
        }
        if stored == nil, try dependsOnQuarantine(change) {
            return Problem(
                code: "depends_on_quarantine",
                message: Phrase(
                    fr: "Cette saisie complète un enregistrement qui attend une décision.",
                    en: "This change completes a record that waits for a decision."))
        }
        if case .write(let edits) = change.action {
            return problem(with: edits, in: change.collection, isKnownSchema: isKnownSchema)
        }
        return nil
    }

    private func problem(
        with edits: [RecordChange.Edit], in collection: String, isKnownSchema: Bool
    ) -> Problem? {
        for (index, edit) in edits.enumerated() {
            if index > 0 && edits[index - 1].field == edit.field {
                return Problem(
                    code: "malformed_transaction",
                    message: Phrase(
                        fr: "Cette saisie change deux fois le même champ.",
                        en: "This change changes a field twice."))
            }
            if let problem = schema.problem(with: edit.change, for: edit.field, in: collection),
                isKnownSchema || problem.code != ValidationProblem.unknownCode
            {
                return Problem(code: problem.code, message: problem.message)
            }
        }
        return schema.splitProblem(with: edits, in: collection).map {
            Problem(code: $0.code, message: $0.message)
        }
    }

    /// Whether the record's creation, which this change was made over, was refused.
    private func dependsOnQuarantine(_ change: RecordChange) throws -> Bool {
        for own in change.own where try writer.quarantined(id: own) != nil { return true }
        return false
    }
}
