// ImmersionRulesTests: the limits of article D5135-3, to the day.

import Testing

@testable import Shared

struct ImmersionRulesTests {
    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    private func period(
        _ first: String, _ last: String, host: String? = "a", objective: String? = "decouvrir"
    ) throws -> ImmersionPeriod {
        ImmersionPeriod(
            first: try day(first), last: try day(last), host: host, objective: objective)
    }

    private func codes(
        _ period: ImmersionPeriod, _ others: [ImmersionPeriod] = []
    ) -> [String] {
        ImmersionRules.problems(of: period, others: others).map(\.code)
    }

    @Test(arguments: [
        ("2026-03-15", "2026-04-14"), ("2026-01-31", "2026-02-28"), ("2028-01-30", "2028-02-29"),
        ("2026-12-10", "2027-01-09"), ("2026-02-01", "2026-02-28"), ("2026-01-01", "2026-01-31"),
        ("2026-11-30", "2026-12-29"),
    ])
    func aMonthGoesFromDateToDate(first: String, last: String) throws {
        #expect(try ImmersionRules.lastDay(ofMonthFrom: day(first)) == (day(last)))
        #expect(try codes(period(first, last)).isEmpty)
        let after = CalendarDate(daysSince1970: try day(last).daysSince1970 + 1)
        #expect(try codes(period(first, after.description)) == ["immersion_too_long"])
    }

    @Test func aDayIsAPeriodAndNothingGoesBackwards() throws {
        #expect(try codes(period("2026-03-15", "2026-03-15")).isEmpty)
        #expect(try codes(period("2026-03-15", "2026-03-14")) == ["immersion_backwards"])
    }

    @Test func itIsRenewedOnce() throws {
        let first = try period("2026-01-05", "2026-01-16")
        let second = try period("2026-02-02", "2026-02-13")
        let third = try period("2026-03-02", "2026-03-06")
        #expect(codes(second, [first]).isEmpty)
        #expect(codes(third, [first, second]) == ["immersion_renewed_twice"])
        // Whichever of them is looked at.
        #expect(codes(first, [second, third]) == ["immersion_renewed_twice"])
        // Another objective, another company, or a year later.
        let other = try period("2026-03-02", "2026-03-06", objective: "confirmer")
        #expect(codes(other, [first, second]).isEmpty)
        #expect(try codes(period("2026-03-02", "2026-03-06", host: "b"), [first, second]).isEmpty)
        #expect(try codes(period("2027-01-05", "2027-01-08"), [first, second]).isEmpty)
        #expect(
            try codes(period("2027-01-04", "2027-01-08"), [first, second])
                == ["immersion_renewed_twice"])
    }

    @Test func twoAgreementsOfDifferentObjectivesInTwelveMonths() throws {
        let others = [
            try period("2026-01-05", "2026-01-09"),
            try period("2026-02-02", "2026-02-06", objective: "confirmer"),
        ]
        let third = try period("2026-03-02", "2026-03-06", objective: "recruter")
        #expect(codes(third, others) == ["immersion_too_many"])
    }

    @Test func sixtyDaysInTwelveMonthsInOneCompany() throws {
        let others = [
            try period("2026-01-01", "2026-01-31"),
            try period("2026-03-01", "2026-03-28", objective: "confirmer"),
        ]
        let oneMore = try period("2026-05-04", "2026-05-04", objective: "confirmer")
        #expect(codes(oneMore, others).isEmpty)
        let twoMore = try period("2026-05-04", "2026-05-05", objective: "confirmer")
        #expect(
            ImmersionRules.problems(of: twoMore, others: others) == [.tooManyDays(61)])
        #expect(try codes(period("2026-05-04", "2026-05-05", host: "b"), others).isEmpty)
        #expect(try codes(period("2026-05-04", "2026-05-05", host: nil), others).isEmpty)
    }

    @Test func nobodyIsInTwoPlacesAtOnce() throws {
        let other = try period("2026-01-05", "2026-01-09", host: "b")
        #expect(try codes(period("2026-01-09", "2026-01-10"), [other]) == ["immersion_overlaps"])
        #expect(try codes(period("2026-01-10", "2026-01-11"), [other]).isEmpty)
    }

    @Test func everyProblemIsSaidWithARemedy() throws {
        let problems: [ImmersionProblem] = [
            .backwards, .tooLong(try day("2026-01-01")),
            .overlaps(try period("2026-01-05", "2026-01-09")), .renewedTwice, .tooManyAgreements,
            .tooManyDays(61),
        ]
        for problem in problems {
            for phrase in [problem.message, problem.remedy] {
                #expect(!phrase.french.isEmpty && !phrase.english.isEmpty)
            }
        }
        #expect(Set(problems.map(\.code)).count == problems.count)
    }
}
