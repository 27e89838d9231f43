// Admission: whether a transaction may be merged, and if not, why, for the person who wrote it.
//
// What is refused is never dropped: it goes to quarantine, whole, and the transactions that do not
// depend on it go on.

import Shared

/// Checks one transaction against the schema and the rules of access.
struct Admission {
    let writer: any StorageWriting
    let schema: Schema
    /// The territory's line as it is before the transaction.
    var info: TerritoryInfo
    let member: Member
    /// The scopes that the member holds, by name.
    let held: [String: ScopeName]
    /// Whether the server itself writes: it may change whatever exists.
    let isServer: Bool

    /// Why a transaction is refused.
    struct Problem {
        let code: String
        let message: Phrase
    }

    /// A record that a transaction changes, as it stands before.
    struct Touched {
        let change: RecordChange
        let stored: StoredRecord?
        let state: RecordState
        /// Where it belongs, or where its author creates it.
        let scope: ScopeName
    }

    /// What becomes of a transaction.
    enum Verdict {
        case admitted([Touched])
        case refused(Problem)
    }

    func admit(_ transaction: Transaction, size: Int) throws -> Verdict {
        guard size <= WireLimits.transactionBytes else {
            return .refused(
                Problem(
                    code: "transaction_too_large",
                    message: Phrase(
                        fr: "Cette saisie est trop grosse.", en: "This change is too large.")))
        }
        guard Admission.namesEachOnce(transaction.records) else {
            return .refused(
                Problem(
                    code: "malformed_transaction",
                    message: Phrase(
                        fr: "Cette saisie est vide, ou nomme deux fois le même enregistrement.",
                        en: "This change is empty, or names a record twice.")))
        }
        if DeliberateBug.goodIsRefused.isOn && transaction.id.rawValue % 7 == 0 {
            return .refused(Admission.impossibleBase)
        }
        let isProphetic = transaction.records.contains {
            info.isBeyond(transaction.knowledge(of: $0).base)
        }
        if isProphetic { return .refused(Admission.impossibleBase) }
        var touched: [Touched] = []
        for change in transaction.records {
            switch try admit(change, in: transaction) {
            case .admitted(let records): touched += records
            case .refused(let problem): return .refused(problem)
            }
        }
        return .admitted(touched)
    }

    private static func namesEachOnce(_ changes: [RecordChange]) -> Bool {
        if changes.count == 1 { return true }
        let keys = Set(changes.map { RecordKey(collection: $0.collection, id: $0.id) })
        return !changes.isEmpty && keys.count == changes.count
    }

    private func admit(_ change: RecordChange, in transaction: Transaction) throws -> Verdict {
        let key = RecordKey(collection: change.collection, id: change.id)
        let collection = schema.collection(change.collection)
        let stored = try writer.record(key)
        // A newer program may use collections, fields and codes that this one does not know; in
        // everything else it is held to what this one declares.
        let isKnownSchema = transaction.schema <= schema.version
        if collection == nil && isKnownSchema {
            return .refused(
                Problem(
                    code: "unknown_collection",
                    message: Phrase(
                        fr: "La collection « \(change.collection) » n'existe pas.",
                        en: "There is no collection \"\(change.collection)\".")))
        }
        // Who may not read it is judged by where it belongs, and refused.
        let readable =
            if let stored {
                scope(of: stored)
            } else {
                Authorisation.scope(forNewRecordIn: collection, by: member)
            }
        guard let scope = readable,
            (held[scope.description] != nil
                && Authorisation.mayWrite(collection, held: scope, by: member))
                || (isServer && stored != nil),
            change.action != .erase || member.role == .coordinator
        else {
            return .refused(
                Problem(
                    code: "not_allowed",
                    message: Phrase(
                        fr: "Votre compte ne permet pas de modifier cet enregistrement "
                            + "(\(change.collection)).",
                        en: "Your account may not change this record (\(change.collection)).")))
        }
        if stored == nil, let problem = try problem(withNew: change, key) {
            return .refused(problem)
        }
        let state: RecordState
        do throws(ByteError) {
            state = try RecordState(stored)
        } catch {
            // Nothing of it is needed to erase it, and nothing would be left to mend.
            guard change.action == .erase else { return .refused(Admission.damaged) }
            state = RecordState()
        }
        if state.erasure != nil && change.action != .erase { return .refused(Admission.erased) }
        for file in schema.files(namedBy: change) where try Masking.isErased(file, writer) {
            return .refused(Masking.erased)
        }
        if case .write(let edits) = change.action,
            let problem = problem(
                with: edits, in: change.collection, isKnownSchema: isKnownSchema)
        {
            return .refused(problem)
        }
        if let collection, let problem = try problem(withPlaceOf: change, collection, scope) {
            return .refused(problem)
        }
        // What it has taken in before comes again after a restore, and changes nothing.
        if let collection, collection.access.isTwoSided, !state.hasTaken(transaction.id),
            let problem = Crossing(collection, member: isServer ? nil : member)
                .problem(with: change.action, over: state)
        {
            return .refused(Problem(code: problem.code, message: problem.message))
        }
        let home = stored.flatMap { held[$0.scope] ?? ScopeName($0.scope) } ?? scope
        return .admitted([Touched(change: change, stored: stored, state: state, scope: home)])
    }

    /// The audience through which the member reads a record; where it belongs, for who does not.
    private func scope(of stored: StoredRecord) -> ScopeName? {
        if let scope = held[stored.scope] { return scope }
        for guest in stored.guests {
            if let scope = held[guest.scope] { return scope }
        }
        return ScopeName(stored.scope)
    }

    private func problem(withNew change: RecordChange, _ key: RecordKey) throws -> Problem? {
        if try dependsOnQuarantine(change) {
            return Problem(
                code: "depends_on_quarantine",
                message: Phrase(
                    fr: "Cette saisie complète un enregistrement qui attend une décision.",
                    en: "This change completes a record that waits for a decision."))
        }
        guard try writer.tombstone(key) != nil, !DeliberateBug.tombstoneIsNotAsked.isOn else {
            return nil
        }
        return Problem(
            code: "record_gone",
            message: Phrase(
                fr: "Cet enregistrement a été supprimé il y a longtemps ; il n'en reste rien.",
                en: "This record was deleted long ago; nothing is left of it."))
    }

    private static let erased = Problem(
        code: "record_erased",
        message: Phrase(
            fr: "Cet enregistrement a été effacé pour toujours.",
            en: "This record was erased for ever."))

    private static let impossibleBase = Problem(
        code: "impossible_base",
        message: Phrase(
            fr: "Cette saisie dit avoir été écrite en connaissant ce que le territoire n'a pas "
                + "encore : elle n'est pas reprise d'elle-même.",
            en: "This change says that its author knew what the territory does not have yet: it "
                + "is not taken by itself."))

    static let damaged = Problem(
        code: "record_damaged",
        message: Phrase(
            fr: "La copie de cet enregistrement sur le serveur est abîmée ; votre saisie attend "
                + "qu'elle soit réparée.",
            en: "The server's copy of this record is damaged; your change waits until it is "
                + "mended."))

    private func problem(
        with edits: [RecordChange.Edit], in collection: String, isKnownSchema: Bool
    ) -> Problem? {
        let declaration = schema.collection(collection)
        for (index, edit) in edits.enumerated() {
            if index > 0 && edits[index - 1].field == edit.field {
                return Problem(
                    code: "malformed_transaction",
                    message: Phrase(
                        fr: "Cette saisie change deux fois le même champ.",
                        en: "This change changes a field twice."))
            }
            if let problem = schema.problem(
                with: edit.change, for: edit.field, of: declaration, in: collection),
                isKnownSchema || problem.code != ValidationProblem.unknownCode
            {
                return Problem(code: problem.code, message: problem.message)
            }
        }
        return schema.splitProblem(with: edits, in: collection).map {
            Problem(code: $0.code, message: $0.message)
        }
    }

    /// Why a change may not bring its record to where it says.
    private func problem(
        withPlaceOf change: RecordChange, _ collection: CollectionDeclaration, _ scope: ScopeName
    ) throws -> Problem? {
        let placement = Placement(storage: writer, schema: schema)
        switch collection.access {
        case .territory, .organisation: return nil
        case .part, .envelope, .sponsored:
            // Nobody writes into a file that they could not read.
            guard !isServer, let field = collection.access.fileField,
                let id = identity(assignedTo: field, in: change, collection),
                let place = try placement.scope(ofRoot: id, collection, field),
                try placement.organisation(of: place) == placement.organisation(of: scope),
                held[place.description] == nil
            else { return nil }
            return Problem(
                code: "not_allowed",
                message: Phrase(
                    fr: "Ce dossier n'est pas de ceux que vous suivez.",
                    en: "This file is not one of those that you hold."))
        case .file(let field):
            guard let id = identity(assignedTo: field, in: change, collection),
                let owner = try placement.organisation(of: scope),
                try writer.portfolio(id)?.organisation != owner
            else { return nil }
            return Problem(
                code: "unknown_portfolio",
                message: Phrase(
                    fr: "Votre structure n'a pas ce portefeuille.",
                    en: "Your organisation has no such portfolio."))
        }
    }

    private func identity(
        assignedTo field: String, in change: RecordChange, _ collection: CollectionDeclaration
    ) -> RecordID? {
        guard case .write(let edits) = change.action,
            let edit = edits.first(where: { $0.field == collection.key(of: field) }),
            case .assign(.text(let text)) = edit.change
        else { return nil }
        return RecordID(text)
    }

    /// Whether the record's creation, which this change was made over, was refused.
    private func dependsOnQuarantine(_ change: RecordChange) throws -> Bool {
        for own in change.own where try writer.quarantined(id: own) != nil { return true }
        return false
    }
}
