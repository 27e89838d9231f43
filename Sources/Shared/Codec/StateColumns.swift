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

    private static let none = StateColumns()

    private init() { (columns, empty) = ([], []) }

    /// Whether bytes are the canonical bytes of a state, and plain to read: where they are not
    /// plain, `false` says nothing.
    package static func areCanonical(_ state: [UInt8]) -> Bool {
        ((try? none.shown(state)) ?? nil) != nil
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
            var cursor = StateCursor(bytes)
            return try shown(&cursor)
        }
    }

    /// What each declared field of any state shows: what `RecordView` says, for less.
    package func shown(_ state: RecordState) -> [ShownValue] {
        var shown = empty
        var next = 0
        for field in state.fields {
            var name = field.name
            guard let column = name.withUTF8({ column($0, from: &next) }) else { continue }
            shown[columns[column].index] = field.shown(columns[column].field)
        }
        return shown
    }

    private func shown(_ cursor: inout StateCursor) throws(ByteError) -> [ShownValue]? {
        guard try cursor.byte() == RecordState.format else { return nil }
        let epochs = try cursor.epochs()
        guard let writes = try cursor.writes(epochs), writes < 64, epochs < 64 else { return nil }
        var shown = empty
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
            guard try field.read(&cursor, writes: writes) else { return nil }
            if let column {
                guard let value = Self.shown(field, columns[column].shape) else { return nil }
                shown[columns[column].index] = value
            }
        }
        try cursor.position(epochs)
        try cursor.position(epochs)
        guard try cursor.unsigned() == 0 else { return nil }
        try cursor.applied(epochs)
        guard try cursor.unsigned() == 0 else { return nil }
        try cursor.finish()
        // What nothing refers to is not written, so these are not the bytes of the state.
        let isAll = cursor.usedWrites == 1 &<< UInt64(writes) &- 1
        return isAll && cursor.usedEpochs == 1 &<< UInt64(epochs) &- 1 ? shown : nil
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

    private static func shown(_ field: PlainField, _ shape: Shape) -> ShownValue? {
        switch shape {
        case .value:
            if field.count == 0 { return .single(.null) }
            return field.value.map(ShownValue.single)
        case .set:
            return field.elements.count == field.count ? .set(field.sortedElements) : nil
        case .counter:
            return field.increments == field.count ? .single(.integer(field.total)) : nil
        }
    }
}

/// What stands in a field that has one value at most.
private struct PlainField {
    let isShown: Bool
    /// How many writes of the field there are.
    var count = 0
    var value: FieldValue?
    var elements: [String] = []
    var increments = 0
    var total: Int64 = 0
    private var hasManyWrites = false
    private var last: UnsafeBufferPointer<UInt8>?
    private var hasTwin = false

    init(isShown: Bool) { self.isShown = isShown }

    /// The elements, each once.
    var sortedElements: [String] {
        if !hasManyWrites && !hasTwin { return elements }
        var result: [String] = []
        for element in elements.sorted(by: { $0.precedesInBytes($1) })
        where !(result.last?.hasSameBytes(as: element) ?? false) {
            result.append(element)
        }
        return result
    }

    /// Reads the writes of a field; `false` when it has several values.
    mutating func read(
        _ cursor: inout StateCursor, writes: Int
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
            guard try content(tag, &cursor) else { return false }
        }
        for _ in 0..<(try cursor.count(of: 2)) {
            _ = try cursor.write(below: writes)
            let tag = try cursor.byte()
            switch tag {
            case 6: try cursor.requireText(try cursor.slice())
            case 7: _ = try cursor.signed()
            default: try cursor.skipValue(tag)
            }
        }
        return true
    }

    private mutating func content(
        _ tag: UInt8, _ cursor: inout StateCursor
    ) throws(ByteError) -> Bool {
        switch tag {
        case 6:
            let element = try cursor.slice()
            if let last {
                guard !element.precedes(last) else { throw cursor.failure(.notCanonical) }
                if element.isSame(as: last) { hasTwin = true }
            }
            last = element
            if isShown {
                elements.append(try cursor.text(element))
            } else {
                try cursor.requireText(element)
            }
        case 7:
            increments += 1
            total = total.saturatingAdd(try cursor.signed())
        default:
            if count > 1 { return false }
            if isShown { value = try cursor.value(tag) } else { try cursor.skipValue(tag) }
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
