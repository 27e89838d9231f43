// Parcels: what one organisation sends to another, by the simulator's own account of who may hold
// and write what of it.

import ClientCore
import Server
import Shared

extension World {
    /// The two audiences of a parcel, the sender's first; `nil` when it is nobody's.
    func sides(
        of key: RecordKey, _ state: RecordState, _ states: [RecordKey: StoredRecord]
    ) -> [String]? {
        guard text("file", state) == nil, let sender = text("sender", state),
            let receiver = text("receiver", state), sender != receiver
        else { return nil }
        return [sender, receiver].map { side in
            let whole = "organisation:\(side)"
            let ties = states.values.filter { stored in
                guard stored.key.collection == SimulatedSchema.thread,
                    let tie = try? RecordState(bytes: stored.state)
                else { return false }
                return text("parcel", tie) == "\(key.id)"
                    && organisation(of: stored.scope).map { "\($0)" } == side
            }
            return ties.first?.scope ?? whole
        }
    }

    /// A parcel holds what its purposes need, and nothing else.
    func checkContents(_ key: RecordKey, _ state: RecordState) throws {
        var needed: Set<String> = []
        if case .set(let purposes)? = state.field("purposes")?.shown(nil) {
            for purpose in purposes {
                needed.formUnion(SimulatedSchema.contents[purpose] ?? [])
            }
        }
        for field in ["short", "long"] where !needed.contains(field) {
            guard state.field(field)?.siblings.isEmpty ?? true else {
                throw SimulationFailure("contents", "\(key.id) carries \(field)")
            }
        }
    }

    /// What users do with parcels.
    func writeParcel(
        _ writing: Writing, _ device: SimulatedDevice, _ draw: inout Draw
    ) throws {
        let parcel = SimulatedSchema.parcel
        let parcels = try device.store.records(parcel)
        let word = draw.word()
        switch writing {
        case .createParcel, .greedyParcel:
            guard parcels.count < 5 else { return }
            try send(device, isGreedy: writing == .greedyParcel, word, &draw)
        case .parcelText:
            guard let record = draw.from(parcels) else { return }
            try device.store.write { $0.edit(parcel, record.id, ["short": .assign(word)]) }
        case .answerParcel:
            guard let record = draw.from(parcels) else { return }
            let state = ["known", "met", "done"][draw.pick(3)]
            try device.store.write {
                $0.edit(
                    parcel, record.id,
                    ["reply": .assign(word), "state": .assign(.text(state))])
            }
        case .keepParcel:
            guard let record = draw.from(parcels) else { return }
            try keep(record.id, device, &draw)
        case .forgedParcel:
            // Somebody else would have sent it.
            try device.store.write { transaction in
                transaction.create(
                    parcel,
                    [
                        "sender": .assign(.text("\(other(device))")),
                        "receiver": .assign(.text("\(own(device))")),
                        "purposes": .edit(add: ["a"], remove: []), "short": .assign(word),
                    ])
            }
        default:
            guard let record = draw.from(parcels) else { return }
            try device.store.write { $0.delete(parcel, record.id) }
        }
    }

    private func own(_ device: SimulatedDevice) -> RecordID {
        template.people[device.shown.person].organisation
    }

    private func other(_ device: SimulatedDevice) -> RecordID {
        let own = own(device)
        return template.people.map(\.organisation).first { $0 != own } ?? own
    }

    private func send(
        _ device: SimulatedDevice, isGreedy: Bool, _ word: FieldValue, _ draw: inout Draw
    ) throws {
        let purpose = isGreedy ? "a" : ["a", "b"][draw.pick(2)]
        let file = draw.from(try device.store.records(SimulatedSchema.file))
        var edits: [String: FieldEdit] = [
            "sender": .assign(.text("\(own(device))")),
            "receiver": .assign(.text("\(other(device))")),
            "purposes": .edit(add: [purpose], remove: []), "short": .assign(word),
            "state": .assign(.text("open")),
        ]
        if purpose == "b" || isGreedy { edits["long"] = .assign(draw.word()) }
        try device.store.write { transaction in
            let id = transaction.create(SimulatedSchema.parcel, edits)
            guard let file else { return }
            transaction.create(
                SimulatedSchema.thread,
                [
                    "parcel": .assign(.text("\(id)")), "file": .assign(.text("\(file.id)")),
                ])
        }
    }

    /// Ties a parcel to a file, or to one that begins with it.
    private func keep(
        _ parcel: RecordID, _ device: SimulatedDevice, _ draw: inout Draw
    ) throws {
        let files = try device.store.records(SimulatedSchema.file)
        let known = draw.pick(2) == 0 ? draw.from(files)?.id : nil
        let (name, portfolio) = (draw.word(), draw.portfolio(template))
        try device.store.write { transaction in
            let file =
                known
                ?? transaction.create(
                    SimulatedSchema.file,
                    ["name": .assign(name), "portfolio": .assign(portfolio)])
            transaction.create(
                SimulatedSchema.thread,
                ["parcel": .assign(.text("\(parcel)")), "file": .assign(.text("\(file)"))])
        }
    }
}
