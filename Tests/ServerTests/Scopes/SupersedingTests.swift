// A write never supersedes a field that its author could not read, whatever it says that its
// author knew: what could not be read stays as it is, and nobody knows what is yet to be written.

import ClientCore
import Shared
import Testing

@testable import Server

@Suite("What an author could not read")
struct SupersedingTests {
    // MARK: Over the declared rules

    /// Everything that a forger may say that they knew of a record.
    private struct Claim {
        let base: Base
        let seen: Position?
        var own: [TransactionID] = []
    }

    /// - Parameter state: a record as it stands: its transactions may be passed off as one's own.
    private func claims(_ info: TerritoryInfo, _ state: [UInt8]) throws -> [Claim] {
        let beyond = Position(epoch: info.epoch, sequence: 1 << 60)
        let elsewhere = Position(epoch: Epoch(0xF0), sequence: 1 << 60)
        let ids = try RecordState(bytes: state).writes.map(\.transaction)
        return [
            Claim(base: .none, seen: nil), Claim(base: .none, seen: nil, own: ids),
            Claim(base: .at(info.end), seen: nil), Claim(base: .seen, seen: info.end),
            Claim(base: .at(beyond), seen: nil, own: ids), Claim(base: .seen, seen: beyond),
            Claim(base: .at(elsewhere), seen: elsewhere, own: ids),
        ]
    }

    private func transaction(
        _ world: PermissionWorld, _ key: RecordKey, _ action: RecordChange.Action, _ claim: Claim
    ) -> Transaction {
        let ports = world.world.data.ports
        return Transaction(
            id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()), schema: 1,
            seen: claim.seen,
            records: [
                RecordChange(
                    collection: key.collection, id: key.id, base: claim.base, own: claim.own,
                    action: action)
            ])
    }

    /// The changes of a record that the table of rules refuses to a role in a relation.
    private func forbidden(
        _ world: PermissionWorld, _ one: PermissionCase
    ) throws -> [RecordChange.Action] {
        func isRefused(_ deed: Deed) -> Bool {
            PermissionTable.verdict(one.collection.access, one.relation, one.role, deed) == .refused
        }
        var actions: [RecordChange.Action] = []
        if isRefused(.change) {
            let field = try world.field(one.collection)
            actions.append(
                .write([RecordChange.Edit(field: field, change: .assign(.text("forged")))]))
            actions.append(
                .write([RecordChange.Edit(field: field, change: .assign(.null))]))
        }
        if isRefused(.answer), let (name, value) = world.answer(one.collection) {
            let field = one.collection.key(of: name)
            actions.append(.write([RecordChange.Edit(field: field, change: .assign(value))]))
        }
        if isRefused(.delete) { actions.append(.delete) }
        if isRefused(.erase) { actions.append(.erase) }
        return actions
    }

    @Test("a write never supersedes a field that its author could not read")
    func aWriteNeverSupersedesAFieldThatItsAuthorCouldNotRead() async throws {
        let world = try await PermissionWorld()
        defer { world.stop() }
        let info = try world.world.administration.storage.read { try $0.info() }
        var (tried, turn) = (0, 0)
        for (devices, isStrange) in [(world.speakers, false), (world.strangers, true)] {
            for (role, speaker) in devices.sorted(by: { "\($0.key)" < "\($1.key)" }) {
                let cases = world.cases.filter {
                    $0.role == role && ($0.relation == .otherTerritory) == isStrange
                }
                // The claims in turn: each comes on every kind of record, two on every change.
                let forged = try cases.flatMap { one in
                    let claims = try claims(info, one.read.state)
                    return try forbidden(world, one).flatMap { action in
                        [1, 4].map { step in
                            turn += 1
                            let claim = claims[(turn + step) % claims.count]
                            return transaction(world, one.read.key, action, claim)
                        }
                    }
                }
                tried += forged.count
                for start in stride(from: 0, to: forged.count, by: 200) {
                    _ = try await speaker.push(
                        Array(forged[start..<min(start + 200, forged.count)]))
                }
                for one in cases where try !forbidden(world, one).isEmpty {
                    #expect(
                        try world.stored(one.read.key)?.state == one.read.state,
                        "\(role) \(one.relation) \(one.collection.name)")
                }
            }
        }
        #expect(tried > 5_000)
    }

    /// Whoever may read and write a field replaces what they say that they knew, and that is all.
    @Test("what an author may write, and did not know, stays beside it")
    func whatAnAuthorDidNotKnowStaysBesideIt() async throws {
        let world = try await PermissionWorld()
        defer { world.stop() }
        let info = try world.world.administration.storage.read { try $0.info() }
        let beyond = Position(epoch: info.epoch, sequence: 1 << 60)
        var tried = 0
        for one in world.cases where one.tried[.change] != nil {
            let verdict = PermissionTable.verdict(
                one.collection.access, one.relation, one.role, .change)
            guard verdict == .allowed, let planted = one.tried[.change],
                let speaker = world.speakers[one.role]
            else { continue }
            let field = try world.field(one.collection)
            let write = RecordChange.Action.write([
                RecordChange.Edit(field: field, change: .assign(.text("theirs")))
            ])
            let codes = try await speaker.push([
                transaction(world, planted.key, write, Claim(base: .at(beyond), seen: nil)),
                transaction(world, planted.key, .delete, Claim(base: .seen, seen: beyond)),
                transaction(world, planted.key, write, Claim(base: .none, seen: nil)),
            ])
            #expect(codes == ["impossible_base", "impossible_base", nil], "\(one.cell(.change))")
            let after = try RecordState(bytes: try #require(try world.stored(planted.key)).state)
            let values = after.field(field)?.siblings.map(\.content) ?? []
            #expect(
                Set(values) == [
                    .value(.text(planted.marker.text)), .value(.text("theirs")),
                ], "\(one.cell(.change))")
            tried += 1
        }
        #expect(tried > 100)
    }

    // MARK: What is yet to be written

    private func end(_ world: World) throws -> Position {
        try world.administration.storage.read { try $0.info().end }
    }

    /// A deletion covers what its author knew, for as long as it stands: it could cover what
    /// somebody writes without a network, and sends later.
    @Test func nothingCoversWhatIsWrittenLater() async throws {
        let world = try World()
        let (anna, zoe) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for device in [anna, zoe] { try await device.sync() }
        try zoe.set(plot, "soil", "argile")
        let mallory = try Pusher(world)
        let end = try end(world)
        let beyond = Position(epoch: end.epoch, sequence: end.sequence + 1)
        for base in [beyond, Position(epoch: end.epoch, sequence: .max)] {
            var forged = mallory.make(plot, base: .at(base))
            forged.records[0].action = .delete
            mallory.add(forged)
        }
        let answer = try mallory.push(after: 0, through: 2)
        let codes = answer.acknowledgements.compactMap { acknowledgement in
            if case .quarantined(_, let code, _) = acknowledgement { code } else { nil }
        }
        #expect(codes == ["impossible_base", "impossible_base"])
        for device in [zoe, anna] { try await device.sync() }
        for device in [zoe, anna] {
            #expect(try device.text(plot, "soil") == "argile")
            #expect(try device.text(plot, "name") == "p")
        }
    }

    /// Whoever speaks of lines that a restore has left cannot make them reach beyond this one.
    @Test(arguments: [true, false])
    func noLineReachesBeyondThisOne(_ isToldFirst: Bool) async throws {
        let world = try World()
        let (anna, zoe) = (try await world.device(), try await world.device())
        let mallory = try await world.device()
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for device in [anna, zoe, mallory] { try await device.sync() }
        try zoe.set(plot, "soil", "argile")
        let end = try end(world)
        let false_ = Epoch(0xFA15E)
        let lineage = Lineage(forks: [
            Lineage.Fork(epoch: false_, parent: end.epoch, sequence: .max)
        ])
        func tell() throws {
            _ = try world.takeBack(
                ReturnRequest(epoch: end.epoch, lineage: lineage, records: []), from: mallory)
        }
        if isToldFirst { try tell() }
        let pusher = try Pusher(world)
        var forged = pusher.make(plot, base: .at(Position(epoch: false_, sequence: 9)))
        forged.records[0].action = .delete
        pusher.add(forged)
        _ = try pusher.push(after: 0, through: 1)
        // What a line is said to be later counts for what was written before as well.
        if !isToldFirst { try tell() }
        for device in [zoe, anna] { try await device.sync() }
        // It deletes what was there. What came without its knowledge outlives it.
        #expect(try anna.text(plot, "soil") == "argile")
        #expect(try zoe.text(plot, "soil") == "argile")
    }

    /// Nor does what is given back: it would stay in the record for ever.
    @Test(arguments: [true, false])
    func whatIsGivenBackKnowsNothingOfWhatComes(_ byItsDeletion: Bool) async throws {
        let world = try World()
        let (anna, mallory) = (try await world.device(), try await world.device())
        let plot = try anna.create("plot", ["name": .assign(.text("p"))])
        for device in [anna, mallory] { try await device.sync() }
        let end = try end(world)
        let beyond = Position(epoch: end.epoch, sequence: end.sequence + 1)
        let before = try #require(try world.serverState("plot", plot))
        var state = before
        let replica = try #require(try mallory.store.enrolment()).replica
        let stamp = Stamp(milliseconds: world.clock.now())
        if byItsDeletion {
            state.deletions = [
                Deletion(
                    write: Write(
                        transaction: TransactionID(77), stamp: stamp, claimed: stamp,
                        replica: replica, position: end),
                    knowledge: Knowledge(base: beyond))
            ]
        } else {
            state.fields = []
        }
        let answer = try world.takeBack(
            ReturnRequest(
                epoch: end.epoch, lineage: Lineage(),
                records: [
                    ReturnedRecord(
                        collection: "plot", id: plot, scope: "territory",
                        base: byItsDeletion ? end : beyond, state: state)
                ]), from: mallory)
        #expect(answer.refused.map(\.code) == ["malformed_return"])
        #expect(try world.serverState("plot", plot) == before)
    }
}
