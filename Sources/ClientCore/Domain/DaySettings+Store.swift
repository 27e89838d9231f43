// The numbers of a mediator's day, as the organisation has chosen them.

public import Shared

extension Store {
    /// The numbers that hold here: the usual ones, with those that records of `follow_up_rule` say.
    public func daySettings() throws(RelaisError) -> DaySettings {
        var settings = DaySettings()
        for rule in try records(FollowUpRule.self) {
            if let kind = rule.kind, let number = rule.number { settings.set(kind, to: number) }
        }
        return settings
    }
}
