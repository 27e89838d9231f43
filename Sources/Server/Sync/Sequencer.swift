// Sequencer: gives each accepted transaction its place in the territory's order.
//
// Runs inside one storage transaction: authorise, check, test causality, merge, number, append,
// mark the feeds. Only when that transaction is durable is anything acknowledged.

package import Shared

/// Takes one device's push, in one storage transaction.
package struct Sequencer {
    private let writer: any StorageWriting
    private let schema: Schema
    private let now: UInt64
    private var admission: Admission
    private var device: Device
    private let info: TerritoryInfo
    /// Through where every backup is complete: what came later, records remember.
    private let horizon: Position?
    /// Where the order ends, by what was taken so far.
    private var head: UInt64 {
        get { admission.info.head }
        set { admission.info.head = newValue }
    }
    private var acknowledgements: [Acknowledgement] = []
    private var runs: [ReceivedRun] = []
    /// By number. It is said of the device's own transactions, and of nobody else's.
    private var former: [UInt64: [Position]] = [:]
    /// What the push has made of records, where the device is told so in few words.
    private var pushed: PushedRecords?

    /// - Parameter now: Unix milliseconds.
    package init(
        _ writer: any StorageWriting, _ authenticated: AuthenticatedDevice, schema: Schema,
        now: UInt64
    ) throws {
        self.writer = writer
        self.schema = schema
        self.now = now
        // Read again inside the transaction: another request of the device may have been faster.
        device = try writer.device(authenticated.device.replica) ?? authenticated.device
        info = try writer.info()
        let scopes = Authorisation.scopes(of: authenticated.member)
        admission = Admission(
            writer: writer, schema: schema, info: info, member: authenticated.member,
            held: Dictionary(
                scopes.map { ($0.description, $0) }, uniquingKeysWith: { first, _ in first }),
            isServer: device.state == .server)
        horizon = info.horizon(now: now)
    }

    /// What the device is told, and the number that is expected of it next.
    package struct Answer {
        package let acknowledgements: [Acknowledgement]
        package let nextNumber: UInt64
        /// The chain hash before `nextNumber`, when numbers are asked for again.
        package var chain: ChainHash?
        /// The number of the device's last act in the audit, when it told any.
        package var acts: UInt64?
        /// What became of records, for a device that can tell it by itself.
        var pushed: PushedRecords?
    }

    /// Takes transactions `after + 1`, `after + 2`, … exactly once.
    ///
    /// - Parameters:
    ///   - former: where those that are sent again stood on lines that were left.
    ///   - last: the last number that the device has made; a smaller one than the server has had
    ///     comes from an old copy of the store, or from one of two.
    ///   - oldest: the lowest number that the device still holds.
    ///   - held: the names of the scopes that it says that it holds.
    ///   - notesRecords: whether the answer is to have what became of records.
    package mutating func push(
        _ transactions: [Transaction], former: [FormerPlaces] = [], after: UInt64,
        chain: ChainHash, last: UInt64? = nil, oldest: UInt64 = 1, held: Set<String>? = nil,
        notesRecords: Bool = false
    ) throws -> Answer {
        if notesRecords { pushed = PushedRecords(horizon: horizon) }
        if let held { device.held = held }
        for places in former {
            self.former[places.number] = places.positions.filter { $0.epoch != info.epoch }
        }
        if let last, last < device.lastNumber, !DeliberateBug.chainIsNotCompared.isOn {
            throw ServerErrors.forked(.shorterHistory(device.replica, than: device.lastNumber))
        }
        if after > device.lastNumber {
            // Bounded, so that no forged number leaves a device without room for its next ones.
            guard after < 1 << 62, oldest == after + 1 else {
                // Something before this was never received: nothing is taken, and it is asked for.
                return Answer(
                    acknowledgements: [], nextNumber: device.lastNumber + 1, chain: device.chain)
            }
            // Nobody holds what is before it any more but by its effects, which were given back.
            device.lastNumber = after
            device.chain = chain
        }
        let known = try knownChains(from: after, through: device.lastNumber)
        guard known[after] == chain || DeliberateBug.chainIsNotCompared.isOn else {
            throw ServerErrors.forked(.otherHistory(device.replica, through: after))
        }
        var link = chain
        var number = after
        for transaction in transactions {
            number += 1
            let body = transaction.bytes
            link = link.appending(SHA256.hash(body))
            if number <= device.lastNumber && !DeliberateBug.repeatedNumberIsNew.isOn {
                guard known[number] == link || DeliberateBug.chainIsNotCompared.isOn else {
                    throw ServerErrors.forked(.altered(device.replica, number))
                }
                // What the device holds may have it already: it is told what became of it.
                pushed = nil
                try learnPlaces(of: transaction, number)
            } else {
                try take(transaction, body, number: number, chain: link)
            }
        }
        let answered = device.lastNumber
        try acknowledgeKnown(from: after + 1, through: min(number, answered))
        for run in runs { try writer.put(run, of: device.replica) }
        if number > device.lastNumber {
            device.lastNumber = number
            device.chain = link
        }
        device.lastSeen = now
        try writer.put(device)
        // Everything before the next number is answered for: what a shorter push than one before
        // it did not reach is asked for again.
        let next = transactions.isEmpty ? device.lastNumber + 1 : number + 1
        return Answer(acknowledgements: acknowledgements, nextNumber: next, pushed: pushed)
    }

    /// The device's chain hashes at numbers that it may speak of again.
    private func knownChains(
        from first: UInt64, through last: UInt64
    ) throws -> [UInt64: ChainHash] {
        if first == last { return [last: device.chain] }
        return try Received(writer, device).chains(from: first)
    }

    /// Says again what became of numbers that were answered for before.
    private mutating func acknowledgeKnown(
        from first: UInt64, through last: UInt64
    ) throws {
        guard first <= last else { return }
        let known = try Received(writer, device).acknowledgements(from: first, through: last)
        acknowledgements = known + acknowledgements
    }

    private mutating func take(
        _ transaction: Transaction, _ body: [UInt8], number: UInt64, chain: ChainHash
    ) throws {
        if let family = device.family,
            try takeAgain(transaction, family, number: number, chain: chain)
        {
            return
        }
        if device.state == .revoked {
            // Its last words are kept, whole, for somebody to decide.
            return try refuse(
                transaction, body, "device_revoked", Sequencer.withdrawn, number, chain)
        }
        switch try admission.admit(transaction, size: body.count) {
        case .refused(let problem):
            try refuse(transaction, body, problem.code, problem.message, number, chain)
        case .admitted(let records):
            let sequence = head + 1
            let moved = try merge(transaction, body, records, number: number)
            if let family = device.family {
                try writer.put(family: family, transaction.id, sequence: sequence)
            }
            note(number, chain, sequence: sequence)
            // A file that came to another audience takes its parts along.
            for (key, scope) in moved {
                head += try Mover(writer: writer, schema: schema, now: now)
                    .follow(key, to: scope, by: device.replica)
            }
        }
    }

    /// How the audit names the device.
    private var actor: AuditActor {
        device.state == .server ? .server : .device(user: device.user, device.replica)
    }

    private static let withdrawn = Phrase(
        fr: "L'accès de cet appareil a été retiré ; la coordination décidera de cette saisie.",
        en: "This device's access was withdrawn; the coordinator will decide about this change.")

    private mutating func refuse(
        _ transaction: Transaction, _ body: [UInt8], _ code: String, _ message: Phrase,
        _ number: UInt64, _ chain: ChainHash
    ) throws {
        var (body, code, message) = (body, code, message)
        if let masked = try Masking(reader: writer, schema: schema).mask(transaction) {
            body = masked.transaction.bytes
            code = masked.problem?.code ?? code
            message = masked.problem?.message ?? message
        }
        let isLost =
            DeliberateBug.refusedIsLost.isOn
            || code == "record_gone" && DeliberateBug.lateUpdateIsLost.isOn
        if !isLost {
            try writer.put(
                QuarantinedTransaction(
                    replica: device.replica, number: number, id: transaction.id, code: code,
                    message: message, body: body, receivedAt: now,
                    // It may have come from another copy of its store, or over a restore.
                    decision: try writer.quarantined(id: transaction.id)?.decision))
        }
        if !DeliberateBug.refusalKeepsItsNumber.isOn {
            runs.append(ReceivedRun(first: number, count: 1, sequence: nil, chains: [chain]))
        }
        acknowledgements.append(.quarantined(number: number, code: code, message: message))
    }

    /// Whether another store of the device's user has already delivered the transaction, under
    /// another number: it keeps the place or the decision that it has, and nothing is merged again.
    private mutating func takeAgain(
        _ transaction: Transaction, _ family: Replica, number: UInt64, chain: ChainHash
    ) throws -> Bool {
        if DeliberateBug.familyIsForgotten.isOn { return false }
        if let sequence = try writer.familySequence(family, transaction.id) {
            note(number, chain, sequence: sequence)
            try learnPlaces(of: transaction, number)
            return true
        }
        guard let refused = try writer.quarantined(id: transaction.id),
            try writer.device(refused.replica)?.user == device.user
        else { return false }
        try refuse(
            transaction, refused.body, refused.code, refused.message, number, chain)
        return true
    }

    /// Takes in where a transaction that the order has already stood on lines that were left: who
    /// knew it there knew it. The store that brought it first may never have been told.
    private mutating func learnPlaces(of transaction: Transaction, _ number: UInt64) throws {
        guard let places = former[number], !places.isEmpty else { return }
        let position = Position(epoch: info.epoch, sequence: head + 1)
        var changed: [(key: RecordKey, previous: UInt64)] = []
        for change in transaction.records {
            let key = RecordKey(collection: change.collection, id: change.id)
            guard var record = try writer.record(key),
                var state = try? RecordState(record)
            else { continue }
            let before = state
            state.learn(places, of: transaction.id, at: position)
            state.yield(to: state.replacements, info.lineage, at: position)
            if state == before { continue }
            changed.append((key, record.sequence))
            record.sequence = position.sequence
            record.state = state.bytes
            try writer.put(record)
        }
        if changed.isEmpty { return }
        try writer.append(
            JournalEntry(
                .join, naming: changed, after: admission.info,
                id: TransactionID(position.sequence), replica: device.replica, schema: schema,
                now: now))
        head = position.sequence
        pushed = nil
    }

    /// Notes an accepted number, in the run of the one before when it stands right after it.
    private mutating func note(_ number: UInt64, _ chain: ChainHash, sequence: UInt64) {
        if let last = runs.indices.last, let start = runs[last].sequence,
            start + UInt64(runs[last].count) == sequence,
            case .accepted(let first, let count, let begin)? = acknowledgements.last
        {
            runs[last].count += 1
            runs[last].chains.append(chain)
            acknowledgements[acknowledgements.count - 1] = .accepted(
                first: first, count: count + 1, sequence: begin)
            return
        }
        runs.append(ReceivedRun(first: number, count: 1, sequence: sequence, chains: [chain]))
        acknowledgements.append(.accepted(first: number, count: 1, sequence: sequence))
    }

    /// Merges a transaction that was admitted, and gives it the next sequence.
    ///
    /// - Returns: what came to another scope, or is new, and may have parts elsewhere.
    private mutating func merge(
        _ transaction: Transaction, _ body: [UInt8], _ records: [Admission.Touched],
        number: UInt64
    ) throws -> [(RecordKey, ScopeName)] {
        head += 1
        let placement = Placement(storage: writer, schema: schema)
        var moved: [(RecordKey, ScopeName)] = []
        let write = Write(
            transaction: transaction.id, stamp: transaction.stamp.effective(now: now),
            claimed: transaction.stamp, replica: device.replica,
            position: Position(epoch: info.epoch, sequence: head), former: former[number] ?? [],
            isClockVerified: transaction.isClockVerified)
        for record in records {
            let change = record.change
            let key = RecordKey(collection: change.collection, id: change.id)
            var state = record.state
            state.take(
                change, by: write, knowledge: transaction.knowledge(of: change),
                since: horizon, info.lineage,
                keepsAncestors: schema.keepsAncestors(change.collection))
            let place = try placement.place(
                key, state, from: record.scope, over: record.stored)
            if change.action == .erase {
                try writer.note(.erased(key, scope: place.scope.description))
                try writer.audit(
                    AuditEvent(
                        at: now, actor, .erased, on: AuditSubject.record(key, schema)))
            }
            if record.stored.map({ !$0.isAt(place) }) ?? true { moved.append((key, place.scope)) }
            pushed?.note(
                key, change, by: write, over: record.stored,
                isMoved: record.stored.map { !$0.isAt(place) } ?? false)
            if let stored = record.stored, stored.isAltered {
                try writer.settleDigest(of: stored)
            }
            try writer.put(
                StoredRecord(
                    key, at: place, over: record.stored, sequence: head, state: state.bytes))
        }
        try writer.append(
            JournalEntry(
                sequence: head, replica: device.replica, number: number,
                previous: records.map { $0.stored?.sequence ?? 0 }, body: body, receivedAt: now))
        try Eraser(writer: writer, schema: schema, now: now)
            .clean(after: transaction, records, head: head, by: actor)
        return moved
    }
}
