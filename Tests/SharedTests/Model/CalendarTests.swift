// Days and moments against another calendar, and the texts that are none.

import Shared
import Testing

@Suite("Days and moments")
struct CalendarTests {
    private static let python = SystemProgram("python3")

    /// What Python makes of each line of `input`, by a script that sets `answer` from `line`.
    private func ask(_ script: String, _ input: [String]) throws -> [String] {
        let program = """
            from datetime import *
            for line in open('input'):
                line = line.strip()
                \(script)
                print(answer)
            """
        let python = try #require(Self.python)
        let output = try python.run(
            ["program.py"],
            files: [
                "program.py": Array(program.utf8),
                "input": Array((input.joined(separator: "\n") + "\n").utf8),
            ])
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    @Test("2,000 days have the dates that Python gives them", .enabled(if: python != nil))
    func daysOfPython() throws {
        var random = SeededGenerator(seed: 91)
        // 1 January of year 1 and 31 December 9999 are the ends of both calendars.
        var days = (0..<2_000).map { _ in Int.random(in: -719_162...2_932_896, using: &random) }
        days += [-719_162, 2_932_896, 0, -1, 11_016, 11_017, -25_567]
        let dates = try ask(
            "answer = (date(1970, 1, 1) + timedelta(days=int(line))).isoformat()",
            days.map(String.init))
        #expect(dates.count == days.count)
        for (day, expected) in zip(days, dates) {
            let date = CalendarDate(daysSince1970: day)
            #expect(date.description == expected)
            #expect(CalendarDate(expected) == date)
            #expect(date.daysSince1970 == day)
        }
    }

    @Test("2,000 moments have the texts that Python gives them", .enabled(if: python != nil))
    func momentsOfPython() throws {
        var random = SeededGenerator(seed: 92)
        let moments = (0..<2_000).map { index in
            let any = Int64.random(in: -62_000_000_000_000...253_000_000_000_000, using: &random)
            return index % 3 == 0 ? any / 1000 * 1000 : any
        }
        let offsets = moments.map { _ in Int.random(in: -1439...1439, using: &random) }
        let texts = try ask(
            "moment, offset = map(int, line.split()); "
                + "there = timezone(timedelta(minutes=offset)); "
                + "utc = datetime(1970, 1, 1, tzinfo=timezone.utc) "
                + "+ timedelta(milliseconds=moment); "
                + "answer = utc.replace(tzinfo=None).isoformat(timespec='milliseconds')"
                + ".replace('.000', '') + 'Z ' "
                + "+ utc.astimezone(there).isoformat(timespec='microseconds') "
                + "+ ' ' + utc.date().isoformat()",
            zip(moments, offsets).map { "\($0) \($1)" })
        #expect(texts.count == moments.count)
        for (moment, line) in zip(moments, texts) {
            let parts = line.split(separator: " ").map(String.init)
            let instant = Instant(milliseconds: moment)
            #expect(instant.description == parts[0])
            #expect(Instant(parts[0]) == instant)
            #expect(Instant(parts[1]) == instant, "\(parts[1])")
            #expect(instant.day.description == parts[2])
        }
    }

    @Test("a day that does not exist is none, nor is any other text")
    func badDates() {
        for good in ["2000-02-29", "2024-02-29", "0001-01-01", "9999-12-31", "2023-02-28"] {
            #expect(CalendarDate(good)?.description == good)
        }
        for bad in [
            "1900-02-29", "2023-02-29", "2023-04-31", "2023-13-01", "2023-00-10", "2023-01-00",
            "0000-01-01", "2023-1-1", "2023/01/01", "20230101", "", "2023-01-01 ", "-023-01-01",
            "+023-01-01", "2023-01-0é", "１023-01-01", "2023-01-1",
        ] {
            #expect(CalendarDate(bad) == nil, "\(bad)")
        }
        #expect(CalendarDate(year: 2023, month: 2, day: 29) == nil)
        #expect(CalendarDate(year: 10_000, month: 1, day: 1) == nil)
    }

    @Test("a moment has a day, a time and a zone; anything less is none")
    func badMoments() {
        let good: [(String, Int64)] = [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01 00:00:00z", 0),
            ("1970-01-01T01:00:00.5+01:00", 500), ("1969-12-31T23:59:59.999999999Z", -1),
            ("1970-01-01T00:00:00.0019-00:00", 1), ("1969-12-31T22:30:00-01:30", 0),
        ]
        for (text, milliseconds) in good {
            #expect(Instant(text)?.milliseconds == milliseconds, "\(text)")
        }
        for bad in [
            "1970-01-01T00:00:00", "1970-01-01", "1970-01-01T24:00:00Z", "1970-01-01T00:60:00Z",
            "1970-01-01T00:00:60Z", "1970-01-01T00:00Z", "1970-01-01T00:00:00.Z",
            "1970-01-01T00:00:00.1234567890Z", "1970-01-01T00:00:00+0100",
            "1970-01-01T00:00:00+24:00", "1970-01-01T00:00:00+01:60", "1970-02-30T00:00:00Z",
            "1970-01-01t00:00:00Z", "1970-01-01T00:00:00ZZ", "1970-01-01T00:00:00,5Z", "",
            "1970-01-01T-1:00:00Z", String(repeating: "1", count: 1000),
        ] {
            #expect(Instant(bad) == nil, "\(bad)")
        }
    }

    @Test("moments outside the years 1 to 9999 are brought to the nearest end, and stay readable")
    func ends() {
        for moment in [Int64.min, -62_135_596_800_001, 253_402_300_800_000, .max] {
            let instant = Instant(milliseconds: moment)
            #expect(Instant(instant.description) == instant)
            #expect(["0001", "9999"].contains(instant.description.prefix(4)))
        }
        #expect(Instant("0001-01-01T00:00:00+23:59")?.description == "0001-01-01T00:00:00Z")
        #expect(Instant("9999-12-31T23:59:59.999-23:59")?.day.description == "9999-12-31")
    }

    @Test("days and moments are ordered in time")
    func order() {
        var random = SeededGenerator(seed: 93)
        for _ in 0..<500 {
            let (left, right) = (
                Int.random(in: -700_000...2_900_000, using: &random),
                Int.random(in: -700_000...2_900_000, using: &random)
            )
            let dates = (CalendarDate(daysSince1970: left), CalendarDate(daysSince1970: right))
            #expect((dates.0 < dates.1) == (left < right))
            #expect((dates.0.description < dates.1.description) == (left < right))
        }
        #expect(Instant(milliseconds: -1) < Instant(milliseconds: 0))
    }
}
