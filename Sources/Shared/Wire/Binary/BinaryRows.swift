// Whole records as rows, in the binary form: the canonical bytes of their states, which the server
// stores and a device keeps. Nobody has to read or write a state to pass it on.
//
// The frame touches no table, so the rows of a scope are the same bytes whoever is told them: they
// may be cut anywhere between two rows, packed once and put together again.

/// The rows of some records, one behind the other.
package struct RowWriter: Sendable {
    private var out: ByteWriter

    /// - Parameter capacity: how many bytes are likely to come.
    package init(capacity: Int = 0) { out = ByteWriter(capacity: capacity) }

    /// The rows so far.
    package var bytes: [UInt8] { out.bytes }

    package var count: Int { out.bytes.count }

    /// Adds a record.
    ///
    /// - Parameters:
    ///   - sequence: of its last change.
    ///   - state: the canonical bytes of its state.
    package mutating func add(
        _ key: RecordKey, sequence: UInt64, state: UnsafeRawBufferPointer
    ) {
        out.text(key.collection)
        out.id(key.id)
        out.unsigned(sequence)
        out.count(state.count)
        out.raw(state)
    }
}

extension BinaryCodec {
    /// The bytes of an answer around rows that are put between them: one piece more than there are
    /// runs of rows.
    ///
    /// - Parameter rows: for each run its scope and how many bytes it has, at least one. Runs of
    ///   one scope stand behind each other.
    package func encode(
        _ message: SyncResponse, around rows: [(scope: String, bytes: Int)]
    ) -> [[UInt8]] {
        var message = message
        message.records = message.records.map { record in
            var record = record
            record.canonical = nil
            return record
        }
        var before = encode(message)
        guard !rows.isEmpty else { return [before] }
        before.removeLast()
        var pieces: [[UInt8]] = []
        var scope: String?
        for run in rows {
            var piece = ByteWriter()
            if run.scope != scope {
                if scope != nil { piece.byte(0) }
                piece.text(run.scope)
                scope = run.scope
            }
            pieces.append(piece.bytes)
        }
        let length = pieces.reduce(1) { $0 + $1.count } + rows.reduce(0) { $0 + $1.bytes }
        var head = ByteWriter(capacity: before.count + 32)
        head.raw(before)
        head.byte(BinaryForm.Frame.rows.rawValue)
        head.count(length)
        head.raw(pieces[0])
        pieces[0] = head.bytes
        // The end of the last scope, and that of the message.
        pieces.append([0, 0])
        return pieces
    }
}

extension BinaryWriter {
    /// The records of which the canonical bytes are known, which no other frame has.
    mutating func rows(_ records: [RecordDelta]) {
        var scope: String?
        for record in records {
            if record.scope != scope {
                if scope != nil { byte(0) }
                plain(record.scope)
                scope = record.scope
            }
            var row = RowWriter()
            (record.canonical ?? []).withUnsafeBytes { state in
                row.add(
                    RecordKey(collection: record.collection, id: record.id),
                    sequence: record.sequence, state: state)
            }
            raw(row.bytes)
        }
        byte(0)
    }
}

extension BinaryReader {
    /// Whole records, with the bytes that they came in.
    ///
    /// - Returns: the records, and how many were passed over because theirs are not the bytes of a
    ///   state: a server leaves out what is damaged as well, and the digests tell.
    mutating func rows() throws(ByteError) -> (records: [RecordDelta], passedOver: Int) {
        var records: [RecordDelta] = []
        var passedOver = 0
        var scope: String?
        guard remaining > 0 else { throw failure(.notCanonical) }
        while remaining > 0 {
            let name = try plain(limit: WireLimits.nameBytes)
            guard WireReader.isName(name) else { throw failure(.badText) }
            guard name != scope else { throw failure(.notCanonical) }
            scope = name
            var collection = ""
            while true {
                let text = try plain(limit: WireLimits.nameBytes)
                if text.isEmpty { break }
                guard text == collection || WireReader.isName(text) else { throw failure(.badText) }
                collection = text
                if let record = try row(collection, name) {
                    records.append(record)
                } else {
                    passedOver += 1
                }
            }
            guard !collection.isEmpty else { throw failure(.notCanonical) }
        }
        return (records, passedOver)
    }

    private mutating func row(
        _ collection: String, _ scope: String
    ) throws(ByteError) -> RecordDelta? {
        let id = RecordID(high: try fixed(), low: try fixed())
        let sequence = try unsigned()
        let length = try unsigned()
        guard length <= UInt64(WireLimits.rowBytes) else { throw failure(.tooMany) }
        try charge(100)
        let bytes = try raw(Int(length))
        if StateColumns.areCanonical(bytes) {
            return RecordDelta(
                collection: collection, id: id, scope: scope, sequence: sequence, canonical: bytes)
        }
        guard let state = try? RecordState(exactly: bytes) else { return nil }
        // In memory a write that is referred to takes more than its reference.
        for field in state.fields {
            try charge(16 + 8 * (field.siblings.count + field.ancestors.count))
        }
        return RecordDelta(
            collection: collection, id: id, scope: scope, sequence: sequence, isWhole: true,
            state: state, canonical: bytes)
    }
}
