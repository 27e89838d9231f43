// OpeningHoursParser: reads opening hours in one pass over bounded bytes, whatever they are.

/// Reads a text as opening hours.
/// Capitals count, as in the specification, so that few words of other languages look like hours.
/// Understood: `24/7`; rules apart by `;`, or by `,` before other days; months (`Jul-Aug`,
/// `Dec 24-Jan 2`), days of the week (`Mo-Fr,Su`), `PH`; times (`09:00-12:00,14:00-17:30`, past
/// midnight up to 26:00); `off`, `closed`, `open`. Everything else makes the text words.
struct OpeningHoursParser {
    /// What does not belong to the subset.
    private struct Unknown: Error {}

    private let bytes: [UInt8]
    private var index = 0
    private var problem: Phrase?

    /// More than any door needs, and little to go through.
    private static let mostBytes = 500
    private static let mostRules = 40

    init(_ text: String) {
        bytes = Array(text.utf8.prefix(OpeningHoursParser.mostBytes + 1))
    }

    mutating func read() -> OpeningHours.Reading {
        guard bytes.count <= OpeningHoursParser.mostBytes, let rules = try? self.rules() else {
            return .words
        }
        if let problem { return .impossible(problem) }
        return .hours(OpeningHours(rules: rules))
    }

    // MARK: Rules

    private mutating func rules() throws -> [OpeningHours.Rule] {
        var rules: [OpeningHours.Rule] = []
        var isAdditional = false
        while true {
            skipSpaces()
            // A `;` at the very end is a habit of many.
            if isAtEnd, !rules.isEmpty, !isAdditional { break }
            rules.append(try rule(isAdditional))
            guard rules.count <= OpeningHoursParser.mostRules else { throw Unknown() }
            skipSpaces()
            if isAtEnd { break }
            if take(";") {
                isAdditional = false
            } else if take(",") {
                isAdditional = true
            } else {
                throw Unknown()
            }
        }
        return rules
    }

    private mutating func rule(_ isAdditional: Bool) throws -> OpeningHours.Rule {
        var rule = OpeningHours.Rule()
        rule.isAdditional = isAdditional
        let start = index
        if take("24/7") {
            rule.times = [0..<1440]
            return rule
        }
        rule.months = try months()
        skipSpaces()
        if !rule.months.isEmpty { _ = take(":") }
        skipSpaces()
        try days(&rule)
        // Whoever writes « Mar 14:00-17:00 » in France means Tuesday, not March.
        if rule.isEveryDay, rule.months.contains(where: \.isMarchAlone) { throw Unknown() }
        skipSpaces()
        if !rule.isEveryDay { _ = take(":") }
        skipSpaces()
        if takeWord("off") || takeWord("closed") { return rule }
        if let digit = peek, ASCII.isDigit(digit) {
            rule.times = try times()
            skipSpaces()
            _ = takeWord("open")
        } else {
            guard takeWord("open") || index > start else { throw Unknown() }
            rule.times = [0..<1440]
        }
        return rule
    }

    // MARK: Months

    private mutating func months() throws -> [OpeningHours.DayRange] {
        var ranges: [OpeningHours.DayRange] = []
        while let month = takeMonth() {
            ranges.append(try dayRange(from: month))
            let mark = index
            skipSpaces()
            guard take(",") else { break }
            skipSpaces()
            let next = index
            guard takeMonth() != nil else {
                index = mark
                break
            }
            index = next
        }
        return ranges
    }

    private mutating func dayRange(from month: Int) throws -> OpeningHours.DayRange {
        let day = dayOfMonth()
        skipSpaces()
        var lastMonth = month
        var lastDay = day
        if take("-") {
            skipSpaces()
            if let month = takeMonth() {
                lastMonth = month
                lastDay = dayOfMonth()
                guard (day == nil) == (lastDay == nil) else { throw Unknown() }
            } else if day != nil, let number = number(atMost: 2) {
                lastDay = number
            } else {
                throw Unknown()
            }
        }
        return OpeningHours.DayRange(
            first: checked(month, day ?? 1),
            last: checked(lastMonth, lastDay ?? OpeningHoursParser.longest[lastMonth - 1]),
            isWholeMonths: day == nil)
    }

    /// A day of the month, unless the number is the hour of a time.
    private mutating func dayOfMonth() -> Int? {
        let mark = index
        skipSpaces()
        guard let number = number(atMost: 2), peek != UInt8(ascii: ":") else {
            index = mark
            return nil
        }
        return number
    }

    private mutating func checked(_ month: Int, _ day: Int) -> OpeningHours.MonthDay {
        if !(1...OpeningHoursParser.longest[month - 1]).contains(day) {
            problem = Phrase(
                fr: "il n'y a pas de \(day) dans ce mois.",
                en: "there is no day \(day) in that month.")
        }
        return OpeningHours.MonthDay(month: month, day: day)
    }

    private static let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

    private static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private mutating func takeMonth() -> Int? {
        for (index, name) in OpeningHoursParser.monthNames.enumerated() where takeWord(name) {
            return index + 1
        }
        return nil
    }

    // MARK: Days

    private static let dayNames = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]

    private mutating func days(_ rule: inout OpeningHours.Rule) throws {
        while true {
            if takeWord("PH") {
                rule.isForHolidays = true
            } else if let first = takeDay() {
                try add(from: first, to: &rule.weekdays)
            } else {
                return
            }
            let mark = index
            skipSpaces()
            guard take(",") else {
                index = mark
                return
            }
            skipSpaces()
        }
    }

    private mutating func add(from first: Weekday, to days: inout [Weekday]) throws {
        let mark = index
        skipSpaces()
        guard take("-") else {
            index = mark
            if !days.contains(first) { days.append(first) }
            return
        }
        skipSpaces()
        guard let last = takeDay() else { throw Unknown() }
        var day = first
        while true {
            if !days.contains(day) { days.append(day) }
            if day == last { return }
            day = Weekday.allCases[(day.rawValue + 1) % 7]
        }
    }

    private mutating func takeDay() -> Weekday? {
        for (index, name) in OpeningHoursParser.dayNames.enumerated() where takeWord(name) {
            return Weekday.allCases[index]
        }
        return nil
    }

    // MARK: Times

    private mutating func times() throws -> [Range<Int>] {
        var times = [try span()]
        while true {
            let mark = index
            skipSpaces()
            guard take(",") else { break }
            skipSpaces()
            guard let digit = peek, ASCII.isDigit(digit) else {
                // Other days follow: a rule that adds to this one.
                index = mark
                break
            }
            times.append(try span())
        }
        return times
    }

    private mutating func span() throws -> Range<Int> {
        let start = try time()
        skipSpaces()
        guard take("-") else { throw Unknown() }
        skipSpaces()
        var end = try time()
        if start >= 1440 || end > 1560 || start == end {
            let text = "\(FrenchTime.time(start))-\(FrenchTime.time(end))"
            problem = Phrase(
                fr: "« \(text) » n'est pas une plage d'une journée : de 00:00 à 24:00, ou jusqu'à "
                    + "26:00 après minuit.",
                en: "\"\(text)\" is not a span of a day: from 00:00 to 24:00, or up to 26:00 after "
                    + "midnight.")
            return 0..<1
        }
        if end < start { end += 1440 }
        return start..<end
    }

    private mutating func time() throws -> Int {
        guard let hour = number(atMost: 2), take(":"), let minute = number(exactly: 2) else {
            throw Unknown()
        }
        if minute > 59 {
            problem = Phrase(
                fr: "une heure n'a pas \(minute) minutes.", en: "no hour has \(minute) minutes.")
        }
        return hour * 60 + minute
    }

    // MARK: Bytes

    private var isAtEnd: Bool { index == bytes.count }
    private var peek: UInt8? { isAtEnd ? nil : bytes[index] }

    private mutating func skipSpaces() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A { index += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[index...].starts(with: text.utf8) else { return false }
        index += text.utf8.count
        return true
    }

    /// A word that no other letter follows.
    private mutating func takeWord(_ word: String) -> Bool {
        let end = index + word.utf8.count
        guard bytes[index...].starts(with: word.utf8),
            end == bytes.count || !isLetter(bytes[end])
        else { return false }
        index = end
        return true
    }

    private func isLetter(_ byte: UInt8) -> Bool {
        ASCII.isUpper(byte) || ASCII.isLower(byte) || byte >= 0x80
    }

    private mutating func number(atMost digits: Int) -> Int? {
        let run = bytes[index...].prefix(digits + 1).prefix(while: ASCII.isDigit)
        guard (1...digits).contains(run.count) else { return nil }
        index += run.count
        return run.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private mutating func number(exactly digits: Int) -> Int? {
        let mark = index
        guard let number = number(atMost: digits), index - mark == digits else {
            index = mark
            return nil
        }
        return number
    }
}
