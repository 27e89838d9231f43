// MergeWorld: a sequencer and a few replicas that write one record, as the protocol has them do it.
//
// They keep what real ones keep (floors, copies, bases, own transactions) and use the product's
// own merge; beside it, each carries the true set of the events that it has seen.

import Shared

/// What an author has in front of them: what the protocol says of it, and what it truly is.
struct Sight: Sendable {
    /// What the copy was complete through; `nil` without a copy.
    var base: Position?
    var own: [TransactionID]
    var seen: EventSet
}

struct MergeReplica: Sendable {
    var number: Replica
    /// What is added to the true time, in milliseconds.
    var clockOffset: Int64 = 0
    var clock = HybridClock()
    var lineage = Lineage()
    /// Everything the replica may see is held through here.
    var floor: Position?
    /// Whether the record is among what the replica may see.
    var maySee = true
    /// The confirmed state of the record, and what it is complete through.
    var copy: RecordState?
    var copyPoint: Position?
    /// Everything that the copy was merged from.
    var copySeen = EventSet.none
    /// Own events that the copy does not cover yet.
    var overlay: [Int] = []
    var own: [Int] = []
    var pushed = 0
    /// Where the server said that own events stand, on the line of `epoch`.
    var places: [Int: Position] = [:]
    /// The epoch that the replica last spoke to.
    var epoch = MergeWorld.firstEpoch
    var seen = EventSet.none
    /// Whether another replica has some of the same events to send.
    var hasTwin = false
    /// Whether it never speaks to the server again.
    var isGone = false
    /// What was in front of the author when a form was opened that is still open.
    var form: Sight?
}

extension MergeReplica {
    /// Own events leave the overlay when the copy covers where they stand.
    mutating func forgetCovered(_ lineage: Lineage) {
        let (point, places) = (copyPoint, places)
        overlay.removeAll { event in
            places[event].map { lineage.covers(point, $0) } ?? false
        }
    }
}

struct MergeWorld: Sendable {
    static let firstEpoch = Epoch(1000)
    static let fields = ["a", "c", "r", "s"]
    static func reviewed(_ name: String) -> Bool { name == "r" }

    var history = TrueHistory()
    var replicas: [MergeReplica]
    var lineage = Lineage()
    var epoch = MergeWorld.firstEpoch
    var head: UInt64 = 0
    var server = RecordState()
    var accepted = EventSet.none
    /// Where each accepted event stands, and the stamp that it is merged by.
    var writes: [Int: Write] = [:]
    /// How many of its events each replica was answered for.
    var received: [Replica: Int] = [:]
    /// The events that were sent, and where they were put in order.
    var journal: [Int: Position] = [:]
    /// The backups that can be restored.
    var backups: [MergeBackup] = []
    /// The erasures, kept outside of all backups.
    var ledger: [Int] = []
    /// How many epochs were opened.
    var restores = 0
    /// The true time, Unix milliseconds.
    var now: UInt64 = 1_700_000_000_000

    init(replicas count: Int) {
        replicas = (0..<count).map { MergeReplica(number: Replica($0 + 1)) }
    }

    static let record = RecordID(high: 1, low: 2)

    var headPosition: Position { Position(epoch: epoch, sequence: head) }

    /// What a replica's author would see now.
    func sight(of index: Int) -> Sight {
        let replica = replicas[index]
        return Sight(
            base: replica.copyPoint,
            own: replica.overlay.map { history.events[$0].transaction.id }, seen: replica.seen)
    }

    /// A replica writes, in knowledge of `sight` or of what it shows now.
    @discardableResult
    mutating func write(
        _ index: Int, _ action: RecordChange.Action, from sight: Sight? = nil
    ) -> Int {
        let sight = sight ?? self.sight(of: index)
        let time = UInt64(clamping: Int64(now) + replicas[index].clockOffset)
        let base: Base =
            sight.base.map { $0 == replicas[index].floor ? .seen : .at($0) }
            ?? (replicas[index].floor == nil ? .seen : .none)
        let change = RecordChange(
            collection: "thing", id: MergeWorld.record, base: base, own: sight.own, action: action)
        // Scattered, so that the order of identities is not the order of events.
        let id = TransactionID(UInt64(history.events.count + 1) &* 0x9E37_79B9_7F4A_7C15)
        let transaction = Transaction(
            id: id, stamp: replicas[index].clock.next(now: time), schema: 1,
            seen: replicas[index].floor, records: [change])
        let event = history.append(
            TrueEvent(
                replica: index, transaction: transaction,
                past: sight.seen.inserting(history.events.count)))
        replicas[index].own.append(event)
        replicas[index].overlay.append(event)
        replicas[index].seen = replicas[index].seen.inserting(event)
        return event
    }

    /// The server takes a replica's next transactions; the replica learns where they stand.
    mutating func push(_ index: Int, atMost count: Int = .max) {
        meet(index)
        var left = count
        while left > 0, replicas[index].pushed < replicas[index].own.count {
            let event = replicas[index].own[replicas[index].pushed]
            replicas[index].pushed += 1
            let number = replicas[index].number
            received[number] = max(received[number] ?? 0, replicas[index].pushed)
            left -= 1
            replicas[index].places[event] = sequence(event, from: number)
        }
        replicas[index].lineage.merge(lineage)
    }

    /// The server puts an event in order, unless it was: then it stands where it stood.
    private mutating func sequence(_ event: Int, from number: Replica) -> Position {
        if let place = journal[event] { return place }
        head += 1
        journal[event] = headPosition
        accepted = accepted.inserting(event)
        let transaction = history.events[event].transaction
        if server.hasTaken(transaction.id) { return headPosition }
        let write = Write(
            transaction: transaction.id, stamp: transaction.stamp.effective(now: now),
            claimed: transaction.stamp, replica: number, position: headPosition)
        writes[event] = write
        let change = transaction.records[0]
        if change.action == .erase { ledger.append(event) }
        server.take(
            change, by: write, knowledge: transaction.knowledge(of: change),
            since: horizon, lineage, keepsAncestors: MergeWorld.reviewed)
        return headPosition
    }

    /// Transactions about other records take sequences too.
    mutating func happenElsewhere(_ count: UInt64) { head += count }

    /// A replica pulls to the head, or gets the record in a pull that has not reached it yet.
    mutating func pull(_ index: Int, isComplete: Bool = true) {
        // A round trip pushes before it pulls; it matters where somebody else may have sent the
        // same transactions, of which the replica would not know that they are its own.
        if replicas[index].hasTwin { push(index) }
        meet(index)
        var replica = replicas[index]
        replica.lineage.merge(lineage)
        defer { replicas[index] = replica }
        if replica.maySee {
            // What the replica holds past its floor came in a page; deltas are relative to floors.
            let floor = replica.copy == nil ? nil : replica.floor
            let last = server.changed
            if replica.copy == nil || last.map({ !lineage.covers(floor, $0) }) ?? false {
                var copy = replica.copy ?? RecordState()
                copy.replace(by: server.delta(since: floor, lineage))
                replica.copy = copy
                replica.copyPoint = last ?? replica.copyPoint
                replica.copySeen = accepted
                replica.seen = replica.seen.union(accepted)
            }
            if isComplete { replica.copyPoint = headPosition }
            replica.forgetCovered(lineage)
        }
        if isComplete { replica.floor = headPosition }
    }

    /// What a replica shows: its copy, with its own transactions over it.
    func shown(_ index: Int) -> RecordState {
        let replica = replicas[index]
        var state = replica.copy ?? RecordState()
        for event in replica.overlay {
            let transaction = history.events[event].transaction
            let write = Write(
                transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
                replica: replica.number, position: replica.places[event])
            let change = transaction.records[0]
            state.apply(
                change, by: write, knowledge: transaction.knowledge(of: change),
                lineage: replica.lineage, keepsAncestors: MergeWorld.reviewed)
        }
        return state
    }
}
