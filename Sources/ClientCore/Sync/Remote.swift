// Remote: the server's calls as functions, over whatever transport carries them.

import Shared

/// What a device proves itself with: `territory.replica.secret`.
struct Credential: Sendable {
    let territory: String
    let replica: Replica
    let secret: String

    var header: String { "Bearer \(territory).\(replica).\(secret)" }
}

/// The server's calls. Every failure becomes one of the sync state's.
struct Remote: Sendable {
    /// A failure, as the sync state wants to know it.
    struct Failed: Error {
        let failure: SyncState.Failure

        /// The error without its consequence.
        var error: RelaisError {
            switch failure {
            case .transient(let error, _), .tooLarge(let error), .revoked(let error),
                .clientTooOld(let error), .forked(let error), .epochChanged(let error),
                .permanent(let error):
                error
            }
        }
    }

    let transport: any Transport
    let codec = JSONCodec()

    func enrol(_ request: EnrolRequest) async throws(Failed) -> EnrolResponse {
        let body = try await post("/v1/enrol", codec.encode(request), credential: nil)
        return try decode { () throws(WireError) in try codec.enrolResponse(body) }
    }

    func sync(
        _ request: SyncRequest, _ credential: Credential
    ) async throws(Failed) -> SyncResponse {
        let body = try await post("/v1/sync", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.syncResponse(body) }
    }

    func verify(
        _ request: VerifyRequest, _ credential: Credential
    ) async throws(Failed) -> VerifyResponse {
        let body = try await post("/v1/verify", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.verifyResponse(body) }
    }

    func records(
        _ request: RecordsRequest, _ credential: Credential
    ) async throws(Failed) -> RecordsResponse {
        let body = try await post("/v1/records", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.recordsResponse(body) }
    }

    func history(
        _ request: HistoryRequest, _ credential: Credential
    ) async throws(Failed) -> HistoryResponse {
        let body = try await post("/v1/history", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.historyResponse(body) }
    }

    func giveBack(
        _ request: ReturnRequest, _ credential: Credential
    ) async throws(Failed) -> ReturnResponse {
        let body = try await post("/v1/return", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.returnResponse(body) }
    }

    func mend(
        _ request: MendRequest, _ credential: Credential
    ) async throws(Failed) -> MendResponse {
        let body = try await post("/v1/mend", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.mendResponse(body) }
    }

    func fork(
        _ request: ForkRequest, _ credential: Credential
    ) async throws(Failed) -> ForkResponse {
        let body = try await post("/v1/fork", codec.encode(request), credential: credential)
        return try decode { () throws(WireError) in try codec.forkResponse(body) }
    }

    private func post(
        _ path: String, _ body: [UInt8], credential: Credential?
    ) async throws(Failed) -> [UInt8] {
        var headers = [
            TransportHeader(name: "Content-Type", value: JSONCodec.mediaType),
            TransportHeader(name: "Accept", value: JSONCodec.mediaType),
        ]
        if let credential {
            headers.append(TransportHeader(name: "Authorization", value: credential.header))
        }
        let response: TransportResponse
        do {
            response = try await transport.send(
                TransportRequest(method: "POST", path: path, headers: headers, body: body))
        } catch {
            throw Failed(failure: Remote.failure(of: error))
        }
        if response.status == 200 { return response.body }
        throw Failed(failure: Remote.failure(of: response))
    }

    private func decode<R>(
        _ body: () throws(WireError) -> R
    ) throws(Failed) -> R {
        do { return try body() } catch {
            throw Failed(failure: .permanent(SyncErrors.notARelaisServer(error.reason)))
        }
    }

    static func failure(of error: TransportError) -> SyncState.Failure {
        switch error.kind {
        case .invalidAddress: .permanent(SyncErrors.badAddress(error.detail))
        case .tls, .responseTooLarge: .permanent(SyncErrors.notARelaisServer(error.detail))
        default: .transient(SyncErrors.unreachable(error.detail), retryAfter: nil)
        }
    }

    static func failure(of response: TransportResponse) -> SyncState.Failure {
        guard let failure = try? WireFailure(json: response.body) else {
            // Not our server's error: a proxy's page, or something else that speaks HTTP.
            let error =
                response.status >= 500
                ? SyncErrors.serverFailed(response.status)
                : SyncErrors.notARelaisServer("HTTP \(response.status)")
            return error.isTransient
                ? .transient(error, retryAfter: nil) : .permanent(error)
        }
        switch failure.code {
        case "too_large": return .tooLarge(failure.error)
        case "device_revoked": return .revoked(failure.error)
        case "client_too_old": return .clientTooOld(failure.error)
        case "device_forked": return .forked(failure.error)
        case "epoch_changed": return .epochChanged(failure.error)
        default:
            let seconds = response.header("retry-after").flatMap { UInt64($0) }
            return failure.isTransient
                ? .transient(failure.error, retryAfter: seconds.map { min($0, 3600) * 1000 })
                : .permanent(failure.error)
        }
    }
}
