// TooOldTests: the server serves only newer programs. It is said what to do; what waits is kept,
// and the work goes on without the server.

import Shared
import Testing

@Suite(.ownThreads) struct TooOldTests {
    private let server: TestServer
    private let device: Device
    private let synced: String
    private let waiting: String
    /// How often the server was asked.
    private let asked = Locked(0)

    /// A device that has written something which waits, and whose server is away.
    init() throws {
        server = try TestServer()
        try server.start()
        device = try server.device("Anna")
        synced = try device.put("person", "given_name=Before")
        try device.sync()
        waiting = try device.put("person", "given_name=Waiting")
        _ = try server.stop()
    }

    /// What stands where the server was.
    private func strictServer() throws -> Stub {
        let asked = asked
        let failure = WireFailure(
            RelaisError(
                code: "client_too_old",
                message: Phrase(
                    fr: "Cette version ne peut plus parler à ce serveur.",
                    en: "This version can no longer talk to this server."),
                remedy: Phrase(
                    fr: "Mettez Relais à jour. Continuez à travailler ; rien n'est perdu.",
                    en: "Update Relais. Go on working; nothing is lost.")))
        let body = String(decoding: failure.json, as: UTF8.self)
        return try Stub(port: server.port) { _ in
            asked.withLock { $0 += 1 }
            return Stub.http("426 Upgrade Required", body)
        }
    }

    /// Runs a command for somebody who reads French, and expects the two sentences.
    private func expectFrench(
        _ command: String, location: SourceLocation = #_sourceLocation
    ) throws {
        let told = try Program(
            Surroundings.relais, [command, "--store", device.store],
            variables: ["RELAIS_LANG": "fr"]
        ).finish()
        let sentences =
            "Erreur\u{A0}: Cette version ne peut plus parler à ce serveur. "
            + "À faire\u{A0}: Mettez Relais à jour. Continuez à travailler\u{202F}; rien n'est "
            + "perdu."
        #expect(told.status == 1, "\(told.summary)", sourceLocation: location)
        #expect(told.said == sentences, "\(told.summary)", sourceLocation: location)
    }

    /// The answer of a command that was told to be too old.
    private func expectTooOld(
        _ outcome: Outcome, location: SourceLocation = #_sourceLocation
    ) throws {
        let error = try outcome.error()
        let report = try outcome.document()
        #expect(try error.text("code") == "client_too_old", sourceLocation: location)
        #expect(try !error.flag("transient"), sourceLocation: location)
        #expect(try report.text("state") == "clientTooOld", sourceLocation: location)
        #expect(try report.number("pushed") == 0, sourceLocation: location)
        #expect(try report.number("pending") == 1, sourceLocation: location)
    }

    @Test("a program that is too old is told to be updated, and works on without its server")
    func synchronisation() throws {
        let before = try device.snapshot()
        let stub = try strictServer()
        try expectTooOld(try device.run("sync"))
        try expectFrench("sync")
        // There is no use in asking again.
        #expect(asked.withLock { $0 } == 2)
        #expect(try device.snapshot() == before)
        #expect(try device.json("status").number("pending") == 1)
        let written = try device.put("person", "given_name=Meanwhile")
        try device.json("delete", "person", synced)
        #expect(try device.json("get", "person", written).text("state") == "pending")
        #expect(try device.json("status").number("pending") == 3)
        try expectKept(stub, [waiting, written])
    }

    /// A server that serves the program gets all of what waited.
    private func expectKept(_ stub: Stub, _ people: [String]) throws {
        stub.close()
        try server.start()
        #expect(try device.sync().number("pushed") == 3)
        for id in people {
            #expect(try device.json("get", "person", id).text("state") == "synced")
        }
        #expect(try device.records("person").count == people.count)
        #expect(try device.json("verify").flag("match"))
        #expect(try device.json("quarantine").list("transactions").isEmpty)
    }

    @Test("who watches with a program that is too old is told so, and the watch ends")
    func watch() throws {
        let stub = try strictServer()
        try expectTooOld(try device.start(["watch"]).finish())
        try expectFrench("watch")
        #expect(asked.withLock { $0 } == 2)
        stub.close()
        #expect(try device.json("status").number("pending") == 1)
    }
}
