// BadServerTests: the server is not there, is not ours, or does not want this device.

import Glibc
import Shared
import Synchronization
import Testing

@Suite(.ownThreads) struct BadServerTests {
    @Test("a code that is wrong, used or unreadable enrols nobody")
    func codes() throws {
        let server = try TestServer()
        try server.start()
        let device = try Device()
        let url = server.url
        let witness = try Witness(device)
        try witness.sees("bad_code", ["enrol", url, "ABCD-EFGH-JKLM"])
        try witness.sees("bad_code", ["enrol", url, "42"])
        try witness.sees("secret_empty", ["enrol", url, "-"], input: "\n")
        try witness.sees("secret_unreadable", ["enrol", url, "@/nowhere/code"])
        let code = try server.invite("Anna")
        try device.json("enrol", url, code)
        try Witness(device).sees("already_enrolled", ["enrol", url, try server.invite("Lou")])
        try Witness(try Device()).sees("code_used", ["enrol", url, code])
        // From standard input, so that no list of processes shows it.
        let other = try Device()
        let typed = try server.invite("Karim")
        #expect(try other.run("enrol", url, "-", input: typed + "\n").status == 0)
    }

    @Test("an address that leads nowhere enrols nobody, and the code stays good")
    func addresses() throws {
        let server = try TestServer()
        try server.start()
        let code = try server.invite("Anna")
        let device = try Device()
        let witness = try Witness(device)
        try witness.sees("not_found", ["enrol", server.url + "/nowhere", code])
        try witness.sees("bad_address", ["enrol", "ftp://127.0.0.1", code])
        try witness.sees("bad_address", ["enrol", "nowhere", code])
        let closed = "http://127.0.0.1:\(TestServer.candidate())"
        let error = try witness.sees("offline", ["enrol", closed, code])
        #expect(try error.flag("transient"))
        try witness.sees("not_enrolled", ["sync"])
        try witness.sees("not_enrolled", ["verify"])
        try device.json("enrol", server.url, code)
    }

    /// Answers that are none of ours, and what a synchronisation makes of each.
    private static let strangers: [(bytes: [UInt8], code: String)] = [
        (
            Stub.http("200 OK", "<html><h1>Bienvenue sur le wifi</h1></html>", type: "text/html"),
            "not_a_relais_server"
        ),
        (Stub.http("407 Proxy Authentication Required", "<html/>"), "not_a_relais_server"),
        (
            Array("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n".utf8)
                + Array("Content-Length: 0\r\nConnection: close\r\n\r\n".utf8),
            "not_a_relais_server"
        ),
        (Stub.http("200 OK", "{\"epoch\":[1,2"), "not_a_relais_server"),
        (Stub.http("200 OK", "{}"), "not_a_relais_server"),
        (Stub.http("200 OK", String(repeating: "[", count: 100_000)), "not_a_relais_server"),
        (Stub.http("502 Bad Gateway", "<html/>", type: "text/html"), "server_failed"),
        (Array("SSH-2.0-OpenSSH_9.2\r\n".utf8), "offline"),
        (Array("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"ep".utf8), "offline"),
        ([], "offline"),
        (
            Array("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n".utf8)
                + Array("Connection: close\r\n\r\nzzzz".utf8), "offline"
        ),
    ]

    @Test("what is not our server is told apart, and takes nothing from the device")
    func strangers() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        try device.put("person", "given_name=Before")
        try device.sync()
        let waiting = try device.put("person", "given_name=Waiting")
        _ = try server.stop()
        let answer = Mutex<[UInt8]>([])
        let stub = try Stub(port: server.port) { _ in answer.withLock { $0 } }
        for (index, (bytes, code)) in Self.strangers.enumerated() {
            answer.withLock { $0 = bytes }
            let before = try device.snapshot()
            let outcome = try device.run("sync")
            #expect(try outcome.error().text("code") == code, "\(index): \(outcome.summary)")
            #expect(try outcome.document().text("state") == "offline")
            #expect(try device.snapshot() == before, "\(index)")
            let enrolling = try Device().run("enrol", stub.url, "ABCD-EFGH-JKLM")
            #expect(try enrolling.error().text("code") == code, "\(index): \(enrolling.summary)")
        }
        stub.close()
        try server.start()
        try device.sync()
        #expect(try device.json("get", "person", waiting).text("state") == "synced")
        #expect(try device.json("verify").flag("match"))
    }

    @Test("one synchronisation of a store runs at a time; other commands do not wait for it")
    func twoSyncs() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        _ = try server.stop()
        let isAsked = Atomic<Bool>(false)
        let mayAnswer = Mutex<Bool>(false)
        let stub = try Stub(port: server.port) { _ in
            isAsked.store(true, ordering: .releasing)
            while !mayAnswer.withLock({ $0 }) { usleep(2_000) }
            return Stub.http("200 OK", "<html/>", type: "text/html")
        }
        let first = try device.start(["sync"])
        let limit = ContinuousClock.now + .seconds(120)
        while !isAsked.load(ordering: .acquiring), ContinuousClock.now < limit { usleep(2_000) }
        let error = try Witness(device).sees("sync_running", ["sync"])
        #expect(try error.flag("transient"))
        let written = try device.put("person", "given_name=Meanwhile")
        #expect(try device.records("person").count == 1)
        mayAnswer.withLock { $0 = true }
        #expect(try first.finish().error().text("code") == "not_a_relais_server")
        stub.close()
        try server.start()
        try device.sync()
        #expect(try device.json("get", "person", written).text("state") == "synced")
    }
}
