// History: what happened to a record, from what the device knows and what the server adds.
//
// A device keeps the writes that still count in a record's state, and every transaction of its own;
// the server keeps all of them. The same write is told once, in its fullest form.

import SQLite
public import Shared

/// One change of a record.
public struct HistoryChange: Hashable, Sendable {
    /// Where a change stands.
    public enum State: String, Sendable {
        /// The server has taken it.
        case synced
        /// It waits on this device.
        case pending
        /// The server refused it, and somebody must decide.
        case quarantined
    }

    /// The field; `nil` for the record as a whole.
    public let field: String?
    /// What the change did.
    public let content: ChangeContent
    /// The identity of who made it; `nil` when this device has not heard of them.
    public let user: String?
    /// Their name.
    public let userName: String?
    /// The replica number of the device it was made on; 0 before that device is enrolled.
    public let device: UInt32
    /// When its author's clock said it was; clocks may be wrong.
    public var claimedAt: Instant { Instant(stamp) }
    /// Whether that clock had been found right: compared with the server's within a week, and off
    /// by no more than a minute. Otherwise the time is only about right.
    public let isClockVerified: Bool
    /// A bound, when its author's clock was so far ahead that the server corrected it: it was made
    /// before this, by the server's clock.
    public internal(set) var correctedAt: Instant?
    /// Its place in the server's order; `nil` while it has none.
    public let sequence: UInt64?
    /// Where it stands.
    public let state: State
    /// Which changes were made together.
    package let transaction: TransactionID
    /// The stamp that its author claimed: it also orders what was made in one millisecond.
    let stamp: Stamp
}

/// What happened to a record, the latest first.
public struct History: Sendable {
    /// The changes.
    public let changes: [HistoryChange]
    /// Whether the server told everything to the beginning.
    public let isComplete: Bool
    /// Why it did not, when it was asked.
    public let error: RelaisError?
}

extension Store {
    /// What this device knows by itself of what happened to a record, deleted or not.
    ///
    /// - Throws: `not_found` when it knows nothing of it.
    public func history(_ collection: String, _ id: RecordID) throws(RelaisError) -> History {
        let gathered = try knownChanges(collection, id)
        return try gathered.history(isComplete: false, error: nil)
    }

    fileprivate func knownChanges(
        _ collection: String, _ id: RecordID
    ) throws(RelaisError) -> GatheredChanges {
        try withCore { core in
            let table = try core.declaredTable(collection)
            let device = try DeviceState(core.connection)
            var gathered = GatheredChanges(
                key: RecordKey(collection: collection, id: id), people: try core.people(device),
                declaration: table.declaration)
            if let bytes = try table.row(id)?.state {
                gathered.add(try RecordState(bytes: bytes))
            }
            let refused = try core.refusals(of: table.number, id)
            for own in try core.ownTransactions(on: id) {
                gathered.add(own, device.replica, isRefused: refused.contains(own.row))
            }
            return gathered
        }
    }
}

extension SyncEngine {
    /// What happened to a record: what the device knows, with the server's part when it answers.
    ///
    /// - Throws: `not_found` when nobody who answered knows anything of it.
    public func history(
        _ collection: String, _ id: RecordID
    ) async throws(RelaisError) -> History {
        var gathered = try store.knownChanges(collection, id)
        let credential = try store.credential()
        var before: UInt64?
        // A record with more pages than this is no record of a person's work.
        for _ in 0..<1_000 {
            let answer: HistoryResponse
            do {
                answer = try await remote.history(
                    HistoryRequest(record: gathered.key, before: before), credential)
            } catch {
                // A record that the server does not have yet has no history there: all is told.
                let isAnswer = error.error.code == "not_found"
                return try gathered.history(
                    isComplete: isAnswer, error: isAnswer ? nil : error.error)
            }
            for entry in answer.entries { gathered.add(entry) }
            guard let next = answer.next else {
                return try gathered.history(isComplete: answer.isComplete, error: nil)
            }
            guard before.map({ next < $0 }) ?? true else { break }
            before = next
        }
        return try gathered.history(
            isComplete: false,
            error: SyncErrors.notARelaisServer("a history that does not come to its beginning"))
    }
}

/// Changes from several sources, each once.
private struct GatheredChanges {
    struct Place: Hashable {
        let transaction: TransactionID
        let field: String?
    }

    let key: RecordKey
    let people: [Replica: (user: String, name: String)]
    private let declaration: CollectionDeclaration?
    private var found: [Place: HistoryChange] = [:]

    init(
        key: RecordKey, people: [Replica: (user: String, name: String)],
        declaration: CollectionDeclaration?
    ) {
        self.key = key
        self.people = people
        self.declaration = declaration
    }

    /// The writes that a confirmed state is made of.
    mutating func add(_ state: RecordState) {
        for field in state.fields {
            let name = declaration?.name(ofKey: field.name) ?? field.name
            var elements: [TransactionID: [String]] = [:]
            for sibling in field.siblings + field.ancestors {
                switch sibling.content {
                case .value(let value): add(name, .value(value), sibling.write)
                case .increment(let amount): add(name, .increment(amount), sibling.write)
                case .element(let element):
                    elements[sibling.write.transaction, default: []].append(element)
                    let added = elements[sibling.write.transaction] ?? []
                    add(name, .elements(added: added, removed: []), sibling.write)
                }
            }
        }
        for deletion in state.deletions { add(nil, .deletion, deletion.write) }
        if let erasure = state.erasure { add(nil, .erasure, erasure) }
    }

    /// One of the device's own transactions, told in full.
    mutating func add(_ own: OwnTransaction, _ replica: Replica, isRefused: Bool) {
        for change in own.transaction.records
        where change.id == key.id && change.collection == key.collection {
            let write = own.write(replica: replica)
            let state: HistoryChange.State =
                isRefused ? .quarantined : own.position == nil ? .pending : .synced
            for (field, content) in change.action.contents(declaration) {
                add(field, content, write, state)
            }
        }
    }

    /// A transaction that the server told.
    mutating func add(_ entry: HistoryResponse.Entry) {
        for (field, content) in entry.action.contents(declaration) {
            insert(
                HistoryChange(
                    field: field, content: content, user: entry.user,
                    userName: people[entry.replica]?.name, device: entry.replica,
                    isClockVerified: entry.isClockVerified,
                    correctedAt: entry.corrected.map(Instant.init), sequence: entry.sequence,
                    state: .synced, transaction: entry.transaction,
                    stamp: entry.stamp))
        }
    }

    /// The changes, the latest first: those without a place in the server's order, then by it.
    func history(isComplete: Bool, error: RelaisError?) throws(RelaisError) -> History {
        guard !found.isEmpty else { throw StoreErrors.notFound(key.collection, key.id) }
        let changes = found.values.sorted { left, right in
            let (first, second) = (left.sequence ?? .max, right.sequence ?? .max)
            if first != second { return first > second }
            if left.stamp != right.stamp { return left.stamp > right.stamp }
            if left.transaction != right.transaction { return left.transaction > right.transaction }
            return left.field ?? "" < right.field ?? ""
        }
        return History(changes: changes, isComplete: isComplete, error: error)
    }

    private mutating func add(
        _ field: String?, _ content: ChangeContent, _ write: Write,
        _ state: HistoryChange.State = .synced
    ) {
        let person = people[write.replica]
        insert(
            HistoryChange(
                field: field, content: content, user: person?.user, userName: person?.name,
                device: write.replica, isClockVerified: write.isClockVerified,
                correctedAt: write.correctedAt, sequence: write.position?.sequence, state: state,
                transaction: write.transaction, stamp: write.claimed))
    }

    /// Sources come from the poorest to the richest, so the last one to tell a write is kept; only
    /// the journal does not know what the server made of its author's clock.
    private mutating func insert(_ change: HistoryChange) {
        let place = Place(transaction: change.transaction, field: change.field)
        var change = change
        change.correctedAt = change.correctedAt ?? found[place]?.correctedAt
        found[place] = change
    }
}

extension StoreCore {
    /// Every transaction of this device that may concern a record, oldest first.
    fileprivate func ownTransactions(on id: RecordID) throws -> [OwnTransaction] {
        var numbers: [UInt64] = []
        // The identity stands in the bytes as it is; what only looks like it is sorted out after.
        try connection.rows(
            "SELECT row FROM relais_journal WHERE instr(body, ?) > 0 ORDER BY row",
            [.blob(id.bytes)]
        ) { numbers.append(UInt64(bitPattern: $0.int64(0))) }
        return try numbers.compactMap { try journal.transaction(row: $0) }
    }

    /// The numbers of the refused transactions that change a record.
    fileprivate func refusals(of collection: Int64, _ id: RecordID) throws -> Set<UInt64> {
        var numbers: Set<UInt64> = []
        try connection.rows(
            "SELECT number FROM relais_quarantined_record WHERE collection = ? AND id = ?",
            [.integer(collection), .blob(id.bytes)]
        ) { numbers.insert(UInt64(bitPattern: $0.int64(0))) }
        return numbers
    }
}
