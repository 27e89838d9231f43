// The router: every route, and everything that is not one, without a socket.

import Gzip
import Server
import Shared
import Testing

struct RouterTests {
    private static let posts = [
        "/v1/enrol", "/v1/sync", "/v1/verify", "/v1/records", "/v1/history",
    ]

    @Test func healthAnswersAnybody() throws {
        let world = try World()
        for method in ["GET", "HEAD"] {
            let answer = world.router.handle(HTTPRequest(method: method, path: "/v1/health"))
            #expect(answer.status == 200)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(text.contains("\"status\":\"ok\"") && text.contains("\"protocol\":1"))
        }
    }

    @Test func methodThatDoesNotFitIsRefused() throws {
        let world = try World()
        for path in Self.posts {
            for method in ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "post", "", "POST "] {
                let answer = world.router.handle(HTTPRequest(method: method, path: path))
                expectRefusal(answer, 405, "method_not_allowed")
            }
        }
        for method in ["POST", "PUT", "get"] {
            let answer = world.router.handle(HTTPRequest(method: method, path: "/v1/health"))
            expectRefusal(answer, 405, "method_not_allowed")
        }
    }

    @Test func pathThatIsNoRouteIsNotFound() throws {
        let world = try World()
        let paths = [
            "/", "", "/v1", "/v1/", "/v1/sync/", "//v1/sync", "/v1/SYNC", "/v2/sync",
            "/v1/sync/../health", "/v1/health\0", "/v1/unknown",
        ]
        for path in paths {
            for method in ["GET", "POST"] {
                let answer = world.router.handle(HTTPRequest(method: method, path: path))
                expectRefusal(answer, 404, "not_found")
            }
        }
    }

    @Test func messageThatCannotBeReadIsRefused() throws {
        let world = try World()
        let asker = try Asker(world)
        let texts = [
            "", " ", "{", "[]", "null", "1", "\"x\"", "{}", "{}{}", "{\"a\":1,}", "{a:1}",
            "{\"protocol\":\"1\"}", "{\"protocol\":1e99}", "\u{FEFF}{}",
            String(repeating: "[", count: 100_000),
            "{\"x\":" + String(repeating: "{\"x\":", count: 10_000),
        ]
        for path in Self.posts {
            // A request for no records at all is one, with whatever a newer program adds.
            let isLenient = path == "/v1/records"
            for text in texts where !(isLenient && (text == "{}" || text.contains("protocol"))) {
                expectRefusal(asker.post(path, Array(text.utf8)), 400, "malformed")
            }
            expectRefusal(asker.post(path, [0xFF, 0xFE, 0x7B]), 400, "malformed")
            expectRefusal(asker.post(path, Array("{\"scope\":\"\u{0}\"}".utf8)), 400, "malformed")
        }
    }

    @Test func messagesMayComeAndGoGzipped() throws {
        let world = try World()
        let asker = try Asker(world)
        _ = try asker.create("plot", "name", "Nord")
        let message = JSONCodec().encode(
            VerifyRequest(scope: "territory", depth: .buckets))
        let plain = asker.post("/v1/verify", message)
        let packed = world.post(
            "/v1/verify", Gzip.compress(message),
            headers: [
                ("authorization", asker.header), ("content-encoding", "gzip"),
                ("accept-encoding", "gzip"),
            ])
        #expect(plain.status == 200 && packed.status == 200)
        #expect(plain.body.count > 1_000 && packed.body.count < plain.body.count)
        #expect(packed.headers.contains { $0.0 == "Content-Encoding" && $0.1 == "gzip" })
        #expect(!plain.headers.contains { $0.0 == "Content-Encoding" })
        #expect(try Gzip.decompress(packed.body, limit: 1 << 20) == plain.body)
        // A small answer stays as it is, and so does one for who takes no gzip.
        for coding in ["gzip;q=0", "br", "identity"] {
            let answer = world.post(
                "/v1/verify", message,
                headers: [("authorization", asker.header), ("accept-encoding", coding)])
            #expect(answer.body == plain.body)
        }
    }

    @Test func codingThatIsBrokenOrUnknownOrTooLargeIsRefused() throws {
        let world = try World()
        let asker = try Asker(world)
        let message = JSONCodec().encode(VerifyRequest(scope: "territory", depth: .scope))
        func post(_ coding: String, _ body: [UInt8]) -> HTTPResponse {
            world.post(
                "/v1/verify", body,
                headers: [("authorization", asker.header), ("content-encoding", coding)])
        }
        for coding in ["br", "deflate", "zstd", "gzip, gzip", "x"] {
            expectRefusal(post(coding, message), 415, "unknown_content_coding")
        }
        let packed = Gzip.compress(message)
        for body in [message, [], Array(packed.dropLast()), packed + [0], [0x1F, 0x8B]] {
            expectRefusal(post("gzip", body), 400, "malformed")
        }
        let bomb = Gzip.compress(Array(repeating: 0x20, count: WireLimits.messageBytes + 1))
        expectRefusal(post("gzip", bomb), 413, "too_large")
        #expect(post("identity", message).status == 200)
        #expect(post("GZIP", packed).status == 200)
    }

    /// Of a form that is none of ours the first byte tells; of a version of ours nobody guesses.
    @Test func formThatIsUnknownIsRefused() throws {
        let world = try World()
        let asker = try Asker(world)
        let message = JSONCodec().encode(VerifyRequest(scope: "territory", depth: .scope))
        let paths = Self.posts + ["/v1/token", "/v1/access", "/v1/sign-out", "/v1/admin/users"]
        for path in paths {
            for version in ["v0", "v2", "v11"] {
                let answer = world.post(
                    path, message,
                    headers: [
                        ("authorization", asker.header),
                        ("content-type", "application/vnd.relais.sync.\(version)+binary"),
                    ])
                expectRefusal(answer, 415, "unknown_media_type")
            }
        }
        let plain = world.post(
            "/v1/verify", message,
            headers: [("authorization", asker.header), ("content-type", "text/plain")])
        #expect(plain.status == 200)
    }

    @Test func versionsThatDoNotMeetAreTold() throws {
        let world = try World()
        let asker = try Asker(world)
        expectRefusal(asker.sync([], protocolVersion: 0), 426, "client_too_old")
        expectRefusal(asker.sync([], protocolVersion: 2), 426, "server_too_old")
        #expect(asker.sync([]).status == 200)
        let code = try world.invite()
        for (version, refusal) in [(0, "client_too_old"), (2, "server_too_old")] {
            let request = EnrolRequest(
                protocolVersion: version, code: code, secret: asker.secret)
            expectRefusal(
                world.post("/v1/enrol", JSONCodec().encode(request)), 426, refusal)
        }
    }

    @Test func fieldsThatANewerProgramAddsAreIgnored() throws {
        let world = try World()
        let asker = try Asker(world)
        let text = "{\"scope\":\"territory\",\"colour\":[{\"a\":null}],\"深\":1.5}"
        #expect(asker.post("/v1/verify", Array(text.utf8)).status == 200)
    }
}
