// StorePassphrase: what opens a locked store: the words, and the cryptography of the machine.

public import Shared

/// A passphrase, with what makes keys of it.
public struct StorePassphrase: Sendable {
    /// The fewest characters that a new passphrase may have.
    public static let minimumLength = KeyHead.minimumPassphrase

    let bytes: [UInt8]
    let length: Int
    let sealing: any Sealing

    /// A passphrase as it was typed.
    ///
    /// - Parameters:
    ///   - text: byte for byte what it was when the store was locked.
    ///   - sealing: the machine's cryptography; ClientCore has none of its own.
    public init(_ text: String, sealing: any Sealing) {
        bytes = Array(text.utf8)
        length = text.count
        self.sealing = sealing
    }

    /// Whether two passphrases were typed alike.
    package func hasSameText(as other: StorePassphrase) -> Bool {
        constantTimeEquals(bytes, other.bytes)
    }
}

extension StorePassphrase: CustomStringConvertible, CustomReflectable {
    /// Never the passphrase.
    public var description: String { "StorePassphrase(…)" }

    /// Never the passphrase.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
