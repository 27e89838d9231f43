// The canonical bytes of a record's state: what both sides store and what digests are over.
//
// The writes of a record stand once, in a table; fields refer to them by index. A record whose
// fields were all written by one transaction pays for that transaction's identity once.

extension RecordState {
    /// The canonical form. Equal states have equal bytes.
    package var bytes: [UInt8] {
        let table = WriteTable(self)
        var writer = ByteWriter(capacity: 64 + 32 * fields.count + 48 * table.writes.count)
        writer.byte(replacements.isEmpty ? RecordState.format : RecordState.fullFormat)
        writer.count(table.epochs.count)
        for epoch in table.epochs { writer.fixed(epoch.rawValue) }
        writer.count(table.writes.count)
        for write in table.writes { writer.write(write, table) }
        writer.count(fields.count)
        for field in fields { writer.field(field, table) }
        writer.position(changed, table)
        writer.position(deletionsChanged, table)
        writer.count(deletions.count)
        for deletion in deletions {
            writer.count(table.index(of: deletion.write))
            writer.position(deletion.knowledge.base, table)
            writer.count(deletion.knowledge.own.count)
            for own in deletion.knowledge.own { writer.fixed(own.rawValue) }
        }
        writer.count(applied.count)
        for applied in applied {
            writer.fixed(applied.transaction.rawValue)
            writer.position(applied.position, table)
        }
        writer.count(erasure.map { table.index(of: $0) + 1 } ?? 0)
        if !replacements.isEmpty { writer.replacements(replacements, table) }
        return writer.bytes
    }

    /// Reads the canonical form.
    package init(bytes: [UInt8]) throws(ByteError) {
        var reader = ByteReader(bytes)
        let format = try reader.byte()
        guard format == RecordState.format || format == RecordState.fullFormat else {
            throw reader.failure(.newerFormat)
        }
        var table = WriteTable()
        for _ in 0..<(try reader.count(of: 8)) { table.epochs.append(Epoch(try reader.fixed())) }
        try reader.requireOrder(table.epochs) { $0 < $1 }
        for _ in 0..<(try reader.count(of: 12)) { table.writes.append(try reader.write(table)) }
        try reader.requireOrder(table.writes, Write.canonicallyBefore)
        self.init()
        let count = try reader.count(of: 4)
        // A state that says that it has many more fields than records have is not believed yet.
        fields.reserveCapacity(min(count, 64))
        for index in 0..<count {
            let field = try reader.field(table)
            if index > 0 && !fields[index - 1].name.precedesInBytes(field.name) {
                throw reader.failure(.notCanonical)
            }
            fields.append(field)
        }
        changed = try reader.position(table)
        deletionsChanged = try reader.position(table)
        for _ in 0..<(try reader.count(of: 3)) {
            let write = try reader.reference(table)
            var knowledge = Knowledge(base: try reader.position(table))
            for _ in 0..<(try reader.count(of: 8)) {
                knowledge.own.append(TransactionID(try reader.fixed()))
            }
            deletions.append(Deletion(write: write, knowledge: knowledge))
        }
        try reader.requireOrder(deletions) { $0.write.transaction <= $1.write.transaction }
        for _ in 0..<(try reader.count(of: 10)) {
            let transaction = TransactionID(try reader.fixed())
            guard let position = try reader.position(table) else { throw reader.failure(.badTag) }
            applied.append(Applied(transaction: transaction, position: position))
        }
        try reader.requireOrder(applied) { $0.transaction < $1.transaction }
        erasure = try reader.optionalReference(table)
        if format == RecordState.fullFormat { replacements = try reader.replacements(table) }
        try reader.finish()
    }

    /// Calls `body` with each write that the state refers to, as often as it does.
    package func eachWrite(_ body: (Write) -> Void) {
        for field in fields {
            for sibling in field.siblings { body(sibling.write) }
            for sibling in field.ancestors { body(sibling.write) }
        }
        for deletion in deletions { body(deletion.write) }
        if let erasure { body(erasure) }
    }

    /// Whether one write, or none, is all that the state refers to.
    var hasOneWrite: Bool {
        var first: Write?
        var isOne = true
        eachWrite { write in
            if let first { isOne = isOne && write == first } else { first = write }
        }
        return isOne
    }

    /// Every write that the state refers to, once.
    package var writes: [Write] { WriteTable(self).writes }

    /// The form of nearly all states.
    static let format: UInt8 = 2
    /// With replacements: few records ever have any, and the others pay nothing for them.
    static let fullFormat: UInt8 = 3
}

/// The writes and epochs of a state, each once, in an order that depends on the state alone.
private struct WriteTable {
    var writes: [Write] = []
    var epochs: [Epoch] = []

    init() {}

    init(_ state: RecordState) {
        // Most records have few writes, nearly all on one line: looking through them is cheaper
        // than a table of hashes. A record of many writes is still within a page.
        var seen: Set<Write> = []
        var epochs: [Epoch] = []
        func note(_ position: Position) {
            if !epochs.contains(position.epoch) { epochs.append(position.epoch) }
        }
        func isKnown(_ write: Write) -> Bool {
            if writes.count < 8 { return writes.contains(write) }
            if seen.isEmpty { seen = Set(writes) }
            return !seen.insert(write).inserted
        }
        func note(_ write: Write) {
            if writes.last == write || isKnown(write) { return }
            writes.append(write)
            if let position = write.position { note(position) }
            for position in write.former { note(position) }
        }
        for field in state.fields {
            for sibling in field.siblings { note(sibling.write) }
            for sibling in field.ancestors { note(sibling.write) }
            if let changed = field.changed { note(changed) }
        }
        for deletion in state.deletions {
            note(deletion.write)
            if let base = deletion.knowledge.base { note(base) }
        }
        if let erasure = state.erasure { note(erasure) }
        for applied in state.applied { note(applied.position) }
        for replacement in state.replacements {
            note(replacement.position)
            if let base = replacement.knowledge.base { note(base) }
        }
        if let changed = state.changed { note(changed) }
        if let changed = state.deletionsChanged { note(changed) }
        if writes.count > 1 { writes.sort(by: Write.canonicallyBefore) }
        self.epochs = epochs.sorted()
    }

    func index(of write: Write) -> Int {
        var low = 0
        var high = writes.count
        while low < high {
            let middle = (low + high) / 2
            if Write.canonicallyBefore(writes[middle], write) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }

    func index(of epoch: Epoch) -> Int { epochs.firstIndex(of: epoch) ?? epochs.count }
}

extension Write {
    /// The order of a state's table of writes, in which none stands twice.
    static func canonicallyBefore(_ left: Write, _ right: Write) -> Bool {
        if left.transaction != right.transaction { return left.transaction < right.transaction }
        return (left.position?.sequence ?? 0) < (right.position?.sequence ?? 0)
    }
}

extension ByteWriter {
    fileprivate mutating func position(_ value: Position?, _ table: WriteTable) {
        guard let value else { return byte(0) }
        count(table.index(of: value.epoch) + 1)
        unsigned(value.sequence)
    }

    fileprivate mutating func replacements(_ replacements: [Replacement], _ table: WriteTable) {
        count(replacements.count)
        for replacement in replacements {
            fixed(replacement.transaction.rawValue)
            position(replacement.position, table)
            position(replacement.knowledge.base, table)
            count(replacement.knowledge.own.count)
            for own in replacement.knowledge.own { fixed(own.rawValue) }
            count(replacement.touched.count)
            for touched in replacement.touched {
                text(touched.field)
                byte(touched.elements == nil ? 0 : 1)
                guard let elements = touched.elements else { continue }
                count(elements.count)
                for element in elements {
                    count(element.count)
                    raw(element)
                }
            }
        }
    }

    fileprivate mutating func write(_ write: Write, _ table: WriteTable) {
        fixed(write.transaction.rawValue)
        unsigned(write.stamp.rawValue)
        unsigned(write.claimed.rawValue ^ write.stamp.rawValue)
        unsigned(UInt64(write.replica) << 1 | (write.isClockVerified ? 0 : 1))
        position(write.position, table)
        count(write.former.count)
        for former in write.former { position(former, table) }
    }

    fileprivate mutating func field(_ field: FieldState, _ table: WriteTable) {
        text(field.name)
        position(field.changed, table)
        count(field.siblings.count)
        for sibling in field.siblings { self.sibling(sibling, table) }
        count(field.ancestors.count)
        for ancestor in field.ancestors { sibling(ancestor, table) }
    }

    private mutating func sibling(_ sibling: Sibling, _ table: WriteTable) {
        count(table.index(of: sibling.write))
        content(sibling.content)
    }

    /// What a write contributes.
    mutating func content(_ content: Sibling.Content) {
        switch content {
        case .value(let value): self.value(value)
        case .element(let element):
            byte(6)
            text(element)
        case .increment(let amount):
            byte(7)
            signed(amount)
        }
    }
}

extension ByteReader {
    /// Refuses what another order would write otherwise: one state has one form.
    fileprivate func requireOrder<Element>(
        _ elements: [Element], _ isBefore: (Element, Element) -> Bool
    ) throws(ByteError) {
        if elements.count < 2 { return }
        guard zip(elements, elements.dropFirst()).allSatisfy(isBefore) else {
            throw failure(.notCanonical)
        }
    }

    fileprivate mutating func position(_ table: WriteTable) throws(ByteError) -> Position? {
        let index = try unsigned()
        if index == 0 { return nil }
        guard index <= UInt64(table.epochs.count) else { throw failure(.badTag) }
        return Position(epoch: table.epochs[Int(index) - 1], sequence: try unsigned())
    }

    fileprivate mutating func write(_ table: WriteTable) throws(ByteError) -> Write {
        let transaction = TransactionID(try fixed())
        let stamp = Stamp(try unsigned())
        let claimed = Stamp(try unsigned() ^ stamp.rawValue)
        let author = try unsigned()
        guard let replica = Replica(exactly: author >> 1) else { throw failure(.badNumber) }
        var write = Write(
            transaction: transaction, stamp: stamp, claimed: claimed, replica: replica,
            position: try position(table), isClockVerified: author & 1 == 0)
        for _ in 0..<(try count(of: 2)) {
            guard let former = try position(table) else { throw failure(.badTag) }
            write.former.append(former)
        }
        try requireOrder(write.former, Position.canonicallyBefore)
        return write
    }

    fileprivate mutating func replacements(
        _ table: WriteTable
    ) throws(ByteError) -> [Replacement] {
        var result: [Replacement] = []
        for _ in 0..<(try count(of: 13)) { result.append(try replacement(table)) }
        guard !result.isEmpty else { throw failure(.notCanonical) }
        try requireOrder(result) { $0.transaction < $1.transaction }
        return result
    }

    private mutating func replacement(_ table: WriteTable) throws(ByteError) -> Replacement {
        let transaction = TransactionID(try fixed())
        guard let position = try position(table) else { throw failure(.badTag) }
        var replacement = Replacement(
            transaction: transaction, position: position,
            knowledge: Knowledge(base: try self.position(table)), touched: [])
        for _ in 0..<(try count(of: 8)) {
            replacement.knowledge.own.append(TransactionID(try fixed()))
        }
        for _ in 0..<(try count(of: 2)) {
            var touched = Replacement.Touched(field: try text(), elements: nil)
            switch try byte() {
            case 0: break
            case 1:
                var elements: [[UInt8]] = []
                for _ in 0..<(try count()) { elements.append(Array(try text().utf8)) }
                try requireOrder(elements) { $0.lexicographicallyPrecedes($1) }
                touched.elements = elements
            default: throw failure(.badTag)
            }
            replacement.touched.append(touched)
        }
        try requireOrder(replacement.touched) {
            $0.field.precedesInBytes($1.field)
        }
        return replacement
    }

    fileprivate mutating func reference(_ table: WriteTable) throws(ByteError) -> Write {
        let index = try unsigned()
        guard index < UInt64(table.writes.count) else { throw failure(.badTag) }
        return table.writes[Int(index)]
    }

    fileprivate mutating func optionalReference(_ table: WriteTable) throws(ByteError) -> Write? {
        let index = try unsigned()
        if index == 0 { return nil }
        guard index <= UInt64(table.writes.count) else { throw failure(.badTag) }
        return table.writes[Int(index) - 1]
    }

    fileprivate mutating func field(_ table: WriteTable) throws(ByteError) -> FieldState {
        var field = FieldState(name: try text(), changed: try position(table))
        let count = try count(of: 2)
        field.siblings.reserveCapacity(min(count, 16))
        for index in 0..<count {
            let sibling = try sibling(table)
            if index > 0 && Sibling.canonicallyBefore(sibling, field.siblings[index - 1]) {
                throw failure(.notCanonical)
            }
            field.siblings.append(sibling)
        }
        for _ in 0..<(try self.count(of: 2)) { field.ancestors.append(try sibling(table)) }
        return field
    }

    private mutating func sibling(_ table: WriteTable) throws(ByteError) -> Sibling {
        let write = try reference(table)
        switch try peek() {
        case 6:
            _ = try byte()
            return Sibling(write: write, content: .element(try text()))
        case 7:
            _ = try byte()
            return Sibling(write: write, content: .increment(try signed()))
        default: return Sibling(write: write, content: .value(try value()))
        }
    }
}
