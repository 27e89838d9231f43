// LateArrivals: keeps what a restored server must know of changes whose authors had seen more than
// it has, so that what they had seen, when it comes at last, is not taken for news.

import Shared

/// Which changes of a record know what its line has lost.
struct LateArrivals {
    private let writer: any StorageWriting
    private let lineage: Lineage

    init(_ writer: any StorageWriting, _ lineage: Lineage) {
        self.writer = writer
        self.lineage = lineage
    }

    /// What is sent again, and was given back before, tells what the state does not: where it
    /// stood, and what its author knew of what has come meanwhile.
    func repeated(
        _ change: RecordChange, _ state: inout RecordState, _ write: Write,
        knowing knowledge: Knowledge
    ) {
        guard let position = write.position, !DeliberateBug.lostKnowledgeIsForgotten.isOn else {
            return
        }
        if !write.former.isEmpty {
            state.learn(write.former, of: write.transaction, at: position)
        }
        _ = state.yield(to: change, knowing: knowledge, lineage, at: position)
    }

    /// After a write was merged: notes it when its author knew what is not here, and takes it out
    /// again where somebody who came before had replaced it.
    ///
    /// - Parameter mayMiss: whether what its author knew by its id may not be here.
    func settle(
        _ key: RecordKey, _ state: inout RecordState, after write: Write,
        knowing knowledge: Knowledge, mayMiss: Bool
    ) throws {
        guard let position = write.position, !DeliberateBug.lostKnowledgeIsForgotten.isOn else {
            return
        }
        // What comes for the first time was never known to anybody but by its own number.
        if !write.former.isEmpty {
            _ = try yield(key, &state, only: write.transaction, at: position)
        }
        let isBeyond = knowledge.base.map { !lineage.covers(position, $0) } ?? false
        // Own transactions that it was made over come from another store of its author, perhaps.
        if isBeyond || mayMiss && !knowledge.own.isEmpty {
            try writer.put(lostKnowledge: key, sequence: position.sequence)
        }
    }

    /// What is left of a given-back state once those who knew it, and came before it, are heard.
    /// It remembers what was taken out as taken in, for its author may send it again.
    func settle(_ key: RecordKey, _ given: inout RecordState) throws {
        if DeliberateBug.lostKnowledgeIsForgotten.isOn { return }
        for write in try yield(key, &given, only: nil, at: nil) {
            guard let position = write.position,
                !given.applied.contains(where: { $0.transaction == write.transaction })
            else { continue }
            given.applied.append(Applied(transaction: write.transaction, position: position))
        }
        given.applied.sort { $0.transaction < $1.transaction }
    }

    private func yield(
        _ key: RecordKey, _ state: inout RecordState, only: TransactionID?, at position: Position?
    ) throws -> [Write] {
        var out: [Write] = []
        for sequence in try writer.lostKnowledge(key) {
            // One whose body was emptied, by a compaction or an erasure, tells nothing any more.
            guard let body = try writer.journal(sequence)?.body, !body.isEmpty,
                let transaction = try? Transaction(bytes: body)
            else { continue }
            for change in transaction.records
            where change.collection == key.collection && change.id == key.id {
                out += state.yield(
                    to: change, knowing: transaction.knowledge(of: change), only: only, lineage,
                    at: position)
            }
        }
        return out
    }
}
