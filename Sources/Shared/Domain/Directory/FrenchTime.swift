// FrenchTime: what the clock on the wall says in a commune of France, from a moment in universal
// time. Written out because the core pulls no database of time zones into a phone.

/// A day of the week, Monday first as in France.
public enum Weekday: Int, Sendable, CaseIterable {
    /// The days.
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday

    /// The day of the week of a date.
    public init(_ day: CalendarDate) {
        // 1 January 1970 was a Thursday.
        let index = ((day.daysSince1970 + 3) % 7 + 7) % 7
        self = Weekday.allCases[index]
    }

    /// Its name.
    public var label: Phrase {
        switch self {
        case .monday: Phrase(fr: "lundi", en: "Monday")
        case .tuesday: Phrase(fr: "mardi", en: "Tuesday")
        case .wednesday: Phrase(fr: "mercredi", en: "Wednesday")
        case .thursday: Phrase(fr: "jeudi", en: "Thursday")
        case .friday: Phrase(fr: "vendredi", en: "Friday")
        case .saturday: Phrase(fr: "samedi", en: "Saturday")
        case .sunday: Phrase(fr: "dimanche", en: "Sunday")
        }
    }
}

/// A day and a time of that day, where people are.
public struct FrenchTime: Hashable, Sendable, Comparable {
    /// The day.
    public let day: CalendarDate
    /// Minutes since midnight, 0 to 1439.
    public let minute: Int

    /// A time of a day.
    public init(day: CalendarDate, minute: Int) {
        self.day = day
        self.minute = min(max(minute, 0), 1439)
    }

    /// What the clock says at a moment.
    ///
    /// - Parameter commune: its INSEE code; overseas départements have a time of their own.
    public init(_ instant: Instant, commune: String? = nil) {
        let offset = FrenchTime.offsetMinutes(at: instant, commune: commune)
        let minutes = floorDivide(instant.milliseconds, 60_000) + Int64(offset)
        day = CalendarDate(daysSince1970: Int(floorDivide(minutes, 1440)))
        minute = Int(minutes - floorDivide(minutes, 1440) * 1440)
    }

    /// The time of day, `HH:MM`.
    public var time: String { FrenchTime.time(minute) }

    /// A time of day in minutes as `HH:MM`; 24:00 and beyond are those of the next day.
    static func time(_ minute: Int) -> String {
        let (hour, rest) = (minute / 60, minute % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Earlier times come first.
    public static func < (left: FrenchTime, right: FrenchTime) -> Bool {
        (left.day, left.minute) < (right.day, right.minute)
    }

    /// Minutes ahead of universal time: of Paris, with the summer time of directive 2000/84/CE
    /// (from the last Sunday of March to that of October, at 1:00 UTC), or of an overseas
    /// département, which has none.
    static func offsetMinutes(at instant: Instant, commune: String?) -> Int {
        if let minutes = overseasMinutes(commune) { return minutes }
        let year = instant.day.year
        let isSummer =
            instant.milliseconds >= change(in: 3, of: year)
            && instant.milliseconds < change(in: 10, of: year)
        return isSummer ? 120 : 60
    }

    /// Every one that a commune has in a year, the greatest first.
    static func offsets(commune: String?) -> [Int] {
        overseasMinutes(commune).map { [$0] } ?? [120, 60]
    }

    private static func overseasMinutes(_ commune: String?) -> Int? {
        commune.flatMap { overseas[String($0.prefix(3))] }.map { $0 * 60 }
    }

    private static let overseas = ["971": -4, "972": -4, "973": -3, "974": 4, "976": 3]

    /// 1:00 UTC on the last Sunday of a month of 31 days.
    private static func change(in month: Int, of year: Int) -> Int64 {
        guard let last = CalendarDate(year: year, month: month, day: 31) else { return 0 }
        let back = (Weekday(last).rawValue + 1) % 7
        return (Int64(last.daysSince1970 - back) * 1440 + 60) * 60_000
    }
}

/// Division that rounds down, for moments before 1970.
private func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
    let quotient = number / divisor
    return number % divisor < 0 ? quotient - 1 : quotient
}
