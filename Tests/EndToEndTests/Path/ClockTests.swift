// ClockTests: when something was written is told as surely as it is known, in words: by a clock
// that is right, by one that nobody has compared, and by one that the server did not believe.

import ClientCore
import Shared
import Testing

@Suite(.ownThreads) struct ClockTests {
    private static let year: Int64 = 365 * 24 * 3600 * 1000

    /// Writes a telephone number as the program would on a machine whose clock is off.
    private func write(
        _ phone: String, _ person: String, on device: Device, clockOff milliseconds: Int64
    ) throws {
        let system = Ports.system
        let store = try Store(
            folder: device.store, schema: JobSearch.schema,
            ports: Ports(
                now: { UInt64(clamping: Int64(clamping: system.now()) + milliseconds) },
                random: system.random, sleep: system.sleep))
        let id = try #require(RecordID(person))
        try store.write { $0.edit("person", id, ["phone": .assign(.text(phone))]) }
    }

    /// What a command prints, without the ends of its lines.
    private func said(
        _ device: Device, _ arguments: [String], _ language: Language
    ) throws -> String {
        let outcome = try Program(
            Surroundings.relais, arguments + ["--store", device.store],
            variables: ["RELAIS_LANG": language.rawValue]
        ).finish()
        #expect(outcome.status == 0, "\(outcome.summary)")
        return outcome.output.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    /// Who wrote a value, where and when, in words.
    private func author(_ value: JSON, _ language: Language) throws -> String {
        func moment(_ key: String) throws -> String {
            let instant = try #require(try Instant(value.text(key)))
            return WallClock().text(instant, language)
        }
        let isFrench = language == .french
        let claimed = try moment("claimedAt")
        var time = claimed
        if value["correctedAt"]?.isNull == false {
            let bound = try moment("correctedAt")
            time =
                isFrench
                ? "avant \(bound) (son horloge disait \(claimed))"
                : "before \(bound) (its clock said \(claimed))"
        } else if try !value.flag("clockVerified") {
            time =
                isFrench
                ? "vers \(claimed) (horloge non vérifiée)"
                : "about \(claimed) (clock not verified)"
        }
        let place = isFrench ? "appareil" : "device"
        return "\(try value.text("userName")), \(place) \(try value.number("device")), \(time)"
    }

    /// What is known of the two clocks: Anna's is right, and Karim's is off.
    private func expectDoubts(_ values: [JSON], of drift: Int64) throws {
        let (anna, karim) = (
            try #require(values.first { $0["userName"] == .string("Anna") }),
            try #require(values.first { $0["userName"] == .string("Karim") })
        )
        #expect(try anna.flag("clockVerified") && anna["correctedAt"]?.isNull == true)
        #expect(try !karim.flag("clockVerified"))
        #expect((karim["correctedAt"]?.isNull == false) == (drift > 0))
        guard drift > 0 else { return }
        let claimed = try #require(try Instant(karim.text("claimedAt")))
        let bound = try #require(try Instant(karim.text("correctedAt")))
        #expect(claimed.milliseconds - bound.milliseconds > drift / 2)
        // Five minutes of the server's clock, and none of the two years.
        #expect(bound.milliseconds < Int64(Ports.system.now()) + 3600 * 1000)
    }

    @Test(
        "a clock that is two years wrong is told with what it said, and one that is right as it is",
        arguments: [2, -2] as [Int64])
    func wrongClock(years: Int64) throws {
        let drift = years * Self.year
        let server = try TestServer()
        try server.start()
        let (anna, karim) = (try server.device("Anna"), try server.device("Karim"))
        let person = try anna.put("person", "given_name=Yasmine", "phone=02 98 00 00 01")
        for device in [anna, karim] { try device.sync() }
        try write("07 98 76 54 32", person, on: karim, clockOff: drift)
        // Nobody has corrected it yet: its author is told that nobody has compared the clock.
        let own = try said(karim, ["history", "person", person], .french)
        #expect(own.contains("(horloge non vérifiée) [en attente d'envoi]"), "\(own)")
        try anna.put("person", "--id", person, "phone=06 12 34 56 78")
        for device in [anna, karim, anna] { try device.sync() }
        for device in [anna, karim] {
            let conflicts = try device.json("conflicts").list("conflicts")
            let values = try #require(conflicts.count == 1 ? conflicts.first : nil).list("values")
            #expect(values.count == 2)
            try expectDoubts(values, of: drift)
            for language in Language.allCases {
                let asked = try said(device, ["conflicts"], language)
                let told = try said(device, ["history", "person", person], language)
                for value in values {
                    let (phone, author) = (try value.text("value"), try author(value, language))
                    #expect(asked.contains("\(phone) — \(author)"), "\(asked)")
                    #expect(told.contains(author), "\(told)")
                }
            }
        }
    }
}
