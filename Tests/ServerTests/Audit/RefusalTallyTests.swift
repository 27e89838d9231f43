// RefusalTally: summed up by source and minute, and bounded whatever comes.

import Server
import Testing

struct RefusalTallyTests {
    private let minute: UInt64 = 60_000
    private let start: UInt64 = 1_700_006_400_000

    private func reason(
        _ source: String, _ outcome: String = "bad_code", subject: String = "-"
    ) -> RefusalTally.Reason {
        RefusalTally.Reason(
            territory: "garden", source: source, what: .enrolmentRefused, subject: subject,
            outcome: outcome)
    }

    @Test func refusalsOfOneSourceAndMinuteAreOneSum() {
        var tally = RefusalTally()
        for offset in 7..<107 as Range<UInt64> { tally.add(reason("a"), at: start + offset) }
        tally.add(reason("b"), at: start + 8)
        tally.add(reason("a", "code_used"), at: start + 8)
        tally.add(reason("a", subject: "device:3"), at: start + 8)
        // Nothing is over yet; a minute later the first one is.
        #expect(tally.take(at: start + minute - 1).isEmpty)
        tally.add(reason("a"), at: start + minute)
        let sums = tally.take(at: start + minute)
        #expect(sums.map(\.count) == [100, 1, 1, 1])
        #expect(sums.map(\.reason.source) == ["a", "a", "a", "b"])
        #expect(sums.map(\.event.at) == [start + 7, start + 8, start + 8, start + 8])
        #expect(tally.take(at: start + minute).isEmpty)
        #expect(tally.take(at: start + minute, all: true).map(\.count) == [1])
    }

    @Test func manySourcesOfAMinuteAreCountedTogetherAndNoneIsForgotten() {
        var tally = RefusalTally()
        for index in 0..<10_000 { tally.add(reason("s\(index)"), at: start) }
        let sums = tally.take(at: start + minute)
        #expect(sums.count == RefusalTally.sumsEachMinute + 1)
        #expect(sums.reduce(0) { $0 + $1.count } == 10_000)
        let others = sums.filter { $0.reason.source == RefusalTally.others }
        #expect(others.map(\.count) == [UInt64(10_000 - RefusalTally.sumsEachMinute)])
    }

    @Test func dayOfAttacksHasABoundedNumberOfSums() {
        var tally = RefusalTally()
        var (sums, refusals) = (0, UInt64(0))
        for second in 0..<86_400 as Range<UInt64> {
            for index in 0..<3 as Range<UInt64> {
                let source = "s\((second * 7 + index * 131) % 5_000)"
                let code = ["bad_code", "unauthorised"][Int(index % 2)]
                tally.add(reason(source, code), at: start + second * 1000)
            }
            let due = tally.take(at: start + second * 1000)
            sums += due.count
            refusals += due.reduce(0) { $0 + $1.count }
        }
        let rest = tally.take(at: 0, all: true)
        #expect(refusals + rest.reduce(0) { $0 + $1.count } == 86_400 * 3)
        // The sums of a day, one an hour for each code, and those that a minute held together.
        #expect(sums + rest.count <= RefusalTally.sumsEachDay + 2 * 24 + 2 * 1440 / 64)
        // The next day begins anew.
        tally.add(reason("a"), at: start + 86_400_000)
        let next = tally.take(at: start + 86_400_000 + minute)
        #expect(next.map(\.reason.source) == ["a"])
    }

    @Test func clockThatIsPutBackKeepsNothingForEver() {
        var tally = RefusalTally()
        tally.add(reason("a"), at: start + 10 * minute)
        #expect(tally.take(at: start).map(\.count) == [1])
        tally.add(reason("a"), at: 0)
        #expect(tally.take(at: 0).isEmpty)
    }

    @Test func sumThatCouldNotBeWrittenIsAddedToWhatCameSince() {
        var tally = RefusalTally()
        tally.add(reason("a"), at: start)
        let sums = tally.take(at: start + minute)
        tally.putBack(sums[0])
        tally.putBack(sums[0])
        #expect(tally.take(at: start + minute).map(\.count) == [2])
    }
}
