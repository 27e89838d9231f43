// Where a secret may be sent, and what a store keeps of it.

import ClientCore
import Shared
import Testing

struct ServerTrustTests {
    private func refusal(_ url: String, _ trust: ServerTrust = .system) -> String? {
        do throws(RelaisError) {
            try trust.check(url)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [
        "https://relais.example.org", "HTTPS://x", "http://127.0.0.1", "http://127.0.0.1:8080/",
        "http://127.255.3.4:1/path", "http://localhost:80", "HTTP://LocalHost", "http://[::1]:8080",
        "http://[::1]", "test:",
    ])
    func secretsTravelEncryptedOrNotAtAll(_ url: String) {
        #expect(refusal(url) == nil)
    }

    @Test(arguments: [
        "http://relais.example.org", "HTTP://example.org", "http://10.0.0.1", "http://[::2]",
        "http://localhost.example.org", "http://127.0.0.1.example.org", "http://128.0.0.1",
        "http://127.1", "http://127.0.0.01", "http://127.0.0.256", "http://2130706433",
        "http://0x7f.0.0.1", "http://127.0.0.1@example.org", "http://127.0.0.1:80@example.org",
        "http://localhost\\@example.org", "http://[::1]@example.org", "http://[::1].example.org",
        "http://localhost#@example.org", "http://localhost?@example.org", "http:localhost",
        "http:/localhost", "http:///localhost", "http://", "http://:80", "http://localhost:8x",
        "http://[::ffff:10.0.0.1]", "http://127.0.0.1\t.example.org",
    ])
    func whateverIsNotPlainlyThisMachineIsAnother(_ url: String) throws {
        #expect(refusal(url) == "plain_http")
        #expect(refusal(url, try ServerTrust(allowsPlainHTTP: true)) == nil)
    }

    @Test(arguments: ["", ":", "example.org", " http://x", "\thttp://x", "//x", "ht tp://x"])
    func addressWithoutASchemeIsNone(_ url: String) throws {
        #expect(refusal(url) == "bad_address")
        #expect(refusal(url, try ServerTrust(allowsPlainHTTP: true)) == "bad_address")
    }

    @Test func pinsHaveOneForm() throws {
        let good = "sha256//" + String(repeating: "a", count: 43) + "="
        #expect(try ServerTrust(pin: good).pin == good)
        #expect(try ServerTrust(pin: good + ";" + good).pin != nil)
        for text in [
            "", ";", good + ";", "sha1//" + good.dropFirst(8), String(good.dropLast()), good + "=",
            good.dropLast(2) + "==", "/etc/passwd", good + "\n", "sha256//" + good.dropFirst(9),
            Array(repeating: good, count: 11).joined(separator: ";"),
        ] {
            #expect(throws: RelaisError.self, "\(text)") { _ = try ServerTrust(pin: text) }
        }
        for text in ["", "garbage", String(repeating: "x", count: 300 << 10)] {
            #expect(throws: RelaisError.self) { _ = try ServerTrust(authority: text) }
        }
    }

    @Test func storeKeepsWhatWasChosen() throws {
        let folder = temporaryPath()
        let pin = "sha256//" + String(repeating: "a", count: 43) + "="
        let authority = "-----BEGIN CERTIFICATE-----\n"
        let trust = try ServerTrust(authority: authority, pin: pin, allowsPlainHTTP: true)
        do {
            let store = try Store(folder: folder, schema: JobSearch.schema)
            #expect(try store.trust() == .system)
            try store.setTrust(trust)
        }
        let store = try Store(folder: folder, schema: JobSearch.schema)
        #expect(try store.trust() == trust)
        try store.setTrust(.system)
        #expect(try store.trust() == .system)
    }
}
