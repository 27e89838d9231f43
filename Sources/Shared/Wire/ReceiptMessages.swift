// Receipts: what the server signs of the records that it durably holds.
//
// A device names a record and what belongs with it; the answer lists each with the digest of the
// bytes that are held, and names those that are not. Whoever has the territory's public key can
// check it later, without the server.

/// A device asks for a receipt.
package struct ReceiptRequest: Hashable, Sendable {
    /// What the receipt is about.
    package var subject: RecordKey
    /// What it covers, the subject too when that is wanted.
    package var records: [RecordKey]

    package init(subject: RecordKey, records: [RecordKey]) {
        self.subject = subject
        self.records = records
    }
}

/// A public key of 32 bytes (Ed25519, RFC 8032), by which a territory's receipts are checked.
package struct ReceiptKey: Hashable, Sendable {
    package let bytes: [UInt8]

    /// A stored or received key; `nil` unless it has 32 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }
}

/// A signature of 64 bytes (Ed25519, RFC 8032).
package struct ReceiptSignature: Hashable, Sendable {
    package let bytes: [UInt8]

    /// A stored or received signature; `nil` unless it has 64 bytes.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 64 else { return nil }
        self.bytes = bytes
    }
}

/// What the server durably held of some records at one moment.
package struct ReceiptContent: Hashable, Sendable {
    /// A record that is held, with the digest of its canonical bytes.
    package struct Held: Hashable, Sendable {
        package var key: RecordKey
        package var digest: Digest

        package init(key: RecordKey, digest: Digest) {
            self.key = key
            self.digest = digest
        }
    }

    package var territory: String
    package var epoch: Epoch
    /// The last sequence of the territory when it was made.
    package var head: UInt64
    /// Unix milliseconds of the server.
    package var time: UInt64
    package var subject: RecordKey
    /// In the order in which they were asked for.
    package var held: [Held]
    /// Those that are not held, or whose bytes are damaged, or that the device may not see.
    package var missing: [RecordKey]

    package init(
        territory: String, epoch: Epoch, head: UInt64, time: UInt64, subject: RecordKey,
        held: [Held], missing: [RecordKey]
    ) {
        self.territory = territory
        self.epoch = epoch
        self.head = head
        self.time = time
        self.subject = subject
        self.held = held
        self.missing = missing
    }

    /// The bytes that are signed, the same on every machine (`docs/PROTOCOL.md`, receipts). They
    /// begin with a line that no other signed thing begins with.
    package var signedBytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Array("relais receipt 1\n".utf8))
        writer.text(territory)
        writer.fixed(epoch.rawValue)
        writer.fixed(head)
        writer.fixed(time)
        writer.key(subject)
        writer.count(held.count)
        for record in held {
            writer.key(record.key)
            writer.raw(record.digest.bytes)
        }
        writer.count(missing.count)
        for key in missing { writer.key(key) }
        return writer.bytes
    }
}

/// The server's receipt.
package struct Receipt: Hashable, Sendable {
    package var content: ReceiptContent
    /// The key that signed it. It proves nothing by itself: a device compares it with the one that
    /// it was told when it enrolled.
    package var key: ReceiptKey
    /// Over `content.signedBytes`.
    package var signature: ReceiptSignature

    package init(content: ReceiptContent, key: ReceiptKey, signature: ReceiptSignature) {
        self.content = content
        self.key = key
        self.signature = signature
    }
}

extension ByteWriter {
    fileprivate mutating func key(_ key: RecordKey) {
        text(key.collection)
        id(key.id)
    }
}
