// The permanence that was closed last: the one whose receipt is asked for.

public import Shared

extension Permanences {
    /// The permanence that was closed last, of those that this device's user held.
    ///
    /// - Throws: `no_closed_permanence`.
    public func lastClosed() throws(RelaisError) -> RecordID {
        let user = try store.enrolment()?.userName
        let closed = try store.records(
            Permanence.self,
            where: [.equals(field: Permanence.shared.state.name, value: .text("fermee"))]
        ).filter { permanence in
            user.map { (permanence.team ?? []).contains($0) } ?? true
        }
        let last = closed.max { left, right in
            let times = (left.closedAt?.milliseconds ?? 0, right.closedAt?.milliseconds ?? 0)
            return times.0 != times.1 ? times.0 < times.1 : left.record.id < right.record.id
        }
        guard let last else { throw PermanenceErrors.noneClosed }
        return last.record.id
    }
}
