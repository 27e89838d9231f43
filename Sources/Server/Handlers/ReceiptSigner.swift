// ReceiptSigner: a territory's key, and the receipts that it signs.

package import Shared
import Cryptography

/// Signs receipts with the key of one territory.
package struct ReceiptSigner {
    private let signing: SigningKey
    /// What devices check the territory's receipts with.
    package let key: ReceiptKey

    /// Reads the territory's key. The first time it is made, and is durable when this returns.
    package init(_ storage: any TerritoryStorage, ports: Ports) throws {
        var seed = try storage.read { try $0.receiptKey() }
        if seed == nil {
            seed = try storage.write { writer in
                if let kept = try writer.receiptKey() { return kept }
                let fresh = ports.randomBytes(SigningKey.keyLength)
                try writer.put(receiptKey: fresh)
                return fresh
            }
        }
        signing = try SigningKey(seed: seed ?? [])
        guard let key = ReceiptKey(signing.publicKey) else { throw SigningError.refused }
        self.key = key
    }

    package func sign(_ content: ReceiptContent) throws -> Receipt {
        guard let signature = ReceiptSignature(try signing.signature(over: content.signedBytes))
        else { throw SigningError.refused }
        return Receipt(content: content, key: key, signature: signature)
    }
}
