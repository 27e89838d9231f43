// JSONCodec: every message as JSON, for curl, for other languages, and to be read by people.
//
// `epoch` comes first in a message: bare sequence numbers after it are in that epoch.

/// Messages as JSON.
package struct JSONCodec: MessageCodec {
    package static let mediaType = "application/json"

    package init() {}

    /// Reads one message object and nothing after it.
    func message(
        _ bytes: [UInt8],
        _ field: (inout WireReader, String) throws(WireError) -> Bool
    ) throws(WireError) {
        var reader = try WireReader(bytes)
        try reader.object(field)
        try reader.finish()
    }

    func write(epoch: Epoch? = nil, _ body: (inout WireWriter) -> Void) -> [UInt8] {
        var writer = WireWriter(epoch: epoch)
        writer.object { writer in
            if let epoch { writer.field("epoch", epoch.description) }
            body(&writer)
        }
        return writer.bytes
    }
}

extension JSONCodec {
    package func encode(_ message: SyncRequest) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.field("protocol", message.protocolVersion)
            writer.field("schema", message.schema)
            writer.field("after", message.after)
            writer.field("chain", Hex.encode(message.chain.bytes))
            writer.key("transactions")
            writer.array(message.transactions) { $0.transaction($1) }
            if !message.former.isEmpty {
                writer.key("former")
                writer.array(message.former) { $0.formerPlaces($1) }
            }
            if message.last != message.after + UInt64(message.transactions.count) {
                writer.field("last", message.last)
            }
            if message.oldest != 1 { writer.field("oldest", message.oldest) }
            writer.key("scopes")
            writer.array(message.scopes) { $0.scope($1) }
            if !message.undecided.isEmpty {
                writer.key("undecided")
                writer.array(message.undecided) { $0.address($1) }
            }
            if !message.acts.isEmpty {
                writer.key("acts")
                writer.array(message.acts) { $0.act($1) }
            }
            if !message.reads.isEmpty { writer.field("reads", message.reads.rawValue) }
        }
    }

    package func syncRequest(_ bytes: [UInt8]) throws(WireError) -> SyncRequest {
        var version: Int?
        var schema: Int?
        var epoch: Epoch?
        var after: UInt64?
        var chain: ChainHash?
        var transactions: [Transaction] = []
        var former: [FormerPlaces] = []
        var last: UInt64?
        var oldest: UInt64 = 1
        var scopes: [HeldScope] = []
        var undecided: [DeliveryAddress] = []
        var acts: [DeviceAct] = []
        var reads: Abilities = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "reads": reads = Abilities(rawValue: try reader.unsigned())
            case "protocol": version = try reader.integer(0...Int(Int32.max))
            case "schema": schema = try reader.integer(0...Int(Int32.max))
            case "after": after = try reader.unsigned()
            case "chain": chain = try reader.chain()
            case "transactions":
                transactions = try reader.array(limit: WireLimits.transactions) {
                    reader throws(WireError) in try reader.transaction()
                }
            case "former":
                former = try reader.array(limit: WireLimits.transactions) {
                    reader throws(WireError) in try reader.formerPlaces()
                }
            case "last": last = try reader.unsigned()
            case "oldest": oldest = try reader.unsigned()
            case "scopes":
                scopes = try reader.array(limit: WireLimits.scopes) {
                    reader throws(WireError) in try reader.scope()
                }
            case "undecided":
                undecided = try reader.array(limit: WireLimits.transactions) {
                    reader throws(WireError) in try reader.address()
                }
            case "acts":
                acts = try reader.array(limit: WireLimits.acts) { reader throws(WireError) in
                    try reader.act()
                }
            default: return false
            }
            return true
        }
        try SyncRequest.check(after: after ?? 0, count: transactions.count, last: last)
        try DeviceAct.check(acts)
        return SyncRequest(
            protocolVersion: try required(version, "protocol"),
            schema: try required(schema, "schema"), epoch: epoch,
            after: try required(after, "after"), chain: try required(chain, "chain"),
            transactions: transactions, former: former, last: last, oldest: oldest,
            scopes: scopes, undecided: undecided, acts: acts, reads: reads)
    }

    package func encode(_ message: SyncResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.lineage(message.lineage)
            writer.field("head", message.head)
            writer.field("time", message.time)
            writer.key("acknowledgements")
            writer.array(message.acknowledgements) { $0.acknowledgement($1) }
            writer.field("next_number", message.nextNumber)
            if let chain = message.chain { writer.field("chain", Hex.encode(chain.bytes)) }
            if let backedUp = message.backedUp { writer.field("backed_up", backedUp) }
            if !message.decisions.isEmpty {
                writer.key("decisions")
                writer.array(message.decisions) { $0.decision($1) }
            }
            writer.key("scopes")
            writer.array(message.scopes) { $0.scope($1) }
            writer.field("complete", message.isComplete)
            writer.replicas(message.replicas)
            writer.key("records")
            writer.array(message.records) { $0.record($1) }
            if !message.gone.isEmpty {
                writer.key("gone")
                writer.array(message.gone) { $0.gone($1) }
            }
            if let acts = message.acts { writer.field("acts", acts) }
            guard !message.digests.isEmpty else { return }
            writer.key("digests")
            writer.array(message.digests) { writer, scope in
                writer.row { writer in
                    writer.string(scope.name)
                    writer.digest(scope.digest)
                }
            }
        }
    }

    package func syncResponse(_ bytes: [UInt8]) throws(WireError) -> SyncResponse {
        var parts = SyncResponseParts()
        try message(bytes) { reader, key throws(WireError) in try parts.read(key, &reader) }
        return try parts.response()
    }
}
