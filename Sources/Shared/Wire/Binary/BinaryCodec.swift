// BinaryCodec: every message in the binary form, which says the same as JSON in a fraction of the
// bytes. `docs/PROTOCOL.md` has the layout, frame by frame.

/// Messages in the binary form.
package struct BinaryCodec: MessageCodec {
    package static let mediaType = "application/vnd.relais.sync.v1+binary"

    package init() {}

    func write(
        _ kind: BinaryForm.Kind, _ body: (inout BinaryWriter) -> Void
    ) -> [UInt8] {
        var writer = BinaryWriter(kind)
        body(&writer)
        return writer.finish()
    }
}

extension BinaryCodec {
    package func encode(_ message: SyncRequest) -> [UInt8] {
        write(.syncRequest) { $0.syncRequest(message) { $0.scope($1) } }
    }

    package func syncRequest(_ bytes: [UInt8]) throws(WireError) -> SyncRequest {
        try readRequest(bytes).message
    }

    /// Reads a request in either of its forms, and what its tables hold at its end.
    package func readRequest(
        _ bytes: [UInt8]
    ) throws(WireError) -> (message: SyncRequest, tables: BinaryTables) {
        var head: SyncRequest?
        var unsent: UInt64 = 0
        let isBrief = isBrief(bytes)
        let tables = try BinaryReader.message(bytes, isBrief ? .briefSyncRequest : .syncRequest) {
            reader, frame throws(ByteError) in
            switch frame {
            case .head:
                let version = try reader.integer(0...Int(Int32.max))
                reader.lastSchema = try reader.integer(0...Int(Int32.max))
                let epoch = try reader.line()
                let after = try reader.unsigned()
                let chain = try reader.chain()
                unsent = try reader.unsigned()
                head = SyncRequest(
                    protocolVersion: version, schema: reader.lastSchema, epoch: epoch,
                    after: after, chain: chain, transactions: [], last: after,
                    oldest: try reader.unsigned(), scopes: [])
            case .transactions:
                head?.transactions = try reader.list(
                    limit: WireLimits.transactions, cost: 48, isOptional: true
                ) { reader throws(ByteError) in try reader.wholeTransaction() }
            case .scopes:
                head?.scopes = isBrief ? try reader.briefScopes() : try reader.scopes()
            case .undecided:
                head?.undecided = try reader.list(
                    limit: WireLimits.transactions, cost: 5, isOptional: true
                ) { reader throws(ByteError) in try reader.address() }
            case .former:
                head?.former = try reader.list(
                    limit: WireLimits.transactions, cost: 4, isOptional: true
                ) { reader throws(ByteError) in try reader.formerPlaces() }
            case .acts:
                head?.acts = try reader.list(
                    limit: WireLimits.acts, cost: 20, isOptional: true
                ) { reader throws(ByteError) in try reader.act() }
            case .abilities:
                let abilities = Abilities(rawValue: try reader.unsigned())
                guard !abilities.isEmpty else { throw reader.failure(.notCanonical) }
                head?.reads = abilities
            default: return false
            }
            return true
        }
        var message = try required(head, "the head frame")
        let count = message.transactions.count
        try SyncRequest.check(after: message.after, count: count, last: nil)
        try DeviceAct.check(message.acts)
        let (last, isOver) = (message.after + UInt64(count)).addingReportingOverflow(unsent)
        guard !isOver else { throw WireError("a last number beyond all numbers") }
        message.last = last
        return (message, tables)
    }

    package func encode(_ message: SyncResponse) -> [UInt8] {
        write(.syncResponse) { $0.syncResponse(message) }
    }

    package func syncResponse(_ bytes: [UInt8]) throws(WireError) -> SyncResponse {
        try readResponse(bytes, .syncResponse, nil)
    }

    func readResponse(
        _ bytes: [UInt8], _ kind: BinaryForm.Kind, _ tables: BinaryTables?
    ) throws(WireError) -> SyncResponse {
        var head: SyncResponse?
        try BinaryReader.message(bytes, kind, goingOnWith: tables) {
            reader, frame throws(ByteError) in
            switch frame {
            case .head: head = try reader.syncResponseHead()
            case .forks: head?.lineage = try reader.lineage()
            case .scopes: head?.scopes = try reader.scopes()
            case .acknowledgements:
                head?.acknowledgements = try reader.acknowledgements(WireLimits.transactions)
            case .decisions:
                head?.decisions = try reader.list(
                    limit: WireLimits.transactions, cost: 12, isOptional: true
                ) { reader throws(ByteError) in try reader.decision() }
            case .replicas: head?.replicas = try reader.replicas()
            case .records: head?.records = try reader.records(limit: 1_000_000)
            case .gone:
                head?.gone = try reader.list(limit: 1_000_000, cost: 40, isOptional: true) {
                    reader throws(ByteError) in
                    GoneRecord(key: try reader.key(), scope: try reader.name())
                }
            case .scopeDigests:
                head?.digests = try reader.list(
                    limit: WireLimits.scopes, cost: 30, isOptional: true
                ) { reader throws(ByteError) in
                    ScopeDigest(name: try reader.name(), digest: try reader.digest())
                }
            case .actsTaken: head?.acts = try reader.unsigned()
            case .rows:
                let (records, passedOver) = try reader.rows()
                head?.records += records
                head?.passedOver = passedOver
            case .echoes:
                let scopes = head?.scopes ?? []
                head?.echoes = try reader.echoes(scopes)
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }
}

extension BinaryReader {
    fileprivate mutating func syncResponseHead() throws(ByteError) -> SyncResponse {
        let epoch = try someLine()
        let head = try sequence()
        let time = try unsigned()
        let next = try unsigned()
        let flags = try flags(3)
        let chain = flags & 2 == 0 ? nil : try chain()
        return SyncResponse(
            epoch: epoch, lineage: Lineage(), head: head, time: time, acknowledgements: [],
            nextNumber: next, chain: chain, backedUp: try position(), scopes: [],
            isComplete: flags & 1 != 0, records: [], replicas: [])
    }
}

extension BinaryWriter {
    /// - Parameter scope: writes how far a scope is held.
    mutating func syncRequest(
        _ message: SyncRequest, scope: (inout BinaryWriter, HeldScope) -> Void
    ) {
        frame(.head) { writer in
            writer.unsigned(UInt64(message.protocolVersion))
            writer.unsigned(UInt64(message.schema))
            writer.line(message.epoch)
            writer.unsigned(message.after)
            writer.chain(message.chain)
            writer.unsigned(message.last &- message.after &- UInt64(message.transactions.count))
            writer.unsigned(message.oldest)
        }
        lastSchema = message.schema
        frame(.transactions, message.transactions) { $0.transaction($1) }
        frame(.scopes, message.scopes, scope)
        frame(.undecided, message.undecided) { $0.address($1) }
        frame(.former, message.former) { $0.formerPlaces($1) }
        frame(.acts, message.acts) { $0.act($1) }
        guard !message.reads.isEmpty else { return }
        frame(.abilities) { $0.unsigned(message.reads.rawValue) }
    }

    mutating func syncResponse(_ message: SyncResponse) {
        frame(.head) { writer in
            writer.line(message.epoch)
            writer.sequence(message.head)
            writer.unsigned(message.time)
            writer.unsigned(message.nextNumber)
            writer.byte((message.isComplete ? 1 : 0) | (message.chain == nil ? 0 : 2))
            if let chain = message.chain { writer.chain(chain) }
            writer.position(message.backedUp)
        }
        frame(.forks, message.lineage.forks) { $0.fork($1) }
        frame(.scopes, message.scopes) { $0.scope($1) }
        frame(.acknowledgements, message.acknowledgements) { $0.acknowledgement($1) }
        frame(.decisions, message.decisions) { $0.decision($1) }
        frame(.replicas, message.replicas) { $0.replicaInfo($1) }
        let rows = message.records.filter { $0.canonical != nil }
        let records =
            rows.isEmpty ? message.records : message.records.filter { $0.canonical == nil }
        frame(.records, records) { $0.record($1) }
        frame(.gone, message.gone) { writer, gone in
            writer.key(gone.key)
            writer.name(gone.scope)
        }
        frame(.scopeDigests, message.digests) { writer, scope in
            writer.name(scope.name)
            writer.digest(scope.digest)
        }
        if let acts = message.acts { frame(.actsTaken) { $0.unsigned(acts) } }
        if !rows.isEmpty { frame(.rows) { $0.rows(rows) } }
        if let echoes = message.echoes {
            frame(.echoes) { $0.echoes(echoes, message.scopes) }
        }
    }
}
