// Referrals: sending a person to another organisation, and answering one that was sent. Everything
// works without a network, on both sides and in any order.
//
// What travels is a copy of the fields that the purpose needs, shown before it is sent. Each side
// ties the referral to a file of its own, which the other never sees.

public import Shared

/// Sends referrals, answers them, and finds those that nobody answers.
public struct Referrals: Sendable {
    let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// A referral that was not sent yet: what would travel, for the sender to see.
    public struct Draft: Sendable {
        /// The file that it is about. It does not travel.
        public let person: RecordID
        /// The organisation that it would go to.
        public let receiver: RecordID
        /// What would travel, in the order of the declaration; nothing else of the person does.
        public let contents: [(field: FieldDeclaration, value: ShownValue)]
        /// The names of the person's fields that stay, though they are filled in.
        public let kept: [String]
        let edits: [String: FieldEdit]
    }

    /// How long an answer is waited for when nothing else is said: 14 days.
    public static let daysToAnswer = 14

    /// Prepares a referral.
    ///
    /// - Parameters:
    ///   - person: the file that it is about.
    ///   - receiver: the organisation that it would go to.
    ///   - purposes: codes of the list `referral-purpose`; they say which fields travel.
    ///   - edits: what else it says, by field; a field of the person given here travels as it is
    ///     written here.
    /// - Throws: `not_found`; `referral_to_self`; `without_purpose`; `not_enrolled`, since only an
    ///   enrolled device knows who sends.
    public func draft(
        person: RecordID, to receiver: RecordID, purposes: Set<String>,
        _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> Draft {
        guard let record = try store.record("person", person) else {
            throw StoreErrors.notFound("person", person)
        }
        guard let enrolment = try store.enrolment() else { throw StoreErrors.notEnrolled }
        if enrolment.organisation == receiver.description { throw ReferralErrors.toSelf }
        guard try store.record("organisation", receiver) != nil else {
            throw StoreErrors.notFound("organisation", receiver)
        }
        let fields = Referral.shared
        let rule = ReferralEnvelope.rule
        let expiry = try store.today().adding(days: Referrals.daysToAnswer)
        var all: [String: FieldEdit] = [
            fields.fromOrganisation.name: .assign(.text(enrolment.organisation)),
            fields.toOrganisation.name: .assign(.text(receiver.description)),
            fields.purposes.name: .edit(add: purposes, remove: []),
            fields.state.name: .assign(.text("envoyee")),
            fields.sentBy.name: .assign(.text(enrolment.user)),
            fields.sentAt.name: .assign(now),
            fields.expiresOn.name: .assign(.text(expiry.description)),
        ]
        let needed = rule.fields(for: purposes)
        for name in needed {
            guard let source = ReferralEnvelope.personField(name), let value = record.fields[source]
            else { continue }
            all[name] = FieldEdit(value)
        }
        all.merge(edits) { $1 }
        let declaration = CollectionDeclaration(Referral.self)
        return Draft(
            person: person, receiver: receiver,
            contents: declaration.fields.compactMap { field in
                all[field.name]?.created.map { (field, $0) }
            },
            kept: record.fields.keys.filter { !needed.contains("person_" + $0) && $0 != "needs" }
                .sorted(),
            edits: all)
    }

    /// Sends what was prepared, and ties it to the person's file.
    ///
    /// - Throws: code `not_needed` when it says what its purposes do not need.
    @discardableResult
    public func send(_ draft: Draft) throws(RelaisError) -> RecordID {
        try store.write { transaction in
            let id = transaction.create("referral", draft.edits)
            transaction.tie(id, to: draft.person)
            return id
        }
    }

    /// Notes that somebody here has read it.
    public func receive(_ id: RecordID) throws(RelaisError) {
        let fields = Referral.shared
        try answer(id, "recue", [fields.receivedAt.name: .assign(now)])
    }

    /// Accepts a referral, and ties it to a file of one's own.
    ///
    /// - Parameter person: a file that is there already; `nil` to begin one with what travelled.
    /// - Returns: the file.
    @discardableResult
    public func accept(
        _ id: RecordID, person: RecordID? = nil
    ) throws(RelaisError) -> RecordID {
        let referral = try received(id)
        if let person, try store.record("person", person) == nil {
            throw StoreErrors.notFound("person", person)
        }
        let tied = try self.person(of: id)
        let edits = try answer("acceptee", [:])
        let begun = Referrals.person(from: referral)
        return try store.write { transaction in
            let file = person ?? tied ?? transaction.create("person", begun)
            transaction.edit("referral", id, edits, basis: referral.basis)
            if file != tied { transaction.tie(id, to: file) }
            return file
        }
    }

    /// Refuses a referral.
    ///
    /// - Parameters:
    ///   - reason: a code of the list `refusal-reason`.
    ///   - text: in words, for the sender.
    public func refuse(
        _ id: RecordID, reason: String, text: String? = nil
    ) throws(RelaisError) {
        let fields = Referral.shared
        var edits: [String: FieldEdit] = [fields.refusalReason.name: .assign(.text(reason))]
        if let text { edits[fields.refusalText.name] = .assign(.text(text)) }
        try answer(id, "refusee", edits)
    }

    /// Notes that the person was met.
    ///
    /// - Parameter day: when; `nil` for today.
    public func met(_ id: RecordID, on day: CalendarDate? = nil) throws(RelaisError) {
        let fields = Referral.shared
        let today = try store.today()
        try answer(
            id, "rencontre",
            [fields.metOn.name: .assign(.text((day ?? today).description))])
    }

    /// Notes that what it was sent for is done.
    ///
    /// - Parameter day: when; `nil` for today.
    public func done(_ id: RecordID, on day: CalendarDate? = nil) throws(RelaisError) {
        let fields = Referral.shared
        let today = try store.today()
        try answer(
            id, "terminee",
            [fields.endedOn.name: .assign(.text((day ?? today).description))])
    }

    /// Takes back a referral that this organisation sent.
    public func cancel(_ id: RecordID) throws(RelaisError) {
        let referral = try self.referral(id)
        guard try isSent(referral) else { throw ReferralErrors.notSent(id) }
        try store.write {
            $0.edit(
                "referral", id, [Referral.shared.state.name: .assign(.text("annulee"))],
                basis: referral.basis)
        }
    }

    /// The file of one's own that a referral is about; `nil` when it is tied to none.
    public func person(of id: RecordID) throws(RelaisError) -> RecordID? {
        let fields = ReferralTie.shared
        let ties = try store.records(
            "referral_tie",
            where: [.equals(field: fields.referral.name, value: .text(id.description))])
        return ties.lazy.compactMap { $0[fields.person] }.first
    }

    // MARK: Answers

    private func answer(
        _ id: RecordID, _ state: String, _ edits: [String: FieldEdit]
    ) throws(RelaisError) {
        let referral = try received(id)
        let all = try answer(state, edits)
        try store.write { $0.edit("referral", id, all, basis: referral.basis) }
    }

    private func answer(
        _ state: String, _ edits: [String: FieldEdit]
    ) throws(RelaisError) -> [String: FieldEdit] {
        let fields = Referral.shared
        var all = edits
        all[fields.state.name] = .assign(.text(state))
        if state != "recue" { all[fields.answeredAt.name] = .assign(now) }
        if let user = try store.enrolment()?.user {
            all[fields.handledBy.name] = .assign(.text(user))
        }
        return all
    }

    func referral(_ id: RecordID) throws(RelaisError) -> Record {
        guard let record = try store.record("referral", id) else {
            throw StoreErrors.notFound("referral", id)
        }
        return record
    }

    private func received(_ id: RecordID) throws(RelaisError) -> Record {
        let referral = try self.referral(id)
        guard referral[Referral.shared.person] == nil,
            try referral[Referral.shared.toOrganisation]?.description
                == store.enrolment()?.organisation
        else { throw ReferralErrors.notReceived(id) }
        return referral
    }

    func isSent(_ referral: Record) throws(RelaisError) -> Bool {
        guard referral[Referral.shared.person] == nil else { return false }
        return try referral[Referral.shared.fromOrganisation]?.description
            == store.enrolment()?.organisation
    }

    /// The beginning of a file, from what travelled.
    private static func person(from referral: Record) -> [String: FieldEdit] {
        var edits: [String: FieldEdit] = [:]
        for name in ReferralEnvelope.rule.carried {
            guard let field = ReferralEnvelope.personField(name), let value = referral.fields[name]
            else { continue }
            edits[field] = FieldEdit(value)
        }
        if let sender = referral.fields[Referral.shared.fromOrganisation.name] {
            edits[Person.shared.sentBy.name] = FieldEdit(sender)
        }
        return edits
    }

    private var now: FieldValue {
        .text(Instant(milliseconds: Int64(clamping: store.ports.now())).description)
    }
}

extension WriteTransaction {
    /// Ties a referral to a file of one's own.
    fileprivate mutating func tie(_ referral: RecordID, to person: RecordID) {
        let fields = ReferralTie.shared
        create(
            "referral_tie",
            [
                fields.referral.name: .assign(.text(referral.description)),
                fields.person.name: .assign(.text(person.description)),
            ])
    }
}

extension FieldEdit {
    /// What a new record shows by this edit; `nil` for nothing.
    fileprivate var created: ShownValue? {
        switch self {
        case .assign(.null), .clear: nil
        case .assign(let value): .single(value)
        case .edit(let added, _): added.isEmpty ? nil : added.shown
        case .increment(let amount): .single(.integer(amount))
        }
    }
}

/// What a referral cannot do.
enum ReferralErrors {
    static let toSelf = RelaisError(
        code: "referral_to_self",
        message: Phrase(
            fr: "Une orientation va vers une autre structure que la vôtre.",
            en: "A referral goes to another organisation than yours."),
        remedy: Phrase(
            fr: "Pour un collègue, notez un rendez-vous ou changez le portefeuille de la personne.",
            en: "For a colleague, note an appointment or change the person's portfolio."))

    static func notReceived(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "referral_not_received",
            message: Phrase(
                fr: "Cette orientation n'est pas adressée à votre structure.",
                en: "This referral is not addressed to your organisation."),
            remedy: Phrase(
                fr: "`relais referral show \(id)` dit qui l'envoie et qui la reçoit.",
                en: "`relais referral show \(id)` says who sends it and who receives it."))
    }

    static func notSent(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "referral_not_sent",
            message: Phrase(
                fr: "Cette orientation n'a pas été envoyée par votre structure.",
                en: "This referral was not sent by your organisation."),
            remedy: Phrase(
                fr: "`relais referral refuse \(id) --reason CODE` la refuse.",
                en: "`relais referral refuse \(id) --reason CODE` refuses it."))
    }
}
