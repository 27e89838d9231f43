// Records as JSON: the writes of a record stand once, its fields refer to them by index.

extension WireWriter {
    mutating func record(_ record: RecordDelta) {
        object { writer in
            writer.field("collection", record.collection)
            writer.field("id", record.id.description)
            writer.field("scope", record.scope)
            writer.field("sequence", record.sequence)
            if record.isWhole { writer.field("whole", true) }
            let usual = writer.epoch.map { Position(epoch: $0, sequence: record.sequence) }
            writer.state(record.state, usualChange: usual)
        }
    }

    mutating func returned(_ record: ReturnedRecord) {
        object { writer in
            writer.field("collection", record.collection)
            writer.field("id", record.id.description)
            writer.field("scope", record.scope)
            writer.field("base", record.base)
            writer.state(record.state, usualChange: record.base)
        }
    }

    private mutating func state(_ state: RecordState, usualChange: Position?) {
        let writes = state.writes
        var index: [Write: Int] = [:]
        for (position, write) in writes.enumerated() { index[write] = position }
        func reference(_ write: Write) -> UInt64 { UInt64(index[write] ?? 0) }
        key("writes")
        array(writes) { writer, write in
            writer.row { writer in
                writer.string(write.transaction.description)
                writer.stamp(write.stamp)
                writer.stamp(write.claimed)
                writer.unsigned(UInt64(write.replica))
                writer.position(write.position)
                if write.former.isEmpty && write.isClockVerified { return }
                writer.array(write.former) { $0.position($1) }
                writer.bool(write.isClockVerified)
            }
        }
        if state.changed != usualChange { field("changed", state.changed) }
        if !state.applied.isEmpty {
            key("applied")
            array(state.applied) { writer, applied in
                writer.row { writer in
                    writer.string(applied.transaction.description)
                    writer.position(applied.position)
                }
            }
        }
        if !state.replacements.isEmpty {
            key("replacements")
            array(state.replacements) { writer, replacement in
                writer.row { $0.replacement(replacement) }
            }
        }
        if let erasure = state.erasure { field("erasure", reference(erasure)) }
        key("fields")
        object { writer in
            for field in state.fields {
                writer.key(field.name)
                writer.object { $0.field(field, reference) }
            }
        }
        guard state.deletionsChanged != nil else { return }
        field("deletions_changed", state.deletionsChanged)
        key("deletions")
        array(state.deletions) { writer, deletion in
            writer.row { writer in
                writer.unsigned(reference(deletion.write))
                writer.position(deletion.knowledge.base)
                writer.array(deletion.knowledge.own) { $0.string($1.description) }
            }
        }
    }

    private mutating func field(_ field: FieldState, _ reference: (Write) -> UInt64) {
        self.field("changed", field.changed)
        for kind in SiblingKind.allCases {
            let siblings = field.siblings.filter { SiblingKind($0.content) == kind }
            guard !siblings.isEmpty else { continue }
            key(kind.rawValue)
            array(siblings) { $0.sibling($1, reference) }
        }
        guard !field.ancestors.isEmpty else { return }
        key("ancestors")
        array(field.ancestors) { $0.sibling($1, reference) }
    }

    private mutating func sibling(_ sibling: Sibling, _ reference: (Write) -> UInt64) {
        row { writer in
            writer.unsigned(reference(sibling.write))
            switch sibling.content {
            case .value(let value): writer.value(value)
            case .element(let element): writer.string(element)
            case .increment(let amount): writer.signed(amount)
            }
        }
    }
}

private enum SiblingKind: String, CaseIterable {
    case values
    case elements
    case increments

    init(_ content: Sibling.Content) {
        switch content {
        case .value: self = .values
        case .element: self = .elements
        case .increment: self = .increments
        }
    }
}

extension WireReader {
    mutating func record() throws(WireError) -> RecordDelta {
        var collection: String?
        var id: RecordID?
        var scope: String?
        var sequence: UInt64?
        var isWhole = false
        var parts = StateParts()
        let epoch = epoch
        try object { reader, key throws(WireError) in
            switch key {
            case "collection": collection = try reader.name()
            case "id": id = try reader.recordID()
            case "scope": scope = try reader.name()
            case "sequence": sequence = try reader.unsigned()
            case "whole": isWhole = try reader.bool()
            default: return try parts.read(key, &reader)
            }
            return true
        }
        return RecordDelta(
            collection: try required(collection, "collection"), id: try required(id, "id"),
            scope: try required(scope, "scope"), sequence: try required(sequence, "sequence"),
            isWhole: isWhole,
            state: try parts.complete(
                usualChange: epoch.map { Position(epoch: $0, sequence: sequence ?? 0) }))
    }

    mutating func returned() throws(WireError) -> ReturnedRecord {
        var collection: String?
        var id: RecordID?
        var scope: String?
        var base: Position?
        var parts = StateParts()
        try object { reader, key throws(WireError) in
            switch key {
            case "collection": collection = try reader.name()
            case "id": id = try reader.recordID()
            case "scope": scope = try reader.name()
            case "base": base = try reader.position()
            default: return try parts.read(key, &reader)
            }
            return true
        }
        return ReturnedRecord(
            collection: try required(collection, "collection"), id: try required(id, "id"),
            scope: try required(scope, "scope"), base: try required(base, "base"),
            state: try parts.complete(usualChange: base))
    }
}

/// Collects the parts of a state; `writes` must come before what refers to it.
private struct StateParts {
    private var writes: [Write] = []
    private var state = RecordState()
    private var changed: Position??

    mutating func read(_ key: String, _ reader: inout WireReader) throws(WireError) -> Bool {
        switch key {
        case "writes":
            writes = try reader.ordered(
                "writes", limit: 1_000_000, by: Write.canonicallyBefore
            ) { reader throws(WireError) in
                try reader.write()
            }
        case "fields":
            let writes = writes
            var fields: [FieldState] = []
            try reader.object { reader, name throws(WireError) in
                guard WireReader.isName(name) else { throw WireError("a bad field name") }
                fields.append(try reader.field(name, writes))
                return true
            }
            fields.sort { $0.name.precedesInBytes($1.name) }
            state.fields = fields
        case "changed": changed = .some(try reader.position())
        case "applied":
            state.applied = try reader.ordered(
                "applied", limit: 100_000, by: { $0.transaction < $1.transaction }
            ) { reader throws(WireError) in
                try reader.applied()
            }
        case "replacements": state.replacements = try reader.replacements()
        case "erasure": state.erasure = try reader.reference(writes)
        case "deletions_changed": state.deletionsChanged = try reader.position()
        case "deletions":
            let writes = writes
            state.deletions = try reader.array(limit: 10_000) { reader throws(WireError) in
                try reader.deletion(writes)
            }
            state.deletions.sort { $0.write.transaction < $1.write.transaction }
        default: return false
        }
        return true
    }

    /// - Parameter usualChange: where the record last changed when it does not say.
    func complete(usualChange: Position?) throws(WireError) -> RecordState {
        guard state.deletions.isEmpty || state.deletionsChanged != nil else {
            throw WireError("deletions without the position of their last change")
        }
        var state = state
        state.changed = changed ?? usualChange
        return state
    }
}

extension WireReader {
    /// A row of five elements, and two more when there is anything unusual to say.
    fileprivate mutating func write() throws(WireError) -> Write {
        try read { json throws(JSONError) in try json.beginArray() }
        try next()
        let transaction = try transactionID()
        try next()
        let stamp = try stamp()
        try next()
        let claimed = try self.stamp()
        try next()
        let replica = try replica()
        try next()
        var write = Write(
            transaction: transaction, stamp: stamp, claimed: claimed, replica: replica,
            position: try position())
        guard try hasElement() else { return write }
        write.former = try places(limit: WireLimits.forks)
        try next()
        write.isClockVerified = try bool()
        if try hasElement() { throw WireError("too many elements in a row") }
        return write
    }

    /// Positions in canonical order.
    mutating func places(limit: Int) throws(WireError) -> [Position] {
        try ordered("positions", limit: limit, by: Position.canonicallyBefore) {
            reader throws(WireError) in
            try required(try reader.position(), "position")
        }
    }

    fileprivate mutating func applied() throws(WireError) -> Applied {
        try tuple { reader throws(WireError) in
            try reader.next()
            let transaction = try reader.transactionID()
            try reader.next()
            return Applied(
                transaction: transaction,
                position: try required(try reader.position(), "position"))
        }
    }

    fileprivate mutating func deletion(_ writes: [Write]) throws(WireError) -> Deletion {
        try tuple { reader throws(WireError) in
            try reader.next()
            let write = try reader.reference(writes)
            try reader.next()
            let base = try reader.position()
            try reader.next()
            let own = try reader.array(limit: 10_000) { reader throws(WireError) in
                try reader.transactionID()
            }
            return Deletion(write: write, knowledge: Knowledge(base: base, own: own))
        }
    }

    fileprivate mutating func field(
        _ name: String, _ writes: [Write]
    ) throws(WireError) -> FieldState {
        var field = FieldState(name: name)
        try object { reader, key throws(WireError) in
            switch key {
            case "changed": field.changed = try reader.position()
            case "ancestors":
                field.ancestors = try reader.array(limit: 100) { reader throws(WireError) in
                    try reader.sibling(.values, writes)
                }
            default:
                guard let kind = SiblingKind(rawValue: key) else { return false }
                field.siblings += try reader.array(limit: 1_000_000) { reader throws(WireError) in
                    try reader.sibling(kind, writes)
                }
            }
            return true
        }
        field.siblings.sort(by: Sibling.canonicallyBefore)
        return field
    }

    fileprivate mutating func reference(_ writes: [Write]) throws(WireError) -> Write {
        let index = try unsigned()
        guard index < UInt64(writes.count) else { throw WireError("a reference to no write") }
        return writes[Int(index)]
    }

    private mutating func sibling(
        _ kind: SiblingKind, _ writes: [Write]
    ) throws(WireError) -> Sibling {
        try tuple { reader throws(WireError) in
            try reader.next()
            let write = try reader.reference(writes)
            try reader.next()
            switch kind {
            case .values: return Sibling(write: write, content: .value(try reader.value()))
            case .elements: return Sibling(write: write, content: .element(try reader.string()))
            case .increments:
                return Sibling(write: write, content: .increment(try reader.signed()))
            }
        }
    }
}
