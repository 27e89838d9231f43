// OpeningHoursTests: the subset is read as its specification says, and nothing else is claimed.

import Shared
import Testing

struct OpeningHoursTests {
    /// Whether a door is open at a time, `yyyy-mm-dd hh:mm`.
    private func isOpen(_ hours: String, _ time: String) throws -> Bool {
        try #require(OpeningHours(hours), "\(hours)").isOpen(at: at(time))
    }

    private func at(_ text: String) throws -> FrenchTime {
        let parts = text.split(separator: " ")
        let clock = parts[1].split(separator: ":").compactMap { Int($0) }
        return FrenchTime(
            day: try #require(CalendarDate(String(parts[0]))), minute: clock[0] * 60 + clock[1])
    }

    // 2026-11-23 is a Monday.
    @Test(arguments: [
        ("Mo-Fr 09:00-17:00", "2026-11-23 09:00", true),
        ("Mo-Fr 09:00-17:00", "2026-11-23 08:59", false),
        ("Mo-Fr 09:00-17:00", "2026-11-23 17:00", false),
        ("Mo-Fr 09:00-17:00", "2026-11-28 12:00", false),
        ("Mo-Fr 09:00-12:00,14:00-17:00", "2026-11-24 13:00", false),
        ("Mo-Fr 09:00-12:00,14:00-17:00", "2026-11-24 14:00", true),
        ("Mo-Fr 09:00-12:00, 14:00-17:00", "2026-11-24 16:59", true),
        ("Mo,We 9:00-12:00", "2026-11-25 09:30", true),
        ("Mo,We 9:00-12:00", "2026-11-24 09:30", false),
        ("Fr-Mo 10:00-12:00", "2026-11-22 11:00", true),
        ("Fr-Mo 10:00-12:00", "2026-11-24 11:00", false),
        ("10:00-12:00", "2026-11-29 11:00", true),
        ("24/7", "2026-12-25 03:00", true),
        ("Mo-Fr 09:00-17:00; We off", "2026-11-25 10:00", false),
        ("Mo-Fr 09:00-17:00; We 14:00-19:00", "2026-11-25 10:00", false),
        ("Mo-Fr 09:00-17:00; We 14:00-19:00", "2026-11-25 18:00", true),
        ("Mo-Fr 09:00-12:00, We 14:00-19:00", "2026-11-25 10:00", true),
        ("Mo-Fr 09:00-12:00, We 14:00-19:00", "2026-11-25 18:00", true),
        ("Mo-Fr 09:00-17:00;", "2026-11-23 10:00", true),
        ("Mo-Su 09:00-17:00; PH off", "2026-11-11 10:00", false),
        ("Mo-Su 09:00-17:00", "2026-11-11 10:00", true),
        ("Mo-Fr 09:00-17:00; PH 10:00-11:00", "2026-11-01 10:30", true),
        ("PH,Sa 10:00-11:00", "2026-11-11 10:30", true),
        ("Fr 22:00-02:00", "2026-11-28 01:59", true),
        ("Fr 22:00-02:00", "2026-11-28 02:00", false),
        ("Fr 22:00-26:00", "2026-11-28 01:59", true),
        ("Mo-Fr 08:00-24:00", "2026-11-23 23:59", true),
        ("Jul-Aug Mo-Fr 08:00-14:00", "2026-11-23 09:00", false),
        ("Jul-Aug Mo-Fr 08:00-14:00", "2026-07-06 09:00", true),
        ("Mo-Fr 09:00-17:00; Aug off", "2026-08-03 10:00", false),
        ("Nov-Feb: Mo 09:00-10:00", "2026-01-05 09:30", true),
        ("Nov-Feb: Mo 09:00-10:00", "2026-03-02 09:30", false),
        ("Mo-Fr 09:00-17:00; Dec 24-Jan 2 off", "2026-12-28 10:00", false),
        ("Mo-Fr 09:00-17:00; Dec 24-26 off", "2026-12-28 10:00", true),
        ("Mo-Fr 09:00-17:00; Dec 24 off", "2026-12-24 10:00", false),
        ("Mo-Fr", "2026-11-23 00:00", true),
        ("Mo-Fr open", "2026-11-28 00:00", false),
        ("Mo closed", "2026-11-23 10:00", false),
    ])
    func isRead(hours: String, time: String, open: Bool) throws {
        #expect(try isOpen(hours, time) == open, "\(hours) at \(time)")
    }

    @Test(arguments: [
        "", " ", "lundi au vendredi, 9 h - 12 h", "Lu-Ve 09:00-17:00", "Mo-Fr 09:00+",
        "sunrise-sunset", "Mo-Fr 09:00-17:00 || \"sur rendez-vous\"", "\"sur rendez-vous\"",
        "Mo[1] 09:00-12:00", "week 1-10 Mo 09:00-12:00", "2026 Mo 09:00-12:00", "SH off",
        "Mo-Fr 9-17", "Mo-Fr 09h00-17h00", "Mo-Fr09:00", "Mo- 09:00-12:00", "Mo-Fr 09:00-17:00,",
        "mo-fr 09:00-17:00", "Mar 14:00-17:00", "Mofr 09:00-12:00", "Mo 09:00-12:00 Tu 09:00-12:00",
        String(repeating: "Mo 09:00-10:00;", count: 41), String(repeating: "Mo;", count: 41),
    ])
    func whatIsOutsideStaysWords(text: String) {
        guard case .words = OpeningHours.read(text) else {
            Issue.record("\(text) is no hours of the subset")
            return
        }
        #expect(OpeningHours(text) == nil)
    }

    @Test(arguments: [
        "Mo 25:00-26:00", "Mo 09:60-10:00", "Mo 09:00-27:00", "Feb 30 off", "Dec 24-32 off",
        "Mo 10:00-10:00", "Mo-Fr 09:00-17:00; Jun 31 off",
    ])
    func impossibleHoursAreRefusedWithAReason(text: String) throws {
        guard case .impossible(let problem) = OpeningHours.read(text) else {
            Issue.record("\(text) is possible")
            return
        }
        #expect(!problem.french.isEmpty && !problem.english.isEmpty)
        #expect(TextFormats.openingHours.problem(text) == problem)
    }

    @Test(arguments: [
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "2026-11-23 10:00", true, "2026-11-23 12:00"),
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "2026-11-23 12:30", false, "2026-11-23 14:00"),
        // Over the weekend, and over a holiday.
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "2026-11-27 17:00", false, "2026-11-30 09:00"),
        ("Mo-Fr 09:00-12:00,14:00-17:00; PH off", "2026-11-10 18:00", false, "2026-11-12 09:00"),
        ("Fr 22:00-24:00; Sa 00:00-02:00", "2026-11-27 23:00", true, "2026-11-28 02:00"),
        ("24/7", "2026-11-27 23:00", true, nil), ("Mo off", "2026-11-27 23:00", false, nil),
        ("Feb 29 10:00-11:00", "2026-11-27 23:00", false, nil),
    ])
    func theStatusSaysUntilWhen(
        text: String, time: String, open: Bool, until: String?
    ) throws {
        let hours = try #require(OpeningHours(text))
        let until = try until.map(at)
        let status = hours.status(at: try at(time))
        #expect(status == (open ? .open(until: until) : .closed(until: until)))
    }

    /// Whatever is understood, its status agrees with what is open minute by minute.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func theStatusIsWhatTheMinutesSay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<40 {
            let text = RandomHours.text(&random)
            let hours = try #require(OpeningHours(text), "\(text)")
            let start = FrenchTime(
                day: try #require(CalendarDate("2026-12-20")),
                minute: Int(random.next() % 1440))
            let isOpen = hours.isOpen(at: start)
            // The first change within four days, found the slow way.
            var change: FrenchTime?
            for step in 1..<(4 * 1440) {
                let minute = start.minute + step
                let time = FrenchTime(
                    day: CalendarDate(daysSince1970: start.day.daysSince1970 + minute / 1440),
                    minute: minute % 1440)
                if hours.isOpen(at: time) != isOpen {
                    change = time
                    break
                }
            }
            guard let change else { continue }
            #expect(
                hours.status(at: start)
                    == (isOpen ? .open(until: change) : .closed(until: change)), "\(text)")
        }
    }

    @Test func anyBytesAreReadInPeace() {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "Mo", "-", "Fr", " ", ";", ",", "09:00", "24:00", "PH", "off", "Jan", "31", "24/7", "é",
            "\u{301}", "0", ":", "\n", "\"", "[", "🙂", "999999999999",
        ]
        for _ in 0..<3_000 {
            let text = (0..<Int(random.next() % 14))
                .map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            guard let hours = OpeningHours(text) else { continue }
            #expect(hours.words.allSatisfy { !$0.french.isEmpty && !$0.english.isEmpty })
            let day = CalendarDate(daysSince1970: Int(random.next() % 40_000))
            for span in hours.times(on: day) {
                #expect(span.lowerBound >= 0 && span.upperBound <= 2880 && !span.isEmpty)
            }
        }
    }

    @Test func wordsAreThoseOfADoor() throws {
        let hours = try #require(
            OpeningHours("Mo-Fr 09:00-12:00,14:00-17:30; Sa,Su 10:00-12:00; Jul-Aug We off; PH off")
        )
        #expect(
            hours.words.map(\.french) == [
                "lundi au vendredi : 9\u{A0}h – 12\u{A0}h, 14\u{A0}h – 17\u{A0}h\u{A0}30",
                "samedi et dimanche : 10\u{A0}h – 12\u{A0}h",
                "juillet à août, mercredi : fermé", "jours fériés : fermé",
            ])
        #expect(
            hours.words.map(\.english) == [
                "Monday to Friday: 09:00–12:00, 14:00–17:30",
                "Saturday and Sunday: 10:00–12:00", "July to August, Wednesday: closed",
                "public holidays: closed",
            ])
        #expect(OpeningHours.lines("sur rendez-vous", .french) == ["sur rendez-vous"])
        #expect(OpeningHours.lines("24/7", .french) == ["tous les jours\u{A0}: 24 heures sur 24"])
    }
}

/// Hours of the subset from chance.
enum RandomHours {
    static func text(_ random: inout SeededGenerator) -> String {
        func pick(_ list: [String]) -> String { list[Int(random.next() % UInt64(list.count))] }
        return (0...Int(random.next() % 3)).map { _ in
            let days = pick(["Mo-Fr", "Sa", "Fr-Mo", "PH", "We,Su", "Dec 24-Jan 2", "Dec Mo-Su"])
            let times = pick([
                "09:00-12:00", "off", "08:30-12:00,13:30-17:00", "22:00-02:00", "00:00-24:00",
                "20:00-26:00",
            ])
            return "\(days) \(times)"
        }.joined(separator: pick(["; ", ", "]))
    }
}
