// OpeningHoursWords: opening hours as people read them on a door.

extension OpeningHours {
    /// A line for each rule: « lundi au vendredi : 9 h – 12 h, 14 h – 17 h ».
    public var words: [Phrase] {
        rules.map { rule in
            let days = OpeningHours.days(rule)
            let times = OpeningHours.times(rule.times)
            return Phrase(
                fr: "\(days.french) : \(times.french)", en: "\(days.english): \(times.english)")
        }
    }

    /// What a text says, a line each: in words when it was understood, else as it was written.
    public static func lines(_ text: String, _ language: Language) -> [String] {
        guard let hours = OpeningHours(text) else {
            return text.split(separator: "\n").map(String.init)
        }
        return hours.words.map { $0.text(language) }
    }

    private static func days(_ rule: Rule) -> Phrase {
        var french: [String] = []
        var english: [String] = []
        for range in rule.months {
            let words = season(range)
            french.append(words.french)
            english.append(words.english)
        }
        let season = Phrase(fr: list(french, "et"), en: list(english, "and"))
        french = []
        english = []
        for run in runs(rule.weekdays) {
            let (first, last) = (run[0].label, run[run.count - 1].label)
            switch run.count {
            case 1:
                french.append(first.french)
                english.append(first.english)
            case 2:
                french += [first.french, last.french]
                english += [first.english, last.english]
            default:
                french.append("\(first.french) au \(last.french)")
                english.append("\(first.english) to \(last.english)")
            }
        }
        if rule.isForHolidays {
            french.append("jours fériés")
            english.append("public holidays")
        }
        if french.isEmpty, rule.months.isEmpty {
            return Phrase(fr: "tous les jours", en: "every day")
        }
        return Phrase(
            fr: [season.french, list(french, "et")].filter { !$0.isEmpty }
                .joined(separator: ", "),
            en: [season.english, list(english, "and")].filter { !$0.isEmpty }
                .joined(separator: ", "))
    }

    private static func season(_ range: DayRange) -> Phrase {
        let (first, last) = (months[range.first.month - 1], months[range.last.month - 1])
        if range.isWholeMonths {
            return range.first.month == range.last.month
                ? first
                : Phrase(
                    fr: "\(first.french) à \(last.french)",
                    en: "\(first.english) to \(last.english)")
        }
        func day(_ day: MonthDay) -> Phrase {
            let month = months[day.month - 1]
            return Phrase(
                fr: "\(day.day == 1 ? "1er" : String(day.day)) \(month.french)",
                en: "\(day.day) \(month.english)")
        }
        let (start, end) = (day(range.first), day(range.last))
        return range.first == range.last
            ? start
            : Phrase(
                fr: "\(start.french) au \(end.french)", en: "\(start.english) to \(end.english)")
    }

    private static let months: [Phrase] = [
        Phrase(fr: "janvier", en: "January"), Phrase(fr: "février", en: "February"),
        Phrase(fr: "mars", en: "March"), Phrase(fr: "avril", en: "April"),
        Phrase(fr: "mai", en: "May"), Phrase(fr: "juin", en: "June"),
        Phrase(fr: "juillet", en: "July"), Phrase(fr: "août", en: "August"),
        Phrase(fr: "septembre", en: "September"), Phrase(fr: "octobre", en: "October"),
        Phrase(fr: "novembre", en: "November"), Phrase(fr: "décembre", en: "December"),
    ]

    private static func times(_ times: [Range<Int>]) -> Phrase {
        if times.isEmpty { return Phrase(fr: "fermé", en: "closed") }
        if times == [0..<1440] { return Phrase(fr: "24 heures sur 24", en: "all day and night") }
        return Phrase(
            fr: times.map { "\(hour($0.lowerBound)) – \(hour($0.upperBound))" }
                .joined(separator: ", "),
            en: times.map {
                "\(FrenchTime.time($0.lowerBound))–\(FrenchTime.time(midnight($0.upperBound)))"
            }.joined(separator: ", "))
    }

    /// `9 h 30`, with spaces that do not break.
    private static func hour(_ minute: Int) -> String {
        let minute = midnight(minute)
        let rest = minute % 60
        return "\(minute / 60)\u{A0}h" + (rest == 0 ? "" : "\u{A0}\(rest < 10 ? "0" : "")\(rest)")
    }

    /// Hours after midnight as clocks show them.
    private static func midnight(_ minute: Int) -> Int { minute > 1440 ? minute - 1440 : minute }

    /// Days that follow one another.
    private static func runs(_ days: [Weekday]) -> [[Weekday]] {
        var runs: [[Weekday]] = []
        for day in days.sorted(by: { $0.rawValue < $1.rawValue }) {
            if let last = runs.last?.last, last.rawValue + 1 == day.rawValue {
                runs[runs.count - 1].append(day)
            } else {
                runs.append([day])
            }
        }
        return runs
    }

    private static func list(_ words: [String], _ and: String) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(and) " + last
    }
}
