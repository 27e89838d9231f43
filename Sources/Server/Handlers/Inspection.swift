// Inspection: what a device may ask beside synchronising: digests, whole records, history,
// what a receipt covers. Each answer holds only what the device's user may see.

import Shared

struct Inspection {
    private let reader: any StorageReading
    private let scopes: Set<String>

    init(_ reader: any StorageReading, _ authenticated: AuthenticatedDevice) {
        self.reader = reader
        scopes = Authorisation.scopeNames(of: authenticated.member)
    }

    /// The digests that are compared are those of the bytes that the server should have. A row
    /// that has others is told as damaged, at any depth: whoever still holds the record mends it.
    func verify(_ request: VerifyRequest) throws -> VerifyResponse {
        guard scopes.contains(request.scope) else { throw ServerErrors.notFound }
        let info = try reader.info()
        var response = VerifyResponse(
            epoch: info.epoch, head: try reader.lastChange(scope: request.scope), count: 0,
            digests: [], entries: [])
        var digests = Array(
            repeating: Digest.zero,
            count: request.depth == .buckets ? Digest.bucketCount : 1)
        var count = 0
        try reader.eachRecord(scope: request.scope) { record, digest in
            let bucket = Digest.bucket(of: record.key.id)
            var isWanted = false
            if case .records(let wanted) = request.depth {
                isWanted = bucket == Int(wanted)
                if !isWanted { return }
            }
            count += 1
            digests[request.depth == .buckets ? bucket : 0].add(digest)
            guard isWanted || record.isAltered else { return }
            response.entries.append(
                VerifyResponse.Entry(
                    collection: record.key.collection, id: record.key.id, digest: digest,
                    isDamaged: record.isAltered))
        }
        // Of what is there, and not the sum that is kept with every change: where rows were lost,
        // whoever holds them finds it.
        response.count = count
        response.digests = digests
        // Of a scope that the device may not see nothing is said: it asks for it by itself, and is
        // refused then.
        for scope in request.others where scopes.contains(scope) {
            let other = try verify(VerifyRequest(scope: scope, depth: .scope))
            response.others.append(
                VerifyResponse.Other(
                    scope: scope, head: other.head, count: other.count,
                    digest: other.digests.first ?? .zero, damaged: other.entries))
        }
        return response
    }

    func records(_ request: RecordsRequest) throws -> RecordsResponse {
        var response = RecordsResponse(epoch: try reader.info().epoch, records: [], absent: [])
        var lacksRows: Bool?
        for key in request.records {
            guard let record = try reader.record(key) else {
                if try !mayBeLost(key, &lacksRows) { response.absent.append(key) }
                continue
            }
            guard let scope = record.scope(in: scopes) else {
                response.absent.append(key)
                continue
            }
            // What the server itself cannot read is neither sent nor said to be absent.
            guard let state = try? RecordState(record) else { continue }
            response.records.append(
                RecordDelta(
                    collection: key.collection, id: key.id, scope: scope,
                    sequence: record.sequence, isWhole: true, state: state))
        }
        return response
    }

    /// Whether the row of a record that has none may be one of those that are missing.
    private func mayBeLost(_ key: RecordKey, _ lacksRows: inout Bool?) throws -> Bool {
        if try reader.tombstone(key) != nil { return false }
        let isAny = try lacksRows ?? scopes.contains(where: reader.lacksRows)
        lacksRows = isAny
        return isAny
    }

    /// What is held of the records that a device names, at one moment. A row whose bytes are not
    /// those that it should have is not held.
    func receipt(
        _ request: ReceiptRequest, territory: String, now: UInt64
    ) throws -> ReceiptContent {
        let info = try reader.info()
        var content = ReceiptContent(
            territory: territory, epoch: info.epoch, head: info.head, time: now,
            subject: request.subject, held: [], missing: [])
        for key in request.records {
            if DeliberateBug.receiptLeavesOut.isOn && key != request.records.first { continue }
            if let record = try visible(key), !record.isAltered,
                let digest = try reader.digest(key)
            {
                content.held.append(ReceiptContent.Held(key: key, digest: digest))
            } else {
                content.missing.append(key)
            }
        }
        return content
    }

    /// Follows the record's chain of sequences back through the journal.
    func history(_ request: HistoryRequest) throws -> HistoryResponse {
        guard let record = try visible(request.record) else { throw ServerErrors.notFound }
        var response = HistoryResponse(entries: [], next: nil)
        var sequence = record.sequence
        if let before = request.before, before <= sequence {
            sequence = before
        }
        while sequence > 0 {
            if response.entries.count >= 1_000 {
                response.next = sequence
                break
            }
            // Before the horizon of the history only the state is kept.
            guard let entry = try reader.journal(sequence), !entry.body.isEmpty else {
                response.isComplete = false
                break
            }
            let transaction = try Transaction(bytes: entry.body)
            guard
                let index = transaction.records.firstIndex(where: {
                    $0.id == request.record.id && $0.collection == request.record.collection
                })
            else { throw ServerErrors.notFound }
            defer { sequence = entry.previous[index] }
            // A join has no change of its own: what it brought is in the record's state.
            guard entry.kind == .transaction else { continue }
            // As the sequencer did when it took the transaction in.
            let effective = transaction.stamp.effective(now: entry.receivedAt)
            response.entries.append(
                HistoryResponse.Entry(
                    transaction: transaction.id, sequence: sequence, replica: entry.replica,
                    user: try reader.device(entry.replica)?.user ?? "",
                    stamp: transaction.stamp, action: transaction.records[index].action,
                    isClockVerified: transaction.isClockVerified,
                    corrected: effective.milliseconds < transaction.stamp.milliseconds
                        ? effective : nil))
        }
        return response
    }

    private func visible(_ key: RecordKey) throws -> StoredRecord? {
        guard let record = try reader.record(key), record.scope(in: scopes) != nil else {
            return nil
        }
        return record
    }
}
