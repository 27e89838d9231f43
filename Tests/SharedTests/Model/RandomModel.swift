// Generated values of the model: what stores and lines may have to hold, awkward ones often.

import Shared

extension SeededGenerator {
    mutating func flag() -> Bool { Bool.random(using: &self) }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Any number, small ones and the limits of every length often.
    mutating func number() -> UInt64 {
        switch below(4) {
        case 0: UInt64(below(300))
        case 1: (1 << UInt64(below(64))) &- UInt64(below(2))
        default: next() >> UInt64(below(64))
        }
    }

    mutating func integer() -> Int64 {
        switch below(4) {
        case 0: [.min, .max, -1, 0, 1].randomElement(using: &self) ?? 0
        default: Int64(bitPattern: next()) >> Int64(below(64))
        }
    }

    mutating func name() -> String {
        let names = ["state", "phone", "given_name", "a", "z9", "x-y.z", "!", "~"]
        return names.randomElement(using: &self) ?? "a"
    }

    mutating func names(_ count: Int) -> [String] {
        Set((0..<count).map { _ in name() })
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    mutating func recordID() -> RecordID { RecordID(high: next(), low: next()) }

    mutating func position() -> Position {
        Position(epoch: Epoch(UInt64(below(4)) << 60 | 7), sequence: number())
    }

    mutating func perhapsPosition() -> Position? { below(4) == 0 ? nil : position() }

    mutating func fieldValue() -> FieldValue {
        switch below(6) {
        case 0: .null
        case 1: .bool(flag())
        case 2: .integer(integer())
        case 3: .real(real())
        default: .text(text())
        }
    }

    mutating func fieldChange() -> FieldChange {
        switch below(4) {
        case 0: .edit(add: texts(below(4)), remove: texts(below(4)))
        case 1: .increment(integer())
        default: .assign(fieldValue())
        }
    }

    mutating func texts(_ count: Int) -> [String] { (0..<count).map { _ in text() } }

    mutating func transactionIDs() -> [TransactionID] {
        below(3) > 0 ? [] : (0..<below(4)).map { _ in TransactionID(next()) }
    }

    mutating func action() -> RecordChange.Action {
        if below(5) == 0 { return flag() ? .delete : .erase }
        return .write(names(below(4)).map { .init(field: $0, change: fieldChange()) })
    }

    mutating func recordChange() -> RecordChange {
        let base: Base =
            switch below(4) {
            case 0: .none
            case 1: .at(position())
            default: .seen
            }
        return RecordChange(
            collection: name(), id: recordID(), base: base, own: transactionIDs(),
            action: action())
    }

    mutating func transaction() -> Transaction {
        Transaction(
            id: TransactionID(next()), stamp: Stamp(number()), schema: below(1 << 31),
            seen: perhapsPosition(), isClockVerified: flag(),
            origin: below(4) == 0 ? TransactionID(next()) : nil,
            records: (0...below(3)).map { _ in recordChange() })
    }

    mutating func write(_ id: TransactionID) -> Write {
        let stamp = Stamp(number())
        return Write(
            transaction: id, stamp: stamp, claimed: below(3) == 0 ? Stamp(number()) : stamp,
            replica: Replica(truncatingIfNeeded: number()), position: perhapsPosition(),
            former: Set((0..<below(6)).filter { $0 > 3 }.map { _ in position() })
                .sorted(by: Position.canonicallyBefore),
            isClockVerified: flag())
    }

    /// A state in canonical form, though not one that a history must be able to lead to.
    mutating func recordState() -> RecordState {
        let ids = Set((0..<below(7)).map { _ in number() }).sorted().map(TransactionID.init)
        let writes = ids.map { write($0) }
        guard !writes.isEmpty else { return RecordState() }
        let fields = names(below(4)).map { fieldState($0, writes) }
        let deletions = writes.filter { _ in below(5) == 0 }.map {
            Deletion(
                write: $0, knowledge: Knowledge(base: perhapsPosition(), own: transactionIDs()))
        }
        return RecordState(
            fields: fields, deletions: deletions,
            deletionsChanged: deletions.isEmpty ? perhapsPosition() : position(),
            changed: perhapsPosition(),
            applied: ids.filter { _ in below(4) == 0 }.map {
                Applied(transaction: $0, position: position())
            }, replacements: ids.filter { _ in below(6) == 0 }.map { replacement($0) },
            erasure: below(6) == 0 ? writes.last : nil)
    }

    private mutating func replacement(_ id: TransactionID) -> Replacement {
        let names = names(below(4))
        return Replacement(
            of: RecordChange(
                collection: "a", id: recordID(), base: .seen, own: [],
                action: .write(names.map { .init(field: $0, change: fieldChange()) })),
            by: id, at: position(),
            knowledge: Knowledge(base: perhapsPosition(), own: transactionIDs()))
    }

    private mutating func fieldState(_ name: String, _ writes: [Write]) -> FieldState {
        let shape = below(3)
        var siblings: [Sibling] = []
        for write in writes where flag() {
            switch shape {
            case 0: siblings.append(Sibling(write: write, content: .value(fieldValue())))
            case 1: siblings.append(Sibling(write: write, content: .increment(integer())))
            default:
                let elements = Set(texts(1 + below(3)).map { Array($0.utf8) })
                    .sorted { $0.lexicographicallyPrecedes($1) }
                siblings += elements.map {
                    Sibling(
                        write: write, content: .element(String(decoding: $0, as: UTF8.self)))
                }
            }
        }
        var ancestors: [Sibling] = []
        while shape == 0, flag(), let write = writes.randomElement(using: &self) {
            ancestors.append(Sibling(write: write, content: .value(fieldValue())))
        }
        return FieldState(
            name: name, changed: perhapsPosition(), siblings: siblings, ancestors: ancestors)
    }

    mutating func lineage() -> Lineage {
        var lineage = Lineage()
        for _ in 0..<below(5) {
            lineage.merge(
                Lineage(forks: [
                    .init(epoch: Epoch(next()), parent: Epoch(next()), sequence: number())
                ]))
        }
        return lineage
    }
}
