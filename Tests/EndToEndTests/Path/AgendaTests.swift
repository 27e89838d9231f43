// AgendaTests: hours are typed and shown in the time of the territory, whatever zone the machine
// believes to be in.

import Shared
import Testing

@Suite(.ownThreads) struct AgendaTests {
    private static let zones = ["UTC0", "JST-9", "PST8"]

    @Test(
        "what is typed and what is printed is local to the territory",
        arguments: [
            ("29019", "2026-07-01", "23:45", "2026-07-01T21:45:00Z"),
            ("29019", "2026-02-01", "00:15", "2026-01-31T23:15:00Z"),
            ("97209", "2026-03-31", "21:00", "2026-04-01T01:00:00Z"),
            ("97411", "2026-03-31", "02:30", "2026-03-30T22:30:00Z"),
        ])
    func hours(commune: String, day: String, time: String, moment: String) throws {
        let device = try Device()
        try device.put("organisation", "name=Structure", "commune=\(commune)")
        let person = try device.json("person", "new", "Yasmine").text("id")
        let other = try #require(CalendarDate(day)).adding(days: 1).description
        for (index, zone) in Self.zones.enumerated() {
            func say(_ arguments: String...) throws -> String {
                let outcome = try Program(
                    Surroundings.relais, arguments + ["--store", device.store],
                    variables: ["RELAIS_LANG": "en", "TZ": zone]
                ).finish()
                #expect(outcome.status == 0, "\(outcome.summary)")
                return outcome.output
            }
            #expect(try say("agenda", "add", person, day, time).contains(" \(day) \(time)\n"))
            let entries = try device.json("agenda", "--day", day).list("entries")
            #expect(entries.count == index + 1)
            let entry = try #require(entries.first)
            #expect(try Instant(entry.text("startsAt")) == Instant(moment), "\(zone)")
            #expect(try say("agenda", "--day", day).hasPrefix("\(day) \(time) Yasmine"))
            #expect(try say("agenda", "--day", other) == "Nothing is planned.\n")
            // Wherever the hour is shown.
            #expect(try say("get", "appointment", entry.text("id")).contains("\(day) \(time)"))
        }
    }

    @Test("without a day it is today there")
    func today() throws {
        let device = try Device()
        try device.put("organisation", "name=Structure", "commune=97411")
        for zone in Self.zones {
            let document = try Program(
                Surroundings.relais, ["agenda", "--json", "--store", device.store],
                variables: ["TZ": zone]
            ).finish().success()
            let ends = try ["from", "before"].map {
                try #require(try Instant(document.text($0)))
            }
            // Midnight in Saint-Denis, and now is between two of them.
            for end in ends { #expect(end.milliseconds % 86_400_000 == 20 * 3_600_000) }
            let now = Int64(Ports.system.now())
            #expect(ends[0].milliseconds <= now && now < ends[1].milliseconds)
        }
    }
}
