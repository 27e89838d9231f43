// Interviews: held with a form, whose answers stay with the version that they were given on.

public import Shared

/// Holds interviews, and makes new versions of forms.
public struct Interviews: Sendable {
    private let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// The forms that nobody has replaced or archived, the highest version first.
    public func forms() throws(RelaisError) -> [Typed<InterviewGrid>] {
        let all = try store.records(InterviewGrid.self)
        let replaced = Set(all.compactMap(\.replaces))
        return all.filter { !replaced.contains($0.record.id) && $0.state != "archive" }
            .sorted {
                ($1.version ?? 0, $0.record.id) < ($0.version ?? 0, $1.record.id)
            }
    }

    /// A form: the one that is named, whatever its version, or the one that is in use.
    ///
    /// - Throws: `not_found`; `no_interview_form`.
    public func form(_ id: RecordID? = nil) throws(RelaisError) -> Typed<InterviewGrid> {
        if let id {
            guard let form = try store.record(InterviewGrid.self, id) else {
                throw StoreErrors.notFound(InterviewGrid.collectionName, id)
            }
            return form
        }
        guard let form = try forms().first else { throw InterviewErrors.noForm }
        return form
    }

    /// Makes the next version of a form, a record of its own: the version before stays as it is,
    /// with the answers that were given on it.
    ///
    /// - Parameters:
    ///   - id: the version before; `nil` for a form of its own.
    ///   - name: how people call it; `nil` for the name before.
    ///   - changes: questions by their key; empty ones are left out from now on.
    @discardableResult
    public func revise(
        _ id: RecordID?, name: String? = nil, _ changes: [InterviewForm.Line]
    ) throws(RelaisError) -> RecordID {
        let before = try id.map { id throws(RelaisError) in try form(id) }
        var questions = InterviewForm(before?.questions ?? "")
        for line in changes {
            guard questions.set(line.key, to: line.text) else {
                throw InterviewErrors.badKey(line.key)
            }
        }
        guard !questions.lines.isEmpty else { throw InterviewErrors.withoutQuestion }
        let text = questions.text
        return try store.write { transaction in
            transaction.create(InterviewGrid.self) { form in
                form.name = name ?? before?.name
                form.version = (before?.version ?? 0) + 1
                form.replaces = before?.record.id
                form.questions = text
                form.description = before?.description
                form.language = before?.language
                form.state = "publie"
            }
        }
    }

    /// Notes an interview with the answers that were given.
    ///
    /// - Parameters:
    ///   - form: the version they were given on; `nil` for the one in use.
    ///   - answers: by the key of the question.
    ///   - edits: what else is known of it, by field.
    /// - Throws: `not_found`; `no_interview_form`; `no_such_question`.
    @discardableResult
    public func note(
        person: RecordID, form: RecordID? = nil, _ answers: [InterviewForm.Line],
        _ edits: [String: FieldEdit] = [:]
    ) throws(RelaisError) -> RecordID {
        guard try store.record(Person.collectionName, person) != nil else {
            throw StoreErrors.notFound(Person.collectionName, person)
        }
        let form = try self.form(form)
        let text = try answered(InterviewForm(), answers, form)
        let fields = Interview.shared
        var all: [String: FieldEdit] = [
            fields.person.name: .assign(.text(person.description)),
            fields.grid.name: .assign(.text(form.record.id.description)),
            fields.answers.name: .assign(.text(text)),
            fields.at.name: .assign(.text(store.instant.description)),
        ]
        if let version = form.version {
            all[fields.gridVersion.name] = .assign(.integer(version))
        }
        if let name = try store.enrolment()?.userName {
            all[fields.user.name] = .assign(.text(name))
        }
        if case .one(let open) = try Permanences(store).atHand() {
            all[fields.permanence.name] = .assign(.text(open.id.description))
        }
        all.merge(edits) { $1 }
        let edits = all
        return try store.write { $0.create(Interview.collectionName, edits) }
    }

    /// Completes the answers of an interview, on the version that it was held with.
    public func complete(
        _ id: RecordID, _ answers: [InterviewForm.Line]
    ) throws(RelaisError) {
        guard let interview = try store.record(Interview.self, id) else {
            throw StoreErrors.notFound(Interview.collectionName, id)
        }
        let form = try self.form(interview.grid)
        let text = try answered(InterviewForm(interview.answers ?? ""), answers, form)
        try store.write { $0.edit(interview) { $0.answers = text } }
    }

    /// An interview as it was held: each question of its version, with the answer. What was
    /// answered to a question that its version lacks comes last, under its key.
    public func answers(
        of id: RecordID
    ) throws(RelaisError) -> [(question: InterviewForm.Line, answer: String?)] {
        guard let interview = try store.record(Interview.self, id) else {
            throw StoreErrors.notFound(Interview.collectionName, id)
        }
        var form: Typed<InterviewGrid>?
        if let grid = interview.grid { form = try store.record(InterviewGrid.self, grid) }
        let questions = InterviewForm(form?.questions ?? "")
        let answers = InterviewForm(interview.answers ?? "")
        let others = answers.lines.filter { questions[$0.key] == nil }
        return questions.lines.map { ($0, answers[$0.key]) }
            + others.map { (InterviewForm.Line(key: $0.key, text: $0.key), $0.text) }
    }

    private func answered(
        _ before: InterviewForm, _ answers: [InterviewForm.Line], _ form: Typed<InterviewGrid>
    ) throws(RelaisError) -> String {
        let questions = InterviewForm(form.questions ?? "")
        var result = before
        for answer in answers {
            guard questions[answer.key] != nil, result.set(answer.key, to: answer.text) else {
                throw InterviewErrors.noQuestion(answer.key, questions.lines.map(\.key))
            }
        }
        return result.text
    }
}

/// What is wrong with an interview or a form.
enum InterviewErrors {
    static let noForm = RelaisError(
        code: "no_interview_form",
        message: Phrase(
            fr: "Il n'y a pas encore de trame d'entretien ici.",
            en: "There is no interview form here yet."),
        remedy: Phrase(
            fr: "Synchronisez, ou faites-en une : `relais interview revise 'situation=…'`.",
            en: "Synchronise, or make one: `relais interview revise 'situation=…'`."))

    static func noQuestion(_ key: String, _ keys: [String]) -> RelaisError {
        let list = keys.joined(separator: ", ")
        return RelaisError(
            code: "no_such_question",
            message: Phrase(
                fr: "Cette version de la trame n'a pas de question « \(key) ».",
                en: "This version of the form has no question \"\(key)\"."),
            remedy: Phrase(
                fr: "Ses questions : \(list). Rien n'a été enregistré.",
                en: "Its questions: \(list). Nothing was saved."))
    }

    static func badKey(_ key: String) -> RelaisError {
        RelaisError(
            code: "bad_question_key",
            message: Phrase(
                fr: "« \(key) » ne peut pas nommer une question.",
                en: "\"\(key)\" cannot name a question."),
            remedy: Phrase(
                fr: "Prenez des minuscules sans accent, des chiffres, `_` et `-`.",
                en: "Use small letters without accents, digits, `_` and `-`."))
    }

    static let withoutQuestion = RelaisError(
        code: "form_without_question",
        message: Phrase(
            fr: "Une trame a au moins une question.", en: "A form has at least one question."),
        remedy: Phrase(
            fr: "Ajoutez `clé=Question ?`. Rien n'a été enregistré.",
            en: "Add `key=Question?`. Nothing was saved."))
}
