// Remote: the server's calls as functions, over whatever transport carries them.

import Shared

/// What a device proves itself with: `territory.replica.secret`.
struct Credential: Sendable {
    let territory: String
    let replica: Replica
    let secret: String

    var header: String { "Bearer \(territory).\(replica).\(secret)" }

    /// The same with the secret's bytes in base64: two thirds of the length. A secret that is not
    /// of 32 bytes in hexadecimal digits is nobody's, and said as it is.
    var briefHeader: String {
        guard let bytes = Hex.decode(secret), bytes.count == 32, Hex.encode(bytes) == secret else {
            return header
        }
        return "Bearer \(territory).\(replica).\(Base64.encode(bytes))"
    }
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
    /// What the server is spoken to in: the shortest, until it has not read that.
    private let manner = Locked(Manner.brief)

    /// How a request is said, from the shortest way on to what every server reads.
    private enum Manner: Int, Comparable {
        /// In the binary form, without saying so: its first byte does. For `/v1/sync` only, which
        /// is asked all day.
        case brief
        case binary
        case json

        static func < (left: Manner, right: Manner) -> Bool { left.rawValue < right.rawValue }

        var form: WireForm { self == .json ? .json : .binary }
    }

    init(transport: any Transport) { self.transport = transport }

    func enrol(_ request: EnrolRequest) async throws(Failed) -> EnrolResponse {
        try await ask("/v1/enrol", nil, { $0.encode(request) }) { codec, body throws(WireError) in
            try codec.enrolResponse(body)
        }
    }

    func sync(
        _ request: SyncRequest, _ credential: Credential
    ) async throws(Failed) -> SyncResponse {
        var request = request
        request.reads = .own
        let (body, asked) = try await post(
            "/v1/sync", .brief, credential: credential
        ) { [request] manner in
            manner == .brief
                ? BinaryCodec().encodeBriefly(request) : manner.form.codec.encode(request)
        }
        do {
            switch WireForm(of: body) {
            case .json: return try JSONCodec().syncResponse(body)
            case .binary: return try BinaryCodec().syncResponse(body, to: asked)
            }
        } catch {
            throw Failed(failure: .permanent(SyncErrors.notARelaisServer(error.reason)))
        }
    }

    func verify(
        _ request: VerifyRequest, _ credential: Credential
    ) async throws(Failed) -> VerifyResponse {
        try await ask("/v1/verify", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.verifyResponse(body)
        }
    }

    func records(
        _ request: RecordsRequest, _ credential: Credential
    ) async throws(Failed) -> RecordsResponse {
        try await ask("/v1/records", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.recordsResponse(body)
        }
    }

    func history(
        _ request: HistoryRequest, _ credential: Credential
    ) async throws(Failed) -> HistoryResponse {
        try await ask("/v1/history", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.historyResponse(body)
        }
    }

    func giveBack(
        _ request: ReturnRequest, _ credential: Credential
    ) async throws(Failed) -> ReturnResponse {
        try await ask("/v1/return", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.returnResponse(body)
        }
    }

    func mend(
        _ request: MendRequest, _ credential: Credential
    ) async throws(Failed) -> MendResponse {
        try await ask("/v1/mend", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.mendResponse(body)
        }
    }

    func fork(
        _ request: ForkRequest, _ credential: Credential
    ) async throws(Failed) -> ForkResponse {
        try await ask("/v1/fork", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.forkResponse(body)
        }
    }

    func receipt(
        _ request: ReceiptRequest, _ credential: Credential
    ) async throws(Failed) -> Receipt {
        try await ask("/v1/receipt", credential, { $0.encode(request) }) {
            codec, body throws(WireError) in
            try codec.receipt(body)
        }
    }

    /// Asks for another secret. Always in JSON.
    func token(_ secret: String, _ credential: Credential) async throws(Failed) {
        _ = try await tell("/v1/token", .object(["secret": .string(secret)]), credential)
    }

    /// Asks for something that is always said in JSON: administration, signing out.
    func tell(
        _ path: String, _ message: JSON, _ credential: Credential
    ) async throws(Failed) -> JSON {
        let response = try await send(path, message.bytes, .json, credential: credential)
        guard response.status == 200 else { throw Failed(failure: Remote.failure(of: response)) }
        guard let answer = try? JSON.parse(response.body) else {
            throw Failed(failure: .permanent(SyncErrors.notARelaisServer("JSON")))
        }
        return answer
    }

    /// Sends a message, and reads the answer in the form that it has.
    private func ask<Answer>(
        _ path: String, _ credential: Credential?, _ encode: (any MessageCodec) -> [UInt8],
        _ decode: (any MessageCodec, [UInt8]) throws(WireError) -> Answer
    ) async throws(Failed) -> Answer {
        let body = try await post(path, .binary, credential: credential) { manner in
            encode(manner.form.codec)
        }.answer
        do { return try decode(WireForm(of: body).codec, body) } catch {
            throw Failed(failure: .permanent(SyncErrors.notARelaisServer(error.reason)))
        }
    }

    /// Asks in the shortest manner that the server is not known not to read, and in the next one
    /// when it does not read that either.
    ///
    /// - Parameter shortest: in which the path may be asked at all.
    /// - Returns: the answer, and what it is an answer to.
    private func post(
        _ path: String, _ shortest: Manner, credential: Credential?,
        _ encode: (Manner) -> [UInt8]
    ) async throws(Failed) -> (answer: [UInt8], asked: [UInt8]) {
        var manner = max(manner.withLock { $0 }, shortest)
        while true {
            let asked = encode(manner)
            let response = try await send(path, asked, manner, credential: credential)
            if response.status == 200 { return (response.body, asked) }
            guard let next = Manner(rawValue: manner.rawValue + 1),
                Remote.isUnread(response, manner)
            else { throw Failed(failure: Remote.failure(of: response)) }
            manner = next
            self.manner.withLock { $0 = max($0, next) }
        }
    }

    /// Whether a server did not read what it was sent: a newer one says that it does not know the
    /// form, an older one takes it for JSON that is broken, and something between may not let pass
    /// what does not say what it is.
    private static func isUnread(_ response: TransportResponse, _ manner: Manner) -> Bool {
        switch response.status {
        case 400, 415: true
        case 403, 406: manner == .brief && (try? WireFailure(json: response.body)) == nil
        default: false
        }
    }

    private func send(
        _ path: String, _ body: [UInt8], _ manner: Manner, credential: Credential?
    ) async throws(Failed) -> TransportResponse {
        // Without a word of the answer it has the form of the request; both are read.
        var headers: [TransportHeader] = []
        if manner != .brief {
            headers.append(TransportHeader(name: "Content-Type", value: manner.form.mediaType))
        }
        if let credential {
            let value = manner == .brief ? credential.briefHeader : credential.header
            headers.append(TransportHeader(name: "Authorization", value: value))
        }
        do {
            return try await transport.send(
                TransportRequest(method: "POST", path: path, headers: headers, body: body))
        } catch {
            throw Failed(failure: Remote.failure(of: error))
        }
    }

    static func failure(of error: TransportError) -> SyncState.Failure {
        if let error = TrustErrors.error(of: error) { return .permanent(error) }
        return switch error.kind {
        case .invalidAddress: .permanent(SyncErrors.badAddress(error.detail))
        case .responseTooLarge: .permanent(SyncErrors.notARelaisServer(error.detail))
        default: .transient(SyncErrors.unreachable(error.detail), retryAfter: nil)
        }
    }

    static func failure(of response: TransportResponse) -> SyncState.Failure {
        let seconds = response.header("retry-after").flatMap { UInt64($0) }
        let retryAfter = seconds.map { min($0, 3600) * 1000 }
        guard let failure = try? WireFailure(json: response.body) else {
            // Not our server's error: a proxy's page, or something else that speaks HTTP.
            let error =
                response.status >= 500 || response.status == 429
                ? SyncErrors.serverFailed(response.status)
                : SyncErrors.notARelaisServer("HTTP \(response.status)")
            return error.isTransient
                ? .transient(error, retryAfter: retryAfter) : .permanent(error)
        }
        switch failure.code {
        case "too_large": return .tooLarge(failure.error)
        case "device_revoked": return .revoked(failure.error)
        case "client_too_old": return .clientTooOld(failure.error)
        case "device_forked": return .forked(failure.error)
        case "epoch_changed": return .epochChanged(failure.error)
        default:
            return failure.isTransient
                ? .transient(failure.error, retryAfter: retryAfter)
                : .permanent(failure.error)
        }
    }
}
