// Accesses: who may do what, and what was erased for ever, by the simulator's own account. It is as
// the last word was, until a restore takes some of it back: what the ledger has comes again.

import ClientCore
import Server
import Shared

struct Accesses {
    /// By their number; the role is the one that they have now.
    var people: [Int: Template.Person]
    /// By portfolio: who holds it.
    var holders: [RecordID: String]
    /// The replica numbers that were withdrawn.
    var withdrawn: Set<UInt32> = []
    var erased: Set<RecordKey> = []

    init(_ template: Template) {
        people = Dictionary(uniqueKeysWithValues: template.people.enumerated().map { ($0, $1) })
        holders = Dictionary(
            uniqueKeysWithValues: template.portfolios.map { ($0.id, $0.holder ?? "") })
    }

    /// What is left when these come from a backup, and those from the ledger beside it.
    func with(_ noted: Accesses) -> Accesses {
        var result = self
        result.people.merge(noted.people) { $1 }
        result.holders.merge(noted.holders) { $1 }
        result.withdrawn.formUnion(noted.withdrawn)
        result.erased.formUnion(noted.erased)
        return result
    }
}

extension World {
    /// Says the same of the territory and of its ledger.
    private func note(_ change: (inout Accesses) -> Void) {
        change(&server.accesses)
        change(&server.noted)
    }

    /// - Parameter isNoted: whether the server says it to the ledger.
    func noteErased(_ key: RecordKey, isNoted: Bool = true) {
        server.accesses.erased.insert(key)
        server.everErased.insert(key)
        if isNoted { server.noted.erased.insert(key) }
    }

    /// Withdraws the number that the device has now; copies that still have it share its fate.
    func revoke(_ device: SimulatedDevice) throws {
        guard !server.isFull, devices.filter({ !$0.isRevoked }).count > 2,
            let replica = try device.store.enrolment()?.replica,
            // A server that lost its ledger may not know it.
            try server.storage.read({ try $0.device(replica) }) != nil
        else { return }
        note { $0.withdrawn.insert(replica) }
        for other in devices where try other.store.enrolment()?.replica == replica {
            other.isRevoked = true
        }
        _ = try administration.revoke(replica)
    }

    /// A copy that was made while its store waited for a number of its own has the secret of that
    /// number: it is given the same one, and shares its fate. Nobody else is ever given that one,
    /// withdrawn or not, whatever a restore has lost.
    func noteFork(_ number: Replica, _ secret: String, _ device: SimulatedDevice?) throws {
        if server.accesses.withdrawn.contains(number) {
            guard forks[number] == secret else {
                throw SimulationFailure("fork", "\(number) was withdrawn, and is given again")
            }
            device?.isRevoked = true
        }
        if let other = forks[number], other != secret {
            throw SimulationFailure("fork", "\(number) is given to two stores")
        }
        forks[number] = secret
        // To say its last words under. One that a copy of it has spoken under is that copy's.
        let hasSpoken = try server.storage.read { try $0.device(number)?.lastSeen != nil }
        if let device, !hasSpoken, let old = try device.store.enrolment()?.replica,
            server.accesses.withdrawn.contains(old)
        {
            note { $0.withdrawn.insert(number) }
            device.isRevoked = true
        }
    }

    /// The device's number, with the epoch, when it may no longer speak under it.
    func withdrawnNumber(of device: SimulatedDevice) throws -> String? {
        guard let replica = try device.store.enrolment()?.replica,
            server.accesses.withdrawn.contains(replica)
        else { return nil }
        return "\(replica) in \(server.epoch)"
    }

    func changeRole(_ index: Int) throws {
        guard !server.isFull, let person = server.accesses.people[index] else { return }
        let role: Role = person.role == .volunteer ? .mediator : .volunteer
        let changed = Template.Person(
            id: person.id, organisation: person.organisation, role: role)
        note { $0.people[index] = changed }
        _ = try administration.setRole(role, of: person.id)
    }

    /// Gives a portfolio to somebody of its organisation.
    func handOver(_ index: Int, to user: Int) throws {
        guard !server.isFull else { return }
        let portfolio = template.portfolios[index % template.portfolios.count]
        let colleagues = template.people.filter { $0.organisation == portfolio.organisation }
        let holder = colleagues[user % colleagues.count]
        note { $0.holders[portfolio.id] = holder.id }
        _ = try administration.handOver(portfolio.id, to: holder.id)
    }

    private var administration: Administration {
        Administration(storage: server.storage, ports: server.ports, schema: server.schema)
    }

    func restore(_ index: Int, withoutLedger: Bool = false) throws {
        let backups = server.restorableBackups()
        guard !backups.isEmpty else { return }
        let backup = backups[backups.count - 1 - index % backups.count]
        try server.restore(backup, withoutLedger: withoutLedger)
        try readOrder()
        for device in devices {
            guard let replica = try device.store.enrolment()?.replica else { continue }
            if server.accesses.withdrawn.contains(replica) {
                device.isRevoked = true
            } else if try server.storage.read({ try $0.device(replica) }) != nil {
                // Nobody remembers that its access was withdrawn.
                device.isRevoked = false
            }
        }
        tell("= epoch \(server.epoch) after \(server.head)")
    }

    /// A device that the server does not know any more is given a new code, unless its access was
    /// withdrawn.
    func enrolAgain(_ device: SimulatedDevice) async throws {
        guard server.hasLostLedger else {
            throw SimulationFailure("refusal", "\(device.name) is not known")
        }
        guard !server.isFull, !device.isRevoked,
            let person = server.accesses.people[device.shown.person]
        else { return }
        let code = try Accounts(storage: server.storage, ports: server.ports)
            .invite(user: person.id)
        tell("= \(device.name) enrols again")
        _ = try await device.engine.enrol(url: "sim:", code: code.code)
        if let failure { throw failure }
    }

    /// What a device purged itself of, the server had answered for: it is merged, or in quarantine
    /// and stays there whatever is restored, for nobody else has it.
    func notePurge(_ device: SimulatedDevice) throws {
        device.shown.delivered = [:]
        device.shown.scopes = [:]
        device.floors = [:]
        let emptied = FactSet(try device.emptied().compactMap(oracle.number))
        let purged = emptied.subtracting(device.shown.purged)
        for fact in purged.subtracting(device.answered).facts
        where !server.everErased.isSuperset(of: oracle.facts[fact].changes.keys) {
            throw SimulationFailure("lost", "f\(fact), which \(device.name) has purged")
        }
        device.shown.purged.formUnion(emptied)
    }

    /// Notes what the server has of the device's transactions as it is told that its access was
    /// withdrawn. What is refused of them stays there.
    func noteAnswered(_ device: SimulatedDevice) throws {
        let quarantine = try server.storage.read { try $0.quarantine() }
        let refused = FactSet(quarantine.compactMap { oracle.number($0.id) })
        let mine = FactSet(try device.journal().compactMap(oracle.number))
        let merged = FactSet(mine.subtracting(refused).facts.filter(isMerged))
        device.answered.formUnion(mine.intersection(refused).union(merged))
        server.entrusted.formUnion(mine.intersection(refused))
    }
}
