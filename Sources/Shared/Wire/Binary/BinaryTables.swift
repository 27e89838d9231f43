// BinaryTables: what the tables of a message hold at its end, with which an answer to it may go on:
// most of what a device is told at once after it has written is what it has just said.

/// The tables of a message that was read.
package struct BinaryTables: Sendable {
    var names: [String] = []
    var texts: [String] = []
    var ids: [RecordID] = []
    var transactions: [TransactionID] = []
    var writes: [Write] = []
    var epochs: [Epoch] = []
    var lastSequence: UInt64 = 0
    var lastStamp: UInt64 = 0
    var lastMade: UInt64 = 0

    /// How many entries they have: what it costs to go on with them.
    package var count: Int {
        names.count + texts.count + ids.count + transactions.count + writes.count + epochs.count
    }
}

extension BinaryCodec {
    /// Writes an answer that goes on with the tables of its request, to a device that reads such
    /// ones.
    package func encode(_ message: SyncResponse, goingOnWith tables: BinaryTables) -> [UInt8] {
        var writer = BinaryWriter(.continuedSyncResponse, goingOnWith: tables)
        writer.syncResponse(message)
        return writer.finish()
    }

    /// Reads an answer.
    ///
    /// - Parameter request: the bytes that it answers to, with which it may go on.
    package func syncResponse(
        _ bytes: [UInt8], to request: [UInt8]
    ) throws(WireError) -> SyncResponse {
        guard BinaryForm.kind(of: bytes) == .continuedSyncResponse else {
            return try syncResponse(bytes)
        }
        let tables = try readRequest(request).tables
        return try readResponse(bytes, .continuedSyncResponse, tables)
    }
}
