// MergeRestore: how the world loses and mends: backups, restores, stores that were copied.
//
// A restore goes back to what a backup holds and opens an epoch of its own; replicas then do what
// the protocol has them do when they hear of it: give back, take in, send again.

import Shared

/// What a backup of the server holds.
struct MergeBackup: Sendable {
    let lineage: Lineage
    let epoch: Epoch
    let head: UInt64
    let server: RecordState
    let accepted: EventSet
    let writes: [Int: Write]
    let received: [Replica: Int]
    let journal: [Int: Position]
}

extension MergeWorld {
    /// What a record must remember begins here: the oldest point that the server may go back to,
    /// or that a copy from another line may have left this one at.
    ///
    /// The forks count as well as the backups, of lines that were left too, and as long as devices
    /// may come back from them: the backup that a line forked at may be gone long before.
    var horizon: Position? {
        let forks = lineage.forks.map { Position(epoch: $0.parent, sequence: $0.sequence) }
        let held = backups.map { Position(epoch: $0.epoch, sequence: $0.head) }
        return (forks + held).compactMap { lineage.meeting($0, with: epoch) }.reduce(nil) {
            oldest, position in
            oldest.map { lineage.covers(position, $0) ? $0 : position } ?? position
        }
    }

    mutating func backUp() {
        backups.append(
            MergeBackup(
                lineage: lineage, epoch: epoch, head: head, server: server, accepted: accepted,
                writes: writes, received: received, journal: journal))
    }

    /// The server is restored from a backup that has everything: a new epoch, and nothing lost.
    mutating func openEpoch() {
        let parent = epoch
        restores += 1
        // Scattered, so that the order of epochs is not the order of their opening.
        epoch = Epoch(
            (MergeWorld.firstEpoch.rawValue &+ UInt64(restores)) &* 0xD134_2543_DE82_EF95)
        lineage.merge(Lineage(forks: [.init(epoch: epoch, parent: parent, sequence: head)]))
    }

    /// The server is restored from a backup: it knows nothing of what came after, not even of the
    /// epochs that were opened since. Erasures are done again before anybody is answered.
    mutating func restore(_ index: Int) {
        let backup = backups[index]
        (lineage, epoch, head) = (backup.lineage, backup.epoch, backup.head)
        (server, accepted, writes) = (backup.server, backup.accepted, backup.writes)
        (received, journal) = (backup.received, backup.journal)
        openEpoch()
        for event in ledger where !accepted.contains(event) {
            head += 1
            let transaction = history.events[event].transaction
            let write = Write(
                transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
                replica: 0, position: headPosition)
            let change = transaction.records[0]
            server.apply(
                change, by: write, knowledge: transaction.knowledge(of: change), lineage: lineage,
                keepsAncestors: MergeWorld.reviewed)
            accepted = accepted.inserting(event)
        }
    }

    /// A replica hears of the server's epoch, and gives back what the line does not have.
    mutating func meet(_ index: Int) {
        guard replicas[index].epoch != epoch else { return }
        lineage.merge(replicas[index].lineage)
        let lineage = lineage
        replicas[index].lineage = lineage
        let end = headPosition
        replicas[index].places = replicas[index].places.filter { lineage.covers(end, $0.value) }
        replicas[index].floor = replicas[index].floor.flatMap {
            lineage.meeting($0, with: epoch)
        }
        if let changed = replicas[index].copy?.changed, !lineage.covers(end, changed) {
            giveBack(index)
        } else {
            replicas[index].copyPoint = replicas[index].copyPoint.flatMap {
                lineage.meeting($0, with: epoch)
            }
        }
        // What has no place on the line is sent again, even if the server says that it has it: a
        // replica may have missed the answer on this line, having been on another.
        let replica = replicas[index]
        let placed = replica.own.firstIndex { replica.places[$0] == nil } ?? replica.own.count
        replicas[index].pushed = min(received[replica.number] ?? 0, placed)
        replicas[index].epoch = epoch
    }

    /// The server joins a replica's copy, and the replica takes in what came of it.
    mutating func giveBack(_ index: Int) {
        guard let copy = replicas[index].copy else { return }
        let before = server
        let mine = JoinSide(server, base: headPosition)
        let theirs = JoinSide(copy, base: replicas[index].copyPoint)
        head += 1
        server = RecordState.join(mine, theirs, at: headPosition, lineage)
        if server == before { head -= 1 }
        accepted = accepted.union(replicas[index].copySeen)
        for write in server.writes {
            guard let event = history.event(of: write.transaction) else { continue }
            writes[event] = write
        }
        replicas[index].copy = server
        replicas[index].copyPoint = server.changed
        replicas[index].copySeen = accepted
        replicas[index].seen = replicas[index].seen.union(accepted)
        replicas[index].forgetCovered(lineage)
    }

    /// A store is copied, or put back as it was: another replica goes on with it, and sends again
    /// what it does not know to have been sent.
    mutating func fork(_ store: MergeReplica) {
        var twin = store
        twin.number = Replica(replicas.count + 1)
        twin.hasTwin = true
        // What the server answered for stays where it is; the rest moves, with the same ids.
        if store.epoch == epoch { received[twin.number] = store.pushed }
        replicas.append(twin)
        for index in replicas.indices where replicas[index].number == store.number {
            replicas[index].hasTwin = true
        }
    }
}
