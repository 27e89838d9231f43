// What people are told: conflicts as the true order has them, and refusals where somebody did what
// they may not, and nowhere else.

import ClientCore
import Server
import Shared

extension World {
    /// Fields of which a person must settle two values.
    private static let reviewed: [String: Set<String>] = [
        SimulatedSchema.plot: ["name"], SimulatedSchema.diary: ["text"],
        SimulatedSchema.file: ["name"], SimulatedSchema.leaf: ["text"],
        SimulatedSchema.parcel: ["short", "reply"],
    ]

    /// A conflict for each of those fields that holds two values, for each state that excludes
    /// another, and for each record that outlived a deletion: no other, and none left out.
    func checkConflicts(_ device: SimulatedDevice, _ held: [RecordKey: SimulatedDevice.Row]) throws
    {
        var listed: [RecordKey: Set<String>] = [:]
        for conflict in try device.store.conflicts() {
            let key = RecordKey(collection: conflict.collection, id: conflict.id)
            let field = conflict.field ?? ""
            guard
                field.isEmpty || field == "state"
                    || World.reviewed[key.collection]?.contains(field) ?? false
            else { continue }
            listed[key, default: []].insert(field)
        }
        // Of a collection that only newer programs know, an older one asks nothing.
        let known = held.keys.filter { $0.collection != SimulatedSchema.memo }
        for key in known.sorted(by: { $0.id < $1.id }) {
            let expected = conflicts(key)
            guard listed[key] ?? [] == expected else {
                throw SimulationFailure(
                    "conflicts",
                    "\(device.name) \(key.id): expected \(expected.sorted()), listed "
                        + "\((listed[key] ?? []).sorted())")
            }
        }
    }

    private func conflicts(_ key: RecordKey) -> Set<String> {
        let expected = oracle.expectation(key, server.merged[key] ?? FactSet())
        if expected.isDeleted || server.accesses.erased.contains(key) { return [] }
        var result: Set<String> = expected.deletions.isEmpty ? [] : [""]
        for field in World.reviewed[key.collection] ?? [] {
            let contents = expected.survivors.keys.filter { $0.field == field }.map(\.content)
            if Set(contents).count > 1 { result.insert(field) }
        }
        // Over for one, and gone further for another.
        let states = expected.survivors.keys.filter { $0.field == "state" }.map(\.content)
        let isOver = states.contains(.value(.text(SimulatedSchema.excluding)))
        let isFurther = SimulatedSchema.excluded.contains { states.contains(.value(.text($0))) }
        if isOver && isFurther { result.insert("state") }
        return result
    }

    /// Notes that from here on somebody may do what they may not.
    func noteTrespass(_ action: Action) {
        switch action {
        case .openForm, .sync, .advance, .setClock, .serverClock, .crash, .keepCopy, .fillDisk,
            .freeDisk, .breakDisk, .fillServerDisk, .freeServerDisk, .crashServer, .backUp,
            .onFailingDisk, .deliverLate, .quiet:
            return
        case .write(let index, let writing):
            let role = server.accesses.people[device(index).shown.person]?.role
            if World.allowed.contains(writing) && role != .volunteer { return }
        default: break
        }
        mayBeRefused = true
    }

    /// What every mediator may do at any time.
    private static let allowed: Set<Writing> = [
        .createPlot, .createDiary, .createNatural, .name, .soil, .state, .addTag, .removeTag,
        .clearTags, .visit, .diaryText, .diaryVisit, .two, .touch, .delete, .deleteDiary, .settle,
        .saveForm,
    ]

    /// Where nobody has done what they may not, nothing is refused, whatever fails.
    func checkRefusals(_ reader: any StorageReading) throws {
        if mayBeRefused { return }
        if let refused = try reader.quarantine().first {
            throw SimulationFailure("refused", "\(refused.id): \(refused.code)")
        }
        if let sealed = try reader.sealedRecords().first {
            throw SimulationFailure("refused", "\(sealed.key.id): \(sealed.code)")
        }
    }

    /// What comes along with a number of one's own is of the same user.
    func checkOwner(of ids: [TransactionID], _ device: SimulatedDevice) throws {
        for number in ids.compactMap(oracle.number) {
            let author = devices.first { $0.name == oracle.facts[number].author }
            guard author?.shown.person == device.shown.person else {
                throw SimulationFailure("scopes", "\(device.name) was told f\(number)")
            }
        }
    }
}
