// What devices gave back after a restore and could not be joined: it is listed once, however many
// hold it, and a person decides of it.

import ClientCore
import Server
import Shared
import Testing

struct SealedRecordTests {
    /// A server that has lost a change and a record which readers alone still hold.
    private struct Loss {
        let world: World
        let anna: TestDevice
        let readers: [TestDevice]
        let plot: RecordID
        let late: RecordID

        init() async throws {
            world = try World()
            anna = try await world.device()
            var readers: [TestDevice] = []
            for _ in 0..<3 { readers.append(try await world.device(role: .observer)) }
            self.readers = readers
            plot = try anna.create("plot", ["name": .assign(.text("p"))])
            for device in [anna] + readers { try await device.sync() }
            try world.backup()
            try anna.set(plot, "soil", "argile")
            late = try anna.create("plot", ["name": .assign(.text("late"))])
            for device in [anna] + readers { try await device.sync() }
            try world.restore()
            for device in readers { try await device.sync() }
        }

        var sealed: SealedRecords {
            SealedRecords(
                storage: world.administration.storage, ports: world.data.ports,
                schema: world.schema)
        }

        func address(_ id: RecordID) throws -> SealedAddress {
            let record = try #require(try sealed.waiting().first { $0.key.id == id })
            return try #require(SealedAddress(AuditSubject.sealed(record)))
        }

        func checkSame() async throws {
            for device in [anna] + readers {
                try await device.sync()
                #expect(try await device.engine.verify().differences.isEmpty)
            }
        }
    }

    private func code(_ body: () throws -> Void) -> String? {
        do { try body() } catch { return (error as? RelaisError)?.code ?? "\(error)" }
        return nil
    }

    @Test func eachIsListedOnceHoweverManyGaveItBack() async throws {
        let loss = try await Loss()
        let waiting = try loss.sealed.waiting()
        #expect(Set(waiting.map(\.key.id)) == [loss.plot, loss.late])
        #expect(waiting.count == 2 && waiting.allSatisfy { $0.copies.count == 2 })
        // Given back once more, nothing is counted twice.
        let record = waiting[0]
        try loss.world.administration.storage.write { writer in
            for replica in [record.replica] + record.copies {
                var again = record
                again.replica = replica
                try writer.put(again)
            }
        }
        #expect(try loss.sealed.waiting() == waiting)
        // Other bytes of the same record are another thing to decide.
        try loss.world.administration.storage.write { writer in
            var other = record
            other.replica = try #require(record.copies.first)
            other.state += [0]
            try writer.put(other)
        }
        #expect(try loss.sealed.waiting().count == 3)
    }

    @Test func whatIsAcceptedIsJoinedAndReachesEverybody() async throws {
        let loss = try await Loss()
        let (plot, late) = (try loss.address(loss.plot), try loss.address(loss.late))
        let lines = try loss.world.audited {
            try loss.sealed.accept(plot)
            try loss.sealed.accept(late)
        }
        #expect(
            lines
                == [plot, late].map {
                    "operator quarantine-accepted sealed:\($0.replica):\($0.number) done"
                })
        #expect(try loss.sealed.waiting().isEmpty)
        #expect(code { try loss.sealed.accept(plot) } == "unknown_sealed")
        #expect(code { try loss.sealed.dismiss(plot) } == "unknown_sealed")
        for reader in loss.readers {
            try await reader.sync()
            #expect(try reader.text(loss.plot, "soil") == "argile")
            #expect(try reader.text(loss.late, "name") == "late")
        }
        // Its author comes back last, with what is there already.
        try await loss.checkSame()
        #expect(try loss.anna.store.record("plot", loss.plot)?.state == .synced)
        #expect(try loss.anna.text(loss.plot, "soil") == "argile")
    }

    /// What the territory has come to hold without the giver's knowledge stays beside it.
    @Test func whatIsAcceptedReplacesNothingThatItsGiverDidNotKnow() async throws {
        let loss = try await Loss()
        let zoe = try await loss.world.device()
        try await zoe.sync()
        try zoe.set(loss.plot, "soil", "sable")
        try await zoe.sync()
        try loss.sealed.accept(try loss.address(loss.plot))
        let soil = try #require(try loss.world.serverState("plot", loss.plot)?.field("soil"))
        #expect(
            Set(soil.siblings.map(\.content)) == [.value(.text("sable")), .value(.text("argile"))])
    }

    @Test func whatIsDismissedStaysOutAndIsKept() async throws {
        let loss = try await Loss()
        let late = try loss.address(loss.late)
        let lines = try loss.world.audited { try loss.sealed.dismiss(late) }
        #expect(
            lines == ["operator quarantine-dismissed sealed:\(late.replica):\(late.number) done"])
        #expect(try loss.sealed.waiting().map(\.key.id) == [loss.plot])
        #expect(try loss.world.serverState("plot", loss.late) == nil)
        let all = try loss.world.administration.storage.read { try $0.sealedRecords() }
        #expect(all.first { $0.key.id == loss.late }?.decision == .dismissed)
        // Another copy of what was dismissed is dismissed as well.
        try loss.world.administration.storage.write { writer in
            var copy = try #require(all.first { $0.key.id == loss.late })
            copy.replica = 9_999
            try writer.put(copy)
        }
        #expect(try loss.sealed.waiting().map(\.key.id) == [loss.plot])
        // Its author brings it back all the same: they may write it.
        try await loss.checkSame()
        #expect(try loss.readers[0].text(loss.late, "name") == "late")
    }

    /// What names nothing that can be, nobody can join.
    @Test func whatCannotBeIsAcceptedByNobody() async throws {
        let loss = try await Loss()
        try loss.world.administration.storage.write { writer in
            var forged = try #require(try writer.sealedRecords().first { $0.key.id == loss.late })
            var state = try RecordState(bytes: forged.state)
            state.fields[0].siblings[0].write.position = Position(epoch: Epoch(5), sequence: 1)
            forged.key = RecordKey(
                collection: "plot", id: loss.world.data.ports.makeRecordID())
            forged.state = state.bytes
            try writer.put(forged)
        }
        let forged = try #require(
            try loss.sealed.waiting().first { $0.key.id != loss.late && $0.key.id != loss.plot })
        let address = try #require(SealedAddress(AuditSubject.sealed(forged)))
        let lines = try loss.world.audited {
            #expect(code { try loss.sealed.accept(address) } == "malformed_return")
        }
        #expect(lines.isEmpty)
        #expect(try loss.sealed.waiting().contains { $0.number == forged.number })
        try loss.sealed.dismiss(address)
    }

    // MARK: Over HTTP

    private func decide(
        _ asker: Asker, _ address: String, _ decision: String
    ) -> HTTPResponse {
        asker.post(
            "/v1/admin/decide",
            JSON.object(["id": .string(address), "decision": .string(decision)]).bytes)
    }

    private func listed(_ asker: Asker) throws -> [JSON] {
        let answer = asker.post("/v1/admin/quarantine", JSON.object([:]).bytes)
        guard case .array(let sealed)? = try JSON.parse(answer.body)["sealed"] else { return [] }
        return sealed
    }

    @Test func aCoordinatorDecidesOfThoseOfTheirOrganisation() async throws {
        let loss = try await Loss()
        let world = loss.world
        let ada = try Asker(world, role: .coordinator)
        let eve = try Asker(world, organisation: try world.makeOrganisation(), role: .coordinator)
        let mediator = try Asker(world)
        let rows = try listed(ada)
        #expect(rows.count == 2)
        #expect(rows.allSatisfy { $0["copies"] == .integer(2) })
        let late = try #require(rows.first { $0["id"] == .string(loss.late.description) })
        guard case .string(let address)? = late["address"] else {
            Issue.record("no address")
            return
        }
        #expect(try listed(eve).isEmpty)
        expectRefusal(decide(eve, address, "accepted"), 404, "unknown_sealed")
        expectRefusal(decide(mediator, address, "accepted"), 403, "not_coordinator")
        expectRefusal(decide(ada, address, "corrected"), 409, "not_correctable")
        expectRefusal(decide(ada, "sealed:1:999", "accepted"), 404, "unknown_sealed")
        #expect(try listed(ada).count == 2)
        #expect(decide(ada, address, "accepted").status == 200)
        expectRefusal(decide(ada, address, "accepted"), 404, "unknown_sealed")
        #expect(try world.serverState("plot", loss.late) != nil)
        let line = try #require(try world.audit().last)
        #expect(line.contains("/\(ada.replica) quarantine-accepted \(address) done"))
    }

    /// A device may name any scope in what it gives back: nobody is given more by that.
    @Test func aDecisionHasNoMorePowerThanTheCoordinator() async throws {
        let loss = try await Loss()
        let world = loss.world
        let other = try world.makeOrganisation()
        let ada = try Asker(world, role: .coordinator)
        let info = try world.administration.storage.read { try $0.info() }
        let stamp = Stamp(milliseconds: world.clock.now())
        let replica = try #require(try loss.anna.store.enrolment()).replica
        let place = Position(epoch: info.epoch, sequence: 1)
        let write = Write(
            transaction: TransactionID(9), stamp: stamp, claimed: stamp, replica: replica,
            position: place)
        let state = RecordState(
            fields: [
                FieldState(
                    name: "text", changed: place,
                    siblings: [Sibling(write: write, content: .value(.text("forged")))])
            ], changed: place)
        let id = world.data.ports.makeRecordID()
        let answer = try world.takeBack(
            ReturnRequest(
                epoch: info.epoch, lineage: Lineage(),
                records: [
                    ReturnedRecord(
                        collection: "diary", id: id, scope: "organisation:\(other)",
                        base: place, state: state)
                ]), from: loss.anna)
        #expect(answer.refused.map(\.code) == ["not_allowed"])
        let address = try loss.address(id)
        let text = "sealed:\(address.replica):\(address.number)"
        expectRefusal(decide(ada, text, "accepted"), 409, "not_allowed")
        #expect(try world.serverState("diary", id) == nil)
        #expect(decide(ada, text, "dismissed").status == 200)
    }
}
