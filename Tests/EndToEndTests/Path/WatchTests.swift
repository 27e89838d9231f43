// WatchTests: `relais watch` through the programs, as a script and a person see it.

import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct WatchTests {
    private static let keys = [
        "pushed", "pulled", "conflicts", "quarantined", "pending", "cursor", "epoch", "state",
        "receipts",
    ]

    /// A watch of a device that holds everything, once it has reached the server.
    private func watch(_ device: Device) throws -> Program {
        try device.sync()
        let program = try device.start(["watch"])
        _ = try program.line(after: "{\"pushed\":")
        return program
    }

    private func documents(_ outcome: Outcome) throws -> [JSON] {
        try outcome.output.split(separator: "\n").map { try JSON.parse(Array($0.utf8)) }
    }

    @Test("another device's change comes by itself, and SIGINT ends with 0", arguments: [2, 15])
    func change(signal: Int32) throws {
        let server = try TestServer()
        try server.start()
        let (anna, karim) = (try server.device("Anna"), try server.device("Karim"))
        let watch = try watch(karim)
        let person = try anna.put("person", "given_name=Zoé")
        try anna.sync()
        _ = try watch.line(after: "{\"pushed\":0,\"pulled\":1,")
        #expect(try karim.json("get", "person", person).field("given_name") == .string("Zoé"))
        // What another program writes to the watched store goes out by itself.
        let note = try karim.put("note", "person=\(person)", "text=Bonjour")
        _ = try watch.line(after: "{\"pushed\":1,\"pulled\":1,")
        #expect(try karim.json("get", "note", note).text("state") == "synced")
        // And what an administrator imports comes in.
        try server.administer([
            "import", "--territory", TestServer.territory,
            Surroundings.examples + "/boulogne/organisation.csv",
        ])
        _ = try watch.line(after: "{\"pushed\":0,\"pulled\":12,")
        watch.send(signal)
        let ended = try watch.finish()
        #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.summary)")
        for document in try documents(ended) {
            #expect(document.keys == Self.keys)
            #expect(try document.text("state") == "upToDate")
        }
    }

    @Test("a server that restarts is found again, and a server that is away is told once")
    func restart() throws {
        let server = try TestServer()
        try server.start()
        let (anna, karim) = (try server.device("Anna"), try server.device("Karim"))
        let watch = try watch(karim)
        #expect(try server.stop().status == 0)
        try server.start()
        try anna.put("person", "given_name=Zoé")
        try anna.sync()
        _ = try watch.line(after: "{\"pushed\":0,\"pulled\":1,")
        watch.send(SIGINT)
        let ended = try watch.finish()
        #expect(ended.status == 0)
        let states = try documents(ended).map { try $0.text("state") }
        #expect(states.filter { $0 == "offline" }.count <= 1)
        #expect(states.first == "upToDate" && states.last == "upToDate")
    }

    @Test("a device whose access is withdrawn ends with the reason")
    func revoked() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        let watch = try watch(device)
        let replica = try device.json("status").number("replica")
        try server.administer([
            "devices", "revoke", "\(replica)", "--territory", TestServer.territory,
        ])
        let ended = try watch.finish()
        #expect(ended.status == 1, "\(ended.summary)")
        let last = try #require(try documents(ended).last)
        #expect(try last["error"]?.text("code") == "device_revoked")
        #expect(try last.text("state") == "revoked")
        #expect(ended.errors.contains("withdrawn"))
    }

    @Test("a reader who leaves ends it at the next change")
    func lostReader() throws {
        let server = try TestServer()
        try server.start()
        let (anna, karim) = (try server.device("Anna"), try server.device("Karim"))
        let pipeline = try Program(
            "/bin/sh",
            ["-c", "'\(Surroundings.relais)' watch --json --store '\(karim.store)' | head -n 1"])
        _ = try pipeline.line(after: "{\"pushed\":0,\"pulled\":1,")
        try anna.put("person", "given_name=Zoé")
        try anna.sync()
        #expect(try pipeline.finish().status == 0)
    }

    @Test("a person reads sentences, and who is not enrolled is told")
    func speech() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        let program = try Program(
            Surroundings.relais, ["watch", "--store", device.store],
            variables: ["RELAIS_LANG": "fr"])
        _ = try program.line(after: "Connecté")
        program.send(SIGINT)
        let ended = try program.finish()
        #expect(ended.status == 0 && ended.errors.isEmpty, "\(ended.summary)")
        #expect(ended.output.contains("envoyés\u{A0}: 0, reçus\u{A0}: 1"), "\(ended.output)")
        let store = try Device()
        #expect(try store.run("watch").error().text("code") == "not_enrolled")
    }
}
