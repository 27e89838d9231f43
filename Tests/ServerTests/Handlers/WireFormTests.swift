// The two forms of the protocol meet: whichever of the two sides is older, they understand one
// another, and only errors are always JSON.

import ClientCore
import Server
import Shared
import Testing

/// A line that notes the form of what goes over it, to a server that may know less than ours.
private final class FormLine: Transport {
    enum Age: CaseIterable, Sendable {
        /// Knows both forms, and brief requests.
        case current
        /// Knows both forms, and takes for JSON what does not say what it is.
        case beforeBrief
        /// Stands behind something that lets nothing pass that does not say what it is.
        case behindWall
        /// Says that it does not know the binary form.
        case saysSo
        /// Does not look at what form a request is in.
        case takesAllForJSON
    }

    private let router: Router
    private let age: Age
    let asked = Locked<[WireForm]>([])
    let answered = Locked<[WireForm]>([])
    /// How many requests did not say what they are.
    let briefs = Locked(0)

    init(_ router: Router, _ age: Age) {
        self.router = router
        self.age = age
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let form = WireForm(of: request.body)
        asked.withLock { $0.append(form) }
        if !request.headers.contains(where: { $0.name == "Content-Type" }) {
            briefs.withLock { $0 += 1 }
        }
        if age == .saysSo, form == .binary {
            return TransportResponse(status: 415, body: Array("<html>415</html>".utf8))
        }
        var headers = request.headers.map { ($0.name.lowercased(), $0.value) }
        let saysNothing = !headers.contains { $0.0 == "content-type" }
        if age == .behindWall, saysNothing {
            return TransportResponse(status: 403, body: Array("<html>403</html>".utf8))
        }
        if age == .takesAllForJSON || age == .saysSo || (age == .beforeBrief && saysNothing) {
            headers.removeAll { $0.0 == "accept" || $0.0 == "content-type" }
            headers.append(("content-type", JSONCodec.mediaType))
        }
        let response = router.handle(
            HTTPRequest(
                method: request.method, path: request.path, headers: headers,
                body: request.body))
        answered.withLock { $0.append(WireForm(of: response.body)) }
        return TransportResponse(status: response.status, body: response.body)
    }
}

@Suite("Forms of the wire")
struct WireFormTests {
    @Test("a device and a server of any age synchronise", arguments: FormLine.Age.allCases)
    private func ages(age: FormLine.Age) async throws {
        let world = try World()
        let other = try await world.device()
        let device = try await world.device()
        let line = FormLine(world.router, age)
        let engine = SyncEngine(store: device.store, transport: line)
        let id = try device.create("plot", ["name": .assign(.text("Verger"))])
        for _ in 0..<3 { #expect(try await engine.sync().error == nil) }
        try await other.sync()
        #expect(try other.text(id, "name") == "Verger")
        try other.set(id, "name", "Potager")
        try await other.sync()
        #expect(try await engine.sync().error == nil)
        #expect(try device.text(id, "name") == "Potager")
        let (asked, answered) = (line.asked.withLock { $0 }, line.answered.withLock { $0 })
        let briefs = line.briefs.withLock { $0 }
        switch age {
        case .current:
            #expect(asked.allSatisfy { $0 == .binary } && answered.allSatisfy { $0 == .binary })
            #expect(briefs == asked.count, "it need not say what it asks in")
        case .beforeBrief, .behindWall:
            #expect(asked.allSatisfy { $0 == .binary })
            #expect(answered.drop { $0 == .json }.allSatisfy { $0 == .binary })
            #expect(briefs == 1, "it says so from then on")
        case .saysSo, .takesAllForJSON:
            #expect(asked.prefix(2) == [.binary, .binary] && briefs == 1)
            #expect(asked.dropFirst(2).allSatisfy { $0 == .json }, "it asks in JSON from then on")
            #expect(answered.allSatisfy { $0 == .json })
        }
    }

    @Test("who says nothing is understood by the first byte, and answered so")
    func nothingSaid() throws {
        let world = try World()
        let asker = try Asker(world)
        let request = SyncRequest(
            schema: 1, epoch: nil, after: 0, chain: .start, transactions: [],
            scopes: [HeldScope(name: "territory", floor: nil)])
        let secret = try #require(Hex.decode(asker.secret))
        let token = "Bearer \(asker.territory).\(asker.replica).\(Base64.encode(secret))"
        let post = { (token: String, headers: [(String, String)], body: [UInt8]) in
            world.post(
                "/v1/sync", body,
                headers: ([("authorization", token)] + headers).map { (name: $0.0, value: $0.1) })
        }
        let codec = BinaryCodec()
        for body in [codec.encode(request), codec.encodeBriefly(request)] {
            for token in [token, asker.header] {
                let answer = post(token, [], body)
                #expect(answer.status == 200)
                #expect(!answer.headers.contains { $0.0 == "Content-Type" })
                #expect(throws: Never.self) { try codec.syncResponse(answer.body, to: body) }
            }
            // What the HTTP libraries say that were told nothing.
            let type = "application/x-www-form-urlencoded"
            let answer = post(token, [("content-type", type), ("accept", "*/*")], body)
            #expect(answer.status == 200)
            #expect(answer.headers.contains { $0.1 == BinaryCodec.mediaType })
        }
        let answer = post(token, [], JSONCodec().encode(request))
        #expect(answer.headers.contains { $0.1 == JSONCodec.mediaType })
        #expect(throws: Never.self) { try JSONCodec().syncResponse(answer.body) }
        let body = codec.encodeBriefly(request)
        for wrong in [String(token.dropLast()), token + "A", token.uppercased()] {
            expectRefusal(post(wrong, [], body), 401, "unauthorised")
        }
        expectRefusal(post(token, [], Array(body.dropLast())), 400, "malformed")
        expectRefusal(
            post(token, [("content-type", JSONCodec.mediaType)], body), 400, "malformed")
    }

    @Test("a request in either form is answered in the form that it wants")
    func negotiation() throws {
        let world = try World()
        let asker = try Asker(world)
        let request = VerifyRequest(scope: "territory", depth: .scope)
        for form in WireForm.allCases {
            for (accept, wanted) in [
                (nil, form), (JSONCodec.mediaType, .json),
                (BinaryCodec.mediaType, .binary),
                (WireForm.accepted, .binary),
            ] {
                var headers = [
                    ("authorization", asker.header), ("content-type", form.mediaType),
                ]
                if let accept { headers.append(("accept", accept)) }
                let answer = world.post(
                    "/v1/verify", form.codec.encode(request),
                    headers: headers.map { (name: $0.0, value: $0.1) })
                #expect(answer.status == 200)
                #expect(answer.headers.contains { $0.1 == wanted.mediaType })
                #expect(throws: Never.self) { try wanted.codec.verifyResponse(answer.body) }
            }
        }
    }

    @Test("another version of the form is refused with 415, and errors are JSON whatever is wanted")
    func refusals() throws {
        let world = try World()
        let asker = try Asker(world)
        let body = BinaryCodec().encode(VerifyRequest(scope: "territory", depth: .scope))
        let post = { (type: String, body: [UInt8]) in
            world.post(
                "/v1/verify", body,
                headers: [
                    (name: "authorization", value: asker.header),
                    (name: "content-type", value: type),
                    (name: "accept", value: BinaryCodec.mediaType),
                ])
        }
        expectRefusal(
            post("application/vnd.relais.sync.v2+binary", body), 415, "unknown_media_type")
        expectRefusal(post(BinaryCodec.mediaType, Array(body.dropLast())), 400, "malformed")
        expectRefusal(post(JSONCodec.mediaType, body), 400, "malformed")
    }

    @Test(
        "Accept is read by weight and then by order",
        arguments: [
            (nil, WireForm.json), ("", .json), ("*/*", .json), ("text/html", .json),
            (BinaryCodec.mediaType, .binary), (BinaryCodec.mediaType.uppercased(), .binary),
            ("\(BinaryCodec.mediaType), application/json", .binary),
            ("application/json, \(BinaryCodec.mediaType)", .json),
            ("application/json;q=0.5 ,\(BinaryCodec.mediaType) ; q=0.6", .binary),
            ("\(BinaryCodec.mediaType);q=0", .json), ("\(BinaryCodec.mediaType);q=x", .json),
            (WireForm.accepted, .binary), ("*/*;q=0.1, \(BinaryCodec.mediaType)", .binary),
        ] as [(String?, WireForm)])
    func accept(header: String?, form: WireForm) {
        #expect(WireForm(accept: header) == form)
        // Who takes anything is answered as they ask.
        let takesAnything = header == "*/*"
        #expect(WireForm(accept: header, asked: .binary) == (takesAnything ? .binary : form))
    }
}
