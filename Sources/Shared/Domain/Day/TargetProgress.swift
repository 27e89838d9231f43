// TargetProgress: how far a target of the roadmap is (row 39): what the server has acknowledged
// counts; what still waits on a device is told apart, and never as done.

/// Something that a target may count, on its day.
public struct TargetEvent: Hashable, Sendable {
    /// Code of the list `target-count`.
    public let kind: String
    /// When.
    public let day: CalendarDate
    /// How many; people count once, whatever stands here.
    public let count: Int
    /// Who, where people are counted.
    public let person: RecordID?

    /// An event.
    public init(_ kind: String, on day: CalendarDate, count: Int = 1, person: RecordID? = nil) {
        self.kind = kind
        self.day = day
        self.count = count
        self.person = person
    }
}

/// How far a target is.
public struct TargetProgress: Hashable, Sendable {
    /// What the server has acknowledged.
    public let acknowledged: Int
    /// What this device shows beyond that, and waits to be sent or decided.
    public let waiting: Int

    /// Counts what happened in a period.
    ///
    /// - Parameters:
    ///   - kind: code of the list `target-count`.
    ///   - confirmed: what the server has acknowledged.
    ///   - shown: what the device shows.
    public init(
        _ kind: String, in period: ClosedRange<CalendarDate>, confirmed: [TargetEvent],
        shown: [TargetEvent]
    ) {
        acknowledged = TargetProgress.count(kind, confirmed, period)
        waiting = max(0, TargetProgress.count(kind, shown, period) - acknowledged)
    }

    private static func count(
        _ kind: String, _ events: [TargetEvent], _ period: ClosedRange<CalendarDate>
    ) -> Int {
        let counted = events.filter { $0.kind == kind && period.contains($0.day) }
        if kind == "personnes" { return Set(counted.compactMap(\.person)).count }
        return counted.reduce(0) { $0 + max(0, $1.count) }
    }
}
