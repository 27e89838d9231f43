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
    private let member: Member
    private var device: Device
    private let info: TerritoryInfo
    private var head: UInt64
    private var acknowledgements: [Acknowledgement] = []
    private var runs: [ReceivedRun] = []

    /// - Parameter now: Unix milliseconds.
    package init(
        _ writer: any StorageWriting, _ authenticated: AuthenticatedDevice, schema: Schema,
        now: UInt64
    ) throws {
        self.writer = writer
        self.schema = schema
        self.now = now
        member = authenticated.member
        // Read again inside the transaction: another request of the device may have been faster.
        device = try writer.device(authenticated.device.replica) ?? authenticated.device
        info = try writer.info()
        head = info.head
    }

    /// What the device is told, and the number that is expected of it next.
    package struct Answer {
        package let acknowledgements: [Acknowledgement]
        package let nextNumber: UInt64
    }

    /// Takes transactions `after + 1`, `after + 2`, … exactly once.
    package mutating func push(
        _ transactions: [Transaction], after: UInt64, chain: ChainHash
    ) throws -> Answer {
        if after > device.lastNumber {
            // Something before this was never received: nothing is taken, and it is asked for.
            return Answer(acknowledgements: [], nextNumber: device.lastNumber + 1)
        }
        let known = try knownChains(from: after, through: device.lastNumber)
        guard known[after] == chain else { throw ServerErrors.forked }
        var link = chain
        var number = after
        for transaction in transactions {
            number += 1
            let body = transaction.bytes
            link = link.appending(SHA256.hash(body))
            if number <= device.lastNumber {
                guard known[number] == link else { throw ServerErrors.forked }
            } else {
                try take(transaction, body, number: number, chain: link)
            }
        }
        try acknowledgeKnown(from: after + 1, through: min(number, device.lastNumber))
        for run in runs { try writer.put(run, of: device.replica) }
        if number > device.lastNumber {
            device.lastNumber = number
            device.chain = link
        }
        device.lastSeen = now
        try writer.put(device)
        // Everything before the next number is answered for: what a shorter push than one before
        // it did not reach is asked for again. A device that sends nothing has nothing left, and
        // hears how far the server is, to see whether it is itself an old copy.
        let last = transactions.isEmpty ? device.lastNumber : number
        return Answer(acknowledgements: acknowledgements, nextNumber: last + 1)
    }

    /// The device's chain hashes at numbers that it may speak of again.
    private func knownChains(
        from first: UInt64, through last: UInt64
    ) throws -> [UInt64: ChainHash] {
        var chains: [UInt64: ChainHash] = [last: device.chain]
        if first == last { return chains }
        if first == 0 { chains[0] = .start }
        for run in try writer.received(device.replica, from: max(first, 1)) {
            for (offset, chain) in run.chains.enumerated() {
                chains[run.first + UInt64(offset)] = chain
            }
        }
        return chains
    }

    /// Says again what became of numbers that were answered for before.
    private mutating func acknowledgeKnown(
        from first: UInt64, through last: UInt64
    ) throws {
        guard first <= last else { return }
        var known: [Acknowledgement] = []
        for run in try writer.received(device.replica, from: first) where run.first <= last {
            let start = max(run.first, first)
            let end = min(run.first + UInt64(run.count) - 1, last)
            if let sequence = run.sequence {
                known.append(
                    .accepted(
                        first: start, count: Int(end - start + 1),
                        sequence: sequence + (start - run.first)))
            } else if let refused = try writer.quarantined(device.replica, number: start) {
                known.append(
                    .quarantined(number: start, code: refused.code, message: refused.message))
            }
        }
        acknowledgements = known + acknowledgements
    }

    private mutating func take(
        _ transaction: Transaction, _ body: [UInt8], number: UInt64, chain: ChainHash
    ) throws {
        let admission = Admission(writer: writer, schema: schema, member: member)
        if let problem = try admission.problem(with: transaction, size: body.count) {
            try writer.put(
                QuarantinedTransaction(
                    replica: device.replica, number: number, id: transaction.id,
                    code: problem.code, message: problem.message, body: body, receivedAt: now))
            runs.append(ReceivedRun(first: number, count: 1, sequence: nil, chains: [chain]))
            acknowledgements.append(
                .quarantined(number: number, code: problem.code, message: problem.message))
            return
        }
        try merge(transaction, body, number: number)
        note(number, chain)
    }

    /// Notes an accepted number, in the run of the one before when there is one.
    private mutating func note(_ number: UInt64, _ chain: ChainHash) {
        if let last = runs.indices.last, let sequence = runs[last].sequence,
            case .accepted(let first, let count, let start)? = acknowledgements.last
        {
            runs[last].count += 1
            runs[last].chains.append(chain)
            acknowledgements[acknowledgements.count - 1] = .accepted(
                first: first, count: count + 1, sequence: start)
            assert(sequence + UInt64(runs[last].count) - 1 == head)
            return
        }
        runs.append(ReceivedRun(first: number, count: 1, sequence: head, chains: [chain]))
        acknowledgements.append(.accepted(first: number, count: 1, sequence: head))
    }

    /// Merges a transaction that was admitted, and gives it the next sequence.
    private mutating func merge(
        _ transaction: Transaction, _ body: [UInt8], number: UInt64
    ) throws {
        head += 1
        let position = Position(epoch: info.epoch, sequence: head)
        let write = Write(
            transaction: transaction.id, stamp: transaction.stamp.effective(now: now),
            claimed: transaction.stamp, replica: device.replica, position: position)
        var previous: [UInt64] = []
        for change in transaction.records {
            let key = RecordKey(collection: change.collection, id: change.id)
            let stored = try writer.record(key)
            var state = try stored.map { try RecordState(bytes: $0.state) } ?? RecordState()
            state.apply(
                change, by: write, knowledge: transaction.knowledge(of: change),
                lineage: info.lineage, keepsAncestors: schema.keepsAncestors(change.collection))
            previous.append(stored?.sequence ?? 0)
            guard let scope = scope(of: key, stored) else { throw ServerErrors.internalFailure }
            try writer.put(
                StoredRecord(
                    key: key, scope: scope, entered: stored?.entered ?? head, sequence: head,
                    state: state.bytes))
        }
        try writer.append(
            JournalEntry(
                sequence: head, replica: device.replica, number: number, previous: previous,
                body: body))
    }

    private func scope(of key: RecordKey, _ stored: StoredRecord?) -> String? {
        stored?.scope
            ?? Authorisation.scope(
                forNewRecordIn: schema.collection(key.collection), by: member)?.description
    }
}
