// Forking: a store that shares its replica number with another (a copied folder, or an old copy put
// back) moves to a number of its own.
//
// The question is asked with a secret that is kept until the answer is taken in, so a lost answer
// is asked for again. What the server has under the old number with the same chain hash is this
// store's own; everything that is not in the server's order goes to the new number, in the order in
// which it was made and with the same ids.

import SQLite
import Shared

extension Store {
    /// The question, the same until it is answered.
    func forkRequest() throws(RelaisError) -> ForkRequest {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            let secret = device.nextSecret ?? Hex.encode(core.ports.randomBytes(32))
            if device.nextSecret == nil {
                device.nextSecret = secret
                try device.save(core.connection)
            }
            // From the beginning, as far as it may be told: after a restore, what the server has
            // under the number may be the other store's, from further back than it answered here.
            let last = try core.journal.tail(device).number
            let after = last - min(last, UInt64(WireLimits.chains))
            guard let chain = try core.journal.chain(at: after, device) else {
                throw StoreErrors.damaged("journal \(after)")
            }
            return ForkRequest(
                secret: secret, after: after, chain: chain,
                chains: try core.journal.chains(
                    after: after, maximum: WireLimits.chains, device))
        }
    }

    /// Moves to the new number.
    func adopt(_ response: ForkResponse) throws(RelaisError) {
        try withWriting { core in
            var device = try DeviceState(core.connection)
            try core.takeCommon(response, device)
            try core.move(
                to: response.replica, afterRow: response.common + device.journalOffset, &device)
            try core.takeRefused(response.refused, &device)
            device.secret = device.nextSecret
            device.nextSecret = nil
            device.needsFork = false
            // What was answered has its place there: a store that never pulled must notice, too,
            // when that epoch is left.
            if device.epoch == nil { device.epoch = response.epoch }
            try device.save(core.connection)
        }
    }
}

extension StoreCore {
    /// What became of the common numbers that the server had not yet answered this store for.
    fileprivate func takeCommon(_ response: ForkResponse, _ device: DeviceState) throws {
        let held = try journal.tail(device).number
        guard response.common <= held else {
            throw SyncErrors.storeIsBehind(answered: response.common, held: held)
        }
        // Where the server was when it refused something is not told: after a restore, all of it
        // counts as lost, and is sent again.
        let end = Position(epoch: response.epoch, sequence: UInt64.max >> 2)
        for acknowledgement in response.acknowledgements {
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                guard first > 0, first <= response.common,
                    count <= Int(response.common - first) + 1
                else { throw SyncErrors.storeIsBehind(answered: first, held: held) }
                // Also what the store was answered for before: on another line, perhaps.
                let place = Position(epoch: response.epoch, sequence: sequence)
                try leave(first + device.journalOffset, count, for: place)
                try journal.accept(
                    first: first, count: count, at: place,
                    Answered(head: place, time: ports.now()), device)
            case .quarantined(let number, let code, let message):
                guard number <= response.common else {
                    throw SyncErrors.storeIsBehind(answered: number, held: held)
                }
                try quarantine(
                    row: number + device.journalOffset, code, message,
                    Answered(head: end, time: ports.now()), device)
            }
        }
    }

    /// Keeps where transactions stood on another line than the one where they stand now: others may
    /// have known them there.
    private func leave(_ first: UInt64, _ count: Int, for place: Position) throws {
        for row in first..<first + UInt64(count) {
            guard let own = try journal.transaction(row: row), let position = own.position,
                position.epoch != place.epoch
            else { continue }
            try journal.unanswer(own)
        }
    }

    /// Takes back what was refused of the numbers that this store does not have: were the server
    /// restored to before it, nobody else would. It is sent again, and refused again.
    fileprivate func takeRefused(
        _ refused: [Transaction], _ device: inout DeviceState
    ) throws {
        for transaction in refused where try !journal.holds(transaction.id) {
            let tail = try journal.tail(device)
            // The store's clock never goes back behind what it wrote.
            device.seenStamp = max(device.seenStamp, tail.stamp, transaction.stamp)
            try journal.append(transaction, transaction.bytes, after: tail, device)
            for change in transaction.records {
                let table = try table(change.collection)
                try overlay.add(table.number, change.id, row: tail.row + 1)
                try refresh(table, change.id, device)
            }
        }
    }

    /// Moves every row after one, and every earlier row that the server's line has lost, to a new
    /// replica number, in the order in which they were made.
    func move(
        to replica: Replica, afterRow settled: UInt64, _ device: inout DeviceState
    ) throws {
        var rows: [UInt64] = []
        if let epoch = device.epoch {
            let line = Position(epoch: epoch, sequence: .max)
            rows = try lostRows(beforeRow: settled + 1, line, device.lineage)
        }
        let last = try journal.tail(device).row
        rows += try journal.transactions(afterRow: settled, maximum: .max).map(\.row)
        var chain = ChainHash.start
        for (index, old) in rows.enumerated() {
            guard let own = try journal.transaction(row: old) else { continue }
            let body = own.transaction.bytes
            let row = last + UInt64(index) + 1
            chain = chain.appending(SHA256.hash(body))
            try journal.append(
                own.transaction, body, row: row,
                DeliveryAddress(replica: replica, number: UInt64(index) + 1), chain,
                former: own.left)
            try clearQuarantine(row: old)
            try connection.run(
                "DELETE FROM relais_overlay WHERE number = ?", [.integer(Int64(bitPattern: old))])
            try connection.run(
                "DELETE FROM relais_journal WHERE row = ?", [.integer(Int64(bitPattern: old))])
            for change in own.transaction.records {
                try overlay.add(try table(change.collection).number, change.id, row: row)
            }
        }
        try renumberActs()
        device.journalOffset = last
        device.acknowledged = 0
        device.replica = replica
        for row in rows.indices.map({ last + UInt64($0) + 1 }) {
            for change in try journal.transaction(row: row)?.transaction.records ?? [] {
                try refresh(try table(change.collection), change.id, device)
            }
        }
    }
}
