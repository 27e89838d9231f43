// Mender: rows that the disk has changed or lost, from the copies that devices hold. What a device
// says is believed where the server's own digests prove it: the one that is kept with a row, and
// the sum that is kept for each audience.

import Shared

/// Mends rows with what a device holds of them.
struct Mender {
    private let writer: any StorageWriting
    private let device: AuthenticatedDevice
    private let schema: Schema
    private let now: UInt64
    private let scopes: Set<String>

    init(
        _ writer: any StorageWriting, _ device: AuthenticatedDevice, schema: Schema, now: UInt64
    ) {
        self.writer = writer
        self.device = device
        self.schema = schema
        self.now = now
        scopes = Set(Authorisation.scopes(of: device.member).map(\.description))
    }

    func mend(_ request: MendRequest) throws -> MendResponse {
        var response = MendResponse(mended: [])
        for record in request.records where try mend(record) { response.mended.append(record.key) }
        let mover = Mover(writer: writer, schema: schema, now: now)
        let lost = try bringBack(request.records)
        for key in response.mended + lost {
            guard let record = try writer.record(key) else { continue }
            // Its file may have gone elsewhere meanwhile; and who came after a row was lost has
            // never been told of it.
            try mover.settle(
                record, isNews: lost.contains(key), by: device.device.replica)
        }
        response.mended += lost
        return response
    }

    /// Whether a damaged row was mended.
    private func mend(_ record: ReturnedRecord) throws -> Bool {
        let state = record.state.bytes
        guard let stored = try writer.record(record.key), stored.scope(in: scopes) != nil,
            stored.isAltered, let digest = try writer.digest(record.key),
            // Where both hold the same bytes, it is the digest that was changed.
            Digest(record.key, state: state) == digest || stored.state == state
        else { return false }
        try writer.mend(record.key, state: state)
        return true
    }

    /// Brings back the rows that an audience lacks, when they are exactly those.
    private func bringBack(_ records: [ReturnedRecord]) throws -> [RecordKey] {
        let absent = try records.filter { record in
            try scopes.contains(record.scope) && writer.record(record.key) == nil
                && writer.tombstone(record.key) == nil
        }
        var back: [RecordKey] = []
        for (scope, records) in Dictionary(grouping: absent, by: \.scope)
            .sorted(by: { $0.key < $1.key })
        {
            var (sum, count) = try writer.digestOfRows(scope: scope)
            for record in records {
                sum.add(Digest(record.key, state: record.state.bytes))
                count += 1
            }
            guard let name = ScopeName(scope), try writer.digest(scope: scope) == (sum, count)
            else { continue }
            let next = try writer.info().head + 1
            for record in records {
                let place = try Placement(storage: writer, schema: schema)
                    .place(record.key, record.state, from: name, over: nil)
                try writer.bringBack(
                    StoredRecord(
                        record.key, at: place, over: nil, sequence: next,
                        state: record.state.bytes))
            }
            back += records.map(\.key)
        }
        return back
    }
}
