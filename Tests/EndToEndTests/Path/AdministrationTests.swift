// AdministrationTests: a coordinator's day with their own device: inviting, looking, withdrawing,
// deciding; a file that is opened for a time; a device that is given back.

import Shared
import Testing

@Suite(.ownThreads) struct AdministrationTests {
    private let server: TestServer
    private let ada: Device

    init() throws {
        server = try TestServer()
        try server.start()
        ada = try Device()
        let code = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", server.organisation,
            "--role", "coordinator", "--name", "Ada",
        ]).text("code")
        try ada.json("enrol", server.url, code)
    }

    private func invited(_ name: String, _ role: String = "mediator") throws -> Device {
        let code = try ada.json("admin", "invite", "--name", name, "--role", role).text("code")
        let device = try Device()
        try device.json("enrol", server.url, code)
        return device
    }

    @Test("a coordinator invites, looks, hands over and withdraws without the operator")
    func accounts() throws {
        let badr = try invited("Badr")
        try badr.sync()
        let status = try badr.json("status")
        let (user, replica) = (try status.text("user"), try status.number("replica"))
        let users = try ada.json("admin", "users").list("users")
        #expect(Set(try users.map { try $0.text("name") }) == ["Ada", "Badr"])
        let me = try ada.json("status").text("user")
        let portfolio = try ada.json(
            "admin", "portfolio", "create", "--name", "Nord", "--holder", me
        ).text("portfolio")
        // The word for the next adviser is left before the files move, or nothing moves.
        let handOver = [
            "admin", "portfolio", "hand-over", portfolio, "--to", user, "--note", "Rappeler.",
        ]
        let empty = try ada.start(handOver).finish()
        #expect(try empty.error().text("code") == "empty_portfolio")
        let held = try ada.json("admin", "portfolio", "list").list("portfolios")
        #expect(try held.map { try $0.text("holder") } == [me])
        try ada.sync()
        let person = try ada.put("person", "given_name=Yasmine", "portfolio=\(portfolio)")
        try ada.sync()
        _ = try ada.start(handOver).finish().success()
        try badr.sync()
        let lines = try badr.json("follow-ups").list("followUps")
        #expect(try lines.map { try $0.text("person") } == [person])
        #expect(try lines.map { try $0.text("kind") } == ["transmission"])
        let listed = try ada.json("admin", "portfolio", "list").list("portfolios")
        #expect(try listed.map { try $0.text("holderName") } == ["Badr"])
        try ada.json("admin", "role", user, "--role", "referent")
        #expect(try ada.json("admin", "devices", "--silent", "1").list("devices").isEmpty)
        let overview = try ada.json("admin", "overview", "--days", "14")
        #expect(try overview.list("users").count == 2 && overview.number("days") == 14)
        let refused = try badr.run("admin", "users")
        #expect(try refused.error().text("code") == "not_coordinator")
        let revoked = try ada.json("admin", "revoke", "\(replica)", "--lost").list("devices")
        #expect(try revoked[0].text("state") == "lost")
        #expect(try badr.run("sync").document().text("state") == "revoked")
        #expect(try ada.json("admin", "leave", user).list("revoked").isEmpty)
        let audit = try ada.json("admin", "audit").list("lines")
        let told = try audit.map { "\(try $0.text("who")) \(try $0.text("what"))" }
        for act in ["invited", "portfolio-handed-over", "role-changed", "device-lost", "user-left"]
        {
            #expect(told.contains("user:\(me) \(act)"), "\(act) is not in \(told)")
        }
        let operators = try server.administer(["status"]).list("territories")
        #expect(try operators[0].number("silentDevices") == 0)
        #expect(try operators[0].number("expiredInvitations") == 0)
    }

    @Test("who withdraws one number is told under which others the person still comes in")
    func otherNumbers() throws {
        let badr = try invited("Badr")
        let status = try badr.json("status")
        let (user, replica) = (try status.text("user"), try status.number("replica"))
        var numbers: [Int] = []
        for _ in 0..<2 {
            let code = try ada.json("admin", "invite", "--user", user).text("code")
            numbers.append(try Device().json("enrol", server.url, code).number("replica"))
        }
        let first = try ada.run("admin", "revoke", "\(numbers[0])", "--lost")
        _ = try first.success()
        let others = "still comes in with: \(replica), \(numbers[1])."
        #expect(first.said.contains("Badr \(others)"), "\(first.said)")
        let place = ["--territory", TestServer.territory]
        let second = try server.run(["devices", "revoke", "\(numbers[1])"] + place)
        _ = try second.success()
        #expect(second.said.contains("Badr still comes in with: \(replica)."), "\(second.said)")
        let last = try server.run(["devices", "revoke", "\(replica)"] + place)
        _ = try last.success()
        #expect(last.errors.isEmpty)
    }

    @Test("what was refused is decided by the coordinator of its author")
    func quarantine() throws {
        let observer = try invited("Olga", "observer")
        try observer.json("put", "place", "name=Maison")
        _ = try observer.run("sync")
        let waiting = try ada.json("admin", "quarantine", "list").list("transactions")
        #expect(try waiting.map { try $0.text("userName") } == ["Olga"])
        let id = try waiting[0].text("id")
        let corrected = try ada.json(
            "admin", "quarantine", "correct", id, "name=Maison de quartier")
        #expect(try corrected.number("released") == 1)
        try ada.sync()
        #expect(try ada.records("place").count == 1)
        let again = try ada.run("admin", "quarantine", "accept", id)
        #expect(try again.error().text("code") == "unknown_refusal")
    }

    /// What `relais quarantine` prints for somebody who reads a language.
    private func ownRefusals(_ device: Device, _ language: Language) throws -> String {
        let outcome = try Program(
            Surroundings.relais, ["quarantine", "--store", device.store],
            variables: ["RELAIS_LANG": language.rawValue]
        ).finish()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.summary)")
        return outcome.output
    }

    private func expectNothingRefused(_ device: Device) throws {
        #expect(try ownRefusals(device, .french) == "Rien n'est refusé.\n")
        #expect(try ownRefusals(device, .english) == "Nothing is refused.\n")
        #expect(try device.json("quarantine").list("transactions").isEmpty)
        #expect(try device.json("status").number("quarantined") == 0)
    }

    @Test("who wrote what was refused reads it in words, and no longer once it is decided")
    func ownQuarantine() throws {
        let observer = try invited("Olga", "observer")
        try expectNothingRefused(observer)
        let names = ["Maison", "Halle"]
        let places = try names.map { try observer.put("place", "name=\($0)") }
        #expect(try observer.sync().number("quarantined") == 2)
        let refused = try observer.json("quarantine").list("transactions")
        let ids = try refused.map { try $0.text("id") }
        try #require(ids.count == 2)
        let moments = try refused.map { try #require(try Instant($0.text("claimedAt"))) }
        let readers: [(Language, reason: String, place: String, field: String)] = [
            (
                .french, "Votre compte ne permet pas de modifier cet enregistrement (place).",
                "lieu", "nom (name)"
            ), (.english, "Your account may not change this record (place).", "place", "name"),
        ]
        for (language, reason, place, field) in readers {
            let expected = places.indices.map { index in
                """
                \(ids[index])  \(WallClock().text(moments[index], language))
                  \(reason)
                    \(place) \(places[index])
                      \(field) → \(names[index])

                """
            }
            #expect(try ownRefusals(observer, language) == expected.joined())
        }
        try ada.json("admin", "quarantine", "correct", ids[0], "name=Maison de quartier")
        try ada.json("admin", "quarantine", "dismiss", ids[1])
        try observer.sync()
        try expectNothingRefused(observer)
        let shown = try observer.records("place")
        #expect(try shown.map { try $0.text("id") } == [places[0]])
        #expect(shown.map { $0.field("name") } == [.string("Maison de quartier")])
    }

    @Test("a file is opened for a time, with a reason, and the coordinator sees it")
    func access() throws {
        let (badr, anna) = (try invited("Badr"), try invited("Anna"))
        let holder = try anna.json("status").text("user")
        let portfolio = try ada.json(
            "admin", "portfolio", "create", "--name", "Nord", "--holder", holder
        ).text("portfolio")
        let person = try anna.put("person", "given_name=Zoé", "portfolio=\(portfolio)")
        try anna.sync()
        try badr.sync()
        #expect(try badr.records("person").isEmpty)
        let short = try badr.run("access", person, "--reason", "vite")
        #expect(try short.error().text("code") == "reason_missing")
        let opened = try badr.json(
            "access", person, "--reason", "Anna est absente ce matin", "--hours", "2")
        #expect(try opened.text("portfolio") == portfolio && opened.text("state") == "upToDate")
        #expect(try badr.records("person").count == 1)
        let overview = try ada.json("admin", "overview").list("exceptionalAccesses")
        #expect(try overview.map { try $0.text("reason") } == ["Anna est absente ce matin"])
        #expect(try overview[0].text("id") == person && overview[0].text("userName") == "Badr")
        // It is ended early: the device purges it at its next synchronisation.
        let replica = "\(try badr.json("status").number("replica"))"
        #expect(
            try badr.run("admin", "access", "end", replica).error().text("code")
                == "not_coordinator")
        let open = try ada.json("admin", "access", "list").list("exceptionalAccesses")
        #expect(open.map { $0["ended"] } == [.null])
        let ended = try ada.json("admin", "access", "end", replica, "--portfolio", portfolio)
        #expect(try ended.list("exceptionalAccesses")[0].text("reason") == open[0].text("reason"))
        try badr.sync()
        #expect(try badr.records("person").isEmpty && anna.records("person").count == 1)
        let place = ["--territory", TestServer.territory]
        let listed = try server.administer(["access", "list"] + place)
        #expect(try listed.list("exceptionalAccesses").allSatisfy { try !$0.text("ended").isEmpty })
        let again = try server.run(["access", "end", replica] + place)
        #expect(try again.error().text("code") == "unknown_access")
        try badr.json("access", person, "--reason", "Anna est encore absente")
        #expect(try badr.records("person").count == 1)
        try server.administer(["access", "end", replica] + place)
        try badr.sync()
        #expect(try badr.records("person").isEmpty)
    }

    @Test("a device that is given back has sent everything first")
    func signOut() throws {
        let badr = try invited("Badr")
        try badr.sync()
        let id = try badr.put("place", "name=Maison")
        _ = try server.stop()
        let refused = try badr.run("sign-out")
        #expect(try refused.error().text("code") == "not_all_sent")
        #expect(try refused.document().list("waiting").map { try $0.text("id") } == [id])
        #expect(try badr.records("place").count == 1)
        try server.start()
        let ended = try badr.json("sign-out")
        #expect(try ended.flag("signedOut") && ended.number("pushed") == 1)
        #expect(try badr.records("place").isEmpty)
        try ada.sync()
        #expect(try ada.records("place").count == 1)
        #expect(try badr.run("sync").document().text("state") == "revoked")
    }
}
