// The two forms of the protocol meet: whichever of the two sides is older, they understand one
// another, and only errors are always JSON.

import ClientCore
import Server
import Shared
import Testing

/// A line that notes the form of what goes over it, to a server that may know less than ours.
private final class FormLine: Transport {
    enum Age: CaseIterable, Sendable {
        /// Knows both forms.
        case current
        /// Says that it does not know the binary form.
        case saysSo
        /// Does not look at what form a request is in.
        case takesAllForJSON
    }

    private let router: Router
    private let age: Age
    let asked = Locked<[WireForm]>([])
    let answered = Locked<[WireForm]>([])

    init(_ router: Router, _ age: Age) {
        self.router = router
        self.age = age
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        let form = WireForm(of: request.body)
        asked.withLock { $0.append(form) }
        if age == .saysSo, form == .binary {
            return TransportResponse(status: 415, body: Array("<html>415</html>".utf8))
        }
        var headers = request.headers.map { ($0.name.lowercased(), $0.value) }
        if age != .current {
            headers.removeAll { $0.0 == "accept" || $0.0 == "content-type" }
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
        if age == .current {
            #expect(asked.allSatisfy { $0 == .binary } && answered.allSatisfy { $0 == .binary })
        } else {
            #expect(asked.first == .binary)
            #expect(asked.dropFirst().allSatisfy { $0 == .json }, "it asks in JSON from then on")
            #expect(answered.allSatisfy { $0 == .json })
        }
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
    }
}
