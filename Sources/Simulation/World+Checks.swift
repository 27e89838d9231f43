// The laws, looked at on the way and at every quiet point.

import ClientCore
import Server
import Shared

extension World {
    // MARK: On the way

    /// What a device's calls acknowledged is in its file.
    func checkJournal(_ device: SimulatedDevice) throws {
        let journal = Set(try device.journal())
        let facts = device.shown.own.union(device.shown.taken).facts
        for fact in facts where !journal.contains(oracle.facts[fact].id) {
            throw SimulationFailure("durability", "\(device.name) lost f\(fact)")
        }
    }

    /// Nothing is sent to a device that its user may not see.
    func checkScopes(
        _ response: SyncResponse, _ echoes: [Echo], _ device: SimulatedDevice
    ) throws {
        guard response.epoch == server.epoch else { return }
        let allowed = allowedScopes(device)
        let told = response.records.map {
            (RecordKey(collection: $0.collection, id: $0.id), $0.scope)
        }
        for (key, scope) in echoes.map({ ($0.key, $0.place.scope) }) + told {
            guard allowed.contains(scope), server.scopes[key]?.contains(scope) == true else {
                throw SimulationFailure("scopes", "\(device.name) was sent \(key.id) of \(scope)")
            }
        }
    }

    /// The same of what a device has given back.
    func checkScopes(_ response: ReturnResponse, _ device: SimulatedDevice) throws {
        let allowed = allowedScopes(device)
        for record in response.records {
            let key = RecordKey(collection: record.collection, id: record.id)
            guard allowed.contains(record.scope) else {
                throw SimulationFailure("scopes", "\(device.name) was told \(key.id)")
            }
        }
    }

    /// A device's own numbers have no gaps.
    private func checkNumbers(_ device: SimulatedDevice) throws {
        guard try device.gaps() == 0 else {
            throw SimulationFailure("monotone", "\(device.name) has left out a number")
        }
    }

    /// Floors only go back by going to nothing, or in another epoch.
    func checkMonotone(_ device: SimulatedDevice) throws {
        let floors = try device.heldFloors()
        for (scope, floor) in floors {
            if let before = device.floors[scope], before.epoch == floor.epoch,
                before.sequence > floor.sequence
            {
                throw SimulationFailure(
                    "monotone", "\(device.name) \(scope) \(before.sequence) \(floor.sequence)")
            }
        }
        device.floors = floors
    }

    /// A floor only moves to the head of an answer that was the last.
    func checkFloors(
        _ floors: [String: Position], after response: SyncResponse, _ device: SimulatedDevice
    ) throws {
        let end = Position(epoch: response.epoch, sequence: response.head)
        for (scope, floor) in floors {
            guard let before = device.floors[scope], floor != before else { continue }
            if response.isComplete && floor == end { continue }
            throw SimulationFailure(
                "floors", "\(device.name) \(scope) \(before.sequence) \(floor.sequence)")
        }
    }

    // MARK: Quiet

    /// Everybody speaks to the server until nothing moves; then everything must be right.
    func beQuiet() async throws {
        if server.isFull { try server.freeDisk() }
        for device in devices { device.mendDisk() }
        for device in devices where device.isFull {
            device.isFull = false
            try restart(device)
        }
        var before: (UInt64, Int)?
        for _ in 0..<12 {
            for device in devices { try await syncSoundly(device) }
            let now = (server.head, oracle.facts.count)
            if let before, before == now {
                try check()
                for device in devices where !device.isRevoked { try await checkReceipt(device) }
                return
            }
            before = now
        }
        throw SimulationFailure("quiet", "it does not end")
    }

    private func syncSoundly(_ device: SimulatedDevice) async throws {
        if device.isRevoked { return }
        device.events = []
        device.exchange = 0
        device.isSyncing = true
        defer { device.isSyncing = false }
        let report: SyncReport
        do {
            report = try await syncOrEnrol(device)
        } catch {
            throw SimulationFailure("quiet", "\(device.name) \(error.code) \(error.detail ?? "")")
        }
        if let failure { throw failure }
        try settle(device)
        // It was given a number that had been withdrawn from another copy of it.
        if report.state == .revoked && device.isRevoked { return try notePurge(device) }
        guard report.state == .upToDate else {
            throw SimulationFailure(
                "quiet", "\(device.name) \(report.state) \(report.error?.code ?? "")")
        }
        guard report.mended == 0 else {
            throw SimulationFailure("digests", "\(device.name) mended \(report.mended)")
        }
    }

    private func syncOrEnrol(_ device: SimulatedDevice) async throws(RelaisError) -> SyncReport {
        do {
            return try await device.engine.sync()
        } catch  where error.code == "unauthorised" {
            do { try await enrolAgain(device) } catch { note(error) }
            return try await device.engine.sync()
        }
    }

    /// At rest everything that a device shows is on the server, and a receipt proves it.
    private func checkReceipt(_ device: SimulatedDevice) async throws {
        let collection = SimulatedSchema.file
        guard let file = try device.store.records(collection).first else { return }
        device.events = []
        device.exchange = 0
        device.isSyncing = true
        defer { device.isSyncing = false }
        try await device.engine.fetchReceipt(for: collection, file.id)
        if let failure { throw failure }
        try settle(device)
        let check = try device.store.receipt(for: collection, file.id, verifier: Trusting())
        let missing = check?.missing.filter { $0.why != .quarantined }
        guard let check, check.recorded > 0, missing?.isEmpty == true, check.isSigned else {
            throw SimulationFailure(
                "receipt", "\(device.name) \(file.id) \(missing?.map(\.why.rawValue) ?? [])")
        }
    }

    private func check() throws {
        try server.storage.read { reader in
            let info = try reader.info()
            var states: [RecordKey: StoredRecord] = [:]
            for scope in try reader.allScopes() {
                try reader.eachRecord(scope: scope) { record, _ in states[record.key] = record }
            }
            try checkPlaces(states)
            try checkSums(reader, states)
            try checkStates(states, info.lineage)
            let kept = try checkOrder(reader, info)
            try checkRefusals(reader)
            let live = devices.filter { !$0.isRevoked }
            for device in live { try check(device, states, kept) }
            try compareShown(live)
        }
    }

    /// The surviving siblings are exactly the maximal merged writes.
    private func checkStates(
        _ states: [RecordKey: StoredRecord], _ lineage: Lineage
    ) throws {
        for (key, facts) in server.merged.sorted(by: { $0.key.id < $1.key.id }) {
            guard let stored = states[key] else {
                if server.compacted.contains(key) { continue }
                if server.accesses.erased.contains(key) || facts.isEmpty { continue }
                throw SimulationFailure("record", "\(key.id) is missing; \(facts.facts)")
            }
            if server.compacted.contains(key) {
                throw SimulationFailure("record", "\(key.id) came back")
            }
            let found = Oracle.found(in: try RecordState(bytes: stored.state), lineage)
            let expected =
                server.accesses.erased.contains(key)
                ? Expectation(isDeleted: true, isErased: true) : oracle.expectation(key, facts)
            guard found != expected else { continue }
            throw SimulationFailure(
                "siblings",
                "\(key.collection) \(key.id): expected \(describe(expected)); found "
                    + describe(found))
        }
        let strays = states.keys.filter { server.merged[$0] == nil }
        for key in strays.sorted(by: { $0.id < $1.id }) {
            throw SimulationFailure("record", "\(key.id) came from nowhere")
        }
    }

    private func describe(_ expectation: Expectation) -> String {
        let survivors = expectation.survivors.map { survivor, count in
            "\(survivor.field)=f\(oracle.number(survivor.transaction) ?? -1)"
                + (count > 1 ? "x\(count)" : "")
        }
        let deletions = expectation.deletions.map { "delete=f\(oracle.number($0) ?? -1)" }
        return (survivors + deletions).sorted().joined(separator: " ")
            + (expectation.isDeleted ? " deleted" : "") + (expectation.isErased ? " erased" : "")
    }

    /// Exactly once; answers with the facts that are in the order or in quarantine.
    private func checkOrder(_ reader: any StorageReading, _ info: TerritoryInfo) throws -> FactSet {
        var kept = FactSet()
        for record in try reader.sealedRecords() {
            let returned = ReturnedState(key: record.key, state: record.state)
            kept.formUnion(server.sealed[returned] ?? FactSet())
        }
        var seen: Set<TransactionID> = []
        for sequence in 0..<info.head {
            guard let entry = try reader.journal(sequence + 1) else {
                throw SimulationFailure("order", "there is a gap at \(sequence + 1)")
            }
            guard entry.kind == .transaction, !entry.body.isEmpty else { continue }
            let id = try Transaction(bytes: entry.body).id
            guard seen.insert(id).inserted else {
                throw SimulationFailure("once", "\(id) stands twice in the order")
            }
            if let number = oracle.number(id) { kept.insert(number) }
        }
        for refused in try reader.quarantine() {
            if let number = oracle.number(refused.id) { kept.insert(number) }
        }
        for fact in server.entrusted.subtracting(kept).facts where !isMerged(fact) {
            throw SimulationFailure("lost", "f\(fact), which its device has purged")
        }
        return kept
    }

    private func check(
        _ device: SimulatedDevice, _ states: [RecordKey: StoredRecord], _ kept: FactSet
    ) throws {
        guard try device.store.status().pending == 0, try device.count("relais_overlay") == 0,
            try device.count("relais_return") == 0
        else { throw SimulationFailure("rest", "\(device.name) has something left") }
        try checkJournal(device)
        try checkNothingLost(device, kept)
        let allowed = allowedScopes(device)
        let held = try device.records()
        for (key, row) in held.sorted(by: { $0.key.id < $1.key.id }) {
            guard allowed.contains(row.scope) else {
                throw SimulationFailure("scopes", "\(device.name) holds \(key.id) of \(row.scope)")
            }
            guard let stored = states[key], stored.state == row.state,
                stored.audiences.contains(row.scope)
            else {
                throw SimulationFailure("replicas", "\(device.name) differs on \(key.id)")
            }
            try checkAudience(key, stored, device)
        }
        try checkSums(device, held)
        try checkConflicts(device, held)
        try checkNumbers(device)
        guard try device.orphans() == 0 else {
            throw SimulationFailure("index", "\(device.name) finds what it does not hold")
        }
        let missing = states.filter { key, stored in
            !allowed.isDisjoint(with: stored.audiences) && held[key] == nil
        }
        for key in missing.keys.sorted(by: { $0.id < $1.id }) {
            throw SimulationFailure("replicas", "\(device.name) lacks \(key.id)")
        }
    }

    /// What only an organisation may see was written by it; what two may see, by one of them.
    private func checkAudience(
        _ key: RecordKey, _ stored: StoredRecord, _ device: SimulatedDevice
    ) throws {
        guard key.collection != SimulatedSchema.plot else { return }
        let authors = stored.audiences.compactMap(organisation)
        for write in try RecordState(bytes: stored.state).writes {
            guard let number = oracle.number(write.transaction),
                let author = oracle.facts[number].organisation, !authors.contains(author)
            else { continue }
            throw SimulationFailure("scopes", "\(device.name) sees f\(number)")
        }
    }

    /// Whatever a device has committed or been shown is merged or in quarantine.
    private func checkNothingLost(_ device: SimulatedDevice, _ kept: FactSet) throws {
        for (key, facts) in device.shown.delivered.sorted(by: { $0.key.id < $1.key.id }) {
            if server.accesses.erased.contains(key) { continue }
            let lost = facts.subtracting(server.merged[key] ?? FactSet()).subtracting(kept)
            guard lost.isEmpty else {
                throw SimulationFailure("lost", "\(key.id) \(lost.facts) known to \(device.name)")
            }
        }
        for fact in device.shown.own.union(device.shown.taken).subtracting(kept)
            .subtracting(device.shown.purged).facts
        where !isMerged(fact) {
            throw SimulationFailure("lost", "f\(fact) committed on \(device.name)")
        }
    }

    /// Whether all that a fact says is merged, or about what was erased.
    func isMerged(_ fact: Int) -> Bool {
        oracle.facts[fact].changes.keys.allSatisfy { key in
            server.accesses.erased.contains(key) || server.merged[key]?.contains(fact) ?? false
        }
    }

    /// Devices that run the same program show the same of what they both hold.
    private func compareShown(_ devices: [SimulatedDevice]) throws {
        for isUpgraded in [false, true] {
            var first: [RecordKey: SimulatedDevice.Row] = [:]
            for device in devices where device.shown.isUpgraded == isUpgraded {
                let records = try device.records().sorted { $0.key.id < $1.key.id }
                for (key, row) in records where !row.columns.isEmpty {
                    if let other = first[key], other.columns != row.columns {
                        throw SimulationFailure("shown", "\(device.name) shows \(key.id) otherwise")
                    }
                    first[key] = row
                }
            }
        }
    }
}

/// What receipts are signed with is not the simulator's matter.
private struct Trusting: ReceiptVerifier {
    func isValid(signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool { true }
}
