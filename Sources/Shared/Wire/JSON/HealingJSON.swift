// The messages that heal, as JSON.

extension JSONCodec {
    package func encode(_ message: ReturnRequest) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.lineage(message.lineage)
            writer.key("records")
            writer.array(message.records) { $0.returned($1) }
        }
    }

    package func returnRequest(_ bytes: [UInt8]) throws(WireError) -> ReturnRequest {
        var epoch: Epoch?
        var lineage = Lineage()
        var records: [ReturnedRecord] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "forks": lineage = try reader.lineage()
            case "records": records = try reader.returnedRecords()
            default: return false
            }
            return true
        }
        return ReturnRequest(
            epoch: try required(epoch, "epoch"), lineage: lineage, records: records)
    }

    package func encode(_ message: ReturnResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.key("records")
            writer.array(message.records) { $0.record($1) }
            writer.key("absent")
            writer.array(message.absent) { $0.recordKey($1) }
            writer.key("refused")
            writer.array(message.refused) { writer, refused in
                writer.object { writer in
                    writer.key("record")
                    writer.recordKey(refused.key)
                    writer.field("code", refused.code)
                    writer.field("message", refused.message)
                }
            }
            writer.replicas(message.replicas)
        }
    }

    package func returnResponse(_ bytes: [UInt8]) throws(WireError) -> ReturnResponse {
        var epoch: Epoch?
        var records: [RecordDelta] = []
        var absent: [RecordKey] = []
        var refused: [ReturnResponse.Refused] = []
        var replicas: [ReplicaInfo] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "records":
                records = try reader.array(limit: WireLimits.recordsInRequest) {
                    reader throws(WireError) in try reader.record()
                }
            case "absent": absent = try reader.recordKeys()
            case "refused":
                refused = try reader.array(limit: WireLimits.recordsInRequest) {
                    reader throws(WireError) in try reader.refused()
                }
            case "replicas": replicas = try reader.replicas()
            default: return false
            }
            return true
        }
        return ReturnResponse(
            epoch: try required(epoch, "epoch"), records: records, absent: absent,
            refused: refused, replicas: replicas)
    }

    package func encode(_ message: MendRequest) -> [UInt8] {
        write { writer in
            writer.key("records")
            writer.array(message.records) { $0.returned($1) }
        }
    }

    package func mendRequest(_ bytes: [UInt8]) throws(WireError) -> MendRequest {
        var records: [ReturnedRecord] = []
        try message(bytes) { reader, key throws(WireError) in
            guard key == "records" else { return false }
            records = try reader.returnedRecords()
            return true
        }
        return MendRequest(records: records)
    }

    package func encode(_ message: MendResponse) -> [UInt8] {
        write { writer in
            writer.key("mended")
            writer.array(message.mended) { $0.recordKey($1) }
        }
    }

    package func mendResponse(_ bytes: [UInt8]) throws(WireError) -> MendResponse {
        var mended: [RecordKey] = []
        try message(bytes) { reader, key throws(WireError) in
            guard key == "mended" else { return false }
            mended = try reader.recordKeys()
            return true
        }
        return MendResponse(mended: mended)
    }

    package func encode(_ message: ForkRequest) -> [UInt8] {
        write { writer in
            writer.field("secret", message.secret)
            writer.field("after", message.after)
            writer.field("chain", Hex.encode(message.chain.bytes))
            writer.key("chains")
            writer.array(message.chains) { $0.string(Hex.encode($1.bytes)) }
        }
    }

    package func forkRequest(_ bytes: [UInt8]) throws(WireError) -> ForkRequest {
        var secret: String?
        var after: UInt64?
        var chain: ChainHash?
        var chains: [ChainHash] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "secret": secret = try reader.string(limit: 100)
            case "after": after = try reader.unsigned()
            case "chain": chain = try reader.chain()
            case "chains":
                chains = try reader.array(limit: WireLimits.chains) { reader throws(WireError) in
                    try reader.chain()
                }
            default: return false
            }
            return true
        }
        return ForkRequest(
            secret: try required(secret, "secret"), after: try required(after, "after"),
            chain: try required(chain, "chain"), chains: chains)
    }

    package func encode(_ message: ForkResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.field("replica", UInt64(message.replica))
            writer.field("common", message.common)
            writer.key("acknowledgements")
            writer.array(message.acknowledgements) { $0.acknowledgement($1) }
            guard !message.refused.isEmpty else { return }
            writer.key("refused")
            writer.array(message.refused) { $0.transaction($1) }
        }
    }

    package func forkResponse(_ bytes: [UInt8]) throws(WireError) -> ForkResponse {
        var epoch: Epoch?
        var replica: Replica?
        var common: UInt64?
        var acknowledgements: [Acknowledgement] = []
        var refused: [Transaction] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "replica": replica = try reader.replica()
            case "common": common = try reader.unsigned()
            case "acknowledgements":
                acknowledgements = try reader.array(limit: WireLimits.chains) {
                    reader throws(WireError) in try reader.acknowledgement()
                }
            case "refused":
                refused = try reader.array(limit: WireLimits.transactions) {
                    reader throws(WireError) in try reader.transaction()
                }
            default: return false
            }
            return true
        }
        return ForkResponse(
            epoch: try required(epoch, "epoch"), replica: try required(replica, "replica"),
            common: try required(common, "common"), acknowledgements: acknowledgements,
            refused: refused)
    }
}

extension WireReader {
    fileprivate mutating func returnedRecords() throws(WireError) -> [ReturnedRecord] {
        try array(limit: WireLimits.recordsInRequest) { reader throws(WireError) in
            try reader.returned()
        }
    }

    fileprivate mutating func refused() throws(WireError) -> ReturnResponse.Refused {
        var key: RecordKey?
        var code = ""
        var message = Phrase(fr: "", en: "")
        try object { reader, name throws(WireError) in
            switch name {
            case "record": key = try reader.recordKey()
            case "code": code = try reader.string(limit: 200)
            case "message": message = try reader.phrase()
            default: return false
            }
            return true
        }
        return ReturnResponse.Refused(
            key: try required(key, "record"), code: code, message: message)
    }
}
