// What a coordinator does over HTTP: all of it in their own organisation, none of it in another,
// none of it by anybody else.

import Shared
import Testing

@testable import Server

@Suite("Administration over HTTP")
struct AdministrationRoutesTests {
    /// A coordinator of each of two organisations, a mediator of each, and a portfolio of each.
    private struct Town {
        let world: World
        let other: RecordID
        let ada: Asker
        let stranger: Asker
        let mediator: Asker
        let foreign: Asker
        let portfolio: RecordID
        let foreignPortfolio: RecordID

        init() throws {
            world = try World()
            other = try world.makeOrganisation()
            ada = try Asker(world, role: .coordinator)
            stranger = try Asker(world, organisation: other, role: .coordinator)
            mediator = try Asker(world)
            foreign = try Asker(world, organisation: other)
            portfolio = try world.administration.createPortfolio(
                organisation: world.organisation, name: "Nord", holder: nil
            ).id
            foreignPortfolio = try world.administration.createPortfolio(
                organisation: other, name: "Etranger", holder: nil
            ).id
            let access = ExceptionalAccess(
                replica: mediator.replica, portfolio: portfolio,
                file: RecordKey(collection: "gardener", id: RecordID(high: 1, low: 1)),
                reason: "Remplace", since: world.clock.now(), until: .max)
            try world.administration.storage.write { try $0.put(access) }
        }

        func user(_ asker: Asker) throws -> User {
            try world.administration.storage.read { reader in
                let device = try #require(try reader.device(asker.replica))
                return try #require(try reader.user(device.user))
            }
        }

        /// A change of a foreign record, which the server refuses from any of our own.
        func refuse(_ asker: Asker, of owner: Asker) throws -> (String, RecordID) {
            let id = try owner.create("diary", "text", "Zuleikha")
            let change = Pusher.change(world, "diary", id, "text", "Mallory")
            let answer = try JSONCodec().syncResponse(asker.sync([change]).body)
            guard case .quarantined(1, "not_allowed", _)? = answer.acknowledgements.first else {
                throw ServerErrors.notFound
            }
            return ("\(asker.replica):1", id)
        }

        /// Everything that administration could change.
        func snapshot() throws -> [String] {
            try world.administration.storage.read { reader in
                let parts: [String] = [
                    "\(try reader.users())", "\(try reader.devices().map(\.state))",
                    "\(try reader.portfolios())", "\(try reader.invitations())",
                    "\(try reader.quarantine().map(\.decision))", "\(try reader.info().head)",
                    "\(try reader.exceptionalAccesses(of: nil))",
                ]
                return parts
            }
        }
    }

    /// An act, and a question that would work for the coordinator of the first organisation.
    private func acts(_ town: Town, refused: String) throws -> [(String, JSON)] {
        let user = JSON.string(try town.user(town.mediator).id)
        return [
            ("invite", .object(["name": .string("Eve"), "role": .string("mediator")])),
            ("invite", .object(["user": user])), ("devices", .object([:])),
            ("users", .object([:])), ("portfolios", .object([:])), ("quarantine", .object([:])),
            ("audit", .object([:])), ("overview", .object([:])),
            ("role", .object(["user": user, "role": .string("referent")])),
            ("portfolio", .object(["name": .string("Sud"), "holder": user])),
            (
                "hand-over",
                .object(["portfolio": .string(town.portfolio.description), "holder": user])
            ),
            ("decide", .object(["id": .string(refused), "decision": .string("dismissed")])),
            ("accesses", .object([:])),
            ("end-access", .object(["replica": .integer(Int64(town.mediator.replica))])),
            ("revoke", .object(["replica": .integer(Int64(town.mediator.replica))])),
            ("leave", .object(["user": user])),
        ]
    }

    @Test("a coordinator does all of it in their organisation, and each act is their own line")
    func coordinator() throws {
        let town = try Town()
        let (refused, _) = try town.refuse(town.mediator, of: town.foreign)
        let before = try town.world.administration.storage.read { try $0.auditHead().count }
        for (act, message) in try acts(town, refused: refused) {
            let answer = town.ada.post("/v1/admin/\(act)", message.bytes)
            #expect(answer.status == 200, "\(act): \(String(decoding: answer.body, as: UTF8.self))")
            // Nothing of the other organisation is told, whatever is listed.
            let text = String(decoding: answer.body, as: UTF8.self)
            for secret in ["Etranger", try town.user(town.foreign).id, "Zuleikha"] {
                #expect(!text.contains(secret), "\(act)")
            }
        }
        let ada = try town.user(town.ada).id
        let lines = try town.world.administration.storage.read { reader in
            var lines: [AuditLine] = []
            try reader.audit(after: before) {
                lines.append($0)
                return true
            }
            return lines
        }
        #expect(
            lines.map(\.what) == [
                "invited", "invited", "role-changed", "portfolio-created",
                "portfolio-handed-over", "quarantine-dismissed", "access-ended",
                "device-revoked", "user-left",
            ])
        #expect(lines.allSatisfy { $0.who == "user:\(ada)" && $0.device == town.ada.replica })
    }

    @Test(
        "no other role does any of it, and nothing changes",
        arguments: Role.allCases.filter { $0 != .coordinator })
    func otherRoles(_ role: Role) throws {
        let town = try Town()
        let (refused, _) = try town.refuse(town.mediator, of: town.foreign)
        let asker = try Asker(town.world, role: role)
        let before = try town.snapshot()
        for (act, message) in try acts(town, refused: refused) {
            expectRefusal(
                asker.post("/v1/admin/\(act)", message.bytes), 403, "not_coordinator")
        }
        #expect(try town.snapshot() == before)
    }

    @Test("the coordinator of another organisation finds nothing there, and nothing changes")
    func otherOrganisation() throws {
        let town = try Town()
        let (refused, _) = try town.refuse(town.mediator, of: town.foreign)
        let before = try town.snapshot()
        let mediator = try town.user(town.mediator)
        for (act, message) in try acts(town, refused: refused) {
            let answer = town.stranger.post("/v1/admin/\(act)", message.bytes)
            let text = String(decoding: answer.body, as: UTF8.self)
            switch act {
            case "devices", "users", "portfolios", "quarantine", "audit", "overview", "accesses":
                #expect(answer.status == 200)
                for secret in [mediator.id, "Nord", "Mallory", refused, "Remplace"] {
                    #expect(!text.contains("\"\(secret)\""), "\(act): \(text)")
                }
            case "invite" where message["name"] != nil:
                // A new person is one of the coordinator's own organisation, whoever asks.
                continue
            default: #expect(answer.status == 404, "\(act): \(text)")
            }
        }
        // What names nobody creates nothing here either.
        #expect(try town.snapshot().dropFirst().dropLast(3).first == before[1])
        #expect(try town.user(town.mediator) == mediator)
    }

    @Test("a new person is of the coordinator's own organisation, whatever is asked")
    func invitedIntoOwn() throws {
        let town = try Town()
        let message: JSON = .object([
            "name": .string("Eve"), "role": .string("coordinator"),
            "organisation": .string(town.other.description),
        ])
        let answer = town.ada.post("/v1/admin/invite", message.bytes)
        guard case .string(let user)? = try JSON.parse(answer.body)["user"] else {
            Issue.record("no user")
            return
        }
        let eve = try town.world.administration.storage.read { try $0.user(user) }
        #expect(eve?.organisation == town.world.organisation)
    }

    @Test("a release has no more power than the coordinator who asks for it")
    func releaseIsBounded() throws {
        let town = try Town()
        let (refused, id) = try town.refuse(town.mediator, of: town.foreign)
        let before = try town.world.serverState("diary", id)
        for decision in ["accepted", "corrected"] {
            let answer = town.ada.post(
                "/v1/admin/decide",
                JSON.object([
                    "id": .string(refused), "decision": .string(decision),
                    "corrections": .array([.string("text=Eve")]),
                ]).bytes)
            expectRefusal(answer, 409, "not_allowed")
        }
        #expect(try town.world.serverState("diary", id) == before)
        #expect(try town.world.waiting().count == 1)
    }

    @Test("nobody takes their own access away by administering")
    func ownAccount() throws {
        let town = try Town()
        let own = JSON.string(try town.user(town.ada).id)
        for (act, message) in [
            ("revoke", JSON.object(["replica": .integer(Int64(town.ada.replica))])),
            ("leave", .object(["user": own])),
            ("role", .object(["user": own, "role": .string("observer")])),
        ] {
            expectRefusal(town.ada.post("/v1/admin/\(act)", message.bytes), 409, "own_account")
        }
        // Another of their devices is another matter.
        let code = try Accounts(
            storage: town.world.administration.storage, ports: town.world.data.ports
        ).invite(user: try town.user(town.ada).id)
        let secret = Hex.encode(town.world.data.ports.randomBytes(32))
        let enrolled = town.world.post(
            "/v1/enrol", JSONCodec().encode(EnrolRequest(code: code.code, secret: secret)))
        let replica = try JSONCodec().enrolResponse(enrolled.body).replica
        let answer = town.ada.post(
            "/v1/admin/revoke", JSON.object(["replica": .integer(Int64(replica))]).bytes)
        #expect(answer.status == 200)
    }

    @Test("a role that is gone, or a withdrawn device, administers no more")
    func noLonger() throws {
        let town = try Town()
        let device = try town.world.administration.storage.read { reader in
            try AuthenticatedDevice(
                try #require(try reader.device(town.ada.replica)), of: try town.user(town.ada),
                reader)
        }
        // Proved a moment ago, and changed before the act.
        let by = try Administrator(device)
        _ = try town.world.administration.setRole(.mediator, of: device.user.id)
        let administration = Administration(
            storage: town.world.administration.storage, ports: town.world.data.ports,
            schema: town.world.schema, by: by)
        #expect(throws: Refusal.self) { try administration.revoke(town.mediator.replica) }
        expectRefusal(town.ada.post("/v1/admin/users", Array("{}".utf8)), 403, "not_coordinator")
        _ = try town.world.administration.revoke(town.ada.replica)
        expectRefusal(town.ada.post("/v1/admin/users", Array("{}".utf8)), 403, "device_revoked")
    }

    @Test("bad questions are refused in the one shape of the protocol")
    func badQuestions() throws {
        let town = try Town()
        for (act, body, status) in [
            ("users", "", 400), ("users", "[]", 400), ("users", "{", 400),
            ("invite", "{}", 400), ("invite", #"{"name":"E","role":"king"}"#, 400),
            ("invite", #"{"name":3,"role":"mediator"}"#, 400),
            ("revoke", #"{"replica":-1}"#, 400), ("revoke", #"{"replica":4294967297}"#, 400),
            ("end-access", "{}", 400), ("end-access", #"{"replica":99}"#, 404),
            ("end-access", #"{"replica":1,"portfolio":"x"}"#, 400),
            ("revoke", #"{"replica":99}"#, 404), ("role", #"{"user":"x","role":"mediator"}"#, 404),
            ("hand-over", #"{"portfolio":"x","holder":"y"}"#, 400),
            ("decide", #"{"id":"1","decision":"accepted"}"#, 400),
            ("decide", #"{"id":"1:1","decision":"maybe"}"#, 400),
            ("decide", #"{"id":"1:1","decision":"accepted"}"#, 404),
            ("overview", #"{"days":"x"}"#, 400), ("nothing", "{}", 404),
        ] {
            let answer = town.ada.post("/v1/admin/\(act)", Array(body.utf8))
            #expect(answer.status == status, "\(act) \(body)")
            #expect((try? WireFailure(json: answer.body)) != nil)
        }
        let long = Array("{\"name\":\"\(String(repeating: "x", count: 70_000))\"}".utf8)
        expectRefusal(town.ada.post("/v1/admin/portfolio", long), 400, "malformed")
        let nobody = town.world.post("/v1/admin/users", Array("{}".utf8))
        expectRefusal(nobody, 401, "unauthorised")
    }
}

extension Pusher {
    /// A transaction that writes one text of one record.
    static func change(
        _ world: World, _ collection: String, _ id: RecordID, _ field: String, _ text: String
    ) -> Transaction {
        let ports = world.data.ports
        return Transaction(
            id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()), schema: 1,
            seen: nil,
            records: [
                RecordChange(
                    collection: collection, id: id, base: .none,
                    action: .write([
                        RecordChange.Edit(field: field, change: .assign(.text(text)))
                    ]))
            ])
    }
}
