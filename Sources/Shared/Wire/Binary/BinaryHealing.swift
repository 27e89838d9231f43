// The messages that heal, in the binary form.

extension BinaryCodec {
    package func encode(_ message: ReturnRequest) -> [UInt8] {
        write(.returnRequest) { writer in
            writer.frame(.head) { $0.line(message.epoch) }
            writer.frame(.forks, message.lineage.forks) { $0.fork($1) }
            writer.frame(.returned, message.records) { $0.returned($1) }
        }
    }

    package func returnRequest(_ bytes: [UInt8]) throws(WireError) -> ReturnRequest {
        var head: ReturnRequest?
        try BinaryReader.message(bytes, .returnRequest) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = ReturnRequest(
                    epoch: try reader.someLine(), lineage: Lineage(), records: [])
            case .forks: head?.lineage = try reader.lineage()
            case .returned: head?.records = try reader.returned()
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: ReturnResponse) -> [UInt8] {
        write(.returnResponse) { writer in
            writer.frame(.head) { $0.line(message.epoch) }
            writer.frame(.replicas, message.replicas) { $0.replicaInfo($1) }
            writer.frame(.records, message.records) { $0.record($1) }
            writer.frame(.keys, message.absent) { $0.key($1) }
            writer.frame(.refused, message.refused) { writer, refused in
                writer.key(refused.key)
                writer.text(refused.code)
                writer.phrase(refused.message)
            }
        }
    }

    package func returnResponse(_ bytes: [UInt8]) throws(WireError) -> ReturnResponse {
        var head: ReturnResponse?
        try BinaryReader.message(bytes, .returnResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = ReturnResponse(
                    epoch: try reader.someLine(), records: [], absent: [], refused: [],
                    replicas: [])
            case .replicas: head?.replicas = try reader.replicas()
            case .records:
                head?.records = try reader.records(limit: WireLimits.recordsInRequest)
            case .keys: head?.absent = try reader.keys()
            case .refused:
                head?.refused = try reader.list(
                    limit: WireLimits.recordsInRequest, cost: 60, isOptional: true
                ) { reader throws(ByteError) in
                    ReturnResponse.Refused(
                        key: try reader.key(), code: try reader.text(limit: 200),
                        message: try reader.phrase())
                }
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: MendRequest) -> [UInt8] {
        write(.mendRequest) { $0.frame(.returned, message.records) { $0.returned($1) } }
    }

    package func mendRequest(_ bytes: [UInt8]) throws(WireError) -> MendRequest {
        var message = MendRequest(records: [])
        try BinaryReader.message(bytes, .mendRequest) { reader, frame throws(ByteError) in
            guard frame == .returned else { return false }
            message.records = try reader.returned()
            return true
        }
        return message
    }

    package func encode(_ message: MendResponse) -> [UInt8] {
        write(.mendResponse) { $0.frame(.keys, message.mended) { $0.key($1) } }
    }

    package func mendResponse(_ bytes: [UInt8]) throws(WireError) -> MendResponse {
        var message = MendResponse(mended: [])
        try BinaryReader.message(bytes, .mendResponse) { reader, frame throws(ByteError) in
            guard frame == .keys else { return false }
            message.mended = try reader.keys()
            return true
        }
        return message
    }

    package func encode(_ message: ForkRequest) -> [UInt8] {
        write(.forkRequest) { writer in
            writer.frame(.head) { writer in
                writer.plain(message.secret)
                writer.unsigned(message.after)
                writer.chain(message.chain)
            }
            writer.frame(.chains, message.chains) { $0.chain($1) }
        }
    }

    package func forkRequest(_ bytes: [UInt8]) throws(WireError) -> ForkRequest {
        var head: ForkRequest?
        try BinaryReader.message(bytes, .forkRequest) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = ForkRequest(
                    secret: try reader.plain(limit: 100), after: try reader.unsigned(),
                    chain: try reader.chain(), chains: [])
            case .chains:
                head?.chains = try reader.list(
                    limit: WireLimits.chains, cost: 32, isOptional: true
                ) { reader throws(ByteError) in try reader.chain() }
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: ForkResponse) -> [UInt8] {
        write(.forkResponse) { writer in
            writer.frame(.head) { writer in
                writer.line(message.epoch)
                writer.unsigned(UInt64(message.replica))
                writer.unsigned(message.common)
            }
            writer.frame(.transactions, message.refused) { $0.transaction($1) }
            writer.frame(.acknowledgements, message.acknowledgements) { $0.acknowledgement($1) }
        }
    }

    package func forkResponse(_ bytes: [UInt8]) throws(WireError) -> ForkResponse {
        var head: ForkResponse?
        try BinaryReader.message(bytes, .forkResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = ForkResponse(
                    epoch: try reader.someLine(), replica: try reader.replica(),
                    common: try reader.unsigned(), acknowledgements: [])
            case .transactions:
                head?.refused = try reader.list(
                    limit: WireLimits.transactions, cost: 48, isOptional: true
                ) { reader throws(ByteError) in try reader.wholeTransaction() }
            case .acknowledgements:
                head?.acknowledgements = try reader.acknowledgements(WireLimits.chains)
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }
}
