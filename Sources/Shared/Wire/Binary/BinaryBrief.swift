// BinaryBrief: a request of POST /v1/sync that names its scopes as what they are rather than by
// their texts. It says the same as the other one, and leaves the same tables behind, so that an
// answer names the scopes by their places in them.

extension BinaryForm {
    /// The bits before a scope of a brief request: what it is, and whether it has a page.
    enum ScopeFlag {
        static let territory: UInt8 = 0
        static let organisation: UInt8 = 1
        static let portfolio: UInt8 = 2
        static let sponsor: UInt8 = 3
        /// Of a kind that this program does not know: by its name.
        static let named: UInt8 = 4
        static let kinds: UInt8 = 7
        static let hasPage: UInt8 = 8
        static let all: UInt8 = 15
    }
}

extension BinaryCodec {
    /// Whether a message says that it is a brief request.
    package func isBrief(_ bytes: [UInt8]) -> Bool {
        BinaryForm.kind(of: bytes) == .briefSyncRequest
    }

    /// Writes a request briefly, to a server that has answered such a one.
    package func encodeBriefly(_ message: SyncRequest) -> [UInt8] {
        write(.briefSyncRequest) { $0.syncRequest(message) { $0.briefScope($1) } }
    }
}

extension BinaryWriter {
    fileprivate mutating func briefScope(_ scope: HeldScope) {
        let page: UInt8 = scope.page == nil ? 0 : BinaryForm.ScopeFlag.hasPage
        let place = ScopeName(scope.name)
        switch place?.audience {
        case .territory: byte(BinaryForm.ScopeFlag.territory | page)
        case .organisation(let id): identified(BinaryForm.ScopeFlag.organisation | page, id)
        case .portfolio(let id): identified(BinaryForm.ScopeFlag.portfolio | page, id)
        case .sponsor(let id): identified(BinaryForm.ScopeFlag.sponsor | page, id)
        case nil:
            byte(BinaryForm.ScopeFlag.named | page)
            name(scope.name)
        }
        if place != nil { know(scope.name) }
        position(scope.floor)
        if let page = scope.page { sequence(page) }
    }

    private mutating func identified(_ flags: UInt8, _ id: RecordID) {
        byte(flags)
        self.id(id)
    }
}

extension BinaryReader {
    mutating func briefScopes() throws(ByteError) -> [HeldScope] {
        try list(limit: WireLimits.scopes, cost: 20, isOptional: true) {
            reader throws(ByteError) in
            let flags = try reader.flags(BinaryForm.ScopeFlag.all)
            let name = try reader.briefScope(flags & BinaryForm.ScopeFlag.kinds)
            return HeldScope(
                name: name, floor: try reader.position(),
                page: flags & BinaryForm.ScopeFlag.hasPage == 0 ? nil : try reader.sequence())
        }
    }

    private mutating func briefScope(_ kind: UInt8) throws(ByteError) -> String {
        let place: ScopeName
        switch kind {
        case BinaryForm.ScopeFlag.territory: place = .territory
        case BinaryForm.ScopeFlag.organisation: place = .organisation(try id())
        case BinaryForm.ScopeFlag.portfolio: place = .portfolio(try id())
        case BinaryForm.ScopeFlag.sponsor: place = .sponsor(try id())
        case BinaryForm.ScopeFlag.named:
            let name = try name()
            guard ScopeName(name) == nil else { throw failure(.notCanonical) }
            return name
        default: throw failure(.badTag)
        }
        try charge(place.description.utf8.count)
        know(place.description)
        return place.description
    }
}
