// Files and portfolios: who may see what, by the simulator's own account of it.

import ClientCore
import Server
import Shared

extension World {
    /// The scopes that a device's user may hold.
    func allowedScopes(_ device: SimulatedDevice) -> Set<String> {
        guard let person = server.accesses.people[device.shown.person] else { return [] }
        guard person.role != .volunteer && person.role != .observer else { return ["territory"] }
        var scopes = ["territory", "organisation:\(person.organisation)"]
        for portfolio in template.portfolios where portfolio.organisation == person.organisation {
            if person.role == .coordinator || server.accesses.holders[portfolio.id] == person.id {
                scopes.append("portfolio:\(portfolio.id)")
            }
        }
        return Set(scopes)
    }

    /// Every record is in the scope that what it shows says, and a file is in one scope.
    func checkPlaces(_ states: [RecordKey: StoredRecord]) throws {
        for (key, stored) in states.sorted(by: { $0.key.id < $1.key.id }) {
            let state = try RecordState(bytes: stored.state)
            if state.erasure != nil { continue }
            let owner = organisation(of: stored.scope)
            var expected = owner.map { "organisation:\($0)" } ?? "territory"
            if key.collection == SimulatedSchema.file, let named = text("portfolio", state),
                let portfolio = template.portfolios.first(where: { "\($0.id)" == named }),
                portfolio.organisation == owner
            {
                expected = "portfolio:\(named)"
            }
            if key.collection == SimulatedSchema.leaf, let named = text("file", state),
                let id = RecordID(named),
                let scope = scope(of: RecordKey(collection: SimulatedSchema.file, id: id), states),
                organisation(of: scope) == owner
            {
                expected = scope
            }
            guard stored.scope == expected else {
                throw SimulationFailure(
                    "place", "\(key.collection) \(key.id) is in \(stored.scope), not \(expected)")
            }
        }
    }

    /// Where a file is; where it was, when only its identity is left.
    private func scope(
        of key: RecordKey, _ states: [RecordKey: StoredRecord]
    ) -> String? {
        states[key]?.scope ?? (server.compacted.contains(key) ? server.scopes[key] : nil)
    }

    private func organisation(of scope: String) -> RecordID? {
        if let portfolio = template.portfolios.first(where: { "portfolio:\($0.id)" == scope }) {
            return portfolio.organisation
        }
        return template.people.map(\.organisation).first { "organisation:\($0)" == scope }
    }

    private func text(_ field: String, _ state: RecordState) -> String? {
        guard case .single(.text(let text))? = state.field(field)?.shown(nil) else { return nil }
        return text
    }

    /// What users do with files.
    func writeFile(
        _ writing: Writing, _ device: SimulatedDevice, _ draw: inout Draw
    ) throws {
        let (file, leaf) = (SimulatedSchema.file, SimulatedSchema.leaf)
        let files = try device.store.records(file)
        let leaves = try device.store.records(leaf)
        switch writing {
        case .createFile:
            guard files.count < 4 else { return }
            let portfolio = draw.portfolio(template)
            let word = draw.word()
            try device.store.write {
                $0.create(file, ["name": .assign(word), "portfolio": .assign(portfolio)])
            }
        case .moveFile:
            guard let record = draw.from(files) else { return }
            let portfolio = draw.portfolio(template)
            try device.store.write { $0.edit(file, record.id, ["portfolio": .assign(portfolio)]) }
        case .createLeaf:
            guard leaves.count < 6 else { return }
            let target = draw.from(files)?.id.description
            let word = draw.word()
            try device.store.write {
                $0.create(
                    leaf,
                    ["text": .assign(word), "file": .assign(target.map { .text($0) } ?? .null)])
            }
        case .moveLeaf:
            guard let record = draw.from(leaves) else { return }
            let target = draw.from(files)?.id.description
            try device.store.write {
                $0.edit(
                    leaf, record.id, ["file": .assign(target.map { .text($0) } ?? .null)])
            }
        case .strangeLeaf:
            // A part of a file that the user may not know of.
            let all = server.scopes.keys.filter { $0.collection == file }.map(\.id).sorted()
            guard let target = draw.from(all) else { return }
            let word = draw.word()
            try device.store.write {
                $0.create(
                    leaf, ["text": .assign(word), "file": .assign(.text(target.description))])
            }
        case .deleteFile:
            guard let record = draw.from(files) else { return }
            try device.store.write { $0.delete(file, record.id) }
        default:
            guard let record = draw.from(leaves) else { return }
            let word = draw.word()
            try device.store.write { $0.edit(leaf, record.id, ["text": .assign(word)]) }
        }
    }
}

extension Draw {
    /// One of the portfolios, of any organisation, or none.
    fileprivate mutating func portfolio(_ template: Template) -> FieldValue {
        let index = pick(template.portfolios.count + 1)
        if index == template.portfolios.count { return .null }
        return .text(template.portfolios[index].id.description)
    }
}
