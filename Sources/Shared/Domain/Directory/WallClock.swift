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

    /// The day on which a record was made, when its identity tells it: a version 7 one does.
    package func day(of id: RecordID) -> CalendarDate? {
        guard id.high >> 12 & 0xF == 7 else { return nil }
        return day(Instant(milliseconds: Int64(id.high >> 16)))
    }
}
