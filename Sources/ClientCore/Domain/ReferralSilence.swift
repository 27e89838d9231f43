// ReferralSilence: the referrals that wait for an answer, as tasks for whoever must move next.
//
// Nothing is stored: it is computed from what the device holds and from the day. A referral that
// nobody answered in time is shown as expired, and an answer that comes later is still an answer.

public import Shared

extension Referrals {
    /// A referral that waits.
    public struct Silence: Hashable, Sendable {
        /// Who must move next.
        public enum Side: String, Sendable {
            /// This organisation sent it and hears nothing: to ask, or to find another door.
            case sent
            /// This organisation received it and has not answered.
            case received
        }

        /// The referral.
        public let referral: RecordID
        /// Whose turn it is.
        public let side: Side
        /// The file of one's own that it is about, when it is tied to one.
        public let person: RecordID?
        /// The organisation on the other side.
        public let organisation: RecordID?
        /// Since when it waits.
        public let since: CalendarDate?
        /// How long an answer is waited for.
        public let answerBy: CalendarDate?
        /// Whether that day is over.
        public let isExpired: Bool
    }

    /// What waits for an answer, the most urgent first.
    public func silences() throws(RelaisError) -> [Silence] {
        guard let own = try store.enrolment().flatMap({ RecordID($0.organisation) }) else {
            return []
        }
        let clock = try store.clock()
        let today = clock.day(store.instant)
        var found: [Silence] = []
        for referral in try store.records(Referral.self) {
            guard referral.person == nil, let side = Referrals.side(referral, own),
                Referrals.waiting.contains(referral.state ?? "")
            else { continue }
            let answerBy = referral.expiresOn
            found.append(
                Silence(
                    referral: referral.record.id, side: side,
                    person: try person(of: referral.record.id),
                    organisation: side == .sent
                        ? referral.toOrganisation : referral.fromOrganisation,
                    since: referral.sentAt.map(clock.day), answerBy: answerBy,
                    isExpired: answerBy.map { $0 < today } ?? false))
        }
        // One that is waited for without an end comes last.
        return found.sorted { left, right in
            switch (left.answerBy, right.answerBy) {
            case (let left?, let right?) where left != right: return left < right
            case (nil, _?): return false
            case (_?, nil): return true
            default: return left.referral < right.referral
            }
        }
    }

    private static let waiting: Set<String> = ["envoyee", "recue", "expiree"]

    private static func side(
        _ referral: Typed<Referral>, _ own: RecordID
    ) -> Silence.Side? {
        if referral.fromOrganisation == own { return .sent }
        return referral.toOrganisation == own ? .received : nil
    }
}
