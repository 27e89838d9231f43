// Roles that change, people who leave, devices that are lost: from the next request on, and also
// after a restore.

import ClientCore
import Server
import Shared
import Testing

struct DepartureTests {
    private let world: World

    init() throws { world = try World() }

    private var accounts: Accounts {
        Accounts(storage: world.administration.storage, ports: world.data.ports)
    }

    private func user(of replica: Replica) throws -> User {
        try world.administration.storage.read { reader in
            let device = try #require(try reader.device(replica))
            return try #require(try reader.user(device.user))
        }
    }

    private func diary(_ asker: Asker) throws -> Int {
        asker.post(
            "/v1/verify",
            JSONCodec().encode(
                VerifyRequest(scope: "organisation:\(world.organisation)", depth: .scope))
        ).status
    }

    @Test func roleCountsFromTheNextRequestOn() throws {
        let asker = try Asker(world)
        let id = try user(of: asker.replica).id
        #expect(try diary(asker) == 200)
        #expect(try world.administration.setRole(.observer, of: id).role == .observer)
        #expect(try diary(asker) == 404)
        _ = try world.administration.setRole(.referent, of: id)
        #expect(try diary(asker) == 200)
        #expect(throws: RelaisError.self) {
            try world.administration.setRole(.referent, of: "nobody")
        }
        #expect(throws: RelaisError.self) {
            try world.administration.setRole(.referent, of: "server")
        }
    }

    @Test func departureEndsEveryDeviceAndEveryCode() throws {
        let (first, other) = (try Asker(world), try Asker(world))
        let id = try user(of: first.replica).id
        let secret = String(repeating: "3c", count: 32)
        let hash = try #require(EnrolmentCode.hash(try accounts.invite(user: id).code))
        let second = try #require(try accounts.enrol(codeHash: hash, secret: secret))
        let open = try accounts.invite(user: id).code
        let (left, devices) = try world.administration.depart(id)
        #expect(left.hasLeft)
        #expect(devices.map(\.replica) == [first.replica, second.device.replica])
        expectRefusal(first.sync([]), 403, "device_revoked")
        let answer = world.post(
            "/v1/enrol", JSONCodec().encode(EnrolRequest(code: open, secret: other.secret)))
        expectRefusal(answer, 403, "code_expired")
        let error = #expect(throws: RelaisError.self) { try accounts.invite(user: id) }
        #expect(error?.code == "user_left")
        #expect(other.sync([]).status == 200)
    }

    @Test func lostDeviceIsRefusedLikeARevokedOneAndIsNeverJustRevokedAgain() throws {
        let asker = try Asker(world)
        #expect(try world.administration.revoke(asker.replica, isLost: true).state == .lost)
        expectRefusal(asker.sync([]), 403, "device_revoked")
        #expect(try world.administration.revoke(asker.replica).state == .lost)
    }

    @Test func restoreBringsNobodyBackAndNoRole() throws {
        let (left, lost, revoked, lower) = (
            try Asker(world), try Asker(world), try Asker(world), try Asker(world)
        )
        try world.backup()
        let open = try accounts.invite(user: try user(of: left.replica).id).code
        try world.backup("late")
        _ = try world.administration.depart(try user(of: left.replica).id)
        _ = try world.administration.revoke(lost.replica)
        _ = try world.administration.revoke(lost.replica, isLost: true)
        _ = try world.administration.revoke(revoked.replica)
        _ = try world.administration.setRole(.observer, of: try user(of: lower.replica).id)
        for backup in ["backup", "late"] {
            try world.restore(backup)
            for asker in [left, lost, revoked] {
                expectRefusal(asker.sync([]), 403, "device_revoked")
            }
            let states = try world.administration.storage.read { reader in
                try [left, lost, revoked].map { try reader.device($0.replica)?.state }
            }
            #expect(states == [.revoked, .lost, .revoked])
            #expect(try user(of: left.replica).hasLeft)
            #expect(try user(of: lower.replica).role == .observer)
            #expect(try diary(lower) == 404)
            let answer = world.post(
                "/v1/enrol", JSONCodec().encode(EnrolRequest(code: open, secret: left.secret)))
            expectRefusal(answer, 403, backup == "late" ? "code_expired" : "bad_code")
        }
    }

    @Test func codesAreForgottenAMonthAfterTheyExpired() throws {
        let code = try world.invite()
        let hash = try #require(EnrolmentCode.hash(code))
        let day: UInt64 = 24 * 3600 * 1000
        func isKnown() throws -> Bool {
            try world.administration.storage.read { try $0.invitation(codeHash: hash) != nil }
        }
        world.clock.advance(by: 33 * day)
        _ = try world.invite()
        #expect(try isKnown())
        world.clock.advance(by: 1)
        _ = try world.invite()
        #expect(try !isKnown())
    }
}
