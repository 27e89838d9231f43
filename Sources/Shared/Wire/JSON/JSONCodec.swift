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
            writer.key("scopes")
            writer.array(message.scopes) { $0.scope($1) }
        }
    }

    package func syncRequest(_ bytes: [UInt8]) throws(WireError) -> SyncRequest {
        var version: Int?
        var schema: Int?
        var epoch: Epoch?
        var after: UInt64?
        var chain: ChainHash?
        var transactions: [Transaction] = []
        var scopes: [HeldScope] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "protocol": version = try reader.integer(0...Int(Int32.max))
            case "schema": schema = try reader.integer(0...Int(Int32.max))
            case "after": after = try reader.unsigned()
            case "chain": chain = ChainHash(Hex.decode(try reader.string(limit: 64)) ?? [])
            case "transactions":
                transactions = try reader.array(limit: WireLimits.transactions) {
                    reader throws(WireError) in try reader.transaction()
                }
            case "scopes":
                scopes = try reader.array(limit: WireLimits.scopes) {
                    reader throws(WireError) in try reader.scope()
                }
            default: return false
            }
            return true
        }
        return SyncRequest(
            protocolVersion: try required(version, "protocol"),
            schema: try required(schema, "schema"), epoch: epoch,
            after: try required(after, "after"), chain: try required(chain, "chain"),
            transactions: transactions, scopes: scopes)
    }

    package func encode(_ message: SyncResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.key("forks")
            writer.array(message.lineage.forks) { writer, fork in
                writer.row { writer in
                    writer.string(fork.epoch.description)
                    writer.string(fork.parent.description)
                    writer.unsigned(fork.sequence)
                }
            }
            writer.field("head", message.head)
            writer.field("time", message.time)
            writer.key("acknowledgements")
            writer.array(message.acknowledgements) { $0.acknowledgement($1) }
            writer.field("next_number", message.nextNumber)
            writer.key("scopes")
            writer.array(message.scopes) { $0.scope($1) }
            writer.field("complete", message.isComplete)
            writer.key("replicas")
            writer.array(message.replicas) { writer, info in
                writer.row { writer in
                    writer.unsigned(UInt64(info.replica))
                    writer.string(info.user)
                    writer.string(info.userName)
                }
            }
            writer.key("records")
            writer.array(message.records) { $0.record($1) }
        }
    }

    package func syncResponse(_ bytes: [UInt8]) throws(WireError) -> SyncResponse {
        var parts = SyncResponseParts()
        try message(bytes) { reader, key throws(WireError) in try parts.read(key, &reader) }
        return try parts.response()
    }
}

private struct SyncResponseParts {
    var epoch: Epoch?
    var forks: [Lineage.Fork] = []
    var head: UInt64?
    var time: UInt64?
    var acknowledgements: [Acknowledgement] = []
    var nextNumber: UInt64?
    var scopes: [HeldScope] = []
    var isComplete: Bool?
    var replicas: [ReplicaInfo] = []
    var records: [RecordDelta] = []

    mutating func read(_ key: String, _ reader: inout WireReader) throws(WireError) -> Bool {
        switch key {
        case "epoch":
            epoch = try reader.epochValue()
            reader.epoch = epoch
        case "forks":
            forks = try reader.array(limit: 10_000) { reader throws(WireError) in
                try reader.fork()
            }
        case "head": head = try reader.unsigned()
        case "time": time = try reader.unsigned()
        case "acknowledgements":
            acknowledgements = try reader.array(limit: WireLimits.transactions) {
                reader throws(WireError) in try reader.acknowledgement()
            }
        case "next_number": nextNumber = try reader.unsigned()
        case "scopes":
            scopes = try reader.array(limit: WireLimits.scopes) { reader throws(WireError) in
                try reader.scope()
            }
        case "complete": isComplete = try reader.bool()
        case "replicas":
            replicas = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                try reader.replicaInfo()
            }
        case "records":
            records = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                try reader.record()
            }
        default: return false
        }
        return true
    }

    func response() throws(WireError) -> SyncResponse {
        SyncResponse(
            epoch: try required(epoch, "epoch"), lineage: Lineage(forks: forks),
            head: try required(head, "head"), time: try required(time, "time"),
            acknowledgements: acknowledgements,
            nextNumber: try required(nextNumber, "next_number"), scopes: scopes,
            isComplete: try required(isComplete, "complete"), records: records,
            replicas: replicas)
    }
}

extension WireWriter {
    fileprivate mutating func scope(_ scope: HeldScope) {
        object { writer in
            writer.field("name", scope.name)
            writer.field("floor", scope.floor)
            if let page = scope.page { writer.field("page", page) }
        }
    }

    fileprivate mutating func acknowledgement(_ acknowledgement: Acknowledgement) {
        object { writer in
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                writer.field("first", first)
                writer.field("count", count)
                writer.field("sequence", sequence)
            case .quarantined(let number, let code, let message):
                writer.field("number", number)
                writer.field("code", code)
                writer.field("message", message)
            }
        }
    }
}

extension WireReader {
    fileprivate mutating func scope() throws(WireError) -> HeldScope {
        var name: String?
        var floor: Position?
        var page: UInt64?
        try object { reader, key throws(WireError) in
            switch key {
            case "name": name = try reader.name()
            case "floor": floor = try reader.position()
            case "page": page = try reader.unsigned()
            default: return false
            }
            return true
        }
        return HeldScope(name: try required(name, "name"), floor: floor, page: page)
    }

    fileprivate mutating func fork() throws(WireError) -> Lineage.Fork {
        try tuple { reader throws(WireError) in
            try reader.next()
            let epoch = try reader.epochValue()
            try reader.next()
            let parent = try reader.epochValue()
            try reader.next()
            return Lineage.Fork(epoch: epoch, parent: parent, sequence: try reader.unsigned())
        }
    }

    fileprivate mutating func replicaInfo() throws(WireError) -> ReplicaInfo {
        try tuple { reader throws(WireError) in
            try reader.next()
            let replica = try reader.replica()
            try reader.next()
            let user = try reader.string(limit: 200)
            try reader.next()
            return ReplicaInfo(
                replica: replica, user: user, userName: try reader.string(limit: 1_000))
        }
    }

    fileprivate mutating func acknowledgement() throws(WireError) -> Acknowledgement {
        var first: UInt64?
        var count: Int?
        var sequence: UInt64?
        var number: UInt64?
        var code = ""
        var message = Phrase(fr: "", en: "")
        try object { reader, key throws(WireError) in
            switch key {
            case "first": first = try reader.unsigned()
            case "count": count = try reader.integer(1...WireLimits.transactions)
            case "sequence": sequence = try reader.unsigned()
            case "number": number = try reader.unsigned()
            case "code": code = try reader.string(limit: 200)
            case "message": message = try reader.phrase()
            default: return false
            }
            return true
        }
        if let number { return .quarantined(number: number, code: code, message: message) }
        return .accepted(
            first: try required(first, "first"), count: try required(count, "count"),
            sequence: try required(sequence, "sequence"))
    }
}
