// OpeningHours: when a door is open, in the syntax of OpenStreetMap: `Mo-Fr 09:00-17:00; PH off`.
//
// A subset: what is outside it stays text for people, and then nobody claims to know whether the
// door is open. https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification

/// Opening hours that were understood.
public struct OpeningHours: Hashable, Sendable {
    /// What a text says.
    public enum Reading: Sendable {
        /// Hours.
        case hours(OpeningHours)
        /// Words for people; nothing can be computed from them.
        case words
        /// The form of hours, but of times or days that do not exist; with what is wrong.
        case impossible(Phrase)
    }

    /// Whether a door is open, as far as that is known.
    public enum Status: Hashable, Sendable {
        /// Open, until then; `nil` when no end is near.
        case open(until: FrenchTime?)
        /// Closed, until then; `nil` when it does not open within a year.
        case closed(until: FrenchTime?)
    }

    /// One rule, as it was written: on which days, and which times.
    struct Rule: Hashable, Sendable {
        var months: [DayRange] = []
        var weekdays: [Weekday] = []
        var isForHolidays = false
        /// Minutes from midnight; what ends after 1440 goes on in the next day's first hours.
        var times: [Range<Int>] = []
        /// Whether it adds to the rules before it instead of taking their place.
        var isAdditional = false

        /// Whether it says on which days.
        var isEveryDay: Bool { weekdays.isEmpty && !isForHolidays }
    }

    /// Days of any year, from one to another; over the end of the year when they go back.
    struct DayRange: Hashable, Sendable {
        /// Month and day of the month.
        let first: MonthDay
        let last: MonthDay
        /// Whether whole months were written.
        let isWholeMonths: Bool

        /// Whether it is March, which French people would read as Tuesday.
        var isMarchAlone: Bool { isWholeMonths && first.month == 3 && last.month == 3 }

        func contains(_ day: CalendarDate) -> Bool {
            let day = MonthDay(month: day.month, day: day.day)
            return first <= last ? first <= day && day <= last : day >= first || day <= last
        }
    }

    /// A day of any year.
    struct MonthDay: Hashable, Sendable, Comparable {
        let month: Int
        let day: Int

        static func < (left: MonthDay, right: MonthDay) -> Bool {
            (left.month, left.day) < (right.month, right.day)
        }
    }

    /// In the order in which they were written.
    let rules: [Rule]

    /// Hours; `nil` for what is not in the subset, and for what cannot be.
    public init?(_ text: String) {
        guard case .hours(let hours) = OpeningHours.read(text) else { return nil }
        self = hours
    }

    init(rules: [Rule]) { self.rules = rules }

    /// Reads a text.
    public static func read(_ text: String) -> Reading {
        var parser = OpeningHoursParser(text)
        return parser.read()
    }

    /// The times at which the door opens on a day, in minutes from its midnight, sorted and apart.
    /// What ends after 1440 goes on in the next day.
    ///
    /// - Parameter commune: for the holidays that only some départements have.
    public func times(on day: CalendarDate, commune: String? = nil) -> [Range<Int>] {
        var times: [Range<Int>] = []
        let weekday = Weekday(day)
        // Asked only when a rule speaks of it.
        var holiday: Bool?
        func isHoliday() -> Bool {
            let known = holiday ?? FrenchHolidays.contains(day, commune: commune)
            holiday = known
            return known
        }
        for rule in rules {
            guard rule.months.isEmpty || rule.months.contains(where: { $0.contains(day) }),
                rule.isEveryDay || rule.weekdays.contains(weekday)
                    || rule.isForHolidays && isHoliday()
            else { continue }
            times = rule.isAdditional ? times + rule.times : rule.times
        }
        return OpeningHours.united(times)
    }

    /// Whether the door is open at a time.
    public func isOpen(at time: FrenchTime, commune: String? = nil) -> Bool {
        span(at: time, commune: commune) != nil
    }

    /// Whether it is open, and until when that stays so.
    public func status(at time: FrenchTime, commune: String? = nil) -> Status {
        if let span = span(at: time, commune: commune) {
            return .open(until: end(of: span, on: time.day, commune: commune))
        }
        let today = time.day.daysSince1970
        // A rule of months may be silent for most of a year.
        for distance in 0...366 {
            let day = CalendarDate(daysSince1970: today + distance)
            for span in times(on: day, commune: commune)
            where distance > 0 || span.lowerBound > time.minute {
                return .closed(until: FrenchTime(day: day, minute: span.lowerBound))
            }
        }
        return .closed(until: nil)
    }

    /// The end of an opening, over midnight; `nil` when it does not end within a week.
    private func end(
        of span: Range<Int>, on first: CalendarDate, commune: String?
    ) -> FrenchTime? {
        var day = first
        var end = span.upperBound
        for _ in 0..<8 {
            while end >= 1440 {
                end -= 1440
                day = CalendarDate(daysSince1970: day.daysSince1970 + 1)
            }
            let next = FrenchTime(day: day, minute: end)
            guard let longer = self.span(at: next, commune: commune) else { return next }
            end = longer.upperBound
        }
        return nil
    }

    /// The span that holds a time, in minutes from midnight of its day.
    private func span(at time: FrenchTime, commune: String?) -> Range<Int>? {
        if let span = times(on: time.day, commune: commune).first(where: {
            $0.contains(time.minute)
        }) {
            return span
        }
        let before = CalendarDate(daysSince1970: time.day.daysSince1970 - 1)
        return times(on: before, commune: commune)
            .first { $0.contains(time.minute + 1440) }
            .map { $0.lowerBound - 1440..<$0.upperBound - 1440 }
    }

    /// The same minutes as ranges that are sorted and do not touch.
    private static func united(_ times: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for span in times.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, last.upperBound >= span.lowerBound {
                result[result.count - 1] =
                    last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                result.append(span)
            }
        }
        return result
    }
}
