// The clock that a mediator's day is told by: that of the own organisation's commune.

public import Shared

extension Store {
    /// The time of the device's clock.
    var instant: Instant { Instant(milliseconds: Int64(clamping: ports.now())) }

    /// The clock on the wall where the own organisation is. One whose commune nobody has noted is
    /// taken to be where the directory is: a territory does not lie on both sides of an ocean.
    public func clock() throws(RelaisError) -> WallClock {
        let field = Organisation.shared.commune
        if let own = try enrolment().flatMap({ RecordID($0.organisation) }),
            let commune = try record(Organisation.self, own)?.commune
        {
            return WallClock(commune: commune)
        }
        let communes = try glances(Organisation.self, [field]).lazy.compactMap(\.commune)
        return WallClock(commune: communes.first { _ in true })
    }

    /// The day that people there write.
    public func today() throws(RelaisError) -> CalendarDate { try clock().day(instant) }
}
