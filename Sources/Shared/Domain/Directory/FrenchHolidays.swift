// FrenchHolidays: the days on which doors are closed by law, computed for any year.

/// The public holidays of France (code du travail, L3133-1), with those of Alsace and Moselle
/// (L3134-13) and of the abolition of slavery overseas (L3422-2).
public enum FrenchHolidays {
    /// Whether a day is a holiday.
    ///
    /// - Parameter commune: an INSEE code, for the holidays that only some départements have.
    public static func contains(_ day: CalendarDate, commune: String? = nil) -> Bool {
        if fixed.contains(where: { $0 == (day.month, day.day) }) { return true }
        let easter = easterSunday(of: day.year).daysSince1970
        let distance = day.daysSince1970 - easter
        // Easter Monday, Ascension, Whit Monday.
        if [1, 39, 50].contains(distance) { return true }
        guard let commune else { return false }
        if ["57", "67", "68"].contains(commune.prefix(2)) {
            // Good Friday and 26 December.
            return distance == -2 || (day.month, day.day) == (12, 26)
        }
        return overseas[String(commune.prefix(3))].map { $0 == (day.month, day.day) } ?? false
    }

    private static let fixed = [
        (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
    ]

    private static let overseas: [String: (Int, Int)] = [
        "971": (5, 27), "972": (5, 22), "973": (6, 10), "974": (12, 20), "976": (4, 27),
    ]

    /// Easter Sunday of the Gregorian calendar: Anonymous, *Nature*, 20 April 1876, p. 487.
    static func easterSunday(of year: Int) -> CalendarDate {
        let golden = year % 19
        let century = year / 100
        let rest = year % 100
        let moon =
            (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30
        let week = (32 + 2 * (century % 4) + 2 * (rest / 4) - moon - rest % 4) % 7
        let shift = (golden + 11 * moon + 22 * week) / 451
        let day = moon + week - 7 * shift + 114
        let march = CalendarDate(year: year, month: 3, day: 1)?.daysSince1970 ?? 0
        return CalendarDate(daysSince1970: march + (day / 31 - 3) * 31 + day % 31)
    }
}
