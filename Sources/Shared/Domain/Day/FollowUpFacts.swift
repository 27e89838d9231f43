// FollowUpFacts: what a follow-up list is computed from, as a device holds it.
//
// Plain values: people are named by the record that stands for them, and the order of every list is
// of no account.

/// What a list of follow-ups is computed from.
public struct FollowUpFacts: Sendable {
    /// Somebody who is accompanied.
    public struct Person: Hashable, Sendable {
        /// The record.
        public var id: RecordID
        /// The last day on which somebody met them; `nil` when nobody noted any.
        public var lastMetOn: CalendarDate?

        /// A fact from its parts.
        public init(id: RecordID, lastMetOn: CalendarDate? = nil) {
            self.id = id
            self.lastMetOn = lastMetOn
        }
    }

    /// A referral that waits for an answer.
    public struct Silence: Hashable, Sendable {
        /// The referral.
        public var referral: RecordID
        /// Whether this organisation received it and owes the answer.
        public var isReceived: Bool
        /// The file of one's own that it is about.
        public var person: RecordID?
        /// How long the answer is waited for.
        public var answerBy: CalendarDate?

        /// A fact from its parts.
        public init(
            referral: RecordID, isReceived: Bool, person: RecordID? = nil,
            answerBy: CalendarDate? = nil
        ) {
            self.referral = referral
            self.isReceived = isReceived
            self.person = person
            self.answerBy = answerBy
        }
    }

    /// An appointment.
    public struct Appointment: Hashable, Sendable {
        /// The record.
        public var id: RecordID
        /// Whose it is.
        public var person: RecordID
        /// When it begins.
        public var startsAt: Instant
        /// A code of the list `appointment-state`.
        public var state: String?

        /// A fact from its parts.
        public init(id: RecordID, person: RecordID, startsAt: Instant, state: String? = nil) {
            self.id = id
            self.person = person
            self.startsAt = startsAt
            self.state = state
        }
    }

    /// A presence at an event that is over.
    public struct Attendance: Hashable, Sendable {
        /// The registration.
        public var registration: RecordID
        /// The event.
        public var event: RecordID
        /// Who came.
        public var person: RecordID
        /// The event's last day.
        public var day: CalendarDate

        /// A fact from its parts.
        public init(registration: RecordID, event: RecordID, person: RecordID, day: CalendarDate) {
            self.registration = registration
            self.event = event
            self.person = person
            self.day = day
        }
    }

    /// What came of something.
    public struct Outcome: Hashable, Sendable {
        /// Of whom.
        public var person: RecordID
        /// The event that it came from, when that was noted.
        public var event: RecordID?
        /// When.
        public var day: CalendarDate?

        /// A fact from its parts.
        public init(person: RecordID, event: RecordID? = nil, day: CalendarDate? = nil) {
            self.person = person
            self.event = event
            self.day = day
        }
    }

    /// A right that was looked at with somebody.
    public struct Right: Hashable, Sendable {
        /// The record.
        public var id: RecordID
        /// Whose it is.
        public var person: RecordID
        /// The right, in one word.
        public var right: String
        /// A code of the list `right-state`.
        public var state: String?
        /// The last day on which it was looked at.
        public var day: CalendarDate

        /// A fact from its parts.
        public init(
            id: RecordID, person: RecordID, right: String, state: String? = nil, day: CalendarDate
        ) {
            self.id = id
            self.person = person
            self.right = right
            self.state = state
            self.day = day
        }
    }

    /// A follow-up that somebody noted: one of their own, or what they did about a computed one.
    public struct Noted: Hashable, Sendable {
        /// The record.
        public var id: RecordID
        /// A code of the list `follow-up-kind`.
        public var kind: String
        /// The computed follow-up that it is about; `nil` for one of their own.
        public var subject: FollowUpSubject?
        /// Whom it is about.
        public var person: RecordID?
        /// A code of the list `follow-up-state`.
        public var state: String?
        /// When it is due.
        public var dueOn: CalendarDate?
        /// When it was done.
        public var doneOn: CalendarDate?
        /// In words.
        public var comment: String?

        /// A fact from its parts.
        public init(
            id: RecordID, kind: String, subject: FollowUpSubject? = nil, person: RecordID? = nil,
            state: String? = nil, dueOn: CalendarDate? = nil, doneOn: CalendarDate? = nil,
            comment: String? = nil
        ) {
            self.id = id
            self.kind = kind
            self.subject = subject
            self.person = person
            self.state = state
            self.dueOn = dueOn
            self.doneOn = doneOn
            self.comment = comment
        }
    }

    /// The day for which the list is.
    public var today: CalendarDate
    /// The time at which it is made.
    public var now: Instant
    /// By which clock a moment is of a day.
    public var clock = WallClock()
    /// The numbers that hold.
    public var settings = DaySettings()
    /// People who are followed.
    public var people: [Person] = []
    /// Referrals without an answer.
    public var silences: [Silence] = []
    /// The appointments of this organisation.
    public var appointments: [Appointment] = []
    /// The days of appointments elsewhere, where an accepted referral for coordination tells them.
    public var daysElsewhere: [RecordID: [CalendarDate]] = [:]
    /// Presences at events that are over.
    public var attendances: [Attendance] = []
    /// What came of what.
    public var outcomes: [Outcome] = []
    /// Rights that were looked at.
    public var rights: [Right] = []
    /// Permanences that show as open and are held here.
    public var open: [OpenPermanence] = []
    /// What was noted about follow-ups.
    public var noted: [Noted] = []

    /// Facts of a day, still none.
    public init(today: CalendarDate, now: Instant) {
        self.today = today
        self.now = now
    }
}

/// What a computed follow-up is about: a record, and for what happens again and again, a day. With
/// the reason, it is the same on every device.
public struct FollowUpSubject: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The record.
    public var id: RecordID
    /// The Monday of a week, where the reason is one of a week.
    public var week: CalendarDate?

    /// A subject from its parts.
    public init(_ id: RecordID, week: CalendarDate? = nil) {
        self.id = id
        self.week = week
    }

    /// Reads what `description` writes; `nil` for anything else.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let id = parts.first.flatMap({ RecordID(String($0)) }) else { return nil }
        self.id = id
        if parts.count == 2 {
            guard let week = CalendarDate(String(parts[1])) else { return nil }
            self.week = week
        }
    }

    /// The identity, and the week after a slash.
    public var description: String { week.map { "\(id)/\($0)" } ?? id.description }

    /// By identity, then by week.
    public static func < (left: FollowUpSubject, right: FollowUpSubject) -> Bool {
        if left.id != right.id { return left.id < right.id }
        return (left.week?.daysSince1970 ?? .min) < (right.week?.daysSince1970 ?? .min)
    }
}

extension CalendarDate {
    /// The day this many days later.
    package func adding(days: Int) -> CalendarDate {
        CalendarDate(daysSince1970: daysSince1970 + days)
    }

    /// The Monday of its week (ISO 8601).
    package var monday: CalendarDate {
        // 1 January 1970 was a Thursday.
        let weekday = (daysSince1970 % 7 + 10) % 7
        return adding(days: -weekday)
    }
}
