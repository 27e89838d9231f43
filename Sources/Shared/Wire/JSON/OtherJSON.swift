// The messages beside synchronisation, as JSON.

extension JSONCodec {
    package func encode(_ message: EnrolRequest) -> [UInt8] {
        write { writer in
            writer.field("protocol", message.protocolVersion)
            writer.field("code", message.code)
            writer.field("secret", message.secret)
            guard let former = message.former else { return }
            writer.key("former")
            writer.object { writer in
                writer.field("replica", UInt64(former.replica))
                writer.field("secret", former.secret)
            }
        }
    }

    package func enrolRequest(_ bytes: [UInt8]) throws(WireError) -> EnrolRequest {
        var version: Int?
        var code: String?
        var secret: String?
        var former: EnrolRequest.Former?
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "protocol": version = try reader.integer(0...Int(Int32.max))
            case "code": code = try reader.string(limit: 100)
            case "secret": secret = try reader.string(limit: 100)
            case "former": former = try reader.former()
            default: return false
            }
            return true
        }
        return EnrolRequest(
            protocolVersion: try required(version, "protocol"), code: try required(code, "code"),
            secret: try required(secret, "secret"), former: former)
    }

    package func encode(_ message: EnrolResponse) -> [UInt8] {
        write { writer in
            writer.field("territory", message.territory)
            writer.field("territory_name", message.territoryName)
            writer.field("replica", UInt64(message.replica))
            writer.field("user", message.user)
            writer.field("user_name", message.userName)
            writer.field("organisation", message.organisation)
            writer.field("role", message.role)
            if let key = message.receiptKey {
                writer.field("receipt_key", Hex.encode(key.bytes))
            }
        }
    }

    package func enrolResponse(_ bytes: [UInt8]) throws(WireError) -> EnrolResponse {
        var texts: [String: String] = [:]
        var replica: Replica?
        var receiptKey: ReceiptKey?
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "territory", "territory_name", "user", "user_name", "organisation", "role":
                texts[key] = try reader.string(limit: 1_000)
            case "replica": replica = try reader.replica()
            case "receipt_key": receiptKey = try reader.receiptKey()
            default: return false
            }
            return true
        }
        return EnrolResponse(
            territory: try required(texts["territory"], "territory"),
            territoryName: try required(texts["territory_name"], "territory_name"),
            replica: try required(replica, "replica"), user: try required(texts["user"], "user"),
            userName: try required(texts["user_name"], "user_name"),
            organisation: try required(texts["organisation"], "organisation"),
            role: try required(texts["role"], "role"), receiptKey: receiptKey)
    }

    package func encode(_ message: VerifyRequest) -> [UInt8] {
        write { writer in
            writer.field("scope", message.scope)
            switch message.depth {
            case .scope: break
            case .buckets: writer.field("buckets", true)
            case .records(let bucket): writer.field("bucket", UInt64(bucket))
            }
            guard !message.others.isEmpty else { return }
            writer.key("others")
            writer.array(message.others) { $0.string($1) }
        }
    }

    package func verifyRequest(_ bytes: [UInt8]) throws(WireError) -> VerifyRequest {
        var scope: String?
        var depth = VerifyRequest.Depth.scope
        var others: [String] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "scope": scope = try reader.name()
            case "buckets": if try reader.bool() { depth = .buckets }
            case "bucket": depth = .records(bucket: UInt8(try reader.integer(0...255)))
            case "others":
                others = try reader.array(limit: WireLimits.scopes) { reader throws(WireError) in
                    try reader.name()
                }
            default: return false
            }
            return true
        }
        return VerifyRequest(
            scope: try required(scope, "scope"), depth: depth, others: others)
    }

    package func encode(_ message: VerifyResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.field("head", message.head)
            writer.field("count", message.count)
            writer.key("digests")
            writer.array(message.digests) { $0.digest($1) }
            writer.key("entries")
            writer.array(message.entries) { writer, entry in
                writer.row { writer in
                    writer.keyAndDigest(entry.key, entry.digest)
                    writer.bool(entry.isDamaged)
                }
            }
            guard !message.others.isEmpty else { return }
            writer.key("others")
            writer.array(message.others) { $0.otherScope($1) }
        }
    }

    package func verifyResponse(_ bytes: [UInt8]) throws(WireError) -> VerifyResponse {
        var epoch: Epoch?
        var head: UInt64?
        var count: Int?
        var digests: [Digest] = []
        var entries: [VerifyResponse.Entry] = []
        var others: [VerifyResponse.Other] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch": epoch = try reader.epochValue()
            case "head": head = try reader.unsigned()
            case "count": count = try reader.integer(0...Int(Int32.max))
            case "digests":
                digests = try reader.array(limit: Digest.bucketCount) {
                    reader throws(WireError) in try reader.digest()
                }
            case "entries":
                entries = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                    try reader.tuple { reader throws(WireError) in
                        let (key, digest) = try reader.keyAndDigest()
                        try reader.next()
                        return VerifyResponse.Entry(
                            collection: key.collection, id: key.id, digest: digest,
                            isDamaged: try reader.bool())
                    }
                }
            case "others":
                others = try reader.array(limit: WireLimits.scopes) { reader throws(WireError) in
                    try reader.otherScope()
                }
            default: return false
            }
            return true
        }
        return VerifyResponse(
            epoch: try required(epoch, "epoch"), head: try required(head, "head"),
            count: try required(count, "count"), digests: digests, entries: entries,
            others: others)
    }

    package func encode(_ message: RecordsRequest) -> [UInt8] {
        write { writer in
            writer.key("records")
            writer.array(message.records) { $0.recordKey($1) }
        }
    }

    package func recordsRequest(_ bytes: [UInt8]) throws(WireError) -> RecordsRequest {
        var records: [RecordKey] = []
        try message(bytes) { reader, key throws(WireError) in
            guard key == "records" else { return false }
            records = try reader.recordKeys()
            return true
        }
        return RecordsRequest(records: records)
    }

    package func encode(_ message: RecordsResponse) -> [UInt8] {
        write(epoch: message.epoch) { writer in
            writer.key("records")
            writer.array(message.records) { $0.record($1) }
            writer.key("absent")
            writer.array(message.absent) { $0.recordKey($1) }
        }
    }

    package func recordsResponse(_ bytes: [UInt8]) throws(WireError) -> RecordsResponse {
        var epoch: Epoch?
        var records: [RecordDelta] = []
        var absent: [RecordKey] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "epoch":
                epoch = try reader.epochValue()
                reader.epoch = epoch
            case "records":
                records = try reader.array(limit: 1_000) { reader throws(WireError) in
                    try reader.record()
                }
            case "absent": absent = try reader.recordKeys()
            default: return false
            }
            return true
        }
        return RecordsResponse(
            epoch: try required(epoch, "epoch"), records: records, absent: absent)
    }
}

extension WireWriter {
    mutating func recordKey(_ key: RecordKey) {
        row { writer in
            writer.string(key.collection)
            writer.string(key.id.description)
        }
    }
}

extension WireReader {
    mutating func recordKeys(
        limit: Int = WireLimits.recordsInRequest
    ) throws(WireError) -> [RecordKey] {
        try array(limit: limit) { reader throws(WireError) in try reader.recordKey() }
    }

    mutating func recordKey() throws(WireError) -> RecordKey {
        try tuple { reader throws(WireError) in
            try reader.next()
            return RecordKey(collection: try reader.name(), id: try reader.nextID())
        }
    }

    fileprivate mutating func former() throws(WireError) -> EnrolRequest.Former {
        var replica: Replica?
        var secret: String?
        try object { reader, key throws(WireError) in
            switch key {
            case "replica": replica = try reader.replica()
            case "secret": secret = try reader.string(limit: 100)
            default: return false
            }
            return true
        }
        return EnrolRequest.Former(
            replica: try required(replica, "replica"), secret: try required(secret, "secret"))
    }

    mutating func nextID() throws(WireError) -> RecordID {
        try next()
        return try recordID()
    }
}

extension WireWriter {
    fileprivate mutating func otherScope(_ other: VerifyResponse.Other) {
        object { writer in
            writer.field("scope", other.scope)
            writer.field("head", other.head)
            writer.field("count", other.count)
            writer.key("digest")
            writer.digest(other.digest)
            writer.key("damaged")
            writer.array(other.damaged) { writer, entry in
                writer.row { $0.keyAndDigest(entry.key, entry.digest) }
            }
        }
    }

    /// The beginning of a row: a record, and the digest of its bytes.
    mutating func keyAndDigest(_ key: RecordKey, _ digest: Digest) {
        string(key.collection)
        string(key.id.description)
        self.digest(digest)
    }
}

extension WireReader {
    /// The beginning of a row: a record, and the digest of its bytes.
    mutating func keyAndDigest() throws(WireError) -> (key: RecordKey, digest: Digest) {
        try next()
        let key = RecordKey(collection: try name(), id: try nextID())
        try next()
        return (key, try digest())
    }

    fileprivate mutating func otherScope() throws(WireError) -> VerifyResponse.Other {
        var scope: String?
        var head: UInt64?
        var count: Int?
        var digest: Digest?
        var damaged: [VerifyResponse.Entry] = []
        try object { reader, key throws(WireError) in
            switch key {
            case "scope": scope = try reader.name()
            case "head": head = try reader.unsigned()
            case "count": count = try reader.integer(0...Int(Int32.max))
            case "digest": digest = try reader.digest()
            case "damaged":
                damaged = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                    try reader.tuple { reader throws(WireError) in
                        let (key, digest) = try reader.keyAndDigest()
                        return VerifyResponse.Entry(
                            collection: key.collection, id: key.id, digest: digest,
                            isDamaged: true)
                    }
                }
            default: return false
            }
            return true
        }
        return VerifyResponse.Other(
            scope: try required(scope, "scope"), head: try required(head, "head"),
            count: try required(count, "count"), digest: try required(digest, "digest"),
            damaged: damaged)
    }
}
