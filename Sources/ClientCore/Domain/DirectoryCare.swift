// DirectoryCare: keeping the directory right: saying that a sheet is still right, proposing a
// correction, and deciding on those of one's own organisation (row 1). Everything works offline.

public import Shared

/// Checks sheets of the directory, and corrects them through whoever answers for them.
public struct DirectoryCare: Sendable {
    private let store: Store

    /// - Parameter store: where the directory is.
    public init(_ store: Store) { self.store = store }

    /// A correction that was proposed and not decided.
    public struct Proposal: Sendable {
        /// The correction's own record.
        public let correction: Typed<Correction>
        /// The sheet that it is about; `nil` when it is not here.
        public let record: Record?
        /// The organisation that answers for the sheet; `nil` when that is the coordination.
        public let owner: RecordID?
        /// Whether it is for this device's user to decide.
        public let isMine: Bool
    }

    /// Notes that somebody looked, and that the sheet is right today.
    ///
    /// - Throws: `not_found`; `not_checked` for a collection whose records nobody checks.
    public func check(_ collection: String, _ id: RecordID) throws(RelaisError) {
        let record = try sheet(collection, id)
        let edits = try checked()
        try store.write { $0.edit(collection, id, edits, basis: record.basis) }
    }

    /// Proposes corrections of a sheet, one for each field; the sheet stays as it is until whoever
    /// answers for it decides.
    ///
    /// - Parameters:
    ///   - values: by the field's name, as people write them; empty for a field to be emptied.
    ///   - reason: in words; also alone, for what no field says.
    /// - Returns: the corrections, in the order of the fields' names.
    /// - Throws: `not_found`, `not_checked`, `unknown_field`, and what is wrong with a value.
    @discardableResult
    public func propose(
        _ collection: String, _ id: RecordID, _ values: [String: String], reason: String? = nil
    ) throws(RelaisError) -> [RecordID] {
        _ = try sheet(collection, id)
        for (name, text) in values { _ = try edit(collection, name, text, shown: nil) }
        let fields = Correction.shared
        var common: [String: FieldEdit] = [
            fields.record.name: .assign(.text(id.description)),
            fields.recordCollection.name: .assign(.text(collection)),
            fields.state.name: .assign(.text("proposee")),
            fields.proposedAt.name: .assign(now),
        ]
        if let name = try store.enrolment()?.userName {
            common[fields.proposedBy.name] = .assign(.text(name))
        }
        if let reason { common[fields.reason.name] = .assign(.text(reason)) }
        if values.isEmpty {
            return [try store.write { $0.create(Correction.collectionName, common) }]
        }
        let names = values.keys.sorted()
        return try store.write { transaction in
            names.map { name in
                var edits = common
                edits[fields.field.name] = .assign(.text(name))
                edits[fields.value.name] = .assign(.text(FieldText.trimmed(values[name] ?? "")))
                return transaction.create(Correction.collectionName, edits)
            }
        }
    }

    /// What was proposed and not decided: one's own to decide first, then the oldest first.
    ///
    /// Corrections are few, and a list of them is read whole.
    public func proposals() throws(RelaisError) -> [Proposal] {
        let waiting = try store.records(
            Correction.self,
            where: [.equals(field: Correction.shared.state.name, value: .text("proposee"))])
        let enrolment = try store.enrolment()
        var result: [Proposal] = []
        for correction in waiting {
            var record: Record?
            if let collection = correction.recordCollection,
                let id = correction.record[Correction.shared.record],
                store.schema.collection(collection) != nil
            {
                record = try store.record(collection, id)
            }
            let owner = record.flatMap(DirectoryCare.owner)
            let isOwn = owner != nil && owner?.description == enrolment?.organisation
            result.append(
                Proposal(
                    correction: correction, record: record, owner: owner,
                    isMine: isOwn || enrolment?.role == Role.coordinator.rawValue))
        }
        return result.sorted { left, right in
            left.isMine != right.isMine
                ? left.isMine : left.correction.record.id < right.correction.record.id
        }
    }

    /// Accepts a correction: the sheet changes, and is noted as checked, in one action.
    ///
    /// - Throws: `not_found`; `correction_decided`; `correction_not_yours`; what is wrong with the
    ///   value.
    public func accept(_ id: RecordID) throws(RelaisError) {
        let proposal = try undecided(id)
        guard let record = proposal.record else {
            throw StoreErrors.notFound(proposal.correction.recordCollection ?? "record", id)
        }
        var edits = try checked()
        if let name = proposal.correction.field {
            edits[name] = try edit(
                record.collection, name, proposal.correction.value ?? "",
                shown: record.fields[name])
        }
        let decision = try decision("acceptee")
        try store.write { transaction in
            transaction.edit(record.collection, record.id, edits, basis: record.basis)
            transaction.edit(
                Correction.collectionName, id, decision, basis: proposal.correction.record.basis)
        }
    }

    /// Refuses a correction; the sheet stays as it is.
    ///
    /// - Throws: `not_found`; `correction_decided`; `correction_not_yours`.
    public func refuse(_ id: RecordID) throws(RelaisError) {
        let proposal = try undecided(id)
        let decision = try decision("refusee")
        try store.write {
            $0.edit(
                Correction.collectionName, id, decision, basis: proposal.correction.record.basis)
        }
    }

    /// The organisation that answers for a sheet.
    static func owner(_ record: Record) -> RecordID? {
        record.collection == Organisation.collectionName
            ? record.id : record[Service.shared.organisation]
    }

    // MARK: Parts

    private var now: FieldValue {
        .text(Instant(milliseconds: Int64(clamping: store.ports.now())).description)
    }

    private func sheet(_ collection: String, _ id: RecordID) throws(RelaisError) -> Record {
        guard let declaration = store.schema.collection(collection) else {
            throw StoreErrors.unknownCollection(collection)
        }
        guard declaration.field(SharedFieldNames.checkedAt) != nil,
            declaration.access == .territory
        else { throw CorrectionErrors.notChecked(declaration) }
        guard let record = try store.record(collection, id) else {
            throw StoreErrors.notFound(collection, id)
        }
        return record
    }

    private func checked() throws(RelaisError) -> [String: FieldEdit] {
        let today = try store.today()
        var edits: [String: FieldEdit] = [
            SharedFieldNames.checkedAt: .assign(.text(today.description))
        ]
        if let name = try store.enrolment()?.userName {
            edits[SharedFieldNames.checkedBy] = .assign(.text(name))
        }
        return edits
    }

    private func decision(_ state: String) throws(RelaisError) -> [String: FieldEdit] {
        let fields = Correction.shared
        var edits: [String: FieldEdit] = [
            fields.state.name: .assign(.text(state)), fields.decidedAt.name: .assign(now),
        ]
        if let name = try store.enrolment()?.userName {
            edits[fields.decidedBy.name] = .assign(.text(name))
        }
        return edits
    }

    private func undecided(_ id: RecordID) throws(RelaisError) -> Proposal {
        guard let proposal = try proposals().first(where: { $0.correction.record.id == id }) else {
            guard try store.record(Correction.self, id) == nil else {
                throw CorrectionErrors.decided(id)
            }
            throw StoreErrors.notFound(Correction.collectionName, id)
        }
        guard proposal.isMine else { throw CorrectionErrors.notYours }
        return proposal
    }

    /// The change that a proposed text makes.
    private func edit(
        _ collection: String, _ name: String, _ text: String, shown: ShownValue?
    ) throws(RelaisError) -> FieldEdit {
        guard let field = store.schema.collection(collection)?.field(name) else {
            throw StoreErrors.unknownField(name, collection)
        }
        if FieldText.trimmed(text).isEmpty { return .clear }
        guard field.type.isSet else {
            let value = try FieldText.value(text, field)
            if let problem = store.schema.problem(with: value, for: field, in: collection) {
                throw StoreErrors.invalid(problem)
            }
            return .assign(value)
        }
        let elements = Set(FieldText.elements(text, separators: [","]))
        for element in elements.sorted() {
            if let problem = store.schema.problem(
                withElement: element, of: field, in: collection)
            {
                throw StoreErrors.invalid(problem)
            }
        }
        if let problem = store.schema.problem(withSet: elements, of: field, in: collection) {
            throw StoreErrors.invalid(problem)
        }
        var before: Set<String> = []
        if case .set(let list)? = shown { before = Set(list) }
        return .edit(add: elements.subtracting(before), remove: before.subtracting(elements))
    }
}

/// Names that every sheet of the directory has.
private enum SharedFieldNames {
    static let checkedAt = Organisation.shared.checkedAt.name
    static let checkedBy = Organisation.shared.checkedBy.name
}

/// What a correction cannot do.
enum CorrectionErrors {
    static func notChecked(_ collection: CollectionDeclaration) -> RelaisError {
        RelaisError(
            code: "not_checked",
            message: Phrase(
                fr: "« \(collection.label.french) » n'est pas une fiche de l'annuaire.",
                en: "\"\(collection.label.english)\" is no sheet of the directory."),
            remedy: Phrase(
                fr:
                    "Changez-la : `relais put \(collection.name) --id ID champ=valeur`.",
                en: "Change it: `relais put \(collection.name) --id ID field=value`."))
    }

    static func decided(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "correction_decided",
            message: Phrase(
                fr: "Cette correction est déjà acceptée ou refusée.",
                en: "This correction is accepted or refused already."),
            remedy: Phrase(
                fr: "`relais get correction \(id)` dit par qui.",
                en: "`relais get correction \(id)` says by whom."))
    }

    static let notYours = RelaisError(
        code: "correction_not_yours",
        message: Phrase(
            fr: "Une autre structure répond de cette fiche : c'est à elle de décider.",
            en: "Another organisation answers for this sheet: the decision is theirs."),
        remedy: Phrase(
            fr: "Prévenez-la, ou la coordination du territoire.",
            en: "Tell them, or the territory's coordinator."))
}
