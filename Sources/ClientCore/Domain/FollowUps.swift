// FollowUps: who is to be followed up, from what the device holds; and what was done about it.
//
// The list is computed and works without a network. Each collection is gone over once, and only the
// columns that the rules need are read. What people do about a line is an ordinary record whose
// identity follows from the reason and the subject: two devices of an organisation note one.

public import Shared

/// Lists follow-ups, postpones them and notes that they are done.
public struct FollowUps: Sendable {
    let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// What is to be followed up, the most urgent first.
    ///
    /// - Parameter today: the day; `nil` for the device's own.
    public func list(on today: CalendarDate? = nil) throws(RelaisError) -> [FollowUpLine] {
        FollowUpList.lines(of: try facts(on: today))
    }

    /// Notes that a line was done: it leaves the list, and comes back only when its cause lasts.
    ///
    /// - Parameters:
    ///   - subject: what the line is about, or a follow-up that somebody noted.
    ///   - comment: what came of it.
    /// - Returns: the follow-up's record.
    /// - Throws: code `no_such_follow_up`.
    @discardableResult
    public func done(
        _ subject: FollowUpSubject, comment: String? = nil
    ) throws(RelaisError) -> RecordID {
        let fields = FollowUp.shared
        return try note(
            subject, comment,
            [
                fields.state.name: .assign(.text("faite")),
                fields.doneOn.name: .assign(.text(try store.today().description)),
            ])
    }

    /// Postpones a line: it is off the list until a day.
    ///
    /// - Throws: code `no_such_follow_up`; `snooze_in_the_past` unless the day is still to come.
    @discardableResult
    public func snooze(
        _ subject: FollowUpSubject, until day: CalendarDate, comment: String? = nil
    ) throws(RelaisError) -> RecordID {
        let today = try store.today()
        guard day > today else { throw FollowUpErrors.inThePast(day) }
        let fields = FollowUp.shared
        return try note(
            subject, comment,
            [
                fields.state.name: .assign(.text("reportee")),
                fields.dueOn.name: .assign(.text(day.description)),
            ])
    }

    private func note(
        _ subject: FollowUpSubject, _ comment: String?, _ edits: [String: FieldEdit]
    ) throws(RelaisError) -> RecordID {
        let fields = FollowUp.shared
        var edits = edits
        if let comment { edits[fields.comment.name] = .assign(.text(comment)) }
        guard let line = try list().first(where: { $0.subject == subject }) else {
            // One of somebody's own may be done before it is due, and off the list.
            if subject.week == nil, let own = try store.record(FollowUp.self, subject.id) {
                try store.write {
                    $0.edit(FollowUp.collectionName, own.record.id, edits, basis: own.record.basis)
                }
                return own.record.id
            }
            throw FollowUpErrors.unknown(subject)
        }
        if try store.record(FollowUp.self, subject.id) != nil {
            try store.write { $0.edit(FollowUp.collectionName, subject.id, edits) }
            return subject.id
        }
        edits[fields.kind.name] = .assign(.text(line.kind))
        edits[fields.subject.name] = .assign(.text(subject.description))
        if let person = line.person {
            edits[fields.person.name] = .assign(.text(person.description))
        }
        switch line.kind {
        case "silence-orientation":
            edits[fields.referral.name] = .assign(.text(subject.id.description))
        case "suivi-evenement":
            edits[fields.registration.name] = .assign(.text(subject.id.description))
        default: break
        }
        let all = edits
        return try store.write { $0.create(FollowUp.collectionName, all) }
    }
}

/// Why a follow-up cannot be noted.
enum FollowUpErrors {
    static func unknown(_ subject: FollowUpSubject) -> RelaisError {
        RelaisError(
            code: "no_such_follow_up",
            message: Phrase(
                fr: "La liste des relances n'a pas de ligne « \(subject) ».",
                en: "The list of follow-ups has no line \"\(subject)\"."),
            remedy: Phrase(
                fr: "`relais follow-ups` montre la liste ; recopiez-y la référence de la ligne.",
                en: "`relais follow-ups` shows the list; copy the reference of the line."))
    }

    static func inThePast(_ day: CalendarDate) -> RelaisError {
        RelaisError(
            code: "snooze_in_the_past",
            message: Phrase(
                fr: "Une relance se reporte à un jour à venir, et non au \(day.text(.french)).",
                en: "A follow-up is postponed to a day to come, not to \(day.text(.english))."),
            remedy: Phrase(
                fr: "Donnez un jour après aujourd'hui, par exemple avec `--days 7`.",
                en: "Give a day after today, for example with `--days 7`."))
    }
}
