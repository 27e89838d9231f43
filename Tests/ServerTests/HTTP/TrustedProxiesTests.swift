// What a proxy says of a client is believed from the proxies that were named, and from nobody else.

import Shared
import Testing

@testable import Server

struct TrustedProxiesTests {
    private func resolved(
        _ proxies: [String], from remote: String, _ headers: [(String, String)]
    ) throws -> HTTPRequest? {
        try #require(TrustedProxies(proxies)).resolve(
            HTTPRequest(
                method: "POST", path: "/v1/sync",
                headers: headers.map { (name: $0.0, value: $0.1) }, remoteAddress: remote))
    }

    @Test(arguments: [
        ("198.51.100.7", "198.51.100.7"),
        // What the client wrote itself stands before what the proxy added.
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),
        ("127.0.0.1, 198.51.100.7 , 10.0.0.2", "198.51.100.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("", "10.0.0.1"), ("unknown", "10.0.0.1"), ("198.51.100.7:80", "10.0.0.1"),
        ("198.51.100.7, garbage", "10.0.0.1"), (", ,,", "10.0.0.1"),
        ("10.0.0.2", "10.0.0.2"),
    ])
    func proxyTellsTheClientsAddress(_ value: String, _ address: String) throws {
        let request = try resolved(
            ["10.0.0.1", "10.0.0.2"], from: "10.0.0.1", [("x-forwarded-for", value)])
        #expect(request?.remoteAddress == address)
        #expect(request?.headers.isEmpty == true)
    }

    @Test func othersAreNotBelieved() throws {
        let lies = [
            ("x-forwarded-for", "127.0.0.1"), ("x-forwarded-proto", "http"),
            ("forwarded", "for=1.2.3.4"), ("authorization", "Bearer x"),
        ]
        for proxies in [[], ["10.0.0.1"]] {
            let request = try #require(try resolved(proxies, from: "198.51.100.7", lies))
            #expect(request.remoteAddress == "198.51.100.7")
            #expect(request.headers.map(\.name) == ["authorization"])
        }
    }

    @Test func linesOfOneNameAreOneList() throws {
        let request = try resolved(
            ["10.0.0.1"], from: "10.0.0.1",
            [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.7")])
        #expect(request?.remoteAddress == "198.51.100.7")
    }

    @Test func clientThatCameInTheClearIsTold() throws {
        let proxies = try #require(TrustedProxies(["10.0.0.1"]))
        let handler = proxies.around(echo)
        func status(_ proto: String, path: String = "/v1/sync") -> Int {
            handler(
                HTTPRequest(
                    method: "POST", path: path, headers: [("x-forwarded-proto", proto)],
                    remoteAddress: "10.0.0.1")
            ).status
        }
        #expect(status("https") == 200)
        #expect(status("http") == 403)
        #expect(status("HTTP") == 403)
        #expect(status("https, http") == 403)
        #expect(status("http", path: "/v1/health") == 200)
    }

    @Test func onlyAddressesCanBeNamed() {
        #expect(TrustedProxies(["127.0.0.1", "::1", "localhost"])?.addresses.count == 2)
        for text in ["", "proxy.example.org", "10.0.0.0/8", "10.0.0.1:80", "[::1]", "10.0.0.300"] {
            #expect(TrustedProxies([text]) == nil)
        }
    }
}
