// Router: from a request to the handler that answers it. No socket: a test calls it as the server
// does.

package import Shared

/// Answers requests for the territories of a data folder.
package struct Router: Sendable {
    private let data: ServerData
    private let schema: Schema
    /// Who watches; told of every commit that this router makes.
    package let live: LiveHub
    private let pageBytes: Int
    private let limiter: RequestLimiter?

    /// - Parameter pageBytes: where a page of a pull ends; small in simulations, which want many.
    /// - Parameter limiter: how often clients may ask; as often as they like when `nil`.
    package init(
        data: ServerData, schema: Schema, live: LiveHub = LiveHub(),
        pageBytes: Int = WireLimits.pageBytes, limiter: RequestLimiter? = nil
    ) {
        self.limiter = limiter
        self.data = data
        self.schema = schema
        self.live = live
        self.pageBytes = pageBytes
    }

    /// Answers any request, gzipped or not; never throws.
    package func handle(_ request: HTTPRequest) -> HTTPResponse {
        let response = admitted(request)
        RefusalNotes(data: data).note(response, to: request)
        return response
    }

    /// Counts a refusal that no handler has seen.
    package func noteRefusal(_ response: HTTPResponse, from address: String) {
        let nothing = HTTPRequest(method: "", path: "", remoteAddress: address)
        RefusalNotes(data: data).note(response, to: nothing)
    }

    private func admitted(_ request: HTTPRequest) -> HTTPResponse {
        // Before anything is unpacked or read.
        if let wait = limiter?.admit(request) {
            return Router.response(ServerErrors.tooManyRequests(seconds: (wait + 999) / 1000))
        }
        return GzipCoding.around(
            maximumDecodedBytes: WireLimits.messageBytes, answer)(request)
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        do {
            do {
                return try route(request)
            } catch is NextSecretUsed {
                // Every route proves the device before it does anything: nothing is done twice.
                try TokenRotation(data: data).settle(try credential(request))
                return try route(request)
            }
        } catch let refusal as Refusal {
            if let finding = refusal.finding {
                RefusalNotes(data: data).note(finding, in: request)
            }
            return Router.response(refusal)
        } catch {
            data.report(error)
            return Router.response(StorageFailure.refusal(error))
        }
    }

    private func route(_ request: HTTPRequest) throws -> HTTPResponse {
        let askedIn = try form(of: request)
        let asked = askedIn.codec
        // Who says nothing of the answer is answered as they ask.
        let form = request.header("accept").map { WireForm(accept: $0, asked: askedIn) } ?? askedIn
        let codec = form.codec
        switch request.path {
        case "/v1/health": return try method("GET", request) { try health() }
        case "/v1/enrol":
            return try method("POST", request, form) {
                try enrol(try read(request, asked.enrolRequest), codec, request.remoteAddress)
            }
        case "/v1/sync":
            return try synchronise(request, asked, form)
        case "/v1/return":
            return try method("POST", request, form) {
                codec.encode(
                    try synchronisation.takeBack(
                        try read(request, asked.returnRequest), try credential(request)))
            }
        case "/v1/fork":
            return try method("POST", request, form) {
                codec.encode(
                    try synchronisation.fork(
                        try read(request, asked.forkRequest), try credential(request)))
            }
        case "/v1/mend":
            return try method("POST", request, form) {
                codec.encode(
                    try synchronisation.mend(
                        try read(request, asked.mendRequest), try credential(request)))
            }
        case "/v1/verify":
            return try method("POST", request, form) {
                let message = try read(request, asked.verifyRequest)
                return try asking(request) { territory, device, reader in
                    codec.encode(try Inspection(reader, device).verify(message))
                }
            }
        case "/v1/records":
            return try method("POST", request, form) {
                let message = try read(request, asked.recordsRequest)
                return try asking(request) { territory, device, reader in
                    codec.encode(try Inspection(reader, device).records(message))
                }
            }
        case "/v1/history":
            return try method("POST", request, form) {
                let message = try read(request, asked.historyRequest)
                return try asking(request) { territory, device, reader in
                    codec.encode(try Inspection(reader, device).history(message))
                }
            }
        case "/v1/receipt":
            return try method("POST", request, form) {
                codec.encode(try receipt(try read(request, asked.receiptRequest), request))
            }
        default: return try routeAccount(request)
        }
    }

    /// What concerns devices, people and accounts rather than records; always in JSON.
    private func routeAccount(_ request: HTTPRequest) throws -> HTTPResponse {
        switch request.path {
        case "/v1/token":
            return try method("POST", request) {
                try TokenRotation(data: data).rotate(request.body, try credential(request))
            }
        case "/v1/access":
            return try method("POST", request) {
                try AccessOpening(data: data, schema: schema).answer(
                    request.body, try credential(request))
            }
        case "/v1/sign-out":
            return try method("POST", request) {
                try SignOut(data: data).answer(
                    request.body, try credential(request))
            }
        case let path where path.hasPrefix(AdministrationRoutes.prefix):
            return try method("POST", request) {
                try AdministrationRoutes(data: data, schema: schema).answer(
                    path, request.body, try credential(request))
            }
        case "/v1/live":
            guard request.method == "GET" else { throw ServerErrors.methodNotAllowed }
            return try Watching(data: data, hub: live).answer(try credential(request))
        default: throw ServerErrors.notFound
        }
    }

    private var synchronisation: Synchronisation {
        Synchronisation(
            data: data, schema: schema, live: live, pageBytes: pageBytes)
    }

    private func synchronise(
        _ request: HTTPRequest, _ asked: any MessageCodec, _ form: WireForm
    ) throws -> HTTPResponse {
        var pieces: [HTTPResponse.Piece] = []
        var response = try method("POST", request, form) {
            var tables: BinaryTables?
            let message = try read(request) { bytes throws(WireError) in
                guard let asked = asked as? BinaryCodec else { return try asked.syncRequest(bytes) }
                let (message, own) = try asked.readRequest(bytes)
                if message.reads.contains(.tables) && form == .binary { tables = own }
                return message
            }
            let answer = try synchronisation.answer(message, try credential(request), in: form)
            if let tables, answer.blocks.isEmpty, answer.response.goesOn(with: tables) {
                return BinaryCodec().encode(answer.response, goingOnWith: tables)
            }
            if answer.blocks.isEmpty { return form.codec.encode(answer.response) }
            pieces = answer.pieces
            return []
        }
        response.pieces = pieces
        return response
    }

    private func method(
        _ name: String, _ request: HTTPRequest, _ form: WireForm = .json,
        _ body: () throws -> [UInt8]
    ) throws -> HTTPResponse {
        guard request.method == name || (name == "GET" && request.method == "HEAD") else {
            throw ServerErrors.methodNotAllowed
        }
        // Whoever does not say what the request is knows the answer by its first byte too.
        let isSaid =
            form == .json || request.header("content-type") != nil
            || request.header("accept") != nil
        return HTTPResponse(
            status: 200, headers: isSaid ? [("Content-Type", form.mediaType)] : [],
            body: try body())
    }

    /// The form that a request is in.
    private func form(of request: HTTPRequest) throws -> WireForm {
        let type = request.header("content-type")
        guard let form = WireForm(contentType: type, body: request.body) else {
            throw ServerErrors.unknownMediaType
        }
        return form
    }

    /// Reads a message from a request's body.
    private func read<Message>(
        _ request: HTTPRequest, _ decode: ([UInt8]) throws(WireError) -> Message
    ) throws -> Message {
        do { return try decode(request.body) } catch { throw ServerErrors.malformed(error.reason) }
    }

    private func asking<R>(
        _ request: HTTPRequest,
        _ body: (any TerritoryStorage, AuthenticatedDevice, any StorageReading) throws -> R
    ) throws -> R {
        let credential = try credential(request)
        let territory = try data.territory(credential.territory)
        guard let territory else { throw ServerErrors.unauthorised }
        return try territory.read { reader in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, reader, now: data.ports.now())
            return try body(territory, device, reader)
        }
    }

    private func receipt(
        _ message: ReceiptRequest, _ request: HTTPRequest
    ) throws -> Receipt {
        let territory = try credential(request).territory
        return try asking(request) { storage, device, reader in
            let content = try Inspection(reader, device).receipt(
                message, territory: territory, now: data.ports.now())
            return try ReceiptSigner(storage, ports: data.ports).sign(content)
        }
    }

    private func health() throws -> [UInt8] {
        JSON.object([
            "status": .string("ok"), "protocol": .integer(Int64(ProtocolVersion.current)),
            "schema": .integer(Int64(schema.version)),
        ]).bytes
    }

    private func enrol(
        _ message: EnrolRequest, _ codec: any MessageCodec, _ address: String
    ) throws -> [UInt8] {
        try Synchronisation.check(protocolVersion: message.protocolVersion)
        guard Accounts.isSecret(message.secret) else { throw ServerErrors.malformed("secret") }
        let source = RequestSource.name(address)
        let now = data.ports.now()
        if let wait = data.enrolments.withLock({ $0.ask(source, at: now) }) {
            throw ServerErrors.tooManyCodes(seconds: (wait + 999) / 1000)
        }
        guard let hash = EnrolmentCode.hash(message.code) else { throw ServerErrors.badCode }
        for (code, storage) in try data.territories() {
            let accounts = Accounts(storage: storage, ports: data.ports)
            let enrolled = try accounts.enrol(
                codeHash: hash, secret: message.secret, former: message.former)
            guard let enrolled else { continue }
            data.enrolments.withLock { $0.forgive(source) }
            let info = try storage.read { try $0.info() }
            return codec.encode(
                EnrolResponse(
                    territory: code, territoryName: info.name, replica: enrolled.device.replica,
                    user: enrolled.user.id, userName: enrolled.user.name,
                    organisation: enrolled.user.organisation.description,
                    role: enrolled.user.role.rawValue,
                    receiptKey: try ReceiptSigner(storage, ports: data.ports).key))
        }
        throw ServerErrors.badCode
    }

    /// Reads `Authorization: Bearer territory.replica.secret`.
    private func credential(_ request: HTTPRequest) throws -> DeviceCredential {
        guard let header = request.header("authorization"),
            let credential = DeviceCredential(header: header)
        else { throw ServerErrors.unauthorised }
        return credential
    }

    private static func response(_ refusal: Refusal) -> HTTPResponse {
        var headers = [("Content-Type", JSONCodec.mediaType)]
        if let seconds = refusal.retryAfterSeconds {
            headers.append(("Retry-After", String(seconds)))
        }
        return HTTPResponse(
            status: refusal.status, headers: headers, body: WireFailure(refusal.error).json)
    }
}

/// What a device proves itself with.
package struct DeviceCredential: Sendable {
    package let territory: String
    package let replica: Replica
    package let secret: String

    package init?(header: String) {
        let prefix = "Bearer ".utf8
        guard header.utf8.count <= 300, header.utf8.starts(with: prefix) else { return nil }
        // Bytes: to look for characters takes a tenth of an idle synchronisation.
        let parts = Array(header.utf8.dropFirst(prefix.count))
            .split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let text = { String(decoding: parts[$0], as: UTF8.self) }
        guard parts.count == 3, let replica = Replica(text(1)), replica > 0 else { return nil }
        territory = text(0)
        self.replica = replica
        // In hexadecimal digits, as it was given at the enrolment, or in two thirds of the bytes.
        secret = Base64.decode(parts[2], of: 32).map(Hex.encode) ?? text(2)
    }
}

extension SyncResponse {
    /// Whether it says enough of what its request has said for it to be worth looking that up.
    fileprivate func goesOn(with tables: BinaryTables) -> Bool {
        tables.count <= 64 * (records.count + 1)
    }
}
