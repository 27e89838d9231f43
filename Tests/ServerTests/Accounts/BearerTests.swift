// Tokens: every request proves its device, and a forged proof is refused like any other.

import Server
import Shared
import Testing

struct BearerTests {
    private static let verify = JSONCodec().encode(
        VerifyRequest(scope: "territory", depth: .scope))
    private static let routes: [(path: String, body: [UInt8])] = [
        (
            "/v1/sync",
            JSONCodec().encode(
                SyncRequest(
                    schema: 1, epoch: nil, after: 0, chain: .start, transactions: [], scopes: []))
        ),
        ("/v1/verify", verify),
        ("/v1/records", JSONCodec().encode(RecordsRequest(records: []))),
        (
            "/v1/history",
            JSONCodec().encode(
                HistoryRequest(
                    record: RecordKey(collection: "plot", id: RecordID(high: 0, low: 0))))
        ),
    ]

    @Test func forgedTokensOfEveryShapeAreRefusedOnEveryRoute() throws {
        let world = try World()
        let asker = try Asker(world)
        let other = try Asker(world)
        try world.data.createTerritory("other", name: "Other")
        let (replica, secret) = (asker.replica, asker.secret)
        let forged = [
            "", "Bearer", "Bearer ", "Bearer  garden.\(replica).\(secret)",
            "bearer garden.\(replica).\(secret)", "Basic garden.\(replica).\(secret)",
            "Bearer garden.\(replica)", "Bearer garden.\(replica).", "Bearer garden..\(secret)",
            "Bearer .\(replica).\(secret)", "Bearer garden.\(replica).\(secret).",
            "Bearer garden.\(replica).\(secret).\(secret)", "Bearer garden.0.\(secret)",
            "Bearer garden.-1.\(secret)", "Bearer garden.4294967296.\(secret)",
            "Bearer garden.99.\(secret)", "Bearer garden.x.\(secret)",
            "Bearer garden.\(replica + 1).\(secret)", "Bearer garden.\(replica).\(other.secret)",
            "Bearer garden.\(replica).\(secret.uppercased())",
            "Bearer garden.\(replica).\(secret.dropLast())",
            "Bearer garden.\(replica).\(secret)0", "Bearer garden.\(replica).\(secret)\0",
            "Bearer other.\(replica).\(secret)", "Bearer Garden.\(replica).\(secret)",
            "Bearer nowhere.\(replica).\(secret)", "Bearer ../garden.\(replica).\(secret)",
            "Bearer garden.sqlite.\(replica).\(secret)", "Bearer garden\0.\(replica).\(secret)",
            "Bearer garden.\(replica).\(Hex.encode(SHA256.hash(Array(secret.utf8))))",
            "Bearer garden.\(replica).' OR 1=1 --",
            "Bearer garden.\(replica).\(String(repeating: "a", count: 10_000))",
            "Bearer \u{FEFF}garden.\(replica).\(secret)", "Bearer garden.\u{0661}.\(secret)",
        ]
        for (path, body) in Self.routes {
            for header in forged {
                let answer = world.post(path, body, headers: [("authorization", header)])
                expectRefusal(answer, 401, "unauthorised")
            }
            expectRefusal(world.post(path, body), 401, "unauthorised")
            let status = asker.post(path, body).status
            #expect(status == (path == "/v1/history" ? 404 : 200))
        }
    }

    @Test func revokedDeviceIsRefusedFromItsNextRequestOn() throws {
        let world = try World()
        let (asker, other) = (try Asker(world), try Asker(world))
        #expect(asker.post("/v1/verify", Self.verify).status == 200)
        _ = try world.administration.revoke(asker.replica)
        for (path, body) in Self.routes {
            expectRefusal(asker.post(path, body), 403, "device_revoked")
        }
        // Who does not know the secret does not learn that it was revoked.
        let forged = world.post(
            "/v1/verify", Self.verify,
            headers: [("authorization", "Bearer garden.\(asker.replica).\(other.secret)")])
        expectRefusal(forged, 401, "unauthorised")
        #expect(other.post("/v1/verify", Self.verify).status == 200)
    }

    @Test func enrolmentTakesNoSecretThatIsNone() throws {
        let world = try World()
        let code = try world.invite()
        let secret = String(repeating: "0", count: 64)
        for wrong in ["", "00", secret + "0", String(repeating: "g", count: 64)] {
            let answer = world.post(
                "/v1/enrol", JSONCodec().encode(EnrolRequest(code: code, secret: wrong)))
            expectRefusal(answer, 400, "malformed")
        }
        for wrong in ["", "0000-0000-0000", "garden", String(repeating: "0", count: 100)] {
            let answer = world.post(
                "/v1/enrol", JSONCodec().encode(EnrolRequest(code: wrong, secret: secret)))
            expectRefusal(answer, 403, "bad_code")
        }
        // The code was spent on none of them.
        let answer = world.post(
            "/v1/enrol", JSONCodec().encode(EnrolRequest(code: code, secret: secret)))
        #expect(answer.status == 200)
        expectRefusal(
            world.post(
                "/v1/enrol",
                JSONCodec().encode(
                    EnrolRequest(code: code, secret: String(repeating: "1", count: 64)))),
            403, "code_used")
    }
}
