// Crossing: what each side may write of a record that two sides hold, as pure functions. The server
// decides with them and the client foresees with them.
//
// An envelope carries only what its purposes need, and is sealed when it is sent: to whom it goes
// and what for never changes. Its sender writes the contents, its receiver the answer. What this
// program does not declare does not cross.

/// Checks changes of envelopes and of sponsored records.
package struct Crossing {
    private let declaration: CollectionDeclaration
    /// Who writes; `nil` for the server's own decisions, which may write for both sides.
    private let member: Member?

    /// - Parameter member: `nil` for the server itself.
    package init(_ declaration: CollectionDeclaration, member: Member?) {
        self.declaration = declaration
        self.member = member
    }

    /// Why a change may not be made; `nil` when it may, and for every other kind of collection.
    ///
    /// - Parameter state: what the record is before; empty for a new one.
    package func problem(
        with action: RecordChange.Action, over state: RecordState
    ) -> ValidationProblem? {
        switch declaration.access {
        case .territory, .organisation, .file, .part: nil
        case .envelope(let rule): problem(with: action, over: state, rule)
        case .sponsored(let rule): problem(with: action, rule)
        }
    }

    /// The two sides of an envelope; `nil` for a record that is part of a file, or of which nothing
    /// says where it goes.
    package static func sides(
        _ rule: Envelope, _ declaration: CollectionDeclaration, _ state: RecordState
    ) -> (sender: RecordID, receiver: RecordID)? {
        sides(rule) { state.identity($0, declaration) }
    }

    private static func sides(
        _ rule: Envelope, identity: (String) -> RecordID?
    ) -> (sender: RecordID, receiver: RecordID)? {
        guard identity(rule.file) == nil, let sender = identity(rule.sender),
            let receiver = identity(rule.receiver), sender != receiver
        else { return nil }
        return (sender, receiver)
    }

    // MARK: Envelopes

    private func problem(
        with action: RecordChange.Action, over state: RecordState, _ rule: Envelope
    ) -> ValidationProblem? {
        let before = Crossing.sides(rule, declaration, state)
        let isNew = state.writes.isEmpty
        guard case .write(let edits) = action else {
            guard let before, let member, case .delete = action,
                member.organisation != before.sender
            else { return nil }
            return Crossing.otherSide(nil, declaration)
        }
        let named = named(edits)
        guard let before else {
            guard let after = sides(of: named, over: state, rule) else { return nil }
            if !isNew { return Crossing.notNew(declaration) }
            if let member, after.sender != member.organisation {
                return Crossing.notTheSender(rule, declaration)
            }
            return self.problem(
                with: named, purposes: purposes(named, rule), isSender: true, rule)
        }
        if let name = named.keys.sorted().first(where: rule.sealed.contains) {
            return Crossing.sealed(name, declaration)
        }
        return self.problem(
            with: named, purposes: shownPurposes(state, rule),
            isSender: member.map { $0.organisation == before.sender }, rule)
    }

    /// - Parameter isSender: `nil` when both sides are written for.
    private func problem(
        with named: [String: FieldChange], purposes: Set<String>, isSender: Bool?, _ rule: Envelope
    ) -> ValidationProblem? {
        if purposes.isEmpty { return Crossing.withoutPurpose(rule, declaration) }
        let needed = rule.fields(for: purposes)
        for (name, change) in named.sorted(by: { $0.key < $1.key }) {
            guard declaration.field(name) != nil else {
                return Crossing.unknown(name, declaration)
            }
            if rule.carried.contains(name) && !needed.contains(name) && !change.isEmpty
                && !DeliberateBug.envelopeCarriesTooMuch.isOn
            {
                return Crossing.notNeeded(name, purposes, declaration)
            }
            guard let isSender else { continue }
            let isTheirs =
                name == rule.state
                ? isState(change, ofSender: isSender, rule)
                : rule.answers.contains(name) != isSender
            if !isTheirs { return Crossing.otherSide(name, declaration) }
        }
        return nil
    }

    private func isState(
        _ change: FieldChange, ofSender isSender: Bool, _ rule: Envelope
    ) -> Bool {
        guard case .assign(.text(let code)) = change else { return false }
        return rule.senderStates.contains(code) == isSender
    }

    /// The sides that an envelope gets by a change.
    private func sides(
        of named: [String: FieldChange], over state: RecordState, _ rule: Envelope
    ) -> (sender: RecordID, receiver: RecordID)? {
        Crossing.sides(rule) { name in
            switch named[name] {
            case .assign(.text(let text))?: RecordID(text)
            case .assign?: nil
            default: state.identity(name, declaration)
            }
        }
    }

    private func purposes(_ named: [String: FieldChange], _ rule: Envelope) -> Set<String> {
        guard case .edit(let added, _)? = named[rule.purposes] else { return [] }
        return Set(added)
    }

    private func shownPurposes(_ state: RecordState, _ rule: Envelope) -> Set<String> {
        guard let field = declaration.field(rule.purposes),
            case .set(let shown)? = state.field(field.key)?.shown(field)
        else { return [] }
        return Set(shown)
    }

    private func named(_ edits: [RecordChange.Edit]) -> [String: FieldChange] {
        edits.reduce(into: [:]) { $0[declaration.name(ofKey: $1.field)] = $1.change }
    }

    // MARK: Sponsored records

    private func problem(
        with action: RecordChange.Action, _ rule: Sponsored
    ) -> ValidationProblem? {
        guard member?.role == .volunteer else { return nil }
        guard case .write(let edits) = action else { return Crossing.otherSide(nil, declaration) }
        let foreign = named(edits).keys.sorted().first { !rule.answers.contains($0) }
        return foreign.map { Crossing.otherSide($0, declaration) }
    }
}

extension FieldChange {
    /// Whether it brings no value.
    fileprivate var isEmpty: Bool {
        switch self {
        case .assign(let value): value == .null
        case .edit(let added, _): added.isEmpty
        case .increment(let amount): amount == 0
        }
    }
}

/// What is wrong, for the person who wrote it.
extension Crossing {
    private static func sealed(
        _ field: String, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        ValidationProblem(
            code: "envelope_sealed", collection: declaration.name, field: field,
            message: Phrase(
                fr: "\(field) ne change plus une fois l'envoi fait ; annulez-le et faites-en un "
                    + "autre.",
                en: "\(field) no longer changes once it was sent; cancel it and send another."))
    }

    private static func otherSide(
        _ field: String?, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        let what = field ?? declaration.name
        return ValidationProblem(
            code: "other_side", collection: declaration.name, field: field,
            message: Phrase(
                fr: "\(what) : cette valeur est celle de l'autre côté, qui seul la donne.",
                en: "\(what): this value is the other side's, which alone gives it."))
    }

    private static func notNeeded(
        _ field: String, _ purposes: Set<String>, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        let list = purposes.sorted().joined(separator: ", ")
        return ValidationProblem(
            code: "not_needed", collection: declaration.name, field: field,
            message: Phrase(
                fr: "\(field) n'est pas nécessaire à la finalité (\(list)) : cette information ne "
                    + "part pas.",
                en: "\(field) is not needed for the purpose (\(list)): it does not travel."))
    }

    private static func withoutPurpose(
        _ rule: Envelope, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        ValidationProblem(
            code: "without_purpose", collection: declaration.name, field: rule.purposes,
            message: Phrase(
                fr: "Rien ne passe d'une structure à une autre sans finalité ; donnez "
                    + "\(rule.purposes).",
                en: "Nothing goes from one organisation to another without a purpose; give "
                    + "\(rule.purposes)."))
    }

    private static func unknown(
        _ field: String, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        ValidationProblem(
            code: "unknown_field", collection: declaration.name, field: field,
            message: Phrase(
                fr: "\(field) n'est pas connu ici : rien ne dit que cette information peut partir.",
                en: "\(field) is not known here: nothing says that it may travel."))
    }

    private static func notNew(_ declaration: CollectionDeclaration) -> ValidationProblem {
        ValidationProblem(
            code: "not_an_envelope", collection: declaration.name, field: nil,
            message: Phrase(
                fr: "Ce qui n'était qu'à votre structure ne devient pas un envoi ; faites-en un "
                    + "nouveau.",
                en: "What was your organisation's alone does not become an envelope; make a new "
                    + "one."))
    }

    private static func notTheSender(
        _ rule: Envelope, _ declaration: CollectionDeclaration
    ) -> ValidationProblem {
        ValidationProblem(
            code: "not_the_sender", collection: declaration.name, field: rule.sender,
            message: Phrase(
                fr: "\(rule.sender) doit être votre structure.",
                en: "\(rule.sender) must be your organisation."))
    }
}
