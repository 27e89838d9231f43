// OrientationTests: a mediator finds the right door, prints the way to it, and mends the directory,
// from the command line alone.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct OrientationTests {
    @Test("a door is found in spite of a slip, printed, checked and corrected, without a network")
    func day() throws {
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let own = server.organisation
        let service = try anna.put(
            "service", "name=Atelier mobilité", "themes+=mobilite", "fee=gratuit",
            "organisation=\(own)", "opening_hours=Mo-Su 00:00-24:00", "latitude=48.39",
            "longitude=-4.48", "commune_name=Brest", "description=Apprendre à se déplacer.")
        try anna.put("service", "name=Pour les jeunes", "themes+=mobilite", "audiences+=jeunes")
        let person = try anna.put(
            "person", "given_name=Yasmine", "family_name=Kerdrouc", "needs+=mobilite",
            "birth_year=1970")
        try anna.sync()
        #expect(try server.stop().status == 0)

        let match = try anna.json("match", person)
        let matches = try match.list("matches")
        #expect(try matches.map { try $0.text("id") } == [service])
        #expect(try match.number("excluded") == 1)
        #expect(try matches[0].text("access") == "eligible")
        let score = try matches[0].number("score")
        #expect(try matches[0].list("reasons").reduce(0) { try $0 + $1.number("points") } == score)
        #expect(try anna.json("match", person, "--all").list("matches").count == 2)

        let search = try anna.json("search", "ateleir", "--open-now", "--commune", "brest")
        #expect(try search.flag("approximate"))
        #expect(try search.list("results").map { try $0.text("id") } == [service])
        #expect(try search.list("results")[0].flag("open"))

        let page = server.folder.path + "/page.html"
        try anna.json("print", "person", person, "--to", page)
        let html = try String(contentsOf: URL(filePath: page), encoding: .utf8)
        #expect(html.contains("Atelier mobilité") && html.contains("Yasmine"))
        #expect(!html.contains("Kerdrouc"))
        #expect(try anna.json("print", "guide").text("edition").count == 8)
        #expect(try anna.json("print", "day").text("text").contains("Anna"))

        #expect(try anna.json("check", "service", service).text("checkedBy") == "Anna")
        let ids = try anna.json("correct", "service", service, "phone=02 61 91 00 00")
            .list("corrections")
        guard case .string(let correction)? = ids.first else {
            Issue.record("no correction")
            return
        }
        #expect(try anna.json("corrections", "--mine").list("corrections").count == 1)
        #expect(try anna.json("correction", "accept", correction).text("state") == "acceptee")
        let record = try anna.json("get", "service", service)
        #expect(record.field("phone") == .string("02 61 91 00 00"))

        let file = server.folder.path + "/directory.json"
        try anna.json("check", "organisation", own)
        let export = try anna.json("export", "--format", "data-inclusion", "--to", file)
        // What nobody has checked has no date there, and is told.
        #expect(try export.number("exported") == 2 && export.list("skipped").count == 1)
        let error = try anna.run(
            "immersion", "plan", person, "starts_on=2027-01-04", "ends_on=2027-02-05"
        ).error()
        #expect(try error.text("code") == "immersion_too_long")
    }
}
