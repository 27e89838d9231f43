// Mender: rows that the disk has changed, from the copies that devices hold. What a device says is
// believed where the digest that the server has kept with the row proves it.

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
        scopes = Authorisation.scopeNames(of: device.member)
    }

    func mend(_ request: MendRequest) throws -> MendResponse {
        var response = MendResponse(mended: [])
        for record in request.records where try mend(record) { response.mended.append(record.key) }
        // Their files may have gone elsewhere meanwhile.
        let mover = Mover(writer: writer, schema: schema, now: now)
        for key in response.mended {
            guard let record = try writer.record(key) else { continue }
            try mover.settle(record, by: device.device.replica)
        }
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
}
