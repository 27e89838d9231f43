// StateColumns: what a record shows, read from the canonical bytes of its state where that is plain
// to see: nothing was deleted, and no field has two values. So are nearly all records; of the
// others the state is made, and `RecordView` says what they show.

/// The declared fields of a collection, as they are looked for in canonical bytes.
package final class StateColumns: Sendable {
    /// How what stands in a field is shown.
    private enum Shape {
        case value, set, counter
    }

    private struct Column {
        let key: [UInt8]
        let field: FieldDeclaration
        let index: Int
        let shape: Shape
    }

    /// In byte order of their keys, in which the fields of a state stand.
    private let columns: [Column]
    private let empty: [ShownValue]
    /// What is filled for each record, by the one that reads it.
    private var slices: ShownSlices { ShownSlices(count: empty.count) }

    private static let none = StateColumns()

    private init() { (columns, empty) = ([], []) }

    /// Whether bytes are the canonical bytes of a state, and plain to read: where they are not
    /// plain, `false` says nothing.
    package static func areCanonical(_ state: [UInt8]) -> Bool {
        state.withUnsafeBufferPointer { bytes in
            var slices = none.slices
            return (try? none.read(bytes, into: &slices)) ?? false
        }
    }

    /// `nil` for a collection of split texts, of which no field shows what stands in it alone.
    package init?(_ declaration: CollectionDeclaration) {
        guard declaration.splits.isEmpty else { return nil }
        columns = declaration.fields.enumerated().map { index, field in
            let shape: Shape =
                if field.type.isSet {
                    .set
                } else if case .counter = field.type {
                    .counter
                } else {
                    .value
                }
            return Column(
                key: Array(field.key.utf8), field: field, index: index, shape: shape)
        }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        empty = declaration.fields.map { _ in .single(.null) }
    }

    /// What each declared field shows, in the order of the declaration; `nil` when that is not
    /// plain to see, or the bytes are of a form that few states have.
    package func shown(_ state: [UInt8]) throws(ByteError) -> [ShownValue]? {
        try state.withUnsafeBufferPointer { bytes throws(ByteError) in
            var slices = slices
            return try read(bytes, into: &slices) ? slices.values : nil
        }
    }

    /// What each declared field shows, where it lies; `false` when that is not plain to see, or the
    /// bytes are of a form that few states have.
    ///
    /// - Parameter slices: as many as the declaration has fields.
    package func read(
        _ state: UnsafeBufferPointer<UInt8>, into slices: inout ShownSlices
    ) throws(ByteError) -> Bool {
        slices.clear()
        var cursor = StateCursor(state)
        return try read(&cursor, &slices)
    }

    /// What each declared field of any state shows: what `RecordView` says, for less.
    ///
    /// - Parameter others: what the fields show that the state does not have.
    package func shown(_ state: RecordState, over others: [ShownValue]? = nil) -> [ShownValue] {
        var shown = others ?? empty
        var next = 0
        for field in state.fields {
            var name = field.name
            guard let column = name.withUTF8({ column($0, from: &next) }) else { continue }
            shown[columns[column].index] = field.shown(columns[column].field)
        }
        return shown
    }

    private func read(
        _ cursor: inout StateCursor, _ slices: inout ShownSlices
    ) throws(ByteError) -> Bool {
        guard try cursor.byte() == RecordState.format else { return false }
        let epochs = try cursor.epochs()
        guard let writes = try cursor.writes(epochs), writes < 64, epochs < 64 else {
            return false
        }
        var next = 0
        var last: UnsafeBufferPointer<UInt8>?
        for _ in 0..<(try cursor.count(of: 4)) {
            let name = try cursor.slice()
            if let last, !last.precedes(name) { throw cursor.failure(.notCanonical) }
            last = name
            let column = column(name, from: &next)
            if column == nil { try cursor.requireText(name) }
            try cursor.position(epochs)
            var field = PlainField(isShown: column != nil)
            let start = slices.elements.count
            guard try field.read(&cursor, writes: writes, &slices.elements) else { return false }
            if let column {
                let slice = Self.slice(field, columns[column].shape, from: start, &slices)
                guard let slice else { return false }
                slices.columns[columns[column].index] = slice
            }
        }
        try cursor.position(epochs)
        try cursor.position(epochs)
        guard try cursor.unsigned() == 0 else { return false }
        try cursor.applied(epochs)
        guard try cursor.unsigned() == 0 else { return false }
        try cursor.finish()
        // What nothing refers to is not written, so these are not the bytes of the state.
        let isAll = cursor.usedWrites == 1 &<< UInt64(writes) &- 1
        return isAll && cursor.usedEpochs == 1 &<< UInt64(epochs) &- 1
    }

    /// The place of the column that a field is shown in; `nil` for one that this program does not
    /// declare.
    @inline(__always)
    private func column(_ name: UnsafeBufferPointer<UInt8>, from next: inout Int) -> Int? {
        while next < columns.count {
            let isBefore: Bool? = columns[next].key.withUnsafeBufferPointer {
                $0.isSame(as: name) ? nil : $0.precedes(name)
            }
            guard let isBefore else {
                next += 1
                return next - 1
            }
            if !isBefore { return nil }
            next += 1
        }
        return nil
    }

    private static func slice(
        _ field: PlainField, _ shape: Shape, from start: Int, _ slices: inout ShownSlices
    ) -> ShownSlices.Slice? {
        switch shape {
        case .value: return field.count == 0 ? .null : field.value
        case .set:
            var count = slices.elements.count - start
            guard count == field.count else { return nil }
            if !field.isInOrder { count = slices.sortElements(from: start) }
            return .set(start: start, count: count)
        case .counter: return field.increments == field.count ? .integer(field.total) : nil
        }
    }
}

/// What stands in a field that has one value at most.
private struct PlainField {
    let isShown: Bool
    /// How many writes of the field there are.
    var count = 0
    var value: ShownSlices.Slice?
    var increments = 0
    var total: Int64 = 0
    private var hasManyWrites = false
    private var last: UnsafeBufferPointer<UInt8>?
    private var hasTwin = false

    init(isShown: Bool) { self.isShown = isShown }

    /// Whether its elements are in the order of their bytes, each once.
    var isInOrder: Bool { !hasManyWrites && !hasTwin }

    /// Reads the writes of a field; `false` when it has several values.
    ///
    /// - Parameter elements: has those of the field put behind it, if it is shown.
    mutating func read(
        _ cursor: inout StateCursor, writes: Int, _ elements: inout [UnsafeBufferPointer<UInt8>]
    ) throws(ByteError) -> Bool {
        count = try cursor.count(of: 2)
        var lastWrite = -1
        var lastRank = 0
        for _ in 0..<count {
            let write = try cursor.write(below: writes)
            let tag = try cursor.byte()
            let rank = tag < 6 ? 0 : tag == 6 ? 1 : 2
            guard write >= lastWrite else { throw cursor.failure(.notCanonical) }
            if write > lastWrite {
                hasManyWrites = lastWrite >= 0
                last = nil
            } else if rank < lastRank {
                throw cursor.failure(.notCanonical)
            }
            lastWrite = write
            lastRank = rank
            guard try content(tag, &cursor, &elements) else { return false }
        }
        for _ in 0..<(try cursor.count(of: 2)) {
            _ = try cursor.write(below: writes)
            let tag = try cursor.byte()
            switch tag {
            case 6: try cursor.requireText(try cursor.slice())
            case 7: _ = try cursor.signed()
            default: _ = try cursor.slice(ofValue: tag)
            }
        }
        return true
    }

    private mutating func content(
        _ tag: UInt8, _ cursor: inout StateCursor, _ elements: inout [UnsafeBufferPointer<UInt8>]
    ) throws(ByteError) -> Bool {
        switch tag {
        case 6:
            let element = try cursor.slice()
            if let last {
                guard !element.precedes(last) else { throw cursor.failure(.notCanonical) }
                if element.isSame(as: last) { hasTwin = true }
            }
            last = element
            try cursor.requireText(element)
            if isShown { elements.append(element) }
        case 7:
            increments += 1
            total = total.saturatingAdd(try cursor.signed())
        default:
            if count > 1 { return false }
            value = try cursor.slice(ofValue: tag)
        }
        return true
    }
}

extension StateCursor {
    /// Passes the table of writes, and says how many it has; `nil` when a transaction stands there
    /// twice, or one has places that were left.
    fileprivate mutating func writes(_ epochs: Int) throws(ByteError) -> Int? {
        let count = try count(of: 12)
        var last: UInt64 = 0
        for index in 0..<count {
            let transaction = try fixed()
            if index > 0 && transaction <= last {
                if transaction == last { return nil }
                throw failure(.notCanonical)
            }
            last = transaction
            _ = try unsigned()
            _ = try unsigned()
            guard Replica(exactly: try unsigned() >> 1) != nil else { throw failure(.badNumber) }
            try position(epochs)
            guard try unsigned() == 0 else { return nil }
        }
        return count
    }

    /// Passes the transactions that the state remembers.
    fileprivate mutating func applied(_ epochs: Int) throws(ByteError) {
        var last: UInt64 = 0
        for index in 0..<(try count(of: 10)) {
            let transaction = try fixed()
            if index > 0 && transaction <= last { throw failure(.notCanonical) }
            last = transaction
            guard try position(epochs) else { throw failure(.badTag) }
        }
    }
}

extension RecordState {
    /// The greatest stamp of the writes in the canonical bytes of a state.
    package static func newestStamp(in state: [UInt8]) throws(ByteError) -> Stamp {
        try state.withUnsafeBufferPointer { bytes throws(ByteError) in
            var cursor = StateCursor(bytes)
            _ = try cursor.byte()
            let epochs = try cursor.epochs()
            var newest: UInt64 = 0
            for _ in 0..<(try cursor.count(of: 12)) {
                _ = try cursor.fixed()
                newest = max(newest, try cursor.unsigned())
                _ = try cursor.unsigned()
                _ = try cursor.unsigned()
                try cursor.position(epochs)
                for _ in 0..<(try cursor.count(of: 2)) { try cursor.position(epochs) }
            }
            return Stamp(newest)
        }
    }
}
