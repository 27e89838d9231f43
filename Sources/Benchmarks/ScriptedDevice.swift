// ScriptedDevice: a device without a store, which says exactly what one with a store would say. It
// makes many devices cheap, so that a server can be measured under all of them.

import ClientCore
import CurlTransport
import Gzip
import Server
import Shared

/// One enrolled device.
final class ScriptedDevice {
    let header: String
    private let organisation: RecordID
    private var number: UInt64 = 0
    private var chain = ChainHash.start
    /// What its author has in front of them.
    var seen: Position?

    init(_ territory: Territory, _ name: String) throws {
        header = try territory.header(name)
        organisation = territory.organisation
    }

    /// A push of transactions that come after those of the last one.
    func push(_ transactions: [Transaction]) -> HTTPRequest {
        let scopes = [ScopeName.territory, .organisation(organisation)].map(\.description).sorted()
        let message = SyncRequest(
            schema: JobSearch.schema.version, epoch: seen?.epoch, after: number, chain: chain,
            transactions: transactions,
            scopes: scopes.map { HeldScope(name: $0, floor: seen) })
        for transaction in transactions {
            number += 1
            chain = chain.appending(SHA256.hash(transaction.bytes))
        }
        return ScriptedDevice.request(BinaryCodec().encode(message), header)
    }

    /// Where the device is after its last push.
    var end: End { End(header: header, number: number, chain: chain) }

    /// What a device says of itself when it has nothing to push.
    struct End: Sendable {
        let header: String
        let number: UInt64
        let chain: ChainHash
    }

    /// A request as the transport over HTTP packs it.
    static func request(_ body: [UInt8], _ header: String) -> HTTPRequest {
        var headers = [
            ("content-type", BinaryCodec.mediaType), ("accept", WireForm.accepted),
            ("authorization", header), ("accept-encoding", "gzip"),
        ]
        let isPacked = body.count > 1024
        if isPacked { headers.append(("content-encoding", "gzip")) }
        return HTTPRequest(
            method: "POST", path: "/v1/sync", headers: headers,
            body: isPacked ? Gzip.compress(body) : body)
    }

    /// Sends a request over HTTP, and answers with what came back.
    @discardableResult
    static func send(_ request: HTTPRequest, to url: String) async throws -> SyncResponse {
        let transport = try CurlTransport(baseURL: url, options: CurlTransport.Options())
        return try await send(request, over: transport)
    }

    /// Sends a request over a line that is kept.
    static func send(
        _ request: HTTPRequest, over transport: CurlTransport
    ) async throws -> SyncResponse {
        let response = try await transport.send(
            TransportRequest(
                method: request.method, path: request.path,
                headers: request.headers.map { TransportHeader(name: $0.name, value: $0.value) },
                body: request.body))
        guard response.status == 200 else {
            throw BenchmarkFailure(call: "push", code: Int32(response.status))
        }
        return try BinaryCodec().syncResponse(response.body)
    }

    /// How many transactions an answer says were accepted, and how many were refused.
    static func outcome(_ response: HTTPResponse) throws -> (accepted: Int, refused: Int) {
        guard response.status == 200 else {
            throw BenchmarkFailure(call: "push", code: Int32(response.status))
        }
        let isPacked = response.headers.contains { $0.0.lowercased() == "content-encoding" }
        let body =
            isPacked
            ? try Gzip.decompress(response.body, limit: WireLimits.messageBytes) : response.body
        var outcome = (accepted: 0, refused: 0)
        for acknowledgement in try BinaryCodec().syncResponse(body).acknowledgements {
            switch acknowledgement {
            case .accepted(_, let count, _): outcome.accepted += count
            case .quarantined: outcome.refused += 1
            }
        }
        return outcome
    }
}
