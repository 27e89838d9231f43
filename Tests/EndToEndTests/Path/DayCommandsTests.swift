// DayCommandsTests: every command of a mediator's day, in both languages and as JSON: it fits the
// screen, answers once, and what cannot be done is told with a remedy and changes nothing.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct DayCommandsTests {
    /// What people read, which must fit 80 columns.
    private func words(_ device: Device, _ language: String, _ arguments: [String]) throws {
        let outcome = try Program(
            Surroundings.relais, arguments + ["--store", device.store],
            variables: ["RELAIS_LANG": language]
        ).finish()
        #expect(outcome.status == 0, "\(outcome.summary)")
        #expect(!outcome.output.isEmpty)
        for line in (outcome.output + outcome.errors).split(separator: "\n") {
            // What is one word, or one command, stays whole.
            #expect(line.count <= 80, "\(line)")
            #expect(!line.contains("\u{1B}"))
        }
    }

    @Test("each reads well in both languages, and answers scripts once")
    func everyCommand() throws {
        let device = try Device()
        let person = try device.json("person", "new", "Yasmine", "Ben Salah").text("id")
        let other = try device.json(
            "person", "new", "Yasmine", "Bensalah", "--another"
        ).text("id")
        let barrier = try device.json("barrier", "add", person, "langue").text("id")
        let objective = try device.json(
            "barrier", "aim", barrier, "Un cours du soir", "due_on=2026-03-31"
        ).text("id")
        try device.json("skill", "add", person, "Tenir une caisse", "rome=D1505")
        try device.json("interview", "revise", "situation=Votre situation ?", "--name", "Premier")
        let interview = try device.json(
            "interview", "note", person, "situation=En recherche."
        ).text("id")
        try device.json("interview", "complete", interview, "situation=En recherche, à Brest.")
        let appointment = try device.json(
            "agenda", "add", person, "2026-03-31", "14h30", "subject=CV"
        ).text("id")
        let readings = [
            ["person", "find", "yasmin"], ["person", "show", person], ["person", "duplicates"],
            ["barrier", "list", person], ["interview", "questions"],
            ["interview", "show", interview], ["agenda", "--day", "2026-03-31", "--week"],
            ["follow-ups"], ["report"], ["portfolio"],
        ]
        for arguments in readings {
            _ = try device.start(arguments).finish().success()
            for language in ["fr", "en"] { try words(device, language, arguments) }
        }
        let entries = try device.json("agenda", "--day", "31/03/2026").list("entries")
        #expect(try entries.map { try $0.text("id") } == [appointment])
        #expect(
            try device.json("person", "duplicates").list("duplicates").first?.number("score")
                == 65)
        try device.json("agenda", "kept", appointment)
        try device.json("objective", "reached", objective)
        try device.json("barrier", "lift", barrier)
        try device.json("person", "join", other, "--into", person)
        #expect(try device.json("person", "show", other).list("joined").count == 1)
        try device.json("person", "split", other)
        try device.json("undo")
        #expect(try device.json("person", "duplicates").list("duplicates").isEmpty)
    }

    @Test("what cannot be done is told with a remedy, and nothing is half written")
    func refusals() throws {
        let device = try Device()
        let person = try device.json("person", "new", "Yasmine", "Ben Salah").text("id")
        let barrier = try device.json("barrier", "add", person, "langue").text("id")
        let permanence = try device.json("permanence", "open").text("id")
        try device.json("permanence", "close")
        let before = try (device.snapshot(), device.records("barrier").map(\.shown))
        for (arguments, code) in [
            (["person", "new", "yasmine", "bensalah"], "likely_duplicate"),
            (["person", "new", "Zoé", "birth_year=2099"], "birth_year_in_the_future"),
            (["person", "join", person, "--into", person], "joined_with_itself"),
            (["person", "split", person], "not_joined"),
            (["permanence", "close", permanence], "permanence_closed"),
            (["permanence", "close"], "no_open_permanence"),
            (["permanence", "visit"], "no_open_permanence"),
            (["permanence", "visit", barrier], "not_found"),
            (["note", "move", barrier, "--to", person], "not_found"),
            (["barrier", "add", person, "langue"], "barrier_noted_already"),
            (["interview", "questions"], "no_interview_form"),
            (["follow-ups", "done", person], "no_such_follow_up"),
            (["portfolio", "note", person, "Rappeler."], "empty_portfolio"),
            (["report", "--from", "2026-03-31", "--until", "2026-01-01"], "period_backwards"),
        ] {
            let outcome = try device.start(arguments).finish()
            let document = try outcome.document()
            #expect(try document["error"]?.text("code") == code, "\(arguments)")
            #expect(outcome.status == 1)
        }
        for arguments in [
            ["barrier", "add", person, "inconnu"],
            ["skill", "add", person, "Caisse", "rome=caisse"],
            ["agenda", "add", person, "2026-02-30", "10:00"],
            ["agenda", "add", person, "2026-02-28", "25:00"],
            ["follow-ups", "done", "x"], ["follow-ups", "--kind", "x"],
            ["agenda", "--day", "31/02/2026"], ["person", "new", "a", "b", "c"],
        ] {
            #expect(try device.start(arguments).finish().status ?? 0 > 0, "\(arguments)")
        }
        let after = try (device.snapshot(), device.records("barrier").map(\.shown))
        #expect(before == after)
        #expect(try device.records("appointment").isEmpty && device.records("skill").isEmpty)
    }

    @Test("somebody is named by their name, where one person alone has it")
    func names() throws {
        let device = try Device()
        let yasmine = try device.json("person", "new", "Yasmine", "Ben Salah", "phone=0639980000")
            .text("id")
        try device.json("person", "new", "Karim", "Le Goff")
        try device.json("permanence", "open")
        let visit = try device.json("permanence", "visit", "--person", "yasmine").text("id")
        #expect(try device.json("get", "visit", visit).field("person") == .string(yasmine))
        try device.json("barrier", "add", "BEN SALAH", "langue")
        #expect(try device.json("barrier", "list", "06 39 98 00 00").list("steps").count == 1)
        _ = try device.json("match", "Yasmine")
        #expect(
            try device.json("person", "show", "Yasmine Ben Salah")["person"]?["id"]
                == .string(yasmine))
        try device.json("person", "new", "Yasmine", "Kerdrouc")
        let before = try device.snapshot()
        for (name, code) in [
            ("Yasmine", "several_people"), ("Zoé", "no_such_person"),
            // One letter off may be somebody else.
            ("Karin", "no_such_person"), ("", "no_such_person"),
        ] {
            let outcome = try device.start(["barrier", "add", name, "mobilite"]).finish()
            #expect(try outcome.error().text("code") == code, "\(name)")
        }
        #expect(try device.snapshot() == before)
    }

    @Test("a spreadsheet is shown, and written only when somebody says so")
    func spreadsheet() throws {
        let device = try Device()
        let path = device.folder.path + "/people.csv"
        let text = "Prénom;Nom;Né(e) le\nYasmine;Ben Salah;1987\nKarim;Le Goff;\n"
        _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
        let shown = try device.json("person", "import", path)
        #expect(try shown.number("read") == 2 && shown.number("written") == 0)
        #expect(try device.records("person").isEmpty)
        for language in ["fr", "en"] { try words(device, language, ["person", "import", path]) }
        #expect(try device.records("person").isEmpty)
        #expect(try device.json("person", "import", path, "--yes").number("written") == 2)
        let again = try device.json("person", "import", path, "--yes")
        #expect(try again.number("written") == 0 && again.list("duplicates").count == 2)
        let report = device.folder.path + "/report.csv"
        try device.json("report", "--csv", report)
        #expect(try device.records("person").count == 2)
    }
}
