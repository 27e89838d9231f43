// DaySheet: a mediator's day on paper, for when the tablet stays in the bag or its battery dies:
// what is planned, and lines to note visits on by hand.

/// A day to be printed.
public struct DaySheet: Sendable {
    /// Something of the day, with its time when it has one.
    public struct Item: Hashable, Sendable, Comparable {
        /// Minutes from midnight; `nil` for the whole day.
        public let minute: Int?
        /// In words.
        public let text: String

        /// Something of the day.
        public init(minute: Int?, text: String) {
            self.minute = minute
            self.text = text
        }

        /// What lasts the whole day first, then by time and words.
        public static func < (left: Item, right: Item) -> Bool {
            (left.minute ?? -1, left.text) < (right.minute ?? -1, right.text)
        }

        var line: String { minute.map { "\(FrenchTime.time($0))  \(text)" } ?? text }
    }

    /// The day.
    public let day: CalendarDate
    /// Whose day it is.
    public let author: String?
    /// Permanences.
    public var permanences: [Item] = []
    /// Appointments.
    public var appointments: [Item] = []
    /// Events.
    public var events: [Item] = []

    /// An empty day.
    public init(day: CalendarDate, author: String?) {
        self.day = day
        self.author = author
    }

    /// The page.
    public func sheet(_ language: Language) -> Sheet {
        func say(_ fr: String, _ en: String) -> String { Phrase(fr: fr, en: en).text(language) }
        var blocks: [Sheet.Block] = []
        let parts = [
            (say("Permanences", "Drop-in sessions"), permanences),
            (say("Rendez-vous", "Appointments"), appointments),
            (say("Événements", "Events"), events),
        ]
        for (title, items) in parts {
            blocks.append(.heading(title))
            blocks.append(
                items.isEmpty
                    ? .text(say("Rien de noté.", "Nothing is noted."))
                    : .list(items.sorted().map(\.line)))
        }
        blocks.append(.heading(say("Passages, à saisir ensuite", "Visits, to be entered later")))
        blocks.append(
            .text(
                say(
                    "Heure, besoin, ce qui est convenu. Pas de nom si ce n'est pas utile.",
                    "Time, need, what was agreed. No name unless it is of use.")))
        blocks.append(.lines(10))
        let weekday = Weekday(day).label.text(language)
        let who = author.map { say(" de \($0)", " of \($0)") } ?? ""
        return Sheet(
            title: say(
                "Journée du \(weekday) \(day.text(.french))\(who)",
                "Day\(who): \(weekday) \(day.text(.english))"),
            language: language, blocks: blocks,
            footer: say(
                "Cette page peut nommer des personnes : à détruire après usage.",
                "This page may name people: destroy it after use."))
    }
}
