// Retention: how long the file of a person is kept after the last contact, and when it goes.
//
// Pure: the server asks with what it holds, and each answer says why. Nobody goes without a notice
// that has stood for as long as the territory says, however old the file is when it is first looked
// at; a contact after the notice takes it back.

/// How long a territory keeps files.
package struct RetentionRule: Hashable, Sendable {
    /// Months after the last contact.
    package var months: Int
    /// Days for which a notice stands before anything is erased.
    package var noticeDays: Int

    /// Two years, and thirty days of notice.
    package static let usual = RetentionRule(months: 24, noticeDays: 30)
    /// What a territory may choose.
    package static let possibleMonths = 1...120
    package static let possibleNoticeDays = 1...365

    package init(months: Int, noticeDays: Int) {
        self.months = months
        self.noticeDays = noticeDays
    }

    /// The day on which a file goes at the earliest.
    package func deadline(after contact: CalendarDate) -> CalendarDate {
        let total = contact.year * 12 + contact.month - 1 + months
        let (year, month) = (total / 12, total % 12 + 1)
        // 31 August and six months is the last day of February.
        for day in stride(from: contact.day, through: 1, by: -1) {
            if let date = CalendarDate(year: year, month: month, day: day) { return date }
        }
        return CalendarDate(daysSince1970: contact.daysSince1970 + months * 30)
    }
}

/// What is due for one file.
package enum RetentionStep: Hashable, Sendable {
    /// Nothing yet.
    case keep
    /// A notice begins to stand, until the day that it names.
    case notify(CalendarDate)
    /// Somebody was in contact since: the notice no longer stands.
    case withdraw
    /// The notice has stood for long enough.
    case erase
}

/// One file, as a retention looks at it.
package struct RetainedFile: Hashable, Sendable {
    /// The last contact: what the record says, or the last that anybody wrote in the file.
    package var lastContact: CalendarDate
    /// The day that a notice names; `nil` without one.
    package var notice: CalendarDate?

    package init(lastContact: CalendarDate, notice: CalendarDate?) {
        self.lastContact = lastContact
        self.notice = notice
    }

    /// What is due on a day.
    package func step(_ rule: RetentionRule, on today: CalendarDate) -> RetentionStep {
        let deadline = rule.deadline(after: lastContact)
        let begins = deadline.daysSince1970 - rule.noticeDays
        guard today.daysSince1970 >= begins else { return notice == nil ? .keep : .withdraw }
        let earliest = CalendarDate(
            daysSince1970: max(deadline.daysSince1970, today.daysSince1970 + rule.noticeDays))
        guard let notice else { return .notify(earliest) }
        // A rule that became longer, or a contact, moves the day; it never comes earlier.
        if notice < deadline { return .notify(deadline) }
        return notice <= today ? .erase : .keep
    }
}
