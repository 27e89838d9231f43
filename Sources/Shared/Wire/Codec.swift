// MessageCodec: turns messages into bytes and back. JSON is the first; the binary table follows.

/// Why a message could not be read.
package struct WireError: Error, Hashable, Sendable {
    /// What is wrong, for developers; never a value from the message.
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
}

/// One form of every message. Decoders take bytes from anybody: bounded, checked, typed errors.
package protocol MessageCodec: Sendable {
    /// The media type that names the form.
    static var mediaType: String { get }

    func encode(_ message: SyncRequest) -> [UInt8]
    func encode(_ message: SyncResponse) -> [UInt8]
    func encode(_ message: EnrolRequest) -> [UInt8]
    func encode(_ message: EnrolResponse) -> [UInt8]
    func encode(_ message: VerifyRequest) -> [UInt8]
    func encode(_ message: VerifyResponse) -> [UInt8]
    func encode(_ message: RecordsRequest) -> [UInt8]
    func encode(_ message: RecordsResponse) -> [UInt8]
    func encode(_ message: HistoryRequest) -> [UInt8]
    func encode(_ message: HistoryResponse) -> [UInt8]
    func encode(_ message: ReturnRequest) -> [UInt8]
    func encode(_ message: ReturnResponse) -> [UInt8]
    func encode(_ message: MendRequest) -> [UInt8]
    func encode(_ message: MendResponse) -> [UInt8]
    func encode(_ message: ForkRequest) -> [UInt8]
    func encode(_ message: ForkResponse) -> [UInt8]
    func encode(_ message: ReceiptRequest) -> [UInt8]
    func encode(_ message: Receipt) -> [UInt8]

    func syncRequest(_ bytes: [UInt8]) throws(WireError) -> SyncRequest
    func syncResponse(_ bytes: [UInt8]) throws(WireError) -> SyncResponse
    func enrolRequest(_ bytes: [UInt8]) throws(WireError) -> EnrolRequest
    func enrolResponse(_ bytes: [UInt8]) throws(WireError) -> EnrolResponse
    func verifyRequest(_ bytes: [UInt8]) throws(WireError) -> VerifyRequest
    func verifyResponse(_ bytes: [UInt8]) throws(WireError) -> VerifyResponse
    func recordsRequest(_ bytes: [UInt8]) throws(WireError) -> RecordsRequest
    func recordsResponse(_ bytes: [UInt8]) throws(WireError) -> RecordsResponse
    func historyRequest(_ bytes: [UInt8]) throws(WireError) -> HistoryRequest
    func historyResponse(_ bytes: [UInt8]) throws(WireError) -> HistoryResponse
    func returnRequest(_ bytes: [UInt8]) throws(WireError) -> ReturnRequest
    func returnResponse(_ bytes: [UInt8]) throws(WireError) -> ReturnResponse
    func mendRequest(_ bytes: [UInt8]) throws(WireError) -> MendRequest
    func mendResponse(_ bytes: [UInt8]) throws(WireError) -> MendResponse
    func forkRequest(_ bytes: [UInt8]) throws(WireError) -> ForkRequest
    func forkResponse(_ bytes: [UInt8]) throws(WireError) -> ForkResponse
    func receiptRequest(_ bytes: [UInt8]) throws(WireError) -> ReceiptRequest
    func receipt(_ bytes: [UInt8]) throws(WireError) -> Receipt
}

/// The bounds that a message must keep, whoever sends it.
package enum WireLimits {
    /// A message, decompressed.
    package static let messageBytes = 16 << 20
    /// The transactions of one push.
    package static let transactions = 10_000
    /// The places that one of them tells from lines that were left: one for each restore.
    package static let formerPlaces = 16
    /// What one record remembers of changes that were made over what a restore has lost.
    package static let replacements = 100_000
    /// The acts of a device that one request tells.
    package static let acts = 1_000
    /// The canonical bytes of one transaction.
    package static let transactionBytes = 1 << 20
    /// The canonical bytes of a record that an answer has as a row; longer ones are told field by
    /// field.
    package static let rowBytes = 1 << 20
    /// The chain hashes that a fork tells: what a device wrote without a network.
    package static let chains = 100_000
    /// The records that one transaction changes.
    package static let recordsInTransaction = 2_000
    /// The transactions that a change names as known.
    package static let ownNames = 10_000
    /// The elements that one change adds to a set, or takes from it, and the bytes of each.
    package static let elements = 10_000
    package static let elementBytes = 10_000
    /// The name of a collection, field or scope.
    package static let nameBytes = 100
    /// The scopes that a device declares.
    package static let scopes = 10_000
    /// The records that one request names or gives back.
    package static let recordsInRequest = 1_000
    /// The records that one receipt covers.
    package static let recordsInReceipt = 10_000
    /// The forks of a lineage.
    package static let forks = 10_000
    /// The records of one page, aimed at; a page never splits a sequence.
    /// Small enough that a poor line carries one between two breaks.
    package static let pageBytes = 1 << 18
}
