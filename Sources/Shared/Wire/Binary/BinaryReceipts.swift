// Receipts, in the binary form.

extension BinaryCodec {
    package func encode(_ message: ReceiptRequest) -> [UInt8] {
        write(.receiptRequest) { writer in
            writer.frame(.head) { $0.key(message.subject) }
            writer.frame(.keys, message.records) { $0.key($1) }
        }
    }

    package func receiptRequest(_ bytes: [UInt8]) throws(WireError) -> ReceiptRequest {
        var head: ReceiptRequest?
        try BinaryReader.message(bytes, .receiptRequest) { reader, frame throws(ByteError) in
            switch frame {
            case .head: head = ReceiptRequest(subject: try reader.key(), records: [])
            case .keys: head?.records = try reader.keys(limit: WireLimits.recordsInReceipt)
            default: return false
            }
            return true
        }
        return try required(head, "the head frame")
    }

    package func encode(_ message: Receipt) -> [UInt8] {
        write(.receipt) { writer in
            let content = message.content
            writer.frame(.head) { writer in
                writer.plain(content.territory)
                writer.line(content.epoch)
                writer.sequence(content.head)
                writer.unsigned(content.time)
                writer.key(content.subject)
            }
            writer.frame(.keys, content.missing) { $0.key($1) }
            writer.frame(.entries, content.held) { writer, held in
                writer.key(held.key)
                writer.digest(held.digest)
            }
            writer.frame(.publicKey) { $0.raw(message.key.bytes) }
            writer.frame(.signature) { $0.raw(message.signature.bytes) }
        }
    }

    package func receipt(_ bytes: [UInt8]) throws(WireError) -> Receipt {
        var head: ReceiptContent?
        var publicKey: ReceiptKey?
        var signature: ReceiptSignature?
        try BinaryReader.message(bytes, .receipt) { reader, frame throws(ByteError) in
            switch frame {
            case .head:
                head = ReceiptContent(
                    territory: try reader.plain(limit: 1_000), epoch: try reader.someLine(),
                    head: try reader.sequence(), time: try reader.unsigned(),
                    subject: try reader.key(), held: [], missing: [])
            case .keys: head?.missing = try reader.keys(limit: WireLimits.recordsInReceipt)
            case .entries:
                head?.held = try reader.list(
                    limit: WireLimits.recordsInReceipt, cost: 70, isOptional: true
                ) { reader throws(ByteError) in
                    ReceiptContent.Held(key: try reader.key(), digest: try reader.digest())
                }
            case .publicKey: publicKey = ReceiptKey(try reader.raw(32))
            case .signature: signature = ReceiptSignature(try reader.raw(64))
            default: return false
            }
            return true
        }
        return Receipt(
            content: try required(head, "the head frame"),
            key: try required(publicKey, "the key frame"),
            signature: try required(signature, "the signature frame"))
    }
}
