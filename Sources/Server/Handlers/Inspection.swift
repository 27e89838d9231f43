// Inspection: what a device may ask beside synchronising: digests, whole records, history. Each
// answer holds only what the device's user may see.

import Shared

struct Inspection {
    private let reader: any StorageReading
    private let scopes: Set<String>

    init(_ reader: any StorageReading, _ authenticated: AuthenticatedDevice) {
        self.reader = reader
        scopes = Set(Authorisation.scopes(of: authenticated.member).map(\.description))
    }

    func verify(_ request: VerifyRequest) throws -> VerifyResponse {
        guard scopes.contains(request.scope) else { throw ServerErrors.notFound }
        let info = try reader.info()
        var response = VerifyResponse(
            epoch: info.epoch, head: try reader.lastChange(scope: request.scope), count: 0,
            digests: [], entries: [])
        var digests = Array(
            repeating: Digest.zero,
            count: request.depth == .buckets ? Digest.bucketCount : 1)
        try reader.feed(scope: request.scope, after: 0) { record in
            let bucket = Digest.bucket(of: record.key.id)
            if case .records(let wanted) = request.depth, bucket != Int(wanted) { return true }
            let digest = Digest(record.key, state: record.state)
            response.count += 1
            switch request.depth {
            case .scope: digests[0].add(digest)
            case .buckets: digests[bucket].add(digest)
            case .records:
                digests[0].add(digest)
                response.entries.append(
                    VerifyResponse.Entry(
                        collection: record.key.collection, id: record.key.id, digest: digest))
            }
            return true
        }
        response.digests = digests
        return response
    }

    func records(_ request: RecordsRequest) throws -> RecordsResponse {
        var response = RecordsResponse(epoch: try reader.info().epoch, records: [], absent: [])
        for key in request.records {
            guard let record = try visible(key) else {
                response.absent.append(key)
                continue
            }
            response.records.append(
                RecordDelta(
                    collection: key.collection, id: key.id, scope: record.scope,
                    sequence: record.sequence, isWhole: true,
                    state: try RecordState(bytes: record.state)))
        }
        return response
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
            guard let entry = try reader.journal(sequence) else { break }
            let transaction = try Transaction(bytes: entry.body)
            guard
                let index = transaction.records.firstIndex(where: {
                    $0.id == request.record.id && $0.collection == request.record.collection
                })
            else { throw ServerErrors.notFound }
            response.entries.append(
                HistoryResponse.Entry(
                    transaction: transaction.id, sequence: sequence, replica: entry.replica,
                    user: try reader.device(entry.replica)?.user ?? "",
                    stamp: transaction.stamp, action: transaction.records[index].action))
            sequence = entry.previous[index]
        }
        return response
    }

    private func visible(_ key: RecordKey) throws -> StoredRecord? {
        guard let record = try reader.record(key), scopes.contains(record.scope) else {
            return nil
        }
        return record
    }
}
