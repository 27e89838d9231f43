// Accounts: a code makes one device, once; what proves a device is stored nowhere as it is.

import FoundationEssentials
import Server
import Shared
import Testing

struct AccountsTests {
    private let secret = String(repeating: "5a", count: 32)

    @Test func codeMakesOneDeviceAndTheSameSecretAsksAgain() throws {
        let world = try World()
        let (accounts, code) = try invited(world)
        let first = try #require(try accounts.enrol(codeHash: hash(code), secret: secret))
        for _ in 0..<3 {
            let again = try #require(try accounts.enrol(codeHash: hash(code), secret: secret))
            #expect(again.device == first.device && again.user == first.user)
        }
        #expect(try devices(world).count == 1)
        // Much later too: the code was used in its time.
        world.clock.advance(by: Accounts.codeLifetime * 2)
        #expect(
            try accounts.enrol(codeHash: hash(code), secret: secret)?.device == first.device)
    }

    @Test func codeIsRefusedToAnotherSecret() throws {
        let world = try World()
        let (accounts, code) = try invited(world)
        _ = try accounts.enrol(codeHash: hash(code), secret: secret)
        for other in ["", "5a", secret + "0", String(secret.reversed())] {
            expectRefused("code_used") {
                _ = try accounts.enrol(codeHash: hash(code), secret: other)
            }
        }
        #expect(try devices(world).count == 1)
    }

    @Test func codeExpiresAndIsThenGoodForNobody() throws {
        let world = try World()
        let (accounts, early) = try invited(world)
        let (_, late) = try invited(world)
        world.clock.advance(by: Accounts.codeLifetime - 1)
        #expect(try accounts.enrol(codeHash: hash(early), secret: secret) != nil)
        world.clock.advance(by: 1)
        expectRefused("code_expired") {
            _ = try accounts.enrol(codeHash: hash(late), secret: secret)
        }
        #expect(try devices(world).count == 1)
    }

    @Test func unknownCodeIsNoCode() throws {
        let world = try World()
        let (accounts, _) = try invited(world)
        #expect(try accounts.enrol(codeHash: hash("0000-0000-0000"), secret: secret) == nil)
        #expect(try accounts.enrol(codeHash: [], secret: secret) == nil)
        #expect(try devices(world).isEmpty)
    }

    @Test func codeMayBeTypedAsPeopleType() throws {
        let random = Locked(SeededGenerator(seed: 3))
        let ports = Ports(
            now: { 0 }, random: { random.withLock { $0.next() } }, sleep: { _ in })
        for _ in 0..<200 {
            let code = EnrolmentCode.make(ports)
            #expect(code.utf8.count == 14)
            #expect(!code.contains { "OIL".contains($0) })
            let wanted = try hash(code)
            let bare = code.filter { $0 != "-" }
            let forms = [
                bare, code.lowercased(), " \(code) ", bare.map { "\($0) " }.joined(),
                String(code.map { $0 == "0" ? "O" : $0 }),
                String(code.map { $0 == "0" ? "o" : $0 == "1" ? "l" : $0 }),
                String(code.map { $0 == "1" ? "I" : $0 }),
            ]
            for form in forms { #expect(EnrolmentCode.hash(form) == wanted) }
        }
        let wrong = [
            "", "-", "0000-0000-000", "0000-0000-00000", "0000-0000-000U", "0000-0000-000é",
            "0000_0000_0000", "0000-0000-000\0", String(repeating: "-", count: 200),
        ]
        for form in wrong { #expect(EnrolmentCode.hash(form) == nil) }
    }

    @Test func anotherDeviceOfAUserIsTheSameUser() throws {
        let world = try World()
        let accounts = Accounts(storage: world.administration.storage, ports: world.data.ports)
        let first = try accounts.invite(
            name: "Zoé", organisation: world.organisation, role: .referent)
        let second = try accounts.invite(user: first.user)
        let one = try accounts.enrol(codeHash: hash(first.code), secret: secret)
        let two = try accounts.enrol(codeHash: hash(second.code), secret: secret)
        #expect(one?.user == two?.user && one?.user.name == "Zoé")
        #expect(one?.device.replica != two?.device.replica)
        #expect(throws: RelaisError.self) { try accounts.invite(user: "nobody") }
        #expect(throws: RelaisError.self) {
            try accounts.invite(
                name: "X", organisation: RecordID(high: 0, low: 0), role: .referent)
        }
    }

    @Test func twoThatUseACodeAtTheSameTimeMakeOneDevice() async throws {
        let world = try World()
        let (accounts, code) = try invited(world)
        let hash = try hash(code)
        let enrolled = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    await blocking {
                        (try? accounts.enrol(codeHash: hash, secret: "secret \(index)")) != nil
                    }
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(enrolled == 1)
        #expect(try devices(world).count == 1)
    }

    @Test func codesAndSecretsAreNowhereInTheFiles() throws {
        let world = try World()
        let asker = try Asker(world)
        let (_, code) = try invited(world)
        _ = asker.sync([])
        let folder = world.folder + "/server/territories"
        var bytes: [UInt8] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
            bytes += FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
        }
        let hidden = [
            Array(code.utf8), Array(code.filter { $0 != "-" }.utf8), Array(asker.secret.utf8),
            Array(asker.secret.uppercased().utf8), Hex.decode(asker.secret) ?? [],
        ]
        for text in hidden { #expect(!text.isEmpty && !holds(bytes, text)) }
        // The search itself works, and what is kept is the hash.
        #expect(holds(bytes, Array("Somebody".utf8)))
        #expect(holds(bytes, SHA256.hash(Array(asker.secret.utf8))))
    }

    @Test func serverItselfCannotBeImpersonated() throws {
        let world = try World()
        let storage = world.administration.storage
        let id = world.data.ports.makeRecordID()
        try storage.write { writer in
            var server = try ServerWriter(
                writer, ports: world.data.ports, schema: world.schema)
            server.commit([
                RecordChange(
                    collection: "plot", id: id, base: .none, action: .write([]))
            ])
            try server.finish()
        }
        let replica = try #require(
            try devices(world).first { $0.state == .server }?.replica)
        for guess in ["", "\0", "server", secret, Hex.encode(SHA256.hash([]))] {
            expectRefused("unauthorised") {
                _ = try storage.read {
                    try Accounts.authenticate(replica, secret: guess, $0)
                }
            }
            let answer = world.post(
                "/v1/verify",
                JSONCodec().encode(VerifyRequest(scope: "territory", depth: .scope)),
                headers: [("authorization", "Bearer garden.\(replica).\(guess)")])
            expectRefusal(answer, 401, "unauthorised")
        }
        #expect(throws: RelaisError.self) { try world.administration.revoke(replica) }
    }

    private func invited(_ world: World) throws -> (Accounts, String) {
        let accounts = Accounts(storage: world.administration.storage, ports: world.data.ports)
        return (accounts, try world.invite())
    }

    private func hash(_ code: String) throws -> [UInt8] {
        try #require(EnrolmentCode.hash(code))
    }

    private func devices(_ world: World) throws -> [Device] {
        try world.administration.storage.read { try $0.devices() }
    }

    private func expectRefused(
        _ code: String, sourceLocation: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        let refusal = #expect(
            throws: Refusal.self, sourceLocation: sourceLocation, performing: body)
        #expect(refusal?.error.code == code, sourceLocation: sourceLocation)
    }

    private func holds(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        return bytes.indices.contains { index in
            bytes[index] == first && bytes[index...].starts(with: part)
        }
    }
}
