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
        device.epoch = response.epoch
        for info in response.replicas { try note(info) }
        try apply(response.acknowledgements, response)
        try apply(scopes: response)
        let isPlain = try core.overlay.isEmpty()
        for record in response.records { try apply(record, response.epoch, isPlain: isPlain) }
        if response.isComplete { try settleFloors(response) }
        try settleNumbers(response, request)
        result.isComplete = response.isComplete && !hasScopeToRefill
        if result.isComplete { device.lastSync = core.ports.now() }
        try device.save(core.connection)
        result.pending = try core.journal.count(after: device.acknowledged)
        return result
    }

    private var hasScopeToRefill = false

    private func note(_ info: ReplicaInfo) throws {
        let upsert = try core.connection.cached(
            """
            INSERT INTO relais_replica VALUES (?, ?, ?)
            ON CONFLICT (replica) DO UPDATE SET user = excluded.user, name = excluded.name
            """)
        try upsert.bind(1, Int64(info.replica))
        try upsert.bind(2, info.user)
        try upsert.bind(3, info.userName)
        try upsert.run()
    }

    private mutating func apply(
        _ acknowledgements: [Acknowledgement], _ response: SyncResponse
    ) throws {
        let held = try core.journal.tail().number
        for acknowledgement in acknowledgements {
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                // Also a forged number must not lead anywhere but here.
                guard first <= held, count <= held - first + 1 else {
                    throw SyncErrors.storeIsBehind(answered: first, held: held)
                }
                try core.journal.accept(
                    first: first, count: count,
                    at: Position(epoch: response.epoch, sequence: sequence))
                result.accepted += count
            case .quarantined(let number, let code, let message):
                try quarantine(number, code, message)
                result.quarantined += 1
            }
            result.moved = true
        }
    }

    /// A refused transaction is kept in the journal, and no longer shown.
    private func quarantine(_ number: UInt64, _ code: String, _ message: Phrase) throws {
        guard let own = try core.journal.transaction(number) else { return }
        try core.connection.run(
            "INSERT OR REPLACE INTO relais_quarantine VALUES (?, ?, ?, ?)",
            [
                .integer(Int64(bitPattern: number)), .text(code), .text(message.french),
                .text(message.english),
            ])
        for change in own.transaction.records {
            let table = try core.table(change.collection)
            try core.connection.run(
                "INSERT OR IGNORE INTO relais_quarantined_record VALUES (?, ?, ?)",
                [
                    .integer(table.number), .blob(change.id.bytes),
                    .integer(Int64(bitPattern: number)),
                ])
            try core.overlay.remove(table.number, change.id, number)
            try core.refresh(table, change.id, device)
        }
    }

    private mutating func apply(scopes response: SyncResponse) throws {
        let before = try ScopeRow.all(core.connection)
        let names = Set(response.scopes.map(\.name))
        for lost in before where !names.contains(lost.name) {
            try purge(lost)
            result.moved = true
        }
        for scope in response.scopes {
            let old = before.first { $0.name == scope.name }
            if old == nil || old?.page != scope.page { result.moved = true }
            scopes[scope.name] = try ScopeRow.save(scope, core.connection)
        }
    }

    /// Removes everything of a scope that the user no longer has.
    private func purge(_ scope: ScopeRow) throws {
        for declaration in core.schema.collections.map(Optional.some) + [nil] {
            let name = CollectionTable.table(declaration)
            let number = declaration == nil ? "collection" : "NULL"
            var found: [(RecordID, Int64?)] = []
            try core.connection.rows(
                "SELECT id, \(number) FROM \(name) WHERE _scope = ?", [.integer(scope.number)]
            ) { row in
                guard let id = RecordID(bytes: row.bytes(0)) else { return }
                found.append((id, row.isNull(1) ? nil : row.int64(1)))
            }
            for (id, number) in found {
                let table =
                    try declaration.map { try core.table($0.name) }
                    ?? core.table(number ?? 0)
                try core.remove(table, id)
            }
        }
        try core.connection.run(
            "UPDATE relais_scope SET held = 0, epoch = NULL, floor = NULL, page = NULL "
                + "WHERE number = ?", [.integer(scope.number)])
    }

    private mutating func apply(
        _ record: RecordDelta, _ epoch: Epoch, isPlain: Bool
    ) throws {
        guard let scope = scopes[record.scope] else {
            throw StoreErrors.damaged("a record outside the scopes of its answer")
        }
        let table = try core.table(record.collection)
        var state = record.state
        if !record.isWhole {
            let bytes = try table.row(record.id)?.state
            guard let held = bytes.flatMap({ try? RecordState(bytes: $0) }) else {
                // A delta of a record that is not held, or cannot be read: the scope is pulled
                // again from nothing.
                _ = try ScopeRow.save(HeldScope(name: record.scope, floor: nil), core.connection)
                hasScopeToRefill = true
                return
            }
            state = held
            state.replace(by: record.state)
        }
        for write in record.state.writes { device.seenStamp = max(device.seenStamp, write.stamp) }
        let known = Position(epoch: epoch, sequence: record.sequence)
        let own = isPlain ? [] : try uncovered(table, record.id, known)
        try core.show(
            table, record.id, confirmed: state, bytes: state.bytes, scope: scope, own: own, device)
        result.records += 1
        result.moved = true
    }

    /// The own transactions that the delivered state does not cover yet; the others leave.
    private func uncovered(
        _ table: CollectionTable, _ id: RecordID, _ known: Position
    ) throws -> [OwnTransaction] {
        var result: [OwnTransaction] = []
        for own in try core.overlay.transactions(table.number, id, core.journal) {
            if let position = own.position, device.lineage.covers(known, position) {
                try core.overlay.remove(table.number, id, own.number)
            } else {
                result.append(own)
            }
        }
        return result
    }

    /// The pull has reached the head: floors move there, and accepted transactions that it covers
    /// are no longer shown over anything.
    private mutating func settleFloors(_ response: SyncResponse) throws {
        let head = Position(epoch: response.epoch, sequence: response.head)
        let held = hasScopeToRefill ? try ScopeRow.all(core.connection) : []
        for scope in response.scopes {
            let refilled = held.first { $0.name == scope.name }
            if hasScopeToRefill && refilled?.floor == nil { continue }
            _ = try ScopeRow.save(HeldScope(name: scope.name, floor: head), core.connection)
            if scope.floor != head { result.moved = true }
        }
        for (collection, id, number, position) in try core.overlay.settled()
        where device.lineage.covers(head, position) {
            try core.overlay.remove(collection, id, number)
            try core.refresh(try core.table(collection), id, device)
        }
    }

    /// The server says which number it expects: everything before has been answered for.
    private mutating func settleNumbers(
        _ response: SyncResponse, _ request: SyncRequest
    ) throws {
        let tail = try core.journal.tail()
        let answered = response.nextNumber == 0 ? 0 : response.nextNumber - 1
        guard answered <= tail.number else {
            throw SyncErrors.storeIsBehind(answered: answered, held: tail.number)
        }
        if answered != device.acknowledged { result.moved = true }
        device.acknowledged = answered
    }
}
