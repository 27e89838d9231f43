// Synchronisation: POST /v1/sync. Push in one storage transaction, then a page from a snapshot.

import Shared

struct Synchronisation {
    let data: ServerData
    let schema: Schema

    func answer(
        _ request: SyncRequest, _ credential: DeviceCredential, _ codec: any MessageCodec
    ) throws -> [UInt8] {
        try Synchronisation.check(protocolVersion: request.protocolVersion)
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        let answer = try push(request, credential, storage)
        return try storage.read { reader in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, reader)
            let page = try Puller(reader, device).page(for: request.scopes, in: request.epoch)
            return codec.encode(
                SyncResponse(
                    epoch: page.info.epoch, lineage: page.info.lineage, head: page.info.head,
                    time: data.ports.now(), acknowledgements: answer.acknowledgements,
                    nextNumber: answer.nextNumber, scopes: page.scopes,
                    isComplete: page.isComplete, records: page.records, replicas: page.replicas))
        }
    }

    /// Takes what the device wrote. A request that brings nothing new writes nothing.
    private func push(
        _ request: SyncRequest, _ credential: DeviceCredential, _ storage: any TerritoryStorage
    ) throws -> Sequencer.Answer {
        if request.transactions.isEmpty {
            let device = try storage.read { reader in
                try Accounts.authenticate(credential.replica, secret: credential.secret, reader)
                    .device
            }
            if request.after == device.lastNumber {
                guard request.chain == device.chain else { throw ServerErrors.forked }
                return Sequencer.Answer(
                    acknowledgements: [], nextNumber: device.lastNumber + 1)
            }
        }
        return try storage.write { writer in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, writer)
            var sequencer = try Sequencer(writer, device, schema: schema, now: data.ports.now())
            return try sequencer.push(
                request.transactions, after: request.after, chain: request.chain)
        }
    }

    static func check(protocolVersion: Int) throws {
        if protocolVersion < ProtocolVersion.current { throw ServerErrors.clientTooOld }
        if protocolVersion > ProtocolVersion.current { throw ServerErrors.serverTooOld }
    }
}
