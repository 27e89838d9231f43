// The examples of docs/PROTOCOL.md that no codec reads (token, access, sign-out, health and
// administration) are put to a server, and its answers have the keys that the page has.

import ClientCore
import Server
import Shared
import Testing

@Suite("Examples of the page that are JSON only")
struct PlainExampleTests {
    private let page: PlainPage

    init() throws { page = try PlainPage() }

    /// Puts the page's question, with some values that are true here, and compares the answer.
    private func ask(
        _ asker: Asker, _ path: String, _ values: [String: JSON]
    ) throws -> JSON {
        let examples = page.examples(path)
        try #require(examples.count == 2, "\(path)")
        let question = try JSON.parse(Array(examples[0].utf8)).replacing(values)
        let answer = asker.post(path, question.bytes)
        #expect(answer.status == 200, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
        let json = try JSON.parse(answer.body)
        let shape = try #require(PageShape(examples[1]))
        #expect(shape.problems(in: json, rows: [:]) == [], "\(path)")
        return json
    }

    @Test("token: a question with another secret is answered with the number")
    func token() throws {
        let asker = try Asker(World())
        let secret = Hex.encode(asker.world.data.ports.randomBytes(32))
        let answer = try ask(asker, "/v1/token", ["secret": .string(secret)])
        #expect(answer["replica"] == .integer(Int64(asker.replica)))
    }

    @Test("access: a file is opened for so many hours")
    func access() async throws {
        let story = try await AccessStory()
        let asker = try Asker(story.world)
        let file = JSON.string(story.gardener.description)
        let answer = try ask(asker, "/v1/access", ["file": file])
        #expect(answer["portfolio"] == .string(story.list.description))
        #expect(answer["hours"] == .integer(2))
        let until = story.world.clock.now() + 2 * 3_600_000
        #expect(answer["until"] == .integer(Int64(until)))
    }

    @Test("sign-out: a device whose numbers are all there ends its access")
    func signOut() throws {
        let asker = try Asker(World())
        _ = try asker.create("plot", "name", "Nord")
        let answer = try ask(asker, "/v1/sign-out", ["last": .integer(1)])
        #expect(answer["received"] == .integer(1))
    }

    @Test("health: whoever asks is told the versions")
    func health() throws {
        let examples = page.examples("/v1/health")
        try #require(examples.count == 1)
        let answer = try World().router.handle(HTTPRequest(method: "GET", path: "/v1/health"))
        let json = try JSON.parse(answer.body)
        #expect(PageShape(examples[0])?.problems(in: json, rows: [:]) == [])
        #expect(json["status"] == .string("ok"))
    }

    @Test("administration: each question of the table has an answer with the keys of the table")
    func administration() async throws {
        let town = try await PlainTown()
        let acts = try page.acts()
        #expect(acts.count == 15)
        let devices = acts.first { $0.name == "devices" }?.answer.row("devices")
        let accesses = acts.first { $0.name == "accesses" }?.answer.row("exceptionalAccesses")
        var rows = ["exceptionalAccesses": accesses].compactMapValues(\.self)
        for key in ["devices", "silent", "pendingPurges"] { rows[key] = devices }
        var asked = 0
        for act in acts {
            for (index, question) in act.questions.enumerated() {
                let question = question.replacing(town.values(of: act.name, index))
                let answer = town.ada.post("/v1/admin/\(act.name)", question.bytes)
                let text = String(decoding: answer.body, as: UTF8.self)
                #expect(answer.status == 200, "\(act.name): \(text)")
                let json = try JSON.parse(answer.body)
                #expect(act.answer.problems(in: json, rows: rows) == [], "\(act.name): \(text)")
                asked += 1
            }
        }
        #expect(asked == 19)
    }

    @Test("administration: what waits is told as the page says, and a sealed record is decided of")
    func waiting() async throws {
        let town = try await PlainTown()
        let answer = town.ada.post("/v1/admin/quarantine", Array("{}".utf8))
        let json = try JSON.parse(answer.body)
        var found: Set<String> = []
        for change in json["transactions"]?.list.flatMap({ $0["changes"]?.list ?? [] }) ?? [] {
            guard case .string(let kind)? = change["kind"] else { continue }
            found.insert(kind)
            if kind == "set" {
                #expect(change["value"]?.keys == ["added", "removed"])
            } else if kind == "counter" {
                #expect(change["value"]?.keys == ["increment"])
            }
            #expect(page.section("/v1/admin/…").contains("`\(kind)`"))
        }
        #expect(found == ["value", "set", "counter", "deleted", "erased", "present"])

        let decide = try #require(try page.acts().first { $0.name == "decide" })
        let sealed = json["sealed"]?.list ?? []
        #expect(sealed.count == 2)
        for (record, decision) in zip(sealed, ["accepted", "dismissed"]) {
            let question = JSON.object([
                "id": record["address"] ?? .null, "decision": .string(decision),
            ])
            let answer = town.ada.post("/v1/admin/decide", question.bytes)
            #expect(answer.status == 200)
            let told = try JSON.parse(answer.body)
            #expect(decide.answer.problems(in: told, rows: [:]) == [])
        }
    }
}

/// An organisation in which there is something of everything to look at.
private struct PlainTown {
    let world: World
    let ada: Asker
    private let anna: TestDevice
    private let badr: Asker
    private let carla: Asker
    private let observer: Asker
    private let portfolio: RecordID
    /// What the observer would have written, in the order of the numbers.
    private let refused: [RecordID]
    private let users: [Replica: String]
    private static let day: UInt64 = 24 * 3_600_000

    init() async throws {
        let world = try World()
        self.world = world
        anna = try await world.device()
        // A reader holds what a restore has lost: nobody can prove it, so it is sealed.
        let olga = try await world.device(role: .observer)
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for _ in 0..<2 { for device in [anna, olga] { try await device.sync() } }
        try world.backup()
        try anna.set(plot, "soil", "argile")
        _ = try anna.create("plot", ["name": .assign(.text("late"))])
        for device in [anna, olga] { try await device.sync() }
        try world.restore()
        try await olga.sync()
        ada = try Asker(world, role: .coordinator)
        badr = try Asker(world)
        carla = try Asker(world)
        observer = try Asker(world, role: .observer)
        let portfolio = try world.administration.createPortfolio(
            organisation: world.organisation, name: "Nord", holder: nil
        ).id
        self.portfolio = portfolio
        refused = try PlainTown.refuse(observer)
        let day = PlainTown.day
        for asker in [badr, carla] {
            let access = ExceptionalAccess(
                replica: asker.replica, portfolio: portfolio,
                file: RecordKey(collection: "gardener", id: RecordID(high: 1, low: 1)),
                reason: "Remplace", since: world.clock.now(), until: world.clock.now() + 30 * day)
            try world.administration.storage.write { try $0.put(access) }
        }
        _ = try world.invite()
        world.clock.advance(by: 15 * day)
        users = try world.administration.storage.read { reader in
            let devices = try reader.devices()
            return Dictionary(devices.map { ($0.replica, $0.user) }, uniquingKeysWith: { $1 })
        }
    }

    /// Something of each kind, from somebody who may write nothing.
    private static func refuse(_ observer: Asker) throws -> [RecordID] {
        let ports = observer.world.data.ports
        let actions: [RecordChange.Action] = [
            .write([
                .init(field: "name", change: .assign(.text("Nord"))),
                .init(field: "tags", change: .edit(add: ["a"], remove: ["b"])),
                .init(field: "visits", change: .increment(2)),
            ]), .write([.init(field: "name", change: .assign(.text("Sud")))]), .write([]), .delete,
            .erase,
        ]
        let transactions = actions.map { action in
            Transaction(
                id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()),
                schema: 1, seen: nil,
                records: [
                    RecordChange(
                        collection: "plot", id: ports.makeRecordID(), base: .none, action: action)
                ])
        }
        let answer = try JSONCodec().syncResponse(observer.sync(transactions).body)
        try #require(answer.acknowledgements.count == actions.count)
        return transactions.map { $0.records[0].id }
    }

    /// What the examples of an act should name here.
    func values(of act: String, _ index: Int) -> [String: JSON] {
        let user = { (replica: Replica?) in JSON.string(replica.flatMap { users[$0] } ?? "") }
        var values: [String: JSON] = [
            "user": user(badr.replica), "holder": user(badr.replica),
            "portfolio": .string(portfolio.description),
            "replica": .integer(Int64(carla.replica)), "corrections": .array([.string("soil=x")]),
        ]
        values["since"] = .integer(Int64(world.clock.now() - 30 * PlainTown.day))
        switch act {
        case "leave": values["user"] = user(try? anna.store.enrolment()?.replica)
        case "revoke": values["replica"] = .integer(Int64(observer.replica))
        case "decide":
            // The corrected one is the first, and the others are those after it.
            let number = index == 2 ? 1 : index + 2
            values["id"] = .string("\(observer.replica):\(number)")
            values["record"] = .array([
                .string("plot"), .string(refused[number - 1].description),
            ])
        case "end-access" where index == 1:
            values["replica"] = .integer(Int64(badr.replica))
        default: break
        }
        return values
    }
}

extension JSON {
    /// With other values under some keys that it has.
    fileprivate func replacing(_ values: [String: JSON]) -> JSON {
        guard case .object(let object) = self else { return self }
        return .object(
            JSONObject(
                members: object.members.map {
                    JSONObject.Member(key: $0.key, value: values[$0.key] ?? $0.value)
                }))
    }

    fileprivate var list: [JSON] { if case .array(let elements) = self { elements } else { [] } }

    fileprivate var keys: [String] {
        if case .object(let object) = self { object.members.map(\.key).sorted() } else { [] }
    }
}
