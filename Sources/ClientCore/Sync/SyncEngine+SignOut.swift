// Signing out: the device gives back what the territory has entrusted to it. First everything that
// was written is at the server, then the access ends, then the store is emptied; an interruption
// anywhere leaves it to be asked for again.

public import Shared

/// How a device was signed out.
public struct SignOutReport: Sendable {
    /// Transactions that the server took in now.
    public let pushed: Int
    /// Of all that this device wrote, what the server keeps for a decision.
    public let quarantined: Int
    /// Transactions that wait still, and stay in the store's folder; 0 unless it was forced.
    public let waiting: Int
    /// Why the server was not told; `nil` when it was.
    public let error: RelaisError?
}

extension SyncEngine {
    /// Synchronises a last time, ends the device's access, and empties the store.
    ///
    /// - Parameter isForced: empties the store also when the server cannot be reached or does not
    ///   have everything. What it has not answered for stays in the folder: nobody else has it.
    /// - Throws: `not_all_sent` when something waits and it is not forced; nothing has changed
    ///   then.
    public func signOut(isForced: Bool = false) async throws(RelaisError) -> SignOutReport {
        var pushed = 0
        // Counted before the store is emptied.
        var quarantined = 0
        do throws(RelaisError) {
            let report = try await sync()
            (pushed, quarantined) = (report.pushed, report.status.quarantined)
            if report.state == .revoked { return try signedOut(pushed, quarantined, nil) }
            if let error = report.error { throw error }
            try await endAccess()
        } catch {
            guard isForced else { throw try refusal(error) }
            try store.purgeAll()
            return try signedOut(pushed, quarantined, error)
        }
        try await purge()
        // Whoever comes back is enrolled anew, with a code.
        try store.noteUnknown()
        return try signedOut(pushed, quarantined, nil)
    }

    private func endAccess() async throws(RelaisError) {
        let last = try store.lastNumber()
        let credential = try store.credential()
        do {
            _ = try await remote.tell(
                "/v1/sign-out", .object(["last": .integer(Int64(clamping: last))]), credential)
        } catch {
            throw error.error
        }
    }

    private func refusal(_ error: RelaisError) throws(RelaisError) -> RelaisError {
        let waiting = try store.status().pending
        return waiting == 0 ? error : SyncErrors.notAllSent(waiting, because: error)
    }

    private func signedOut(
        _ pushed: Int, _ quarantined: Int, _ error: RelaisError?
    ) throws(RelaisError) -> SignOutReport {
        SignOutReport(
            pushed: pushed, quarantined: quarantined, waiting: try store.status().pending,
            error: error)
    }
}

extension Store {
    /// The records that what waits to be sent concerns, in the order in which it was written.
    package func waitingRecords() throws(RelaisError) -> [RecordKey] {
        try withCore { core in
            let device = try DeviceState(core.connection)
            let own = try core.journal.transactions(
                afterRow: device.acknowledged + device.journalOffset,
                maximum: WireLimits.transactions, bytes: WireLimits.messageBytes)
            var seen: Set<RecordKey> = []
            return own.flatMap(\.transaction.records)
                .map { RecordKey(collection: $0.collection, id: $0.id) }
                .filter { seen.insert($0).inserted }
        }
    }

    /// The number of the last transaction that this device made.
    fileprivate func lastNumber() throws(RelaisError) -> UInt64 {
        try withCore { core in try core.journal.tail(try DeviceState(core.connection)).number }
    }
}
