// ServeTests: what `serve` refuses to begin with, what it warns of, and its limits.

import FoundationEssentials
import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct ServeTests {
    private func refusal(
        _ server: TestServer, _ options: [String], status: Int32 = 1, language: String = "en"
    ) throws -> String {
        let outcome = try Program(
            Surroundings.relaisServer,
            ["serve", "--data", server.data, "--listen", "127.0.0.1:0", "--json"] + options,
            variables: ["RELAIS_LANG": language]
        ).finish()
        return try outcome.error(status: status).text("code")
    }

    @Test("certificate files that are not in order are told before anything listens")
    func files() throws {
        let server = try TestServer()
        let (good, other) = (try Certificates(), try Certificates())
        func pair(_ certificate: String, _ key: String) -> [String] {
            ["--tls-cert", certificate, "--tls-key", key]
        }
        #expect(try refusal(server, ["--tls-cert", good.certificate], status: 2) == "usage")
        #expect(try refusal(server, ["--tls-key", good.key], status: 2) == "usage")
        for language in ["en", "fr"] {
            #expect(
                try refusal(server, pair("/nowhere", good.key), language: language)
                    == "tls_file_unreadable")
            #expect(
                try refusal(server, pair(good.certificate, other.key), language: language)
                    == "tls_mismatch")
            chmod(other.key, 0o644)
            #expect(
                try refusal(server, pair(other.certificate, other.key), language: language)
                    == "tls_key_exposed")
            chmod(other.key, 0o600)
        }
        #expect(try refusal(server, ["--trusted-proxy", "example.org"], status: 2) == "usage")
        #expect(try refusal(server, ["--requests-per-second", "0"], status: 2) == "usage")
        #expect(try refusal(server, ["--connections-per-address", "x"], status: 2) == "usage")
    }

    @Test("serving other machines in the clear is warned of, in words")
    func warning() throws {
        let certificates = try Certificates()
        let tls = ["--tls-cert", certificates.certificate, "--tls-key", certificates.key]
        for (listen, options, isWarned) in [
            ("0.0.0.0:0", [], true), ("[::]:0", [], true), ("127.0.0.1:0", [], false),
            ("0.0.0.0:0", tls, false), ("0.0.0.0:0", ["--trusted-proxy", "10.0.0.1"], false),
        ] {
            let server = try TestServer()
            let program = try Program(
                Surroundings.relaisServer,
                ["serve", "--data", server.data, "--listen", listen] + options,
                variables: ["RELAIS_LANG": "en"])
            let url = try program.line(after: "listening on ")
            #expect(url.hasPrefix(options == tls ? "https://" : "http://"))
            program.send(SIGTERM)
            let outcome = try program.finish()
            #expect(outcome.status == 0)
            #expect(outcome.errors.contains("unencrypted") == isWarned, "\(outcome.summary)")
        }
    }

    @Test("a device that asks too often waits as it is told, and others are served meanwhile")
    func rate() throws {
        let server = try TestServer()
        try server.start(options: ["--requests-per-second", "1"])
        let (device, other) = (try server.device("Anna"), try server.device("Karim"))
        try device.put("person", "given_name=Anna")
        let begun = ContinuousClock.now
        // Each takes a request at least; 60 pass at once.
        for _ in 0..<67 { try device.sync() }
        #expect(ContinuousClock.now - begun >= .seconds(7))
        // Who had to wait would wait a second each time; a slow machine is slow now and then.
        let isQuick = try (0..<5).contains { _ in
            let asked = ContinuousClock.now
            try other.sync()
            return ContinuousClock.now - asked < .seconds(1)
        }
        #expect(isQuick)
        #expect(try other.records("person").count == 1)
    }

    @Test(
        "clients behind a trusted proxy are told apart; nobody else is believed",
        arguments: [true, false])
    func proxy(isTrusted: Bool) throws {
        let server = try TestServer()
        let proxy = isTrusted ? "127.0.0.1" : "192.0.2.1"
        // Of the proxy itself neither codes nor connections are limited. Of others they are, and
        // one that has just ended counts until the server has seen its end.
        let connections = isTrusted ? "1" : "50"
        try server.start(
            options: ["--trusted-proxy", proxy, "--connections-per-address", connections])
        let wrong = JSONCodec().encode(
            EnrolRequest(
                code: "0000-0000-0000", secret: String(repeating: "0f", count: 32)))
        func enrol(_ client: String) throws -> Int {
            try RawRequest.post(
                "/v1/enrol", wrong,
                headers: ["X-Forwarded-For: \(client)", "X-Forwarded-Proto: https"],
                port: server.port)
        }
        let first = try (0..<25).map { _ in try enrol("198.51.100.1") }
        #expect(first == Array(repeating: 403, count: 20) + Array(repeating: 429, count: 5))
        #expect(try enrol("198.51.100.2") == (isTrusted ? 403 : 429))
        #expect(try server.stop().status == 0)
        let sources = Set(
            try server.administer(["audit"]).list("lines").map { try $0.text("who") }
                .filter { $0.hasPrefix("source:") })
        #expect(
            sources
                == (isTrusted
                    ? ["source:198.51.100.1", "source:198.51.100.2"] : ["source:127.0.0.1"]))
    }
}
