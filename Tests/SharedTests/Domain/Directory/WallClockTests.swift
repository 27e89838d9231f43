// WallClockTests: what is typed is of the clock on the wall, and so is what is shown: one is the
// other backwards, in summer, in winter and overseas.

import Shared
import Testing

struct WallClockTests {
    /// Brest, Fort-de-France, Cayenne, Saint-Denis de La Réunion, Mamoudzou; anywhere in Europe.
    private static let communes = ["29019", "97209", "97302", "97411", "97608", nil]

    @Test(arguments: [
        ("29019", "2026-07-01T23:30:00Z", "2026-07-02", "01:30"),
        ("29019", "2026-01-31T23:30:00Z", "2026-02-01", "00:30"),
        (nil, "2026-12-31T23:30:00Z", "2027-01-01", "00:30"),
        ("97209", "2026-07-01T23:30:00Z", "2026-07-01", "19:30"),
        ("97209", "2026-01-31T23:30:00Z", "2026-01-31", "19:30"),
        ("97411", "2026-07-01T23:30:00Z", "2026-07-02", "03:30"),
        ("97411", "2026-01-31T23:30:00Z", "2026-02-01", "03:30"),
    ])
    func halfPastElevenInTheEvening(
        commune: String?, moment: String, day: String, time: String
    ) throws {
        let clock = WallClock(commune: commune)
        let instant = try #require(Instant(moment))
        #expect(clock.text(instant, .english) == "\(day) \(time)")
        let parts = day.split(separator: "-")
        #expect(clock.text(instant, .french) == "\(parts[2])/\(parts[1])/\(parts[0]) \(time)")
        let typed = try #require(CalendarDate(day))
        let minutes = time.split(separator: ":").compactMap { Int($0) }
        #expect(clock.instant(typed, minute: minutes[0] * 60 + minutes[1]) == instant)
    }

    @Test func aDayBeginsAtItsMidnight() throws {
        let day = try #require(CalendarDate("2026-07-02"))
        for (commune, midnight) in [
            ("29019", "2026-07-01T22:00:00Z"), ("97209", "2026-07-02T04:00:00Z"),
            ("97411", "2026-07-01T20:00:00Z"),
        ] {
            #expect(WallClock(commune: commune).instant(day) == Instant(midnight))
        }
    }

    /// Every quarter of an hour of the days around both changes, and of random ones.
    @Test func whatIsTypedIsShown() throws {
        var random = SeededGenerator(seed: 5)
        let changes = try ["2026-03-28", "2026-10-24"].map { try #require(CalendarDate($0)) }
        var days = changes.flatMap { first in (0..<3).map { first.adding(days: $0) } }
        days += (0..<200).map { _ in
            CalendarDate(daysSince1970: Int.random(in: 9862..<40_000, using: &random))
        }
        for commune in Self.communes {
            let clock = WallClock(commune: commune)
            var skipped = 0
            for day in days {
                for minute in stride(from: 0, to: 1440, by: 15) {
                    let instant = clock.instant(day, minute: minute)
                    let shown = clock.time(instant)
                    if shown == FrenchTime(day: day, minute: minute) {
                        // The first of two: nothing earlier shows the same.
                        let hourBefore = Instant(milliseconds: instant.milliseconds - 3_600_000)
                        #expect(clock.time(hourBefore) != shown, "\(day) \(minute)")
                    } else {
                        #expect(shown == FrenchTime(day: day, minute: minute + 60))
                        skipped += 1
                    }
                }
            }
            // One hour of each spring that is among them, where there is summer time.
            #expect(commune?.hasPrefix("97") == true ? skipped == 0 : skipped >= 4)
            #expect(skipped.isMultiple(of: 4))
        }
    }

    /// The other way, for any moment but the second of two hours that look the same.
    @Test func whatIsShownIsTyped() {
        var random = SeededGenerator(seed: 6)
        for commune in Self.communes {
            let clock = WallClock(commune: commune)
            for _ in 0..<2000 {
                let minutes = Int64.random(in: 14_201_280..<57_600_000, using: &random)
                let moment = Instant(milliseconds: minutes * 60_000)
                let shown = clock.time(moment)
                let typed = clock.instant(shown.day, minute: shown.minute)
                let late = moment.milliseconds - typed.milliseconds
                #expect(late == 0 || (late == 3_600_000 && clock.time(typed) == shown))
            }
        }
    }
}
