// The messages beside synchronisation, in the binary form.

extension BinaryCodec {
    package func encode(_ message: EnrolRequest) -> [UInt8] {
        write(.enrolRequest) { writer in
            writer.frame(.head) { writer in
                writer.unsigned(UInt64(message.protocolVersion))
                writer.plain(message.code)
                writer.plain(message.secret)
                writer.byte(message.former == nil ? 0 : 1)
                guard let former = message.former else { return }
                writer.unsigned(UInt64(former.replica))
                writer.plain(former.secret)
            }
        }
    }

    package func enrolRequest(_ bytes: [UInt8]) throws(WireError) -> EnrolRequest {
        var head: EnrolRequest?
        try BinaryReader.message(bytes, .enrolRequest) { reader, frame throws(ByteError) in
            guard frame == .head else { return false }
            var message = EnrolRequest(
                protocolVersion: try reader.integer(0...Int(Int32.max)),
                code: try reader.plain(limit: 100), secret: try reader.plain(limit: 100))
            if try reader.bool() {
                message.former = EnrolRequest.Former(
                    replica: try reader.replica(), secret: try reader.plain(limit: 100))
            }
            head = message
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: EnrolResponse) -> [UInt8] {
        write(.enrolResponse) { writer in
            writer.frame(.head) { writer in
                writer.plain(message.territory)
                writer.plain(message.territoryName)
                writer.unsigned(UInt64(message.replica))
                writer.plain(message.user)
                writer.plain(message.userName)
                writer.plain(message.organisation)
                writer.plain(message.role)
            }
            if let key = message.receiptKey { writer.frame(.publicKey) { $0.raw(key.bytes) } }
        }
    }

    package func enrolResponse(_ bytes: [UInt8]) throws(WireError) -> EnrolResponse {
        var head: EnrolResponse?
        try BinaryReader.message(bytes, .enrolResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = EnrolResponse(
                    territory: try reader.plain(limit: 1_000),
                    territoryName: try reader.plain(limit: 1_000), replica: try reader.replica(),
                    user: try reader.plain(limit: 1_000),
                    userName: try reader.plain(limit: 1_000),
                    organisation: try reader.plain(limit: 1_000),
                    role: try reader.plain(limit: 1_000))
            case .publicKey: head?.receiptKey = ReceiptKey(try reader.raw(32))
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: VerifyRequest) -> [UInt8] {
        write(.verifyRequest) { writer in
            writer.frame(.head) { writer in
                writer.name(message.scope)
                switch message.depth {
                case .scope: writer.byte(0)
                case .buckets: writer.byte(1)
                case .records(let bucket):
                    writer.byte(2)
                    writer.byte(bucket)
                }
            }
            writer.frame(.otherScopes, message.others) { $0.plain($1) }
        }
    }

    package func verifyRequest(_ bytes: [UInt8]) throws(WireError) -> VerifyRequest {
        var head: VerifyRequest?
        try BinaryReader.message(bytes, .verifyRequest) { reader, frame throws(ByteError) in
            if frame == .otherScopes {
                head?.others = try reader.list(
                    limit: WireLimits.scopes, cost: 20, isOptional: true
                ) { reader throws(ByteError) in try reader.plainName() }
                return true
            }
            guard frame == .head else { return false }
            let scope = try reader.name()
            switch try reader.byte() {
            case 0: head = VerifyRequest(scope: scope, depth: .scope)
            case 1: head = VerifyRequest(scope: scope, depth: .buckets)
            case 2: head = VerifyRequest(scope: scope, depth: .records(bucket: try reader.byte()))
            default: throw reader.failure(.badTag)
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: VerifyResponse) -> [UInt8] {
        write(.verifyResponse) { writer in
            writer.frame(.head) { writer in
                writer.line(message.epoch)
                writer.sequence(message.head)
                writer.unsigned(UInt64(message.count))
            }
            writer.frame(.entries, message.entries) { writer, entry in
                writer.key(entry.key)
                writer.digest(entry.digest)
                writer.byte(entry.isDamaged ? 1 : 0)
            }
            writer.frame(.digests, message.digests) { $0.digest($1) }
            writer.frame(.otherScopes, message.others) { writer, other in
                writer.plain(other.scope)
                writer.unsigned(other.head)
                writer.unsigned(UInt64(other.count))
                writer.digest(other.digest)
                writer.list(other.damaged) { writer, entry in
                    writer.plain(entry.collection)
                    writer.raw(entry.id.bytes)
                    writer.digest(entry.digest)
                }
            }
        }
    }

    package func verifyResponse(_ bytes: [UInt8]) throws(WireError) -> VerifyResponse {
        var head: VerifyResponse?
        try BinaryReader.message(bytes, .verifyResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = VerifyResponse(
                    epoch: try reader.someLine(), head: try reader.sequence(),
                    count: try reader.integer(0...Int(Int32.max)), digests: [], entries: [])
            case .entries:
                head?.entries = try reader.list(limit: 1_000_000, cost: 70, isOptional: true) {
                    reader throws(ByteError) in
                    let key = try reader.key()
                    return VerifyResponse.Entry(
                        collection: key.collection, id: key.id, digest: try reader.digest(),
                        isDamaged: try reader.bool())
                }
            case .digests:
                head?.digests = try reader.list(
                    limit: Digest.bucketCount, cost: 32, isOptional: true
                ) { reader throws(ByteError) in try reader.digest() }
            case .otherScopes:
                head?.others = try reader.list(
                    limit: WireLimits.scopes, cost: 60, isOptional: true
                ) { reader throws(ByteError) in try reader.otherScope() }
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: RecordsRequest) -> [UInt8] {
        write(.recordsRequest) { $0.frame(.keys, message.records) { $0.key($1) } }
    }

    package func recordsRequest(_ bytes: [UInt8]) throws(WireError) -> RecordsRequest {
        var message = RecordsRequest(records: [])
        try BinaryReader.message(bytes, .recordsRequest) { reader, frame throws(ByteError) in
            guard frame == .keys else { return false }
            message.records = try reader.keys()
            return true
        }
        return message
    }

    package func encode(_ message: RecordsResponse) -> [UInt8] {
        write(.recordsResponse) { writer in
            writer.frame(.head) { $0.line(message.epoch) }
            writer.frame(.records, message.records) { $0.record($1) }
            writer.frame(.keys, message.absent) { $0.key($1) }
        }
    }

    package func recordsResponse(_ bytes: [UInt8]) throws(WireError) -> RecordsResponse {
        var head: RecordsResponse?
        try BinaryReader.message(bytes, .recordsResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = RecordsResponse(epoch: try reader.someLine(), records: [], absent: [])
            case .records:
                head?.records = try reader.records(limit: WireLimits.recordsInRequest)
            case .keys: head?.absent = try reader.keys()
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: HistoryRequest) -> [UInt8] {
        write(.historyRequest) { writer in
            writer.frame(.head) { writer in
                writer.key(message.record)
                writer.byte(message.before == nil ? 0 : 1)
                if let before = message.before { writer.sequence(before) }
            }
        }
    }

    package func historyRequest(_ bytes: [UInt8]) throws(WireError) -> HistoryRequest {
        var head: HistoryRequest?
        try BinaryReader.message(bytes, .historyRequest) { reader, frame throws(ByteError) in
            guard frame == .head else { return false }
            head = HistoryRequest(
                record: try reader.key(),
                before: try reader.bool() ? try reader.sequence() : nil)
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: HistoryResponse) -> [UInt8] {
        write(.historyResponse) { writer in
            writer.frame(.head) { writer in
                writer.byte((message.next == nil ? 0 : 1) | (message.isComplete ? 0 : 2))
                if let next = message.next { writer.sequence(next) }
            }
            writer.frame(.entries, message.entries) { writer, entry in
                writer.transaction(entry.transaction)
                writer.sequence(entry.sequence)
                writer.unsigned(UInt64(entry.replica))
                writer.text(entry.user)
                writer.stamp(entry.stamp)
                writer.byte((entry.isClockVerified ? 0 : 1) | (entry.corrected == nil ? 0 : 2))
                if let corrected = entry.corrected { writer.stamp(corrected) }
                writer.action(entry.action)
            }
        }
    }

    package func historyResponse(_ bytes: [UInt8]) throws(WireError) -> HistoryResponse {
        var head: HistoryResponse?
        try BinaryReader.message(bytes, .historyResponse) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                let flags = try reader.flags(3)
                head = HistoryResponse(
                    entries: [], next: flags & 1 == 0 ? nil : try reader.sequence(),
                    isComplete: flags & 2 == 0)
            case .entries:
                head?.entries = try reader.list(limit: 100_000, cost: 80, isOptional: true) {
                    reader throws(ByteError) in
                    try reader.historyEntry()
                }
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }
}

extension BinaryReader {
    fileprivate mutating func historyEntry() throws(ByteError) -> HistoryResponse.Entry {
        let transaction = try transaction()
        let sequence = try sequence()
        let replica = try replica()
        let user = try text(limit: 200)
        let stamp = try stamp()
        let flags = try flags(3)
        let corrected = flags & 2 == 0 ? nil : try self.stamp()
        return HistoryResponse.Entry(
            transaction: transaction, sequence: sequence, replica: replica, user: user,
            stamp: stamp, action: try action(), isClockVerified: flags & 1 == 0,
            corrected: corrected)
    }
}

extension BinaryReader {
    /// A name that stands outside the table of names, as in frames that others may pass over.
    fileprivate mutating func plainName() throws(ByteError) -> String {
        let name = try plain(limit: WireLimits.nameBytes)
        guard WireReader.isName(name) else { throw failure(.badText) }
        return name
    }

    fileprivate mutating func otherScope() throws(ByteError) -> VerifyResponse.Other {
        VerifyResponse.Other(
            scope: try plainName(), head: try unsigned(),
            count: try integer(0...Int(Int32.max)), digest: try digest(),
            damaged: try list(limit: 1_000_000, cost: 70) { reader throws(ByteError) in
                let collection = try reader.plainName()
                guard let id = RecordID(bytes: try reader.raw(16)) else {
                    throw reader.failure(.truncated)
                }
                return VerifyResponse.Entry(
                    collection: collection, id: id, digest: try reader.digest(), isDamaged: true)
            })
    }
}
