// AdministrationRoutes: POST /v1/admin/…: what a coordinator does with their own organisation, with
// the secret of their own device. Always in JSON, and never more than `relais-server` does, whose
// operations these are.

import Shared

struct AdministrationRoutes {
    static let prefix = "/v1/admin/"
    /// The largest question.
    private static let maximumBytes = 64 << 10
    /// The most corrections of one refused change, and the most lines of the audit at once.
    private static let maximumItems = 1_000

    let data: ServerData
    let schema: Schema

    /// One request of a coordinator.
    fileprivate struct Request {
        let message: JSON
        let territory: String
        let storage: SQLiteTerritoryStorage
        let by: Administrator
        /// The coordinator's own organisation: the only one that anything is done in.
        let organisation: RecordID
    }

    func answer(
        _ path: String, _ body: [UInt8], _ credential: DeviceCredential
    ) throws -> [UInt8] {
        guard let act = acts[String(path.dropFirst(AdministrationRoutes.prefix.count))] else {
            throw ServerErrors.notFound
        }
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        let device = try storage.read { reader in
            try Accounts.authenticate(credential.replica, secret: credential.secret, reader)
        }
        let by = try Administrator(device)
        guard body.count <= AdministrationRoutes.maximumBytes,
            let message = try? JSON.parse(body), case .object = message
        else { throw ServerErrors.malformed("administration") }
        let request = Request(
            message: message, territory: credential.territory, storage: storage, by: by,
            organisation: device.user.organisation)
        do {
            return try act(request).bytes
        } catch let error as RelaisError {
            throw Refusal(AdministrationRoutes.status(of: error), error)
        }
    }

    /// What cannot be found is not told apart from what is another organisation's. A field or a
    /// code that the schema does not know is nothing that was looked for.
    private static func status(of error: RelaisError) -> Int {
        notFound.contains(error.code) ? 404 : 409
    }

    private static let notFound: Set = [
        "unknown_organisation", "unknown_user", "unknown_portfolio", "unknown_access",
        "unknown_territory", "unknown_device", "unknown_refusal", "unknown_sealed",
    ]

    private var acts: [String: (Request) throws -> JSON] {
        [
            "invite": invite, "devices": devices, "revoke": revoke, "users": users,
            "role": role, "leave": leave, "portfolios": portfolios,
            "portfolio": createPortfolio, "hand-over": handOver, "quarantine": quarantine,
            "decide": decide, "audit": audit, "overview": overview, "accesses": accesses,
            "end-access": endAccess,
        ]
    }

    // MARK: Accounts

    private func invite(_ request: Request) throws -> JSON {
        let accounts = Accounts(storage: request.storage, ports: data.ports, by: request.by)
        if let user = try request.text("user") {
            return AdministrationDocuments.invitation(try accounts.invite(user: user))
        }
        return AdministrationDocuments.invitation(
            try accounts.invite(
                name: try request.required("name"), organisation: request.organisation,
                role: try role(in: request)))
    }

    private func devices(_ request: Request) throws -> JSON {
        let devices = try oversight(request).devices(silentFor: try request.number("silent"))
        return .object(["devices": .array(devices.map { AdministrationDocuments.device($0) })])
    }

    private func revoke(_ request: Request) throws -> JSON {
        let device = try administration(request).revoke(
            try request.replica(), isLost: try request.flag("lost"))
        let overseen = try oversight(request).device(device.replica)
        let rows = [overseen].compactMap(\.self).map { AdministrationDocuments.device($0) }
        return .object(["devices": .array(rows)])
    }

    private func users(_ request: Request) throws -> JSON {
        let users = try oversight(request).users()
        return .object([
            "users": .array(users.map { AdministrationDocuments.user($0.user, $0.devices) })
        ])
    }

    private func role(_ request: Request) throws -> JSON {
        let user = try administration(request).setRole(
            try role(in: request), of: try request.required("user"))
        return .object(["user": .string(user.id), "role": .string(user.role.rawValue)])
    }

    private func leave(_ request: Request) throws -> JSON {
        let (user, devices) = try administration(request).depart(try request.required("user"))
        return .object([
            "user": .string(user.id),
            "revoked": .array(devices.map { .integer(Int64($0.replica)) }),
        ])
    }

    private func role(in request: Request) throws -> Role {
        guard let role = Role(rawValue: try request.required("role")) else {
            throw ServerErrors.malformed("role")
        }
        return role
    }

    // MARK: Portfolios

    private func portfolios(_ request: Request) throws -> JSON {
        let portfolios = try administration(request).portfolios()
        return .object([
            "portfolios": .array(portfolios.map { AdministrationDocuments.portfolio($0.0, $0.1) })
        ])
    }

    private func createPortfolio(_ request: Request) throws -> JSON {
        let portfolio = try administration(request).createPortfolio(
            organisation: request.organisation, name: try request.required("name"),
            holder: try request.text("holder"))
        return .object(["portfolio": .string(portfolio.id.description)])
    }

    private func handOver(_ request: Request) throws -> JSON {
        guard let id = RecordID(try request.required("portfolio")) else {
            throw ServerErrors.malformed("portfolio")
        }
        let portfolio = try administration(request).handOver(
            id, to: try request.required("holder"))
        return .object([
            "portfolio": .string(id.description), "holder": .string(portfolio.holder ?? ""),
        ])
    }

    // MARK: Quarantine

    private func quarantine(_ request: Request) throws -> JSON {
        let quarantines = quarantines(request)
        func author(_ replica: Replica) throws -> User? {
            try request.storage.read { reader in
                try reader.device(replica).flatMap { try reader.user($0.user) }
            }
        }
        func both(_ phrase: Phrase) -> JSON {
            .object(["fr": .string(phrase.french), "en": .string(phrase.english)])
        }
        let waiting = try quarantines.waiting().map { refused in
            AdministrationDocuments.refused(
                refused, by: try author(refused.replica), territory: request.territory,
                message: both(refused.message),
                RefusedContents(refused, schema))
        }
        let sealed = try sealedRecords(request).waiting().map { record in
            AdministrationDocuments.sealed(
                record, by: try author(record.replica), territory: request.territory,
                message: both(record.message))
        }
        return .object(["transactions": .array(waiting), "sealed": .array(sealed)])
    }

    private func decide(_ request: Request) throws -> JSON {
        let text = try request.required("id")
        if let address = SealedAddress(text) { return try decide(address, text, request) }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let replica = Replica(parts[0]), let number = UInt64(parts[1])
        else { throw ServerErrors.malformed("id") }
        let address = DeliveryAddress(replica: replica, number: number)
        let quarantines = quarantines(request)
        guard let decision = Decision.Kind(rawValue: try request.required("decision")) else {
            throw ServerErrors.malformed("decision")
        }
        let released: Int
        switch decision {
        case .accepted: released = try quarantines.accept(address)
        case .corrected:
            released = try quarantines.correct(
                address, record: try request.record(), try request.corrections())
        case .dismissed:
            try quarantines.dismiss(address)
            released = 0
        }
        return .object([
            "id": .string(text), "decision": .string(decision.rawValue),
            "released": .integer(Int64(released)),
        ])
    }

    private func decide(
        _ address: SealedAddress, _ text: String, _ request: Request
    ) throws -> JSON {
        let decision = try request.required("decision")
        switch Decision.Kind(rawValue: decision) {
        case .accepted: try sealedRecords(request).accept(address)
        case .dismissed: try sealedRecords(request).dismiss(address)
        case .corrected: throw SealedRecords.notCorrectable
        case nil: throw ServerErrors.malformed("decision")
        }
        return .object([
            "id": .string(text), "decision": .string(decision),
            "released": .integer(decision == Decision.Kind.accepted.rawValue ? 1 : 0),
        ])
    }

    // MARK: Looking

    private func audit(_ request: Request) throws -> JSON {
        let limit = min(
            Int(clamping: try request.number("limit") ?? 100), AdministrationRoutes.maximumItems)
        let since = try request.number("since") ?? 0
        let lines = try OrganisationAudit(request.organisation, request.storage)
            .lines(last: limit, since: since)
        return .object(["lines": .array(lines.map(AdministrationDocuments.line))])
    }

    private func overview(_ request: Request) throws -> JSON {
        let days = try request.number("days") ?? Oversight.usualDays
        return AdministrationDocuments.overview(
            try oversight(request).overview(silentFor: days), days: days)
    }

    private func accesses(_ request: Request) throws -> JSON {
        let opened = try oversight(request).accesses()
        return .object([
            "exceptionalAccesses": .array(
                opened.map { AdministrationDocuments.access($0.access, by: $0.user) })
        ])
    }

    private func endAccess(_ request: Request) throws -> JSON {
        let portfolio = try request.text("portfolio").map { text throws in
            guard let id = RecordID(text) else { throw ServerErrors.malformed("portfolio") }
            return id
        }
        let replica = try request.replica()
        let ended = try administration(request).endAccess(of: replica, to: portfolio)
        let user = try oversight(request).device(replica)?.user
        return .object([
            "exceptionalAccesses": .array(
                ended.map { AdministrationDocuments.access($0, by: user) })
        ])
    }

    private func administration(_ request: Request) -> Administration {
        Administration(
            storage: request.storage, ports: data.ports, schema: schema, by: request.by)
    }

    private func quarantines(_ request: Request) -> Quarantines {
        Quarantines(storage: request.storage, ports: data.ports, schema: schema, by: request.by)
    }

    private func sealedRecords(_ request: Request) -> SealedRecords {
        SealedRecords(
            storage: request.storage, ports: data.ports, schema: schema, by: request.by)
    }

    private func oversight(_ request: Request) -> Oversight {
        Oversight(storage: request.storage, ports: data.ports, by: request.by)
    }
}

extension AdministrationRoutes.Request {
    /// A text; `nil` when it is not there.
    fileprivate func text(_ key: String) throws -> String? {
        switch message[key] {
        case nil, .null: return nil
        case .string(let text) where !text.isEmpty && text.utf8.count <= 1_000: return text
        default: throw ServerErrors.malformed(key)
        }
    }

    fileprivate func required(_ key: String) throws -> String {
        guard let text = try text(key) else { throw ServerErrors.malformed(key) }
        return text
    }

    fileprivate func number(_ key: String) throws -> UInt64? {
        switch message[key] {
        case nil, .null: return nil
        case .integer(let number) where number >= 0: return UInt64(number)
        default: throw ServerErrors.malformed(key)
        }
    }

    fileprivate func flag(_ key: String) throws -> Bool {
        switch message[key] {
        case nil, .null: return false
        case .bool(let flag): return flag
        default: throw ServerErrors.malformed(key)
        }
    }

    fileprivate func replica() throws -> Replica {
        guard let replica = try number("replica").flatMap({ Replica(exactly: $0) }) else {
            throw ServerErrors.malformed("replica")
        }
        return replica
    }

    /// `"record":["person","0192…"]`.
    fileprivate func record() throws -> RecordKey? {
        switch message["record"] {
        case nil, .null: return nil
        case .array(let parts):
            guard parts.count == 2, case .string(let collection) = parts[0],
                case .string(let text) = parts[1], let id = RecordID(text)
            else { break }
            return RecordKey(collection: collection, id: id)
        default: break
        }
        throw ServerErrors.malformed("record")
    }

    /// `"corrections":["phone=…"]`, as `relais-server quarantine correct` reads them.
    fileprivate func corrections() throws -> [Correction] {
        guard case .array(let texts)? = message["corrections"], texts.count <= 1_000 else {
            throw ServerErrors.malformed("corrections")
        }
        return try texts.map { text in
            guard case .string(let text) = text, let correction = Correction(text) else {
                throw ServerErrors.malformed("corrections")
            }
            return correction
        }
    }
}
