// Echoes: what an answer need not say again. A device that has just written knows what its writing
// makes of the records that it held: the server says where it put them, and no more.
//
// Both sides take a change in by the same pure code, so the bytes are the same; the digests of the
// scopes tell if they ever were not.

/// The records of a request of which the device makes by itself what the server has made of them:
/// the request's transactions, taken in over what the device holds.
package struct Echoes: Hashable, Sendable {
    /// Where such a record is.
    package struct Place: Hashable, Sendable {
        /// A scope of the answer.
        package var scope: String
        /// Whether the server held nothing of it before.
        package var isNew: Bool

        package init(scope: String, isNew: Bool) {
            self.scope = scope
            self.isNew = isNew
        }
    }

    /// Records one after the other, in the order in which the request touches them first.
    package struct Run: Hashable, Sendable {
        package var count: Int
        /// `nil` for records that are told in another way, or not in this answer.
        package var place: Place?

        package init(count: Int, place: Place?) {
            self.count = count
            self.place = place
        }
    }

    /// Through where every backup was complete when the transactions were taken in: records
    /// remember what came later.
    package var horizon: Position?
    /// No two neighbours have the same place, and the last one has some.
    package var runs: [Run]

    package init(horizon: Position?, runs: [Run]) {
        self.horizon = horizon
        self.runs = runs
    }

    /// - Parameter places: by record; at least one of those that the transactions touch.
    package init?(
        horizon: Position?, _ places: [RecordKey: Place], of transactions: [Transaction]
    ) {
        guard !places.isEmpty else { return nil }
        var runs: [Run] = []
        var seen: Set<RecordKey> = []
        for change in transactions.flatMap(\.records) {
            let key = RecordKey(collection: change.collection, id: change.id)
            guard seen.insert(key).inserted else { continue }
            let place = places[key]
            if runs.last.map({ $0.place == place }) ?? false {
                runs[runs.count - 1].count += 1
            } else {
                runs.append(Run(count: 1, place: place))
            }
        }
        if runs.last?.place == nil { runs.removeLast() }
        self.init(horizon: horizon, runs: runs)
    }
}

extension Echoes {
    /// The number that a scope is told by: that of the first one of its name.
    fileprivate static func places(of scopes: [HeldScope]) -> [String: Int] {
        Dictionary(
            scopes.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

/// One record of an answer's echoes.
package struct Echo: Sendable {
    package let key: RecordKey
    package let place: Echoes.Place
    /// What the request does to it, in order: which of its transactions, and the change.
    package let changes: [(transaction: Int, change: RecordChange)]
}

extension Echoes {
    /// The records, in the order in which the request touches them first.
    ///
    /// - Parameter transactions: of the request.
    /// - Throws: when the request does not touch as many records.
    package func records(of transactions: [Transaction]) throws(WireError) -> [Echo] {
        var keys: [RecordKey] = []
        var changes: [RecordKey: [(transaction: Int, change: RecordChange)]] = [:]
        for (index, transaction) in transactions.enumerated() {
            for change in transaction.records {
                let key = RecordKey(collection: change.collection, id: change.id)
                if changes[key] == nil { keys.append(key) }
                changes[key, default: []].append((index, change))
            }
        }
        var result: [Echo] = []
        var rest = keys[...]
        for run in runs {
            guard run.count <= rest.count else {
                throw WireError("more records than were written")
            }
            if let place = run.place {
                for key in rest.prefix(run.count) {
                    result.append(Echo(key: key, place: place, changes: changes[key] ?? []))
                }
            }
            rest = rest.dropFirst(run.count)
        }
        return result
    }
}

extension BinaryWriter {
    /// Touches no table, as every frame that was added later.
    mutating func echoes(_ echoes: Echoes, _ scopes: [HeldScope]) {
        byte(echoes.horizon == nil ? 0 : 1)
        if let horizon = echoes.horizon {
            fixed(horizon.epoch.rawValue)
            unsigned(horizon.sequence)
        }
        let places = Echoes.places(of: scopes)
        list(echoes.runs) { writer, run in
            writer.unsigned(UInt64(run.count))
            var place: UInt64 = 0
            if let told = run.place, let index = places[told.scope] {
                place = UInt64(index) << 1 + (told.isNew ? 2 : 1)
            }
            writer.unsigned(place)
        }
    }
}

extension BinaryReader {
    /// - Parameter scopes: of the answer, which came before.
    mutating func echoes(_ scopes: [HeldScope]) throws(ByteError) -> Echoes {
        let hasHorizon = try flags(1) != 0
        let horizon =
            try hasHorizon
            ? Position(epoch: Epoch(fixed()), sequence: unsigned()) : nil
        let places = Echoes.places(of: scopes)
        let runs = try list(limit: 1_000_000, cost: 24, isOptional: true) {
            reader throws(ByteError) in
            let count = try reader.integer(1...Int(Int32.max))
            let place = try reader.unsigned()
            guard place > 0 else { return Echoes.Run(count: count, place: nil) }
            guard (place - 1) >> 1 < UInt64(scopes.count) else { throw reader.failure(.badTag) }
            let index = Int((place - 1) >> 1)
            let scope = scopes[index].name
            guard places[scope] == index else { throw reader.failure(.notCanonical) }
            return Echoes.Run(
                count: count, place: Echoes.Place(scope: scope, isNew: place & 1 == 0))
        }
        let isShort = zip(runs, runs.dropFirst()).allSatisfy { $0.place != $1.place }
        guard isShort, runs.last?.place != nil else { throw failure(.notCanonical) }
        return Echoes(horizon: horizon, runs: runs)
    }
}
