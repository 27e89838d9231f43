// Receipts, as JSON.

extension JSONCodec {
    package func encode(_ message: ReceiptRequest) -> [UInt8] {
        write { writer in
            writer.key("subject")
            writer.recordKey(message.subject)
            writer.key("records")
            writer.array(message.records) { $0.recordKey($1) }
        }
    }

    package func receiptRequest(_ bytes: [UInt8]) throws(WireError) -> ReceiptRequest {
        var subject: RecordKey?
        var records: [RecordKey] = []
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "subject": subject = try reader.recordKey()
            case "records":
                records = try reader.recordKeys(limit: WireLimits.recordsInReceipt)
            default: return false
            }
            return true
        }
        return ReceiptRequest(subject: try required(subject, "subject"), records: records)
    }

    package func encode(_ message: Receipt) -> [UInt8] {
        let content = message.content
        return write(epoch: content.epoch) { writer in
            writer.field("territory", content.territory)
            writer.field("head", content.head)
            writer.field("time", content.time)
            writer.key("subject")
            writer.recordKey(content.subject)
            writer.key("held")
            writer.array(content.held) { writer, held in
                writer.row { $0.keyAndDigest(held.key, held.digest) }
            }
            writer.key("missing")
            writer.array(content.missing) { $0.recordKey($1) }
            writer.field("key", Hex.encode(message.key.bytes))
            writer.field("signature", Hex.encode(message.signature.bytes))
        }
    }

    package func receipt(_ bytes: [UInt8]) throws(WireError) -> Receipt {
        var territory: String?
        var epoch: Epoch?
        var head: UInt64?
        var time: UInt64?
        var subject: RecordKey?
        var held: [ReceiptContent.Held] = []
        var missing: [RecordKey] = []
        var publicKey: ReceiptKey?
        var signature: ReceiptSignature?
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "territory": territory = try reader.string(limit: 1_000)
            case "epoch": epoch = try reader.epochValue()
            case "head": head = try reader.unsigned()
            case "time": time = try reader.unsigned()
            case "subject": subject = try reader.recordKey()
            case "held": held = try reader.heldRecords()
            case "missing":
                missing = try reader.recordKeys(limit: WireLimits.recordsInReceipt)
            case "key": publicKey = try reader.receiptKey()
            case "signature": signature = ReceiptSignature(try reader.hex(64))
            default: return false
            }
            return true
        }
        return Receipt(
            content: ReceiptContent(
                territory: try required(territory, "territory"),
                epoch: try required(epoch, "epoch"), head: try required(head, "head"),
                time: try required(time, "time"), subject: try required(subject, "subject"),
                held: held, missing: missing),
            key: try required(publicKey, "key"), signature: try required(signature, "signature"))
    }
}

extension WireReader {
    mutating func receiptKey() throws(WireError) -> ReceiptKey? { ReceiptKey(try hex(32)) }

    /// So many bytes in hexadecimal digits.
    fileprivate mutating func hex(_ count: Int) throws(WireError) -> [UInt8] {
        guard let bytes = Hex.decode(try string(limit: 2 * count)), bytes.count == count else {
            throw WireError("hexadecimal digits of another length")
        }
        return bytes
    }

    fileprivate mutating func heldRecords() throws(WireError) -> [ReceiptContent.Held] {
        try array(limit: WireLimits.recordsInReceipt) { reader throws(WireError) in
            try reader.tuple { reader throws(WireError) in
                let (key, digest) = try reader.keyAndDigest()
                return ReceiptContent.Held(key: key, digest: digest)
            }
        }
    }
}
