// FollowUpList: who is to be followed up, computed offline from what a device holds and from the
// day. Pure: the same facts in any order give the same list, on every device.
//
// Nothing is stored but what people did about it: postponed, done, given up.

/// One line of the list.
public struct FollowUpLine: Hashable, Sendable {
    /// How soon it asks to be done.
    public enum Urgency: Int, Sendable, Comparable, CaseIterable {
        /// Today.
        case today
        /// This week.
        case week
        /// When there is time.
        case later

        /// The sooner one first.
        public static func < (left: Urgency, right: Urgency) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// The reason: a code of the list `follow-up-kind`.
    public let kind: String
    /// What it is about; names the line.
    public let subject: FollowUpSubject
    /// Whom it is about; `nil` for a permanence, and for a referral without a file here.
    public let person: RecordID?
    /// How soon it asks to be done.
    public let urgency: Urgency
    /// The day since which it is due.
    public let dueOn: CalendarDate
    /// Why it is here.
    public let why: Phrase
    /// What to do next.
    public let next: Phrase
}

/// The list of follow-ups.
public enum FollowUpList {
    /// What is to be followed up, the most urgent first: by urgency, then the one that is due for
    /// longest, then by reason and subject.
    public static func lines(of facts: FollowUpFacts) -> [FollowUpLine] {
        let rules = FollowUpRules(facts)
        let computed =
            rules.permanences() + rules.silences() + rules.missed() + rules.overload()
            + rules.withoutOutcome() + rules.lost() + rules.rights()
        let handled = Handled(facts)
        let lines = computed.filter { !handled.hides($0) } + rules.noted()
        return Set(lines).sorted(by: precedes)
    }

    private static func precedes(_ left: FollowUpLine, _ right: FollowUpLine) -> Bool {
        if left.urgency != right.urgency { return left.urgency < right.urgency }
        if left.dueOn != right.dueOn { return left.dueOn < right.dueOn }
        if left.kind != right.kind { return left.kind < right.kind }
        return left.subject < right.subject
    }
}

/// What people did about computed follow-ups.
private struct Handled {
    struct Key: Hashable {
        let kind: String
        let subject: FollowUpSubject
    }

    private let facts: FollowUpFacts
    private let noted: [Key: [FollowUpFacts.Noted]]

    init(_ facts: FollowUpFacts) {
        self.facts = facts
        var noted: [Key: [FollowUpFacts.Noted]] = [:]
        for note in facts.noted {
            guard let subject = note.subject else { continue }
            noted[Key(kind: note.kind, subject: subject), default: []].append(note)
        }
        self.noted = noted
    }

    /// Whether somebody has postponed the line, or done it not long ago.
    func hides(_ line: FollowUpLine) -> Bool {
        noted[Key(kind: line.kind, subject: line.subject)]?.contains(where: hides) ?? false
    }

    private func hides(_ note: FollowUpFacts.Noted) -> Bool {
        switch note.state {
        case "reportee": return note.dueOn.map { $0 > facts.today } ?? false
        case "abandonnee": return true
        case "faite":
            guard let quiet = quietDays(note.kind) else { return true }
            guard let done = note.doneOn else { return false }
            return done.adding(days: quiet) > facts.today
        default: return false
        }
    }

    /// For how long something that was done stays quiet while its cause lasts; `nil` for ever, for
    /// what happened once.
    private func quietDays(_ kind: String) -> Int? {
        switch kind {
        case "silence-orientation": facts.settings.silenceQuietDays
        case "perdue-de-vue": facts.settings.lostAfterDays
        case "droit-a-suivre": facts.settings.rightAfterDays
        case "permanence-ouverte": 1
        default: nil
        }
    }
}
