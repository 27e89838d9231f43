// WallClock: what people mean by a day, where they are. At half past eleven in the evening of
// universal time it is tomorrow already in Brest, and still the afternoon in Fort-de-France.

/// The clock on the wall in one commune.
public struct WallClock: Hashable, Sendable {
    /// The commune's INSEE code; `nil` for anywhere in metropolitan France.
    public let commune: String?

    /// The clock of a commune.
    public init(commune: String? = nil) { self.commune = commune }

    /// What it says at a moment.
    public func time(_ instant: Instant) -> FrenchTime { FrenchTime(instant, commune: commune) }

    /// The day that people write at a moment.
    public func day(_ instant: Instant) -> CalendarDate { time(instant).day }

    /// The moment at which it shows a time of a day, so many minutes after midnight.
    ///
    /// An hour that the spring skips is taken for the one after it, and of one that comes twice in
    /// autumn the first is meant.
    public func instant(_ day: CalendarDate, minute: Int = 0) -> Instant {
        let shown = Int64(day.daysSince1970) * 1440 + Int64(minute)
        let moments = FrenchTime.offsets(commune: commune).map { ahead in
            (ahead, Instant(milliseconds: (shown - Int64(ahead)) * 60_000))
        }
        let first = moments.first { ahead, moment in
            FrenchTime.offsetMinutes(at: moment, commune: commune) == ahead
        }
        return (first ?? moments[moments.count - 1]).1
    }

    /// A moment as people there write it: the day, and the time to the minute.
    public func text(_ instant: Instant, _ language: Language) -> String {
        let time = time(instant)
        return "\(time.day.text(language)) \(time.time)"
    }

    /// The day on which a record was made, when its identity tells it: a version 7 one does.
    package func day(of id: RecordID) -> CalendarDate? {
        guard id.high >> 12 & 0xF == 7 else { return nil }
        return day(Instant(milliseconds: Int64(id.high >> 16)))
    }
}
