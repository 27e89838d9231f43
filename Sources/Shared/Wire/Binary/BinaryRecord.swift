// The states of records in the binary form: the writes of the whole message are in one table, so
// records that one transaction wrote tell of it once.

extension BinaryWriter {
    mutating func record(_ record: RecordDelta) {
        key(RecordKey(collection: record.collection, id: record.id))
        name(record.scope)
        sequence(record.sequence)
        let usual = lineEpoch.map { Position(epoch: $0, sequence: record.sequence) }
        state(record.state, isWhole: record.isWhole, usualChange: usual)
    }

    mutating func returned(_ record: ReturnedRecord) {
        key(record.key)
        name(record.scope)
        position(record.base)
        state(record.state, isWhole: false, usualChange: record.base)
    }

    private mutating func state(
        _ state: RecordState, isWhole: Bool, usualChange: Position?
    ) {
        typealias Flag = BinaryForm.StateFlag
        var flags: UInt8 = isWhole ? Flag.isWhole : 0
        if state.changed != usualChange { flags |= Flag.hasOtherChange }
        if state.deletionsChanged != nil { flags |= Flag.hasDeletions }
        if !state.applied.isEmpty { flags |= Flag.hasApplied }
        if state.erasure != nil { flags |= Flag.hasErasure }
        if !state.replacements.isEmpty { flags |= Flag.hasReplacements }
        byte(flags)
        if state.changed != usualChange { position(state.changed) }
        list(state.fields) { $0.field($1) }
        if state.deletionsChanged != nil {
            position(state.deletionsChanged)
            list(state.deletions) { writer, deletion in
                writer.write(deletion.write)
                writer.position(deletion.knowledge.base)
                writer.list(deletion.knowledge.own) { $0.transaction($1) }
            }
        }
        if !state.applied.isEmpty {
            list(state.applied) { writer, applied in
                writer.transaction(applied.transaction)
                writer.position(applied.position)
            }
        }
        if let erasure = state.erasure { write(erasure) }
        if !state.replacements.isEmpty { list(state.replacements) { $0.replacement($1) } }
    }

    private mutating func field(_ field: FieldState) {
        typealias Flag = BinaryForm.FieldFlag
        name(field.name)
        var flags: UInt64 = 0
        if field.changed != nil {
            let isByLast = field.changed == field.siblings.last?.write.position
            flags = isByLast ? Flag.isChangedByLast : Flag.isChangedElsewhere
        }
        if !field.ancestors.isEmpty { flags |= Flag.hasAncestors }
        unsigned(UInt64(field.siblings.count) << Flag.bits | flags)
        if flags & Flag.changedMask == Flag.isChangedElsewhere { position(field.changed) }
        for sibling in field.siblings { self.sibling(sibling) }
        if !field.ancestors.isEmpty { list(field.ancestors) { $0.sibling($1) } }
    }

    private mutating func sibling(_ sibling: Sibling) {
        let bits = BinaryForm.Tag.bits
        switch sibling.content {
        case .value(let value):
            write(sibling.write, tag: value.binaryTag, bits: bits)
            content(value)
        case .element(let element):
            write(sibling.write, tag: BinaryForm.Tag.elements, bits: bits)
            text(element)
        case .increment(let amount):
            write(sibling.write, tag: BinaryForm.Tag.increment, bits: bits)
            signed(amount)
        }
    }
}

extension BinaryReader {
    mutating func records(limit: Int) throws(ByteError) -> [RecordDelta] {
        try list(limit: limit, cost: 100, isOptional: true) { reader throws(ByteError) in
            let key = try reader.key()
            let scope = try reader.name()
            let sequence = try reader.sequence()
            let usual = reader.lineEpoch.map { Position(epoch: $0, sequence: sequence) }
            let (state, isWhole) = try reader.state(usualChange: usual)
            return RecordDelta(
                collection: key.collection, id: key.id, scope: scope, sequence: sequence,
                isWhole: isWhole, state: state)
        }
    }

    mutating func returned() throws(ByteError) -> [ReturnedRecord] {
        try list(limit: WireLimits.recordsInRequest, cost: 100, isOptional: true) {
            reader throws(ByteError) in
            let key = try reader.key()
            let scope = try reader.name()
            let base = try reader.somePosition()
            let (state, isWhole) = try reader.state(usualChange: base)
            guard !isWhole else { throw reader.failure(.badTag) }
            return ReturnedRecord(
                collection: key.collection, id: key.id, scope: scope, base: base, state: state)
        }
    }

    private mutating func state(
        usualChange: Position?
    ) throws(ByteError) -> (RecordState, isWhole: Bool) {
        typealias Flag = BinaryForm.StateFlag
        let flags = try flags(Flag.all)
        var state = RecordState(changed: usualChange)
        if flags & Flag.hasOtherChange != 0 {
            state.changed = try position()
            guard state.changed != usualChange else { throw failure(.notCanonical) }
        }
        state.fields = try list(limit: 1_000_000, cost: 16) { reader throws(ByteError) in
            try reader.field()
        }
        try requireOrder(state.fields) { $0.name.precedesInBytes($1.name) }
        if flags & Flag.hasDeletions != 0 {
            state.deletionsChanged = try somePosition()
            state.deletions = try list(limit: 10_000, cost: 8) { reader throws(ByteError) in
                try reader.deletion()
            }
            try requireOrder(state.deletions) {
                $0.write.transaction <= $1.write.transaction
            }
        }
        if flags & Flag.hasApplied != 0 {
            state.applied = try list(limit: 100_000, cost: 20, isOptional: true) {
                reader throws(ByteError) in
                Applied(
                    transaction: try reader.transaction(), position: try reader.somePosition())
            }
            try requireOrder(state.applied) { $0.transaction < $1.transaction }
        }
        if flags & Flag.hasErasure != 0 { state.erasure = try write() }
        if flags & Flag.hasReplacements != 0 { state.replacements = try replacements() }
        // What a store could not keep is not taken in: no two writes of a state share a place.
        if !state.hasOneWrite { try requireOrder(state.writes, Write.canonicallyBefore) }
        return (state, flags & Flag.isWhole != 0)
    }

    private mutating func deletion() throws(ByteError) -> Deletion {
        Deletion(
            write: try write(),
            knowledge: Knowledge(
                base: try position(),
                own: try list(limit: 10_000, cost: 8) { reader throws(ByteError) in
                    try reader.transaction()
                }))
    }

    private mutating func field() throws(ByteError) -> FieldState {
        typealias Flag = BinaryForm.FieldFlag
        var field = FieldState(name: try name())
        let head = try unsigned()
        let changed = head & Flag.changedMask
        if changed == Flag.isChangedElsewhere { field.changed = try somePosition() }
        let count = head >> Flag.bits
        field.siblings = try list(count: count, limit: 1_000_000, cost: 8) {
            reader throws(ByteError) in try reader.sibling()
        }
        try requireOrder(field.siblings) { !Sibling.canonicallyBefore($1, $0) }
        let last = field.siblings.last?.write.position
        switch changed {
        case 0: break
        case Flag.isChangedByLast:
            guard let last else { throw failure(.badTag) }
            field.changed = last
        case Flag.isChangedElsewhere:
            guard field.changed != last else { throw failure(.notCanonical) }
        default: throw failure(.badTag)
        }
        if head & Flag.hasAncestors != 0 {
            field.ancestors = try list(limit: 100, cost: 8, isOptional: true) {
                reader throws(ByteError) in
                let ancestor = try reader.sibling()
                guard case .value = ancestor.content else { throw reader.failure(.badTag) }
                return ancestor
            }
        }
        return field
    }

    private mutating func sibling() throws(ByteError) -> Sibling {
        let head = try unsigned()
        let tag = head & (1 << BinaryForm.Tag.bits - 1)
        let write = try write(head >> BinaryForm.Tag.bits)
        let content: Sibling.Content =
            switch tag {
            case BinaryForm.Tag.elements: .element(try text())
            case BinaryForm.Tag.increment: .increment(try signed())
            default: .value(try value(tag))
            }
        return Sibling(write: write, content: content)
    }
}
