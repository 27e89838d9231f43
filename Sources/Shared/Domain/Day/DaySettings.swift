// DaySettings: after how long something asks for attention. The numbers are data: an organisation
// changes them by records of `follow_up_rule`; these are what holds until it does.

/// The numbers that a mediator's day goes by.
public struct DaySettings: Hashable, Sendable {
    /// After how many hours an open permanence counts as forgotten.
    public var permanenceHours = 12
    /// After how many days without a meeting a person counts as lost from view (row 15).
    public var lostAfterDays = 90
    /// How many appointments in a week are too many for one person: more than this (row 16).
    public var appointmentsInWeek = 4
    /// For how many days a missed appointment asks to be taken up again.
    public var missedForDays = 60
    /// After how many days an event that was attended asks for what came of it (row 27).
    public var outcomeAfterDays = 14
    /// After how many days a right that was to be checked, or was applied for, asks for news (17).
    public var rightAfterDays = 30
    /// How many days an unanswered referral that was followed up stays quiet.
    public var silenceQuietDays = 7

    /// The numbers that hold until an organisation chooses others.
    public init() {}

    /// Takes one number over; a kind without a number, and a number below 1, change nothing.
    ///
    /// - Parameter kind: a code of the list `follow-up-kind`.
    public mutating func set(_ kind: String, to number: Int64) {
        guard number >= 1 else { return }
        let number = Int(clamping: number)
        switch kind {
        case "permanence-ouverte": permanenceHours = number
        case "perdue-de-vue": lostAfterDays = number
        case "surcharge-rdv": appointmentsInWeek = number
        case "rdv-manque": missedForDays = number
        case "suivi-evenement": outcomeAfterDays = number
        case "droit-a-suivre": rightAfterDays = number
        case "silence-orientation": silenceQuietDays = number
        default: break
        }
    }
}
