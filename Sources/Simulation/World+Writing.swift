// What users do: one committed transaction, or none, and what its author had been shown.

import ClientCore
import Shared

extension World {
    /// One user action. What cannot be done now is no failure.
    func write(_ writing: Writing, _ device: SimulatedDevice, _ chance: SeededGenerator) throws {
        guard !oracle.isFull, oracle.facts.count < 300 else { return }
        try settle(device)
        let fromForm = writing == .saveForm ? device.formKnown : [:]
        do {
            try perform(writing, device, chance)
        } catch {
            // A disk that fails at the very end may have it.
            if device.shown.doubt == nil {
                device.shown.doubt = Shown.Doubt(device.shown, fromForm)
            }
            throw error
        }
        let before = oracle.facts.count
        try note(device, device.shown, fromForm)
        // Only what was written is written over it.
        if oracle.facts.count > before {
            device.shown.doubt = nil
            device.shown.untaken = nil
        }
    }

    /// What was said to have failed, and is there when the files are opened again.
    func noteDoubt(_ device: SimulatedDevice) throws {
        if let untaken = device.shown.untaken {
            device.shown.untaken = nil
            if try device.progress() != untaken.progress {
                device.coming = untaken.coming
                device.coming?.version = -1
                try settle(device)
            }
        }
        guard let doubt = device.shown.doubt else { return }
        let before = oracle.facts.count
        try note(device, doubt.shown, doubt.fromForm)
        var isThere = oracle.facts.count > before
        // A copy of the files may have had it first.
        if let last = try device.lastTransaction(), let number = oracle.number(last.id),
            !device.shown.taken.contains(number)
        {
            if !device.shown.own.contains(number) { isThere = true }
            device.shown.own.insert(number)
        }
        // Where it is not, a copy of the files may have it still.
        if isThere { device.shown.doubt = nil }
    }

    private func perform(
        _ writing: Writing, _ device: SimulatedDevice, _ chance: SeededGenerator
    ) throws {
        var draw = Draw(chance)
        switch writing {
        case .createPlot, .createDiary, .createNatural, .createMemo:
            try create(writing, device, &draw)
        case .diaryText, .diaryVisit, .deleteDiary:
            try change(SimulatedSchema.diary, writing, device, &draw)
        case .two:
            let plots = try device.store.records(SimulatedSchema.plot)
            guard let first = draw.from(plots), let second = draw.from(plots) else { return }
            try device.store.write { transaction in
                transaction.edit("plot", first.id, ["name": .assign(draw.word())])
                transaction.edit(
                    "plot", second.id, [device.shown.soilField: .assign(draw.word())])
            }
        case .settle: try settleConflict(device, &draw)
        case .saveForm: try saveForm(device, &draw)
        case .stranger: try writeOfStrangers(device, &draw)
        case .createFile, .moveFile, .deleteFile, .createLeaf, .leafText, .moveLeaf, .strangeLeaf:
            try writeFile(writing, device, &draw)
        case .createParcel, .greedyParcel, .parcelText, .answerParcel, .keepParcel, .forgedParcel,
            .deleteParcel:
            try writeParcel(writing, device, &draw)
        default: try change(SimulatedSchema.plot, writing, device, &draw)
        }
    }

    /// Notes the transaction that was just committed, if one was.
    private func note(
        _ device: SimulatedDevice, _ shown: Shown, _ fromForm: [RecordKey: FactSet]
    ) throws {
        guard let transaction = try device.lastTransaction(),
            oracle.number(transaction.id) == nil
        else { return }
        var changes: [RecordKey: RecordChange.Action] = [:]
        var known: [RecordKey: FactSet] = [:]
        for change in transaction.records {
            let key = RecordKey(collection: change.collection, id: change.id)
            changes[key] = change.action
            known[key] = fromForm[key] ?? shown.known(key, oracle)
        }
        let number = oracle.note(
            Fact(
                id: transaction.id, author: device.name,
                organisation: template.people[device.shown.person].organisation, changes: changes,
                known: known))
        device.shown.own.insert(number)
        tell("= \(transaction.id) is f\(number)")
    }

    private func create(
        _ writing: Writing, _ device: SimulatedDevice, _ draw: inout Draw
    ) throws {
        let word = draw.word()
        switch writing {
        case .createNatural:
            try device.store.write { transaction in
                transaction.create(
                    "plot",
                    [
                        "name": .assign(word), "source": .assign(.text("map")),
                        "source_id": .assign(draw.word()),
                    ])
            }
        case .createDiary:
            try device.store.write { $0.create("diary", ["text": .assign(word)]) }
        case .createMemo: try device.store.write { $0.create("memo", ["text": .assign(word)]) }
        default:
            guard try device.store.records("plot").count < 5 else { return }
            try device.store.write {
                $0.create("plot", ["name": .assign(word), "visits": .increment(1)])
            }
        }
    }

    private func change(
        _ collection: String, _ writing: Writing, _ device: SimulatedDevice, _ draw: inout Draw
    ) throws {
        guard let record = draw.from(try device.store.records(collection)) else {
            return try create(
                collection == SimulatedSchema.diary ? .createDiary : .createPlot, device, &draw)
        }
        try device.store.write { transaction in
            let word = draw.text()
            switch writing {
            case .delete, .deleteDiary: transaction.delete(collection, record.id)
            case .erase: transaction.erase(collection, record.id)
            default:
                transaction.edit(
                    collection, record.id, edits(writing, word, device.shown, &draw))
            }
        }
    }

    private func edits(
        _ writing: Writing, _ word: String, _ shown: Shown, _ draw: inout Draw
    ) -> [String: FieldEdit] {
        switch writing {
        case .name: ["name": .assign(.text(word))]
        case .soil: [shown.soilField: .assign(.text(word))]
        case .state: ["state": .assign(.text(SimulatedSchema.states[draw.pick(5)]))]
        case .addTag: ["tags": .edit(add: [word], remove: [draw.text()])]
        case .removeTag: ["tags": .edit(add: [], remove: [word])]
        case .clearTags: ["tags": .clear]
        case .visit, .diaryVisit: ["visits": .increment(Int64(1 + draw.pick(5)))]
        case .diaryText: ["text": .assign(.text(word))]
        case .extra: extra(word, shown, &draw)
        default: [:]
        }
    }

    /// A field that is new, or one of those that the two programs hold in different forms.
    private func extra(
        _ word: String, _ shown: Shown, _ draw: inout Draw
    ) -> [String: FieldEdit] {
        let whole: [String: FieldEdit] = ["keeper": .assign(.text("\(word) \(draw.text())"))]
        return switch draw.pick(3) {
        case 0: ["extra": .assign(.text(word))]
        case 1: shown.isUpgraded ? ["given": .assign(.text(word))] : whole
        default: shown.isUpgraded ? ["family": .assign(.text(word))] : whole
        }
    }

    private func settleConflict(_ device: SimulatedDevice, _ draw: inout Draw) throws {
        guard let conflict = draw.from(try device.store.conflicts()) else { return }
        guard let field = conflict.field else {
            return try device.store.resolve(
                conflict.collection, conflict.id, keepingRecord: draw.pick(2) == 0)
        }
        guard let value = draw.from(conflict.values)?.value else { return }
        try device.store.resolve(conflict.collection, conflict.id, field: field, keeping: value)
    }

    func openForm(_ device: SimulatedDevice, _ chance: SeededGenerator) throws {
        var draw = Draw(chance)
        try settle(device)
        guard let record = draw.from(try device.store.records("plot")) else { return }
        let key = RecordKey(collection: "plot", id: record.id)
        device.form = (record, device.shown.known(key, oracle))
    }

    /// Saves a form that was opened before: its author knows what the form showed.
    private func saveForm(_ device: SimulatedDevice, _ draw: inout Draw) throws {
        guard let (record, _) = device.form else { return }
        device.form = nil
        try device.store.write { transaction in
            transaction.edit(
                "plot", record.id, ["name": .assign(draw.word()), "visits": .increment(1)],
                basis: record.basis)
        }
    }

    /// A change of a record that the user may not see: it must come to nothing.
    private func writeOfStrangers(_ device: SimulatedDevice, _ draw: inout Draw) throws {
        let own = ScopeName.organisation(template.people[device.shown.person].organisation)
            .description
        let theirs = server.scopes.filter { key, scope in
            key.collection == "diary" && scope.first != own && server.merged[key]?.isEmpty == false
        }
        let keys = theirs.keys.map(\.id).sorted()
        guard let id = draw.from(keys) else { return }
        try device.store.write {
            $0.edit("diary", id, ["text": .assign(draw.word())], mayCreate: true)
        }
    }
}

/// Chance as users need it.
struct Draw {
    private var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    mutating func pick(_ bound: Int) -> Int { Int(generator.next() % UInt64(bound)) }
    mutating func from<Element>(_ elements: [Element]) -> Element? {
        elements.isEmpty ? nil : elements[pick(elements.count)]
    }
    mutating func text() -> String { SimulatedSchema.words[pick(SimulatedSchema.words.count)] }
    mutating func word() -> FieldValue { .text(text()) }
}
