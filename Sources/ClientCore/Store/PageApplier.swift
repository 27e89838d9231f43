// PageApplier: takes a server's answer into the store, in one transaction.
//
// Acknowledgements, records and floors arrive together and are applied together, so a store is
// consistent whenever a synchronisation is cut, and no state of a record is ever shown with the
// device's own accepted transactions counted twice.

import SQLite
import Shared

/// What an answer did to the store.
struct AppliedAnswer {
    var accepted = 0
    var quarantined = 0
    var records = 0
    /// Whether anything moved: an acknowledgement, a record, a floor.
    var moved = false
    var isComplete = false
    var pending = 0
    /// Scopes whose digest is not the server's, though all of it was delivered.
    var differing: [String] = []
    /// Scopes of which something was kept that was not delivered: the server cannot read it, or it
    /// is there no more.
    var undelivered: [String] = []
    /// What has to be done before anything else is exchanged.
    var needs = SyncState.Needs()
}

/// Applies one answer.
struct PageApplier {
    let core: StoreCore
    private var device: DeviceState
    private var scopes: [String: Int64] = [:]
    private var result = AppliedAnswer()

    init(_ core: StoreCore) throws {
        self.core = core
        device = try DeviceState(core.connection)
    }

    /// - Parameter request: what the answer answers to.
    mutating func apply(
        _ response: SyncResponse, to request: SyncRequest
    ) throws -> AppliedAnswer {
        device.lineage.merge(response.lineage)
        device.hear(response.time, now: core.ports.now())
        if let epoch = device.epoch, epoch != response.epoch {
            // Nothing else was done: what the restored server lost comes first.
            device = try EpochAdoption(core, device).adopt(response)
            result.moved = true
        } else {
            device.epoch = response.epoch
            try applyAll(response, request)
        }
        try device.save(core.connection)
        result.pending = try core.journal.pending(device)
        if response.acts != nil { result.pending += Int(try core.count("relais_act")) }
        result.needs = try core.needs(device)
        return result
    }

    private mutating func applyAll(_ response: SyncResponse, _ request: SyncRequest) throws {
        for info in response.replicas { try core.note(info) }
        try apply(response.acknowledgements, response)
        for decision in response.decisions { try apply(decision) }
        try apply(scopes: response)
        let isPlain = try core.overlay.isEmpty()
        if let echoes = response.echoes { try apply(echoes, response, request) }
        for record in response.records { try apply(record, response.epoch, isPlain: isPlain) }
        for gone in response.gone { try apply(gone, response) }
        if response.isComplete || DeliberateBug.cursorMovesEarly.isOn {
            try settleFloors(response)
        }
        try settleNumbers(response)
        try settleActs(response, request)
        result.isComplete = response.isComplete && !hasScopeToRefill
        guard result.isComplete else { return }
        device.lastSync = core.ports.now()
        device.backedUp = response.backedUp
        try JournalPruning(core).prune(&device, now: response.time)
        // What this very transaction changed is not in the sums yet.
        try core.flushDigests()
        for scope in response.digests {
            guard let number = scopes[scope.name] else { continue }
            if try core.digest(scope: number).sum != scope.digest {
                result.differing.append(scope.name)
            }
        }
    }

    private var hasScopeToRefill = false
    private var sweeping: Set<Int64> = []
    /// The scopes of which nothing was held before the pull that is under way.
    private var fresh: Set<Int64> = []

    private func answered(_ response: SyncResponse) -> Answered {
        Answered(
            head: Position(epoch: response.epoch, sequence: response.head), time: response.time)
    }

    private mutating func apply(
        _ acknowledgements: [Acknowledgement], _ response: SyncResponse
    ) throws {
        let held = try core.journal.tail(device).number
        for acknowledgement in acknowledgements {
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                // Also a forged number must not lead anywhere but here.
                guard first <= held, count <= held - first + 1 else {
                    throw SyncErrors.storeIsBehind(answered: first, held: held)
                }
                try core.journal.accept(
                    first: first, count: count,
                    at: Position(epoch: response.epoch, sequence: sequence),
                    answered(response), device)
                result.accepted += count
            case .quarantined(let number, let code, let message):
                guard number <= held else {
                    throw SyncErrors.storeIsBehind(answered: number, held: held)
                }
                try core.quarantine(
                    row: number + device.journalOffset, code, message, answered(response), device)
                result.quarantined += 1
            }
            result.moved = true
        }
        if DeliberateBug.overlayEndsWithTheAnswer.isOn {
            try core.endOverlays(device) { _ in true }
        }
    }

    /// Somebody has decided of a refused transaction: it waits no longer. What became of its
    /// effects comes with the records.
    private mutating func apply(_ decision: Decision) throws {
        var found: UInt64?
        try core.connection.rows(
            "SELECT row FROM relais_journal WHERE replica = ? AND number = ?",
            [
                .integer(Int64(decision.address.replica)),
                .integer(Int64(bitPattern: decision.address.number)),
            ]
        ) { found = UInt64(bitPattern: $0.int64(0)) }
        guard let found else { return }
        try core.release(row: found, device)
        result.moved = true
    }

    private mutating func apply(scopes response: SyncResponse) throws {
        let before = try ScopeRow.all(core.connection)
        let names = Set(response.scopes.map(\.name))
        // Another set of scopes: the pull was begun again, and what it brought is not told again
        // when it has gone meanwhile.
        let isRestarted = names != Set(before.map(\.name))
        for lost in before
        where !names.contains(lost.name) && !DeliberateBug.lostScopeIsKept.isOn {
            try core.purge(lost)
            result.moved = true
        }
        for scope in response.scopes {
            let old = before.first { $0.name == scope.name }
            if old == nil || old?.page != scope.page { result.moved = true }
            let number = try ScopeRow.save(scope, core.connection)
            scopes[scope.name] = number
            guard scope.floor == nil else { continue }
            // From nothing, over what was held before: what is not delivered is not there any more.
            let isBeginning =
                old.map { $0.floor != nil || $0.page == nil || isRestarted } ?? false
            if isBeginning, try core.digest(scope: number).count > 0 {
                try core.beginSweep(number)
                sweeping.insert(number)
            } else if old?.sweeps ?? false {
                sweeping.insert(number)
            } else {
                fresh.insert(number)
            }
        }
    }

    private mutating func apply(
        _ record: RecordDelta, _ epoch: Epoch, isPlain: Bool
    ) throws {
        guard let scope = scopes[record.scope] else {
            throw StoreErrors.damaged("a record outside the scopes of its answer")
        }
        let table = try core.table(record.collection)
        let row = record.isWhole ? nil : try table.row(record.id)
        // A delta of a record that is not held, or cannot be read.
        guard let confirmed = confirmed(record, over: row, table) else {
            return try refill(record.scope)
        }
        let known = Position(epoch: epoch, sequence: record.sequence)
        let own = isPlain ? [] : try uncovered(table, record.id, known)
        try core.confirm(
            table, record.id, confirmed, scope: scope, own: own, over: row,
            isNew: fresh.contains(scope), isWhole: record.isWhole, device)
        if sweeping.contains(scope) { try core.noteDelivered(scope, table.number, record.id) }
        result.records += 1
        result.moved = true
    }

    /// The scope is pulled again from nothing.
    private mutating func refill(_ scope: String) throws {
        _ = try ScopeRow.save(HeldScope(name: scope, floor: nil), core.connection)
        hasScopeToRefill = true
    }

    /// Takes in what the server has made of the request's transactions, as the server has.
    private mutating func apply(
        _ echoes: Echoes, _ response: SyncResponse, _ request: SyncRequest
    ) throws {
        let records: [Echo]
        do throws(WireError) { records = try echoes.records(of: request.transactions) } catch {
            throw SyncErrors.notARelaisServer(error.reason)
        }
        let writes = EchoWrites(request, response, device.replica)
        // Who wrote them is not told either.
        if let user = device.user {
            try core.note(
                ReplicaInfo(
                    replica: device.replica, user: user, userName: device.userName ?? user))
        }
        for echo in records {
            guard let scope = scopes[echo.place.scope] else {
                throw StoreErrors.damaged("a record outside the scopes of its answer")
            }
            let table = try core.table(echo.key.collection)
            let row = try table.row(echo.key.id)
            let own = writes.writes(of: echo)
            guard let own, let known = own.last?.write.position,
                let state = taken(own, echo, over: row, in: scope, since: echoes.horizon)
            else {
                try refill(echo.place.scope)
                continue
            }
            let rest = try uncovered(table, echo.key.id, known)
            try core.confirm(
                table, echo.key.id, ConfirmedState(state), scope: scope, own: rest, over: row,
                isWhole: false, device)
            if sweeping.contains(scope) {
                try core.noteDelivered(scope, table.number, echo.key.id)
            }
            result.records += 1
            result.moved = true
        }
    }

    /// What the server has made of a record; `nil` when it was made of something else than what is
    /// held here.
    private func taken(
        _ writes: [(change: RecordChange, write: Write, knowledge: Knowledge)], _ echo: Echo,
        over row: CollectionTable.Row?, in scope: Int64, since horizon: Position?
    ) -> RecordState? {
        let held = row?.state
        guard (held == nil) == echo.place.isNew, held == nil || row?.scope == scope,
            var state = held.map({ try? RecordState(bytes: $0) }) ?? RecordState()
        else { return nil }
        let horizon = DeliberateBug.echoForgetsTheHorizon.isOn ? nil : horizon
        for (change, write, knowledge) in writes {
            state.take(
                change, by: write, knowledge: knowledge, since: horizon, device.lineage,
                keepsAncestors: core.schema.keepsAncestors(echo.key.collection))
        }
        return state
    }

    /// What the server has of a record after a delta, or that it has all of it; `nil` when there is
    /// nothing that can take the delta in.
    private mutating func confirmed(
        _ record: RecordDelta, over row: CollectionTable.Row?, _ table: CollectionTable
    ) -> ConfirmedState? {
        if let bytes = record.canonical {
            guard let stamp = try? RecordState.newestStamp(in: bytes) else { return nil }
            device.seenStamp = max(device.seenStamp, stamp)
            return ConfirmedState(bytes: bytes)
        }
        record.state.eachWrite { device.seenStamp = max(device.seenStamp, $0.stamp) }
        if record.isWhole { return ConfirmedState(record.state) }
        guard let held = row?.state else { return nil }
        if let bytes = RecordState.bytes(held, replacedBy: record.state) {
            // What is shown is read once, and says that the bytes are a state's.
            if let shown = try? table.columns?.shown(bytes) {
                return ConfirmedState(bytes: bytes, shown: shown)
            }
            if StateColumns.areCanonical(bytes) { return ConfirmedState(bytes: bytes) }
        }
        guard var state = try? RecordState(bytes: held) else { return nil }
        state.replace(by: record.state)
        return ConfirmedState(state)
    }

    /// The own transactions that the delivered state does not cover yet; the others leave.
    private func uncovered(
        _ table: CollectionTable, _ id: RecordID, _ known: Position
    ) throws -> [OwnTransaction] {
        var result: [OwnTransaction] = []
        for own in try core.overlay.transactions(table.number, id, core.journal) {
            if let position = own.position, device.lineage.covers(known, position) {
                try core.overlay.remove(table.number, id, row: own.row)
            } else {
                result.append(own)
            }
        }
        return result
    }

    /// A record of which only the identity is left, or that went to others, is forgotten; own
    /// transactions that were made on it wait for the server's answer. One that went to another
    /// scope of this device is there.
    private mutating func apply(_ gone: GoneRecord, _ response: SyncResponse) throws {
        let table = try core.table(gone.key.collection)
        let scope = scopes[gone.scope]
        if let scope { try noteRemoval(from: scope, response) }
        if let held = try table.row(gone.key.id)?.scope, held != scope { return }
        try core.forgetConfirmed(table, gone.key.id, device)
    }

    /// Were the server restored to before its head, what was removed would be there again: the
    /// scope is then pulled from nothing.
    private func noteRemoval(from scope: Int64, _ response: SyncResponse) throws {
        if DeliberateBug.removalIsForgotten.isOn { return }
        try core.connection.run(
            "UPDATE relais_scope SET removed_epoch = ?, removed = ? WHERE number = ?",
            [
                .integer(Int64(bitPattern: response.epoch.rawValue)),
                .integer(Int64(bitPattern: response.head)), .integer(scope),
            ])
    }

    /// The pull has reached the head: floors move there, and accepted transactions that it covers
    /// are no longer shown over anything.
    private mutating func settleFloors(_ response: SyncResponse) throws {
        let head = Position(epoch: response.epoch, sequence: response.head)
        let held = hasScopeToRefill ? try ScopeRow.all(core.connection) : []
        for scope in response.scopes {
            let refilled = held.first { $0.name == scope.name }
            if hasScopeToRefill && refilled?.floor == nil { continue }
            let number = try ScopeRow.save(
                HeldScope(name: scope.name, floor: head), core.connection)
            if sweeping.contains(number) {
                let sum = response.digests.first { $0.name == scope.name }?.digest
                if try !core.sweep(number, device, leaving: sum) {
                    result.undelivered.append(scope.name)
                }
            }
            // Who begins from nothing is not told what was removed before.
            if scope.floor == nil { try noteRemoval(from: number, response) }
            if scope.floor != head { result.moved = true }
        }
        let lineage = device.lineage
        try core.endOverlays(device) { lineage.covers(head, $0) }
    }

    /// The server says which number it expects: everything before has been answered for.
    private mutating func settleNumbers(_ response: SyncResponse) throws {
        let tail = try core.journal.tail(device)
        let answered = response.nextNumber == 0 ? 0 : response.nextNumber - 1
        guard answered <= tail.number else {
            throw SyncErrors.storeIsBehind(answered: answered, held: tail.number)
        }
        if let chain = response.chain, try core.journal.chain(at: answered, device) != chain {
            device.needsFork = true
            result.moved = true
            return
        }
        if answered != device.acknowledged { result.moved = true }
        device.acknowledged = answered
    }

    /// The server says how far its audit has what was taken out of this device.
    private mutating func settleActs(_ response: SyncResponse, _ request: SyncRequest) throws {
        guard let taken = response.acts, let sent = request.acts.last?.number else { return }
        result.moved = true
        if try core.lastAct() < taken {
            // Another copy of this store has told acts under its numbers.
            device.needsFork = true
        } else {
            try core.forgetActs(through: min(taken, sent))
        }
    }
}
