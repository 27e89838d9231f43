// A big day: forty mediators hold twenty permanences without a network, two devices on each, and
// all come back within ten minutes. Every count is right to the unit on every device.

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

    private static let mediators = 40
    private static let visits = 17
    private static let needs = ["mobilite", "garde", "langue", "numerique"]

    @Test("forty mediators, two devices on a permanence, offline for hours, back at once")
    func bigDay() async throws {
        let world = try World(schema: JobSearch.schema)
        let receiver = try world.makeOrganisation()
        var random = SeededGenerator(seed: 40)
        var devices: [TestDevice] = []
        for _ in 0..<Self.mediators { devices.append(try await world.device()) }
        let organisation = receiver
        try devices[0].store.write {
            $0.edit(
                "organisation", organisation, ["name": .assign(.text("Receivers"))],
                mayCreate: true)
        }
        let people = try (0..<30).map { number in
            try devices[0].create(
                "person", ["given_name": .assign(.text("P\(number)"))])
        }
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
        var sent = 0
        for visit in 0..<Self.visits {
            for (index, device) in devices.enumerated() {
                let pair = index / 2
                try note(
                    on: device, people, &papers[pair], permanences[pair], &random)
                if visit == 5 {
                    let referrals = Referrals(device.store)
                    try referrals.send(
                        try referrals.draft(
                            person: people[index % people.count], to: receiver,
                            purposes: ["orientation"]))
                    sent += 1
                }
            }
            world.clock.advance(by: 10 * 60_000)
        }
        for pair in permanences.indices {
            try Permanences(devices[pair * 2].store).close(permanences[pair])
        }
        try await comeBack(devices, world, &random)
        for device in devices {
            #expect(try device.store.records("referral").count == sent)
            for (permanence, paper) in zip(permanences, papers) {
                try check(device, permanence, paper)
            }
        }
        for device in [devices[0], devices[39]] {
            #expect(try await device.engine.verify().differences.isEmpty)
        }
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
