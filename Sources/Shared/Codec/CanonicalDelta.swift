// What changed of a record since a floor, from the canonical bytes of its state: what did not
// change is looked over, and never made into values.

extension RecordState {
    /// The part of a state that changed after `floor`: what `delta(since:)` of the whole state is.
    package init(
        bytes: [UInt8], since floor: Position, _ lineage: Lineage
    ) throws(ByteError) {
        let delta = bytes.withUnsafeBytes { bytes in
            var reader = DeltaReader(bytes, floor, lineage)
            return reader.delta()
        }
        // What is not usual is read whole, and so is what cannot be read, which then says why.
        if let delta {
            self = delta
        } else {
            self = try RecordState(bytes: bytes).delta(since: floor, lineage)
        }
    }
}

/// Reads the usual state: on one line, with nothing deleted, erased or replaced.
private struct DeltaReader {
    private var scan: ByteScan
    private let floor: Position
    private let lineage: Lineage
    private var epochs: [Epoch] = []
    private var writes: [Write] = []

    init(_ bytes: UnsafeRawBufferPointer, _ floor: Position, _ lineage: Lineage) {
        scan = ByteScan(bytes)
        self.floor = floor
        self.lineage = lineage
    }

    mutating func delta() -> RecordState? {
        guard scan.byte() == RecordState.format, readTables(), let count = scan.unsigned(),
            count <= UInt64(scan.remaining)
        else { return nil }
        var state = RecordState()
        for _ in 0..<count {
            guard let isNew = field(into: &state.fields) else { return nil }
            if isNew { state.fields[state.fields.count - 1].changed = lastChanged }
        }
        guard position(into: &state.changed), scan.byte() == 0, scan.byte() == 0,
            let applied = scan.unsigned(), applied <= UInt64(scan.remaining)
        else { return nil }
        for _ in 0..<applied {
            var position: Position?
            guard let transaction = scan.fixed(), self.position(into: &position), let position
            else { return nil }
            state.applied.append(
                Applied(transaction: TransactionID(transaction), position: position))
        }
        return scan.byte() == 0 && scan.remaining == 0 ? state : nil
    }

    private mutating func readTables() -> Bool {
        guard let epochCount = scan.unsigned(), epochCount <= UInt64(scan.remaining / 8) else {
            return false
        }
        for _ in 0..<epochCount {
            guard let epoch = scan.fixed() else { return false }
            epochs.append(Epoch(epoch))
        }
        guard let count = scan.unsigned(), count <= UInt64(scan.remaining / 12) else {
            return false
        }
        writes.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let transaction = scan.fixed(), let stamp = scan.unsigned(),
                let claimed = scan.unsigned(), let author = scan.unsigned(),
                let replica = Replica(exactly: author >> 1)
            else { return false }
            var write = Write(
                transaction: TransactionID(transaction), stamp: Stamp(stamp),
                claimed: Stamp(claimed ^ stamp), replica: replica, position: nil,
                isClockVerified: author & 1 == 0)
            // Places on lines that were left are rare: such a state is read whole.
            guard position(into: &write.position), scan.byte() == 0 else { return false }
            writes.append(write)
        }
        return true
    }

    private mutating func position(into position: inout Position?) -> Bool {
        guard let index = scan.unsigned(), index <= UInt64(epochs.count) else { return false }
        if index == 0 {
            position = nil
            return true
        }
        guard let sequence = scan.unsigned() else { return false }
        position = Position(epoch: epochs[Int(index) - 1], sequence: sequence)
        return true
    }

    private var lastChanged: Position?

    /// Reads a field when it is new, and looks it over when it is not; `nil` when it cannot be.
    private mutating func field(into fields: inout [FieldState]) -> Bool? {
        guard let name = scan.slice() else { return nil }
        var changed: Position?
        guard position(into: &changed) else { return nil }
        lastChanged = changed
        let isNew = changed.map { !lineage.covers(floor, $0) } ?? false
        guard isNew else { return skipSiblings() && skipSiblings() ? false : nil }
        guard let name = ByteScan.text(name) else { return nil }
        var field = FieldState(name: name)
        guard siblings(into: &field.siblings), siblings(into: &field.ancestors) else { return nil }
        fields.append(field)
        return true
    }

    private mutating func siblings(into siblings: inout [Sibling]) -> Bool {
        guard let count = scan.unsigned(), count <= UInt64(scan.remaining) else { return false }
        for _ in 0..<count {
            guard let index = scan.unsigned(), index < UInt64(writes.count),
                let content = content()
            else { return false }
            siblings.append(Sibling(write: writes[Int(index)], content: content))
        }
        return true
    }

    private mutating func content() -> Sibling.Content? {
        switch scan.byte() {
        case 0: return .value(.null)
        case 1: return .value(.bool(false))
        case 2: return .value(.bool(true))
        case 3: return scan.signed().map { .value(.integer($0)) }
        case 4:
            let number = scan.fixed().map { Double(bitPattern: $0) }
            return number.flatMap { $0.isFinite ? .value(.real($0)) : nil }
        case 5: return scan.slice().flatMap(ByteScan.text).map { .value(.text($0)) }
        case 6: return scan.slice().flatMap(ByteScan.text).map { .element($0) }
        case 7: return scan.signed().map { .increment($0) }
        default: return nil
        }
    }

    private mutating func skipSiblings() -> Bool {
        guard let count = scan.unsigned(), count <= UInt64(scan.remaining) else { return false }
        for _ in 0..<count {
            guard let index = scan.unsigned(), index < UInt64(writes.count) else { return false }
            switch scan.byte() {
            case 0, 1, 2: break
            case 3, 7: if scan.unsigned() == nil { return false }
            case 4: if scan.fixed() == nil { return false }
            case 5, 6: if scan.slice() == nil { return false }
            default: return false
            }
        }
        return true
    }
}
