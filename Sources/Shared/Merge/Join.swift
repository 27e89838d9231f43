// Join: how a restored server takes back what a device holds of a record, from a line of the
// territory's order that the restore has left.
//
// Both sides are antichains with what they know. What both hold stays; what one holds stays unless
// the other knew it and no longer has it, for then a write that the other knew replaced it; nothing
// else is dropped. Clocks play no part. The join is commutative, associative and idempotent in what
// survives; only the position that it gives to what comes in belongs to the side that takes it in.

/// One side of a join: what it holds, and through where that is complete.
package struct JoinSide {
    package let state: RecordState
    /// Complete through here, on the side's own line.
    package let base: Position?
    private let taken: Set<TransactionID>

    package init(_ state: RecordState, base: Position?) {
        self.state = state
        self.base = base
        taken = Set(
            state.writes.map(\.transaction) + state.applied.map(\.transaction)
                + state.replacements.map(\.transaction))
    }

    /// Whether the side has taken a write in, whether or not it still holds it.
    fileprivate func knows(_ write: Write, _ lineage: Lineage) -> Bool {
        Knowledge(base: base).includes(write, lineage) || taken.contains(write.transaction)
    }
}

extension RecordState {
    /// The state that holds what both sides hold.
    ///
    /// - Parameters:
    ///   - mine: the restored server's state, complete through the end of its line.
    ///   - theirs: what a device gives back.
    ///   - position: the place in the server's order of the join itself: what comes in stands
    ///     there, and keeps the places that it had.
    package static func join(
        _ mine: JoinSide, _ theirs: JoinSide, at position: Position, _ lineage: Lineage
    ) -> RecordState {
        if mine.state.erasure != nil { return mine.state }
        if let erasure = theirs.state.erasure {
            let write = Joiner.moved(erasure, to: position)
            return RecordState(changed: position, erasure: write)
        }
        let joiner = Joiner(mine: mine, theirs: theirs, position: position, lineage: lineage)
        return joiner.joined()
    }
}

private struct Joiner {
    let mine: JoinSide
    let theirs: JoinSide
    let position: Position
    let lineage: Lineage
    /// Each transaction's one identity in the joined state.
    private let writes: [TransactionID: Write]
    /// What was made over writes that either side may hold.
    private let replacements: [Replacement]

    init(mine: JoinSide, theirs: JoinSide, position: Position, lineage: Lineage) {
        self.mine = mine
        self.theirs = theirs
        self.position = position
        self.lineage = lineage
        var writes: [TransactionID: Write] = [:]
        for write in mine.state.writes { writes[write.transaction] = write }
        for write in theirs.state.writes {
            guard var known = writes[write.transaction] else {
                let entered = mine.state.applied.first { $0.transaction == write.transaction }
                let isHere = write.position.map { lineage.covers(position, $0) } ?? false
                writes[write.transaction] =
                    isHere ? write : Joiner.moved(write, to: entered?.position ?? position)
                continue
            }
            known.learn(write.former + [write.position].compactMap(\.self))
            writes[write.transaction] = known
        }
        self.writes = writes
        var replacements = mine.state.replacements
        for replacement in theirs.state.replacements
        where !replacements.contains(where: { $0.transaction == replacement.transaction }) {
            var replacement = replacement
            if !lineage.covers(position, replacement.position) {
                replacement.position = writes[replacement.transaction]?.position ?? position
            }
            replacements.append(replacement)
        }
        self.replacements = replacements.sorted { $0.transaction < $1.transaction }
    }

    /// A write as it stands on another line, with the places that it had.
    static func moved(_ write: Write, to position: Position) -> Write {
        var moved = write
        moved.position = position
        if DeliberateBug.joinForgetsPlaces.isOn { return moved }
        moved.learn([write.position].compactMap(\.self))
        return moved
    }

    func joined() -> RecordState {
        let names = Set((mine.state.fields + theirs.state.fields).map(\.name))
        let fields = names.map(field).sorted {
            $0.name.precedesInBytes($1.name)
        }
        var result = RecordState(
            fields: fields, deletions: deletions(),
            deletionsChanged: mine.state.deletionsChanged, changed: mine.state.changed,
            applied: applied(), replacements: replacements)
        if result.deletions != mine.state.deletions { result.deletionsChanged = position }
        if result != mine.state || mine.state.changed == nil { result.changed = position }
        return result
    }

    private func field(_ name: String) -> FieldState {
        let left = mine.state.field(name) ?? FieldState(name: name)
        let right = theirs.state.field(name) ?? FieldState(name: name)
        var siblings: [Sibling] = []
        for sibling in left.siblings
        where contains(right.siblings, sibling) || !theirs.knows(sibling.write, lineage)
            || DeliberateBug.joinKeepsWhatWasReplaced.isOn
        {
            siblings.append(current(sibling))
        }
        for sibling in right.siblings
        where !contains(left.siblings, sibling) && !mine.knows(sibling.write, lineage)
            && !DeliberateBug.joinDropsTheirs.isOn
        {
            siblings.append(current(sibling))
        }
        siblings.removeAll { sibling in
            replacements.contains { $0.replaces(sibling, of: name, lineage) }
        }
        siblings.sort(by: Sibling.canonicallyBefore)
        var result = FieldState(name: name, changed: left.changed, siblings: siblings)
        result.ancestors =
            siblings.elementsEqual(left.siblings, by: isSame)
            ? left.ancestors.map(current)
            : left.ancestors.filter { contains(right.ancestors, $0) }.map(current)
        if result != left || left.changed == nil { result.changed = position }
        return result
    }

    private func deletions() -> [Deletion] {
        var result: [Deletion] = []
        let (left, right) = (mine.state.deletions, theirs.state.deletions)
        let isIn = { (deletions: [Deletion], deletion: Deletion) in
            deletions.contains { $0.write.transaction == deletion.write.transaction }
        }
        for deletion in left
        where isIn(right, deletion) || !theirs.knows(deletion.write, lineage) {
            result.append(current(deletion))
        }
        for deletion in right where !isIn(left, deletion) && !mine.knows(deletion.write, lineage) {
            result.append(current(deletion))
        }
        result.removeAll { deletion in
            replacements.contains { $0.replaces(deletion, lineage) }
        }
        return result.sorted { $0.write.transaction < $1.write.transaction }
    }

    /// What both sides remember, each id once, where this side took it in.
    private func applied() -> [Applied] {
        var result = mine.state.applied
        for other in theirs.state.applied
        where !mine.state.applied.contains(where: { $0.transaction == other.transaction }) {
            let write = writes[other.transaction]
            let isHere = lineage.covers(position, other.position)
            let place = isHere ? other.position : write?.position ?? position
            result.append(Applied(transaction: other.transaction, position: place))
        }
        // What comes in is taken in here, also when the other side, of which no backup was made,
        // had no reason to remember it: its author may send it again once it was replaced.
        var known = Set(result.map(\.transaction) + mine.state.writes.map(\.transaction))
        for write in theirs.state.writes where !mine.knows(write, lineage) {
            guard let place = writes[write.transaction]?.position,
                known.insert(write.transaction).inserted
            else { continue }
            result.append(Applied(transaction: write.transaction, position: place))
        }
        return result.sorted { $0.transaction < $1.transaction }
    }

    private func isSame(_ left: Sibling, _ right: Sibling) -> Bool {
        left.write.transaction == right.write.transaction && left.content == right.content
    }

    private func contains(_ siblings: [Sibling], _ sibling: Sibling) -> Bool {
        siblings.contains { isSame($0, sibling) }
    }

    private func current(_ sibling: Sibling) -> Sibling {
        Sibling(write: writes[sibling.write.transaction] ?? sibling.write, content: sibling.content)
    }

    private func current(_ deletion: Deletion) -> Deletion {
        Deletion(
            write: writes[deletion.write.transaction] ?? deletion.write,
            knowledge: deletion.knowledge)
    }
}
