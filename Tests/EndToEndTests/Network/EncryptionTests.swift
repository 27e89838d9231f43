// EncryptionTests: the real programs over TLS, and what they say when it is not in order.

import FoundationEssentials
import Glibc
import Shared
import Synchronization
import Testing

@Suite(.ownThreads) struct EncryptionTests {
    private static let wrongPin = "sha256//" + String(repeating: "A", count: 43) + "="

    @Test("a device is enrolled over TLS with an authority of its own, and goes on with it")
    func wholePath() throws {
        let certificates = try Certificates()
        let server = try TestServer()
        try server.start(certificates)
        #expect(server.url.hasPrefix("https://127.0.0.1:"))
        let code = try server.invite("Anna")
        let device = try Device()
        let witness = try Witness(device)
        try witness.sees("unknown_authority", ["enrol", server.url, code])
        try witness.sees(
            "pin_mismatch",
            ["enrol", server.url, code, "--ca", certificates.authority, "--pin", Self.wrongPin])
        try witness.sees(
            "wrong_host",
            [
                "enrol", server.url.replacing("127.0.0.1", with: "localhost"), code, "--ca",
                certificates.authority,
            ])
        try witness.sees("bad_pin", ["enrol", server.url, code, "--pin", "sha256//AAAA"])
        try witness.sees("bad_authority", ["enrol", server.url, code, "--ca", certificates.key])
        try witness.sees("file_unreadable", ["enrol", server.url, code, "--ca", "/nowhere"])
        try device.json(
            "enrol", server.url, code, "--ca", certificates.authority, "--pin",
            try certificates.pin())
        try device.put("person", "given_name=Anna")
        try device.sync()
        // The file is no longer needed: what it said is kept with the store.
        try FileManager.default.removeItem(atPath: certificates.authority)
        try device.sync()
        #expect(try device.json("verify").flag("match"))
        #expect(try device.json("trust").text("authority") == "own")
        let watch = try device.start(["watch"])
        try watch.waitForOutput()
        watch.send(SIGINT)
        #expect(try watch.finish().status == 0)
    }

    @Test("a key that changed is told, waits, and is mended with one command")
    func changedKey() throws {
        let certificates = try Certificates()
        let server = try TestServer()
        try server.start(certificates)
        let device = try Device()
        try device.json(
            "enrol", server.url, try server.invite("Anna"), "--ca", certificates.authority, "--pin",
            try certificates.pin())
        _ = try server.stop()
        let renewed = try Certificates()
        try server.start(renewed)
        try device.put("person", "given_name=Anna")
        let outcome = try device.run("sync")
        #expect(try outcome.error().text("code") == "unknown_authority")
        #expect(try outcome.document().text("state") == "offline")
        try device.json("trust", "--ca", renewed.authority, "--pin", Self.wrongPin)
        #expect(try device.run("sync").error().text("code") == "pin_mismatch")
        let pin = try renewed.pin()
        try device.json("trust", "--ca", renewed.authority, "--pin", Self.wrongPin + ";" + pin)
        try device.sync()
        try device.json("trust", "--system")
        #expect(try device.run("sync").error().text("code") == "unknown_authority")
        #expect(try device.run("trust", "--system", "--pin", pin).error(status: 2).keys.count == 4)
    }

    @Test("no secret travels in the clear to another machine unless that was asked for")
    func plainHTTP() throws {
        let device = try Device()
        let witness = try Witness(device)
        let code = "ABCD-EFGH-JKLM"
        try witness.sees("plain_http", ["enrol", "http://192.0.2.1", code])
        try witness.sees("plain_http", ["enrol", "http://relais.example.org", code])
        // This machine by another name than loopback: a real server that would answer.
        let stub = try Stub { _ in Stub.http("200 OK", "{}") }
        let address = stub.url.replacing("127.0.0.1", with: "0.0.0.0")
        try witness.sees("plain_http", ["enrol", address, code])
        try witness.sees("not_a_relais_server", ["enrol", address, code, "--allow-plain-http"])
        stub.close()
    }

    @Test("an exception for plain HTTP is kept, and can be taken back")
    func keptException() throws {
        let server = try TestServer()
        try server.start()
        let device = try Device()
        let url = server.url.replacing("127.0.0.1", with: "0.0.0.0")
        try device.json("enrol", url, try server.invite("Anna"), "--allow-plain-http")
        try device.sync()
        #expect(try device.json("trust").flag("allowsPlainHTTP"))
        try device.json("trust", "--system")
        for command in ["sync", "verify"] {
            #expect(try device.run(command).error().text("code") == "plain_http")
        }
        try device.json("trust", "--allow-plain-http")
        try device.sync()
    }

    @Test("a redirection takes neither code nor secret elsewhere", arguments: [301, 302, 307, 308])
    func redirections(status: Int) throws {
        let elsewhere = Atomic<Int>(0)
        let thief = try Stub { _ in
            elsewhere.add(1, ordering: .relaxed)
            return Stub.http("200 OK", "{}")
        }
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        _ = try server.stop()
        let location = thief.url
        let stub = try Stub(port: server.port) { _ in
            Array(
                ("HTTP/1.1 \(status) Moved\r\nLocation: \(location)/v1/sync\r\n"
                    + "Content-Length: 0\r\nConnection: close\r\n\r\n").utf8)
        }
        #expect(try device.run("sync").error().text("code") == "not_a_relais_server")
        let enrolling = try Device().run("enrol", stub.url, "ABCD-EFGH-JKLM")
        #expect(try enrolling.error().text("code") == "not_a_relais_server")
        #expect(elsewhere.load(ordering: .relaxed) == 0)
        stub.close()
        thief.close()
    }
}
