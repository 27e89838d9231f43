// SecretTests: a secret is in the place where it is needed, and nowhere that others may look: not
// in logs, errors, URLs, lists of processes or the audit. Logs and the audit name nobody.

import FoundationEssentials
import Glibc
import Shared
import Synchronization
import Testing

@Suite(.ownThreads) struct SecretTests {
    @Test("a code may come from standard input or a file", arguments: ["-", "@", ""])
    func codeFromElsewhere(form: String) throws {
        let server = try TestServer()
        try server.start()
        let code = try server.invite("Anna")
        let device = try Device()
        let file = device.folder.path + "/code"
        try Data((code + "\n").utf8).write(to: URL(filePath: file))
        let argument = form == "-" ? "-" : form + file
        let outcome = try device.run(
            "enrol", server.url, argument, input: form == "-" ? code + "\n" : nil)
        #expect(try outcome.success().text("territory") == "brest")
        #expect(!outcome.command.contains(code))
        #expect(!outcome.output.contains(code) && !outcome.errors.contains(code))
    }

    @Test("what goes wrong says neither the code nor the token that it went wrong with")
    func errors() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        let token = try secret(of: device)
        for code in ["ABCD-EFGH-JKMN", "ZZZZ", "7K2M-9QXA-B3TZ"] {
            let outcome = try Device().run("enrol", server.url, "-", input: code)
            #expect(try outcome.error().text("code") == "bad_code")
            #expect(!outcome.output.contains(code) && !outcome.errors.contains(code))
        }
        let replica = try server.administer(["devices", "list"]).list("devices")[0]
            .number("replica")
        try server.administer(["devices", "revoke", "\(replica)", "--territory", "brest"])
        let outcome = try device.run("sync")
        #expect(outcome.status == 1)
        #expect(!outcome.output.contains(token) && !outcome.errors.contains(token))
    }

    @Test("no request line holds a code or a token, whatever the command")
    func requestLines() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        let token = try secret(of: device)
        _ = try server.stop()
        let heads = Mutex<[String]>([])
        let stub = try Stub(port: server.port) { request in
            let text = String(decoding: request, as: UTF8.self)
            heads.withLock { $0.append(String(text.prefix { !$0.isNewline })) }
            return Stub.http("500 Internal Server Error", "{}")
        }
        defer { stub.close() }
        let code = "7K2M-9QXA-B3TZ"
        _ = try Device().run("enrol", stub.url, "-", input: code)
        for command in ["token", "verify"] { _ = try device.run(command) }
        let lines = heads.withLock { $0 }
        #expect(lines.contains { $0.hasPrefix("POST /v1/enrol ") })
        #expect(lines.contains { $0.hasPrefix("POST /v1/token ") })
        for line in lines {
            #expect(!line.contains(code) && !line.contains(token) && !line.contains("?"), "\(line)")
        }
    }

    @Test("logs and the audit of a story with every failure name nobody and hold no secret")
    func logs() throws {
        let server = try TestServer()
        try server.start()
        let (anna, zoe) = (try server.device("Anna Plantevin"), try server.device("Zoé Quéméneur"))
        let person = try anna.put(
            "person", "given_name=Yasmine", "family_name=Benkacem", "phone=02 98 11 22 33")
        try anna.put("note", "person=\(person)", "text=Confidence")
        try anna.sync()
        try zoe.sync()
        let code = try server.invite("Gwenola Tanguy")
        let (own, other) = (try secret(of: anna), try secret(of: zoe))
        _ = try Device().run("enrol", server.url, "-", input: "0000-0000-0000")
        // Everything that arrives may be in a message about it.
        for (path, header, body) in [
            ("/v1/sync?token=\(own)", "Authorization: Bearer brest.1.\(other)", "{Yasmine"),
            ("/v1/sync", "Authorization: Bearer brest.2.\(own)", "{\"Benkacem\":1}"),
            ("/Yasmine", "X-Name: Benkacem", ""), ("/v1/enrol", "X: y", "{\"code\":\"\(code)\"}"),
            ("/v1/enrol", "Content-Encoding: gzip", "Confidence"),
        ] {
            try send(server.port, "POST \(path) HTTP/1.1\r\n\(header)", body)
        }
        // A file that is no territory: enrolment looks into each.
        let broken = server.data + "/territories/casse.sqlite"
        let text = String(repeating: "Yasmine Benkacem \(own) ", count: 500)
        try Data(text.utf8).write(to: URL(filePath: broken))
        #expect(try Device().run("enrol", server.url, code).status == 1)
        try FileManager.default.removeItem(atPath: broken)
        let log = try server.stop().errors
        #expect(log.contains("data_not_usable: SQLite"), "nothing was logged: \(log)")
        let audit = try server.administer(["audit"]).shown
        #expect(audit.contains("enrolment-refused") && audit.contains("request-refused"))
        let status = try Program(
            Surroundings.relaisServer, ["audit", "--data", server.data],
            variables: ["RELAIS_LANG": "fr"]
        ).finish()
        for word in [
            "Yasmine", "Benkacem", "02 98 11 22 33", "Confidence", "Plantevin", "Quéméneur",
            "Tanguy", code, code.filter { $0 != "-" }, own, other, "?token",
        ] {
            #expect(!log.contains(word), "the log says \(word): \(log)")
            #expect(!audit.contains(word), "the audit says \(word)")
            #expect(!status.output.contains(word), "the audit says \(word)")
        }
    }

    /// The only text of 64 hexadecimal digits that a store holds.
    private func secret(of device: Device) throws -> String {
        let data = try Data(contentsOf: URL(filePath: device.store + "/relais.sqlite"))
        let digits = Set("0123456789abcdef".utf8)
        guard
            let run = data.split(whereSeparator: { !digits.contains($0) }).first(where: {
                $0.count == 64
            })
        else { throw Failure("no secret in \(device.store)") }
        return String(decoding: run, as: UTF8.self)
    }

    /// Sends one request as it is, and waits for the answer.
    private func send(_ port: UInt16, _ head: String, _ body: String) throws {
        let script = """
            exec 3<>/dev/tcp/127.0.0.1/\(port)
            printf '%s\\r\\nHost: x\\r\\nConnection: close\\r\\nContent-Length: %d\\r\\n\\r\\n%s' \
            "$1" \(body.utf8.count) "$2" >&3
            cat <&3
            """
        let outcome = try Program("/bin/bash", ["-c", script, "bash", head, body]).finish()
        #expect(outcome.output.hasPrefix("HTTP/1.1 4"), "\(outcome.summary)")
    }
}
