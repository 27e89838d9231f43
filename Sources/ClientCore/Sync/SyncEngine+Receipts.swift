// Receipts: asking the server for what it durably holds.

public import Shared

extension SyncEngine {
    /// Brings the store up to date, asks for a receipt, and keeps it in the store.
    ///
    /// The receipt covers the record and all that refer to it, as the device shows them. It is
    /// checked with `Store.receipt(for:_:verifier:)`.
    ///
    /// - Throws: when the server cannot be reached; code `not_found` when the store does not show
    ///   the record, `receipt_key_changed` when another key signed than the one that is known.
    public func fetchReceipt(for collection: String, _ id: RecordID) async throws(RelaisError) {
        let subject = RecordKey(collection: collection, id: id)
        // Others may write between the pull and the receipt.
        for _ in 0..<3 {
            let report = try await sync()
            if let error = report.error { throw error }
            guard let mayHaveMore = try await askReceipt(for: subject) else {
                throw StoreErrors.notFound(collection, id)
            }
            if !mayHaveMore { return }
        }
    }

    /// Asks for the receipts that are awaited. What cannot be had now stays awaited, and is told
    /// when somebody asks for it by name: it must not fail the synchronisation that is done.
    ///
    /// - Returns: those that were received.
    func fetchAwaitedReceipts() async throws(RelaisError) -> [RecordKey] {
        var received: [RecordKey] = []
        for subject in try store.awaitedReceipts(limit: SyncEngine.receiptsInRun) {
            do {
                if try await askReceipt(for: subject) != nil { received.append(subject) }
            } catch let error where error.isTransient {
                break
            } catch {
                continue
            }
        }
        return received
    }

    /// - Returns: whether another one may have more; `nil` when there is nothing to ask for.
    private func askReceipt(for subject: RecordKey) async throws(RelaisError) -> Bool? {
        guard let request = try store.receiptRequest(for: subject) else { return nil }
        let credential = try store.credential()
        let receipt: Receipt
        do {
            receipt = try await remote.receipt(request, credential)
        } catch {
            throw error.error
        }
        return try store.keep(receipt, for: subject)
    }

    /// How many receipts one synchronisation asks for.
    private static let receiptsInRun = 20
}
