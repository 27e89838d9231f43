// EpochAdoption: what a store does when it learns that its server was restored.
//
// The server's order is another line now, which leaves the old one at a fork. In one transaction
// the store goes back to where the two lines meet: its floors, and the numbers that the server
// answered for. What it holds from beyond the fork is noted, to be given back before anything else.

import SQLite
import Shared

/// Brings a store to the server's new epoch.
struct EpochAdoption {
    private let core: StoreCore
    private var device: DeviceState

    init(_ core: StoreCore, _ device: DeviceState) {
        self.core = core
        self.device = device
    }

    /// - Parameter response: tells the epoch, its ancestry, and the last number that the server
    /// has.
    consuming func adopt(_ response: SyncResponse) throws -> DeviceState {
        // What was restored is a backup that is complete up to the fork, and may be restored again.
        let backedUp =
            device.backedUp ?? device.epoch.map { Position(epoch: $0, sequence: .max) }
        device.backedUp =
            response.backedUp
            ?? backedUp.flatMap { device.lineage.meeting($0, with: response.epoch) }
        device.epoch = response.epoch
        var told = response.lineage
        told.merge(device.lineage)
        device.tellsLineage = told != response.lineage
        let line = Position(epoch: response.epoch, sequence: .max)
        try rewindFloors(response.epoch, line)
        try noteReturns(line)
        try rewindNumbers(response, line)
        // What was proven to be held may be what the restore has lost.
        try core.connection.run("UPDATE relais_receipt SET awaited = 1")
        return device
    }

    private func rewindFloors(_ epoch: Epoch, _ line: Position) throws {
        if DeliberateBug.floorsAreNotRewound.isOn {
            for scope in try ScopeRow.all(core.connection) {
                let floor = scope.floor.map { Position(epoch: epoch, sequence: $0.sequence) }
                _ = try ScopeRow.save(HeldScope(name: scope.name, floor: floor), core.connection)
            }
            return
        }
        for scope in try ScopeRow.all(core.connection) {
            var floor = scope.floor.flatMap { device.lineage.meeting($0, with: epoch) }
            // What was removed beyond the fork is there again, and would not be sent.
            if let removed = scope.removed, !device.lineage.covers(line, removed) { floor = nil }
            _ = try ScopeRow.save(HeldScope(name: scope.name, floor: floor), core.connection)
        }
    }

    /// Notes every record whose version is not on the new line, whoever wrote it.
    private func noteReturns(_ line: Position) throws {
        if DeliberateBug.nothingIsGivenBack.isOn { return }
        try core.connection.run("DELETE FROM relais_return")
        var keys: [(collection: Int64, id: RecordID)] = []
        try core.eachConfirmed { table, id, _, bytes in
            // What cannot be read cannot be given back; the next verification replaces it.
            guard let state = try? RecordState(bytes: bytes) else { return }
            if let changed = state.changed, device.lineage.covers(line, changed) { return }
            keys.append((table.number, id))
        }
        for (collection, id) in keys {
            try core.connection.run(
                "INSERT INTO relais_return VALUES (?, ?)",
                [.integer(collection), .blob(id.bytes)])
        }
    }

    /// Goes back to the last number that the server has; what follows is sent again.
    private mutating func rewindNumbers(_ response: SyncResponse, _ line: Position) throws {
        var answered = response.nextNumber == 0 ? 0 : response.nextNumber - 1
        let known = try core.journal.chain(at: answered, device)
        if let chain = response.chain, known != chain {
            device.needsFork = true
            return
        }
        // What has no place on the line is asked for again, also where the server has the number:
        // a copy of this store may have sent it there first, to another place.
        let lost = try core.lostRows(beforeRow: .max >> 1, line, device.lineage)
        if let first = lost.first(where: { $0 > device.journalOffset }) {
            answered = min(answered, first - device.journalOffset - 1)
        }
        let end = answered + device.journalOffset
        if answered < device.acknowledged, try core.journal.isRewritten(afterRow: end, device) {
            // What an erasure has changed is not what the server had under its number.
            device.needsFork = true
        }
        if answered < device.acknowledged && !DeliberateBug.numbersAreNotRewound.isOn {
            try core.unanswer(from: answered + 1 + device.journalOffset, device)
            device.acknowledged = answered
        }
        // What was delivered under earlier replica numbers goes out under a new one, all of it, so
        // that the order in which it was made is kept.
        if let first = lost.first, first <= device.journalOffset { device.needsFork = true }
    }
}

extension StoreCore {
    /// Forgets what the server answered of the rows from one on: they are sent again, and shown
    /// again over what does not hold them.
    func unanswer(from first: UInt64, _ device: DeviceState) throws {
        for own in try journal.transactions(afterRow: first - 1, maximum: .max) {
            try journal.unanswer(own)
            try clearQuarantine(row: own.row)
            for change in own.transaction.records {
                let table = try table(change.collection)
                try overlay.add(table.number, change.id, row: own.row)
                try refresh(table, change.id, device)
            }
        }
    }

    /// Rows that the server answered for on a line that was lost, and that are still held.
    func lostRows(
        beforeRow end: UInt64, _ line: Position, _ lineage: Lineage
    ) throws -> [UInt64] {
        var rows: [UInt64] = []
        try connection.rows(
            """
            SELECT row, epoch, sequence, answered_epoch, answered FROM relais_journal
            WHERE row < ? AND body IS NOT NULL ORDER BY row
            """, [.integer(Int64(bitPattern: end))]
        ) { row in
            // The place of the effects counts. What was refused has none: a backup that was made
            // where the server then was may be from before or after it, one from further on has it.
            let isRefused = row.isNull(2)
            let column = isRefused ? 3 : 1
            guard !row.isNull(column) else { return }
            let position = Position(
                epoch: Epoch(UInt64(bitPattern: row.int64(column))),
                sequence: UInt64(bitPattern: row.int64(column + 1)) + (isRefused ? 1 : 0))
            let isAlwaysLost = isRefused && DeliberateBug.refusalsAreAlwaysLost.isOn
            if isAlwaysLost || !lineage.covers(line, position) {
                rows.append(UInt64(bitPattern: row.int64(0)))
            }
        }
        return rows
    }

    /// What has to be done before anything else is exchanged.
    func needs(_ device: DeviceState) throws -> SyncState.Needs {
        let returns = Int(try count("relais_return"))
        return SyncState.Needs(
            fork: device.needsFork, returns: device.tellsLineage ? max(returns, 1) : returns)
    }
}
