// PagedLine: a line to a world's server whose pages are as small as the test asks for, with chance
// faults, and with something that happens between the server's work and its answer.

import ClientCore
import Server
import Shared

/// Carries synchronisations with small pages; everything else goes to the router.
final class PagedLine: Transport {
    private let router: Router
    private let storage: any TerritoryStorage
    private let schema: Schema
    private let ports: Ports
    private let maximumBytes: Int
    private let fault: @Sendable () -> TestLine.Fault?
    private let beforeAnswer: @Sendable (SyncResponse, _ isLost: Bool) -> Void

    /// - Parameters:
    ///   - fault: asked once for each synchronisation.
    ///   - beforeAnswer: runs when the server is done and the device does not know yet.
    init(
        _ world: World, maximumBytes: Int,
        fault: @escaping @Sendable () -> TestLine.Fault? = { nil },
        beforeAnswer: @escaping @Sendable (SyncResponse, _ isLost: Bool) -> Void = { _, _ in }
    ) {
        router = world.router
        storage = world.administration.storage
        schema = world.schema
        ports = world.data.ports
        self.maximumBytes = maximumBytes
        self.fault = fault
        self.beforeAnswer = beforeAnswer
    }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard request.path == "/v1/sync" else {
            let response = router.handle(
                HTTPRequest(
                    method: request.method, path: request.path,
                    headers: request.headers.map { ($0.name.lowercased(), $0.value) },
                    body: request.body))
            return TransportResponse(status: response.status, body: response.body)
        }
        let fault = fault()
        if case .requestLost? = fault { throw TransportError(kind: .unreachable, detail: "test") }
        let response: SyncResponse
        do {
            response = try answer(request)
        } catch let refusal as Refusal {
            return TransportResponse(
                status: refusal.status, body: WireFailure(refusal.error).json)
        } catch {
            throw TransportError(kind: .invalidAddress, detail: "\(error)")
        }
        var isLost = false
        if case .responseLost? = fault { isLost = true }
        beforeAnswer(response, isLost)
        if isLost { throw TransportError(kind: .interrupted, detail: "test") }
        return TransportResponse(status: 200, body: JSONCodec().encode(response))
    }

    private func answer(_ request: TransportRequest) throws -> SyncResponse {
        let message = try WireForm(of: request.body).codec.syncRequest(request.body)
        guard
            let header = request.headers.first(where: { $0.name == "Authorization" })?.value,
            let credential = DeviceCredential(header: header)
        else { throw Undone() }
        let device = { (reader: any StorageReading) in
            try Accounts.authenticate(credential.replica, secret: credential.secret, reader)
        }
        let answer = try storage.write { writer in
            var sequencer = try Sequencer(
                writer, device(writer), schema: schema, now: ports.now())
            return try sequencer.push(
                message.transactions, after: message.after, chain: message.chain)
        }
        return try storage.read { reader in
            let page = try Puller(reader, device(reader), maximumBytes: maximumBytes)
                .page(for: message.scopes, in: message.epoch)
            return SyncResponse(
                epoch: page.info.epoch, lineage: page.info.lineage, head: page.info.head,
                time: ports.now(), acknowledgements: answer.acknowledgements,
                nextNumber: answer.nextNumber, scopes: page.scopes, isComplete: page.isComplete,
                records: page.records, gone: page.gone, replicas: page.replicas)
        }
    }
}
