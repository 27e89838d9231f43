// StateSplice: the canonical bytes of a state into which a delta was taken, made of the bytes that
// there were. The fields that stay are copied as they lie; no state is made of them.
//
// Only where both are plain, as nearly all are: one line, nothing deleted, nothing restored. For
// the others there is `RecordState.replace(by:)`, and this says the same.

extension RecordState {
    /// The bytes of a state after `replace(by: delta)`; `nil` when that is not plain to do, or the
    /// bytes are not those of a state.
    ///
    /// The texts and values that are kept are not looked at: whether the result can be read is to
    /// be asked of the result.
    package static func bytes(_ held: [UInt8], replacedBy delta: RecordState) -> [UInt8]? {
        guard delta.deletions.isEmpty, delta.deletionsChanged == nil, delta.erasure == nil,
            delta.replacements.isEmpty, let changed = delta.changed,
            delta.applied.allSatisfy({ $0.position.epoch == changed.epoch })
        else { return nil }
        return held.withUnsafeBufferPointer { bytes in
            var splice = StateSplice(UnsafeRawBufferPointer(bytes), epoch: changed.epoch)
            guard (try? splice.read(bytes, delta)) ?? false, splice.read(delta) else { return nil }
            return splice.bytes(delta, changed)
        }
    }
}

private struct StateSplice {
    /// A write of the result: where its bytes are, or what it is.
    private struct Source {
        let transaction: UInt64
        let range: Range<Int>
        var isUsed = false
        /// Its place in the result.
        var index = 0
    }

    /// A reference to a write in the bytes that are kept.
    private struct Reference {
        let range: Range<Int>
        let write: Int
    }

    /// A field that is kept.
    private struct Kept {
        let name: Range<Int>
        let range: Range<Int>
        let references: Range<Int>
    }

    private let bytes: UnsafeRawBufferPointer
    private let epoch: Epoch
    private var held: [Source] = []
    private var new: [(write: Write, index: Int)] = []
    private var references: [Reference] = []
    private var kept: [Kept] = []

    init(_ bytes: UnsafeRawBufferPointer, epoch: Epoch) {
        self.bytes = bytes
        self.epoch = epoch
    }

    /// Reads where everything lies; `false` when it is not plain.
    mutating func read(
        _ bytes: UnsafeBufferPointer<UInt8>, _ delta: RecordState
    ) throws(ByteError) -> Bool {
        var cursor = StateCursor(bytes)
        guard try cursor.byte() == RecordState.format, try cursor.unsigned() == 1,
            try cursor.fixed() == epoch.rawValue
        else { return false }
        for _ in 0..<(try cursor.count(of: 12)) {
            let start = cursor.offset
            let transaction = try cursor.fixed()
            if let last = held.last, last.transaction >= transaction { return false }
            for _ in 0..<3 { _ = try cursor.unsigned() }
            guard try cursor.position(1), try cursor.unsigned() == 0 else { return false }
            held.append(Source(transaction: transaction, range: start..<cursor.offset))
        }
        var next = 0
        for _ in 0..<(try cursor.count(of: 4)) { try readField(&cursor, delta, &next) }
        try cursor.position(1)
        guard try cursor.unsigned() == 0, try cursor.unsigned() == 0 else { return false }
        for _ in 0..<(try cursor.count(of: 10)) {
            _ = try cursor.fixed()
            try cursor.position(1)
        }
        guard try cursor.unsigned() == 0 else { return false }
        try cursor.finish()
        return true
    }

    /// - Parameter next: the first field of the delta that may have this name.
    private mutating func readField(
        _ cursor: inout StateCursor, _ delta: RecordState, _ next: inout Int
    ) throws(ByteError) {
        let start = cursor.offset
        let name = try cursor.slice()
        let nameRange = cursor.offset - name.count..<cursor.offset
        try cursor.position(1)
        let first = references.count
        for _ in 0..<2 {
            for _ in 0..<(try cursor.count(of: 2)) {
                let reference = cursor.offset
                let write = try cursor.write(below: held.count)
                references.append(Reference(range: reference..<cursor.offset, write: write))
                try cursor.passContent()
            }
        }
        while next < delta.fields.count, StateSplice.precedes(delta.fields[next].name, name) {
            next += 1
        }
        if next < delta.fields.count, !StateSplice.follows(delta.fields[next].name, name) {
            references.removeLast(references.count - first)
            return
        }
        for reference in references[first...] { held[reference.write].isUsed = true }
        kept.append(
            Kept(
                name: nameRange, range: start..<cursor.offset,
                references: first..<references.count))
    }

    /// Reads the writes of the delta; `false` when they are not plain.
    mutating func read(_ delta: RecordState) -> Bool {
        for field in delta.fields {
            if let changed = field.changed, changed.epoch != epoch { return false }
            for sibling in field.siblings where !note(sibling.write) { return false }
            for sibling in field.ancestors where !note(sibling.write) { return false }
        }
        return true
    }

    private mutating func note(_ write: Write) -> Bool {
        guard let position = write.position, position.epoch == epoch, write.former.isEmpty else {
            return false
        }
        if let known = new.first(where: { $0.write.transaction == write.transaction }) {
            return known.write == write
        }
        guard
            let index = held.firstIndex(where: { $0.transaction == write.transaction.rawValue })
        else {
            new.append((write, 0))
            return true
        }
        // The same transaction: it is there already, or somebody says something else of it.
        var writer = ByteWriter(capacity: 48)
        writer.plainWrite(write)
        held[index].isUsed = true
        return bytes[held[index].range].elementsEqual(writer.bytes)
    }

    /// The bytes of the result.
    mutating func bytes(_ delta: RecordState, _ changed: Position) -> [UInt8] {
        var writer = ByteWriter(capacity: bytes.count + 160 + 64 * delta.fields.count)
        writer.byte(RecordState.format)
        writer.count(1)
        writer.fixed(epoch.rawValue)
        writeWrites(&writer)
        writer.count(kept.count + delta.fields.count)
        var next = 0
        for field in kept {
            let name = UnsafeBufferPointer(
                rebasing: bytes.bindMemory(to: UInt8.self)[field.name])
            while next < delta.fields.count,
                StateSplice.precedes(delta.fields[next].name, name)
            {
                write(delta.fields[next], &writer)
                next += 1
            }
            copy(field, &writer)
        }
        for field in delta.fields[next...] { write(field, &writer) }
        writer.count(1)
        writer.unsigned(changed.sequence)
        writer.count(0)
        writer.count(0)
        writer.count(delta.applied.count)
        for applied in delta.applied {
            writer.fixed(applied.transaction.rawValue)
            writer.count(1)
            writer.unsigned(applied.position.sequence)
        }
        writer.count(0)
        return writer.bytes
    }

    /// The table of writes: those that are still referred to, and the new ones, in order.
    private mutating func writeWrites(_ writer: inout ByteWriter) {
        if new.count > 1 { new.sort { $0.write.transaction < $1.write.transaction } }
        writer.count(held.count { $0.isUsed } + new.count)
        var next = 0
        var count = 0
        func writeNew(before transaction: UInt64?) {
            while next < new.count,
                transaction.map({ new[next].write.transaction.rawValue < $0 }) ?? true
            {
                writer.plainWrite(new[next].write)
                new[next].index = count
                next += 1
                count += 1
            }
        }
        for index in held.indices where held[index].isUsed {
            writeNew(before: held[index].transaction)
            writer.raw(UnsafeRawBufferPointer(rebasing: bytes[held[index].range]))
            held[index].index = count
            count += 1
        }
        writeNew(before: nil)
    }

    private func copy(_ field: Kept, _ writer: inout ByteWriter) {
        var start = field.range.lowerBound
        for reference in references[field.references] {
            let range = start..<reference.range.lowerBound
            writer.raw(UnsafeRawBufferPointer(rebasing: bytes[range]))
            writer.count(held[reference.write].index)
            start = reference.range.upperBound
        }
        writer.raw(UnsafeRawBufferPointer(rebasing: bytes[start..<field.range.upperBound]))
    }

    private func write(_ field: FieldState, _ writer: inout ByteWriter) {
        writer.text(field.name)
        if let changed = field.changed {
            writer.count(1)
            writer.unsigned(changed.sequence)
        } else {
            writer.count(0)
        }
        for siblings in [field.siblings, field.ancestors] {
            writer.count(siblings.count)
            for sibling in siblings {
                writer.count(index(of: sibling.write.transaction))
                writer.content(sibling.content)
            }
        }
    }

    private func index(of transaction: TransactionID) -> Int {
        if let new = new.first(where: { $0.write.transaction == transaction }) { return new.index }
        return held.first { $0.transaction == transaction.rawValue }?.index ?? 0
    }

    private static func precedes(_ name: String, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        var name = name
        return name.withUTF8 { $0.precedes(other) }
    }

    private static func follows(_ name: String, _ other: UnsafeBufferPointer<UInt8>) -> Bool {
        var name = name
        return name.withUTF8 { other.precedes($0) }
    }
}

extension ByteWriter {
    /// A write at a place of the only epoch, without others that it had.
    fileprivate mutating func plainWrite(_ write: Write) {
        fixed(write.transaction.rawValue)
        unsigned(write.stamp.rawValue)
        unsigned(write.claimed.rawValue ^ write.stamp.rawValue)
        unsigned(UInt64(write.replica) << 1 | (write.isClockVerified ? 0 : 1))
        count(1)
        unsigned(write.position?.sequence ?? 0)
        count(0)
    }
}
