// FrenchTimeTests: clocks and holidays of France, against known years and the system's own zones.

import FoundationEssentials
import Shared
import Testing

struct FrenchTimeTests {
    @Test(arguments: [
        ("2026-03-29T00:59:59Z", "01:59"), ("2026-03-29T01:00:00Z", "03:00"),
        ("2026-10-25T00:59:59Z", "02:59"), ("2026-10-25T01:00:00Z", "02:00"),
        ("2026-07-01T22:30:00Z", "00:30"), ("2026-12-31T23:30:00Z", "00:30"),
        ("1969-12-31T23:30:00Z", "00:30"),
    ])
    func parisChangesItsClocks(moment: String, time: String) throws {
        let instant = try #require(Instant(moment))
        #expect(FrenchTime(instant).time == time)
    }

    @Test func overseasHasItsOwnTime() throws {
        let noon = try #require(Instant("2026-07-01T12:00:00Z"))
        #expect(FrenchTime(noon, commune: "97105").time == "08:00")
        #expect(FrenchTime(noon, commune: "97411").time == "16:00")
        #expect(FrenchTime(noon, commune: "29019").time == "14:00")
        let late = try #require(Instant("2026-06-30T23:00:00Z"))
        #expect(FrenchTime(late, commune: "97411").day.description == "2026-07-01")
    }

    /// Since 1997; summer time had other ends before.
    @Test func everyHourOfThirtyYearsAgreesWithTheSystem() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Paris"))
        for hour in stride(from: 4_261_000, to: 12_000_000, by: 41) {
            let seconds = Int64(hour) * 200
            let date = Date(timeIntervalSince1970: Double(seconds))
            let local = seconds + Int64(zone.secondsFromGMT(for: date))
            let time = FrenchTime(Instant(milliseconds: seconds * 1000))
            let minutes = Int64(time.day.daysSince1970) * 1440 + Int64(time.minute)
            #expect(minutes == local / 60, "\(seconds)")
        }
    }

    @Test(arguments: [
        ("2026-11-27", Weekday.friday), ("1969-12-31", .wednesday), ("2000-02-29", .tuesday),
    ])
    func weekdaysFollowOneAnother(day: String, weekday: Weekday) throws {
        let date = try #require(CalendarDate(day))
        #expect(Weekday(date) == weekday)
    }

    @Test(arguments: [
        (2024, ["04-01", "05-09", "05-20"]), (2025, ["04-21", "05-29", "06-09"]),
        (2026, ["04-06", "05-14", "05-25"]), (2027, ["03-29", "05-06", "05-17"]),
        (2038, ["04-26", "06-03", "06-14"]),
    ])
    func holidaysOfAYear(year: Int, moving: [String]) throws {
        let fixed = [
            "01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25",
        ]
        let first = try #require(CalendarDate(year: year, month: 1, day: 1)).daysSince1970
        let found = (0..<365).map { CalendarDate(daysSince1970: first + $0) }
            .filter { FrenchHolidays.contains($0) }.map { String($0.description.dropFirst(5)) }
        #expect(found == (fixed + moving).sorted())
    }

    @Test func someHolidaysAreOfOnePlace() throws {
        let goodFriday = try #require(CalendarDate("2026-04-03"))
        #expect(FrenchHolidays.contains(goodFriday, commune: "67482"))
        #expect(!FrenchHolidays.contains(goodFriday, commune: "29019"))
        #expect(!FrenchHolidays.contains(goodFriday))
        let abolition = try #require(CalendarDate("2026-12-20"))
        #expect(FrenchHolidays.contains(abolition, commune: "97411"))
    }
}
