// A big day: forty mediators hold twenty permanences without a network, two devices on each, and
// all come back within ten minutes. They look for doors and refer to them. Every count is right to
// the unit on every device.

import ClientCore
import Server
import Shared
import Testing

@Suite("A big day")
struct BigDayTests {
    /// What somebody kept on paper beside the program: the independent account.
    private struct Paper {
        var visits = 0
        var anonymous = 0
        var counted = 0
        var people: Set<RecordID> = []
        var needs: [String: Int] = [:]
    }

    /// The doors that people are sent to, as they were written, and what was found for whom.
    private struct Doors {
        /// The services that answer each need.
        var services: [String: Set<RecordID>] = [:]
        /// Who answers for each service.
        var owners: [RecordID: RecordID] = [:]
        /// What each person looks for.
        var needs: [RecordID: String] = [:]
        /// What was found for each, in its order, by whoever looked first.
        var found: [RecordID: [RecordID]] = [:]
        var searches = 0
        var sent: [RecordID: Int] = [:]
    }

    private static let mediators = 40
    private static let visits = 17
    private static let needs = ["mobilite", "garde", "langue", "numerique"]

    @Test("forty mediators, two devices on a permanence, offline for hours, back at once")
    func bigDay() async throws {
        let world = try World(schema: JobSearch.schema)
        let receivers = try (0..<4).map { _ in try world.makeOrganisation() }
        var random = SeededGenerator(seed: 40)
        var devices: [TestDevice] = []
        for _ in 0..<Self.mediators { devices.append(try await world.device()) }
        var doors = Doors()
        let people = try prepare(devices[0], receivers, &doors)
        // In the morning one of each pair opens, and everybody synchronises.
        var permanences: [RecordID] = []
        for pair in 0..<Self.mediators / 2 {
            permanences.append(try Permanences(devices[pair * 2].store).open())
        }
        for parity in 0..<2 {
            for index in devices.indices where index % 2 == parity {
                try await devices[index].sync()
            }
        }
        for pair in permanences.indices {
            try Permanences(devices[pair * 2 + 1].store).join(permanences[pair])
        }
        // Hours without a network.
        var papers = Array(repeating: Paper(), count: permanences.count)
        for visit in 0..<Self.visits {
            for (index, device) in devices.enumerated() {
                let pair = index / 2
                try note(
                    on: device, people, &papers[pair], permanences[pair], &random)
                if visit % 6 == 2 {
                    let person = people[(index + visit) % people.count]
                    let best = try look(for: person, on: device, &doors)
                    if visit == 8 { try refer(person, to: best, on: device, &doors) }
                }
            }
            world.clock.advance(by: 10 * 60_000)
        }
        for pair in permanences.indices {
            try Permanences(devices[pair * 2].store).close(permanences[pair])
        }
        try await comeBack(devices, world, &random)
        #expect(doors.searches == Self.mediators * 3 && doors.sent.values.reduce(0, +) == 40)
        for (index, device) in devices.enumerated() {
            var received: [RecordID: Int] = [:]
            for referral in try device.store.records(Referral.self) {
                if let to = referral.toOrganisation { received[to, default: 0] += 1 }
            }
            #expect(received == doors.sent)
            // Also after the day, whoever looks is shown the same.
            _ = try look(for: people[index % people.count], on: device, &doors)
            for (permanence, paper) in zip(permanences, papers) {
                try check(device, permanence, paper)
            }
        }
        for device in [devices[0], devices[39]] {
            #expect(try await device.engine.verify().differences.isEmpty)
        }
    }

    /// A directory, and people who look for something in it.
    private func prepare(
        _ device: TestDevice, _ receivers: [RecordID], _ doors: inout Doors
    ) throws -> [RecordID] {
        for receiver in receivers {
            try device.store.write {
                $0.edit(
                    "organisation", receiver, ["name": .assign(.text("Receiver"))],
                    mayCreate: true)
            }
        }
        for number in 0..<60 {
            let (need, owner) = (Self.needs[number % 4], receivers[number / 4 % 4])
            let service = try device.create(
                "service",
                [
                    "name": .assign(.text("S\(number)")), "state": .assign(.text("publie")),
                    "organisation": .assign(.text(owner.description)),
                    "themes": .edit(add: [need], remove: []),
                    "audiences": .edit(
                        add: [number % 3 == 0 ? "jeunes" : "tout-public"], remove: []),
                ])
            doors.services[need, default: []].insert(service)
            doors.owners[service] = owner
        }
        return try (0..<30).map { number in
            let need = Self.needs[number % 4]
            let person = try device.create(
                "person",
                [
                    "given_name": .assign(.text("P\(number)")),
                    "needs": .edit(add: [need], remove: []),
                ])
            doors.needs[person] = need
            return person
        }
    }

    /// The doors for somebody: those that answer the need, in the same order on every device.
    private func look(
        for person: RecordID, on device: TestDevice, _ doors: inout Doors
    ) throws -> RecordID {
        let orientation = FirstOrientation(device.store)
        let found = try orientation.matches(
            for: try orientation.profile(of: person), kinds: [.service]
        ).map(\.candidate.id)
        let need = try #require(doors.needs[person])
        #expect(Set(found) == doors.services[need] && found.count == 15)
        #expect(doors.found[person] == nil || doors.found[person] == found)
        doors.found[person] = found
        doors.searches += 1
        return try #require(found.first)
    }

    private func refer(
        _ person: RecordID, to service: RecordID, on device: TestDevice, _ doors: inout Doors
    ) throws {
        let owner = try #require(doors.owners[service])
        let referrals = Referrals(device.store)
        try referrals.send(
            try referrals.draft(person: person, to: owner, purposes: ["orientation"]))
        doors.sent[owner, default: 0] += 1
    }

    /// Somebody comes: known, unknown, or only counted. A slip now and then is undone.
    private func note(
        on device: TestDevice, _ people: [RecordID], _ paper: inout Paper,
        _ permanence: RecordID, _ random: inout SeededGenerator
    ) throws {
        let permanences = Permanences(device.store)
        // Which one is open here is known without its name.
        #expect(try permanences.openHere() == permanence)
        if Int.random(in: 0..<10, using: &random) == 0 {
            _ = try permanences.note(in: permanence, person: people.randomElement(using: &random))
            try device.store.undoLastAction()
        }
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            try permanences.count(2, in: permanence)
            paper.counted += 2
        case 1:
            _ = try permanences.note(in: permanence)
            paper.visits += 1
            paper.anonymous += 1
        default:
            let person = people.randomElement(using: &random)
            let need = Self.needs.randomElement(using: &random) ?? "langue"
            _ = try permanences.note(
                in: permanence, person: person, ["needs": .edit(add: [need], remove: [])])
            paper.visits += 1
            paper.needs[need, default: 0] += 1
            if let person { paper.people.insert(person) }
        }
    }

    /// All within ten minutes, in any order; some answers are lost on the way.
    private func comeBack(
        _ devices: [TestDevice], _ world: World, _ random: inout SeededGenerator
    ) async throws {
        for device in devices.shuffled(using: &random) {
            world.clock.advance(by: 15_000)
            if Int.random(in: 0..<4, using: &random) == 0 {
                device.line.fail([.responseLost])
                _ = try? await device.sync()
            }
            try await device.sync()
        }
        for device in devices { try await device.sync() }
    }

    private func check(_ device: TestDevice, _ permanence: RecordID, _ paper: Paper) throws {
        let summary = try Permanences(device.store).summary(of: permanence)
        #expect(summary.visits == paper.visits && summary.anonymous == paper.anonymous)
        #expect(summary.counted == paper.counted && summary.people == paper.people.count)
        #expect(
            Dictionary(uniqueKeysWithValues: summary.needs.map { ($0.key, $0.count) })
                == paper.needs)
        let record = try device.store.record(Permanence.self, permanence)
        #expect(record?.state == "fermee" && record?.team?.count == 2)
    }
}
