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
    let number: Replica
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
    /// Own events that the copy does not cover yet.
    var overlay: [Int] = []
    var own: [Int] = []
    var pushed = 0
    var seen = EventSet.none
    /// What was in front of the author when a form was opened that is still open.
    var form: Sight?
}

struct MergeWorld: Sendable {
    static let fields = ["a", "c", "r", "s"]
    static func reviewed(_ name: String) -> Bool { name == "r" }

    var history = TrueHistory()
    var replicas: [MergeReplica]
    var lineage = Lineage()
    var epoch = Epoch(1000)
    var head: UInt64 = 0
    var server = RecordState()
    var accepted = EventSet.none
    /// Where each accepted event stands, and the stamp that it is merged by.
    var writes: [Int: Write] = [:]
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
        var left = count
        while left > 0, replicas[index].pushed < replicas[index].own.count {
            let event = replicas[index].own[replicas[index].pushed]
            replicas[index].pushed += 1
            left -= 1
            head += 1
            let transaction = history.events[event].transaction
            let write = Write(
                transaction: transaction.id, stamp: transaction.stamp.effective(now: now),
                claimed: transaction.stamp, replica: replicas[index].number,
                position: headPosition)
            writes[event] = write
            accepted = accepted.inserting(event)
            let change = transaction.records[0]
            server.apply(
                change, by: write, knowledge: transaction.knowledge(of: change), lineage: lineage,
                keepsAncestors: MergeWorld.reviewed)
        }
        replicas[index].lineage.merge(lineage)
    }

    /// Transactions about other records take sequences too.
    mutating func happenElsewhere(_ count: UInt64) { head += count }

    /// The server is restored from a backup that has everything: a new epoch, and nothing lost.
    mutating func openEpoch() {
        let parent = epoch
        epoch = Epoch(parent.rawValue &* 6_364_136_223_846_793_005 &+ 1)
        lineage.merge(Lineage(forks: [.init(epoch: epoch, parent: parent, sequence: head)]))
    }

    /// A replica pulls to the head, or gets the record in a pull that has not reached it yet.
    mutating func pull(_ index: Int, isComplete: Bool = true) {
        var replica = replicas[index]
        replica.lineage.merge(lineage)
        defer { replicas[index] = replica }
        if replica.maySee {
            // What the replica holds past its floor came in a page; deltas are relative to floors.
            let floor = replica.copy == nil ? nil : replica.floor
            var copy = replica.copy ?? RecordState()
            copy.replace(by: server.delta(since: floor, lineage))
            replica.copy = copy
            let last = server.changed
            replica.copyPoint = isComplete ? headPosition : last ?? replica.copyPoint
            replica.seen = replica.seen.union(accepted)
            let point = replica.copyPoint
            let writes = writes
            replica.overlay.removeAll { event in
                guard let position = writes[event]?.position else { return false }
                return lineage.covers(point, position)
            }
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
                replica: replica.number, position: writes[event]?.position)
            let change = transaction.records[0]
            state.apply(
                change, by: write, knowledge: transaction.knowledge(of: change),
                lineage: replica.lineage, keepsAncestors: MergeWorld.reviewed)
        }
        return state
    }
}
