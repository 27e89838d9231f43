// SheetAge: how old what a sheet says is, in words: when it was checked, how long ago, by whom.

/// The age of a fact.
public struct SheetAge: Hashable, Sendable {
    /// The day on which somebody last checked it; `nil` when nobody ever did.
    public let checkedOn: CalendarDate?
    /// Who checked it, when that is known.
    public let checkedBy: String?

    /// The age of what somebody checked, or nobody.
    public init(checkedOn: CalendarDate?, by checkedBy: String? = nil) {
        self.checkedOn = checkedOn
        self.checkedBy = checkedBy
    }

    /// In words.
    ///
    /// - Parameter today: the day where the reader is. A check of a later day, which a wrong clock
    ///   writes, is told by its date alone.
    public func phrase(on today: CalendarDate) -> Phrase {
        guard let day = checkedOn else {
            return Phrase(fr: "jamais vérifié", en: "never checked")
        }
        let ago = SheetAge.ago(days: today.daysSince1970 - day.daysSince1970)
        let who = checkedBy.flatMap { $0.isEmpty ? nil : $0 }
        return Phrase(
            fr: "vérifié le \(day.text(.french))"
                + (ago.map { " (\($0.french))" } ?? "") + (who.map { " par \($0)" } ?? ""),
            en: "checked on \(day.text(.english))"
                + (ago.map { " (\($0.english))" } ?? "") + (who.map { " by \($0)" } ?? ""))
    }

    /// Days up to two months, then months up to two years, then years: never one of them, so each
    /// is written in the plural.
    private static func ago(days: Int) -> Phrase? {
        switch days {
        case ..<0: nil
        case 0: Phrase(fr: "aujourd'hui", en: "today")
        case 1: Phrase(fr: "hier", en: "yesterday")
        case 2..<60: Phrase(fr: "il y a \(days) jours", en: "\(days) days ago")
        case 60..<730: Phrase(fr: "il y a \(days / 30) mois", en: "\(days / 30) months ago")
        default: Phrase(fr: "il y a \(days / 365) ans", en: "\(days / 365) years ago")
        }
    }
}
