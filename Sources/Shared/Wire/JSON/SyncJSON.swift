// The parts of POST /v1/sync as JSON, and how a response is put together from them.

struct SyncResponseParts {
    var epoch: Epoch?
    var forks: [Lineage.Fork] = []
    var head: UInt64?
    var time: UInt64?
    var acknowledgements: [Acknowledgement] = []
    var nextNumber: UInt64?
    var chain: ChainHash?
    var backedUp: Position?
    var decisions: [Decision] = []
    var scopes: [HeldScope] = []
    var isComplete: Bool?
    var replicas: [ReplicaInfo] = []
    var records: [RecordDelta] = []
    var gone: [GoneRecord] = []
    var digests: [ScopeDigest] = []
    var acts: UInt64?

    mutating func read(_ key: String, _ reader: inout WireReader) throws(WireError) -> Bool {
        switch key {
        case "epoch":
            epoch = try reader.epochValue()
            reader.epoch = epoch
        case "forks": forks = try reader.lineage().forks
        case "head": head = try reader.unsigned()
        case "time": time = try reader.unsigned()
        case "acknowledgements":
            acknowledgements = try reader.array(limit: WireLimits.transactions) {
                reader throws(WireError) in try reader.acknowledgement()
            }
        case "next_number": nextNumber = try reader.unsigned()
        case "chain": chain = try reader.chain()
        case "backed_up": backedUp = try reader.position()
        case "decisions":
            decisions = try reader.array(limit: WireLimits.transactions) {
                reader throws(WireError) in try reader.decision()
            }
        case "scopes":
            scopes = try reader.array(limit: WireLimits.scopes) { reader throws(WireError) in
                try reader.scope()
            }
        case "complete": isComplete = try reader.bool()
        case "replicas": replicas = try reader.replicas()
        case "records":
            records = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                try reader.record()
            }
        case "gone":
            gone = try reader.array(limit: 1_000_000) { reader throws(WireError) in
                try reader.gone()
            }
        case "acts": acts = try reader.unsigned()
        case "digests":
            digests = try reader.array(limit: WireLimits.scopes) { reader throws(WireError) in
                try reader.scopeDigest()
            }
        default: return false
        }
        return true
    }

    func response() throws(WireError) -> SyncResponse {
        SyncResponse(
            epoch: try required(epoch, "epoch"), lineage: Lineage(forks: forks),
            head: try required(head, "head"), time: try required(time, "time"),
            acknowledgements: acknowledgements,
            nextNumber: try required(nextNumber, "next_number"), chain: chain,
            backedUp: backedUp, decisions: decisions, scopes: scopes,
            isComplete: try required(isComplete, "complete"), records: records, gone: gone,
            replicas: replicas, digests: digests, acts: acts)
    }
}

extension WireWriter {
    mutating func lineage(_ lineage: Lineage) {
        key("forks")
        array(lineage.forks) { writer, fork in
            writer.row { writer in
                writer.string(fork.epoch.description)
                writer.string(fork.parent.description)
                writer.unsigned(fork.sequence)
            }
        }
    }

    mutating func replicas(_ replicas: [ReplicaInfo]) {
        key("replicas")
        array(replicas) { writer, info in
            writer.row { writer in
                writer.unsigned(UInt64(info.replica))
                writer.string(info.user)
                writer.string(info.userName)
            }
        }
    }

    mutating func address(_ address: DeliveryAddress) {
        row { writer in
            writer.unsigned(UInt64(address.replica))
            writer.unsigned(address.number)
        }
    }

    mutating func formerPlaces(_ former: FormerPlaces) {
        row { writer in
            writer.unsigned(former.number)
            writer.array(former.positions) { $0.position($1) }
        }
    }

    mutating func act(_ act: DeviceAct) {
        row { writer in
            writer.unsigned(act.number)
            writer.unsigned(act.at)
            writer.string(act.kind)
            writer.string(act.name)
            writer.value(act.id.map { .text($0.description) } ?? .null)
            writer.unsigned(act.count)
        }
    }

    mutating func decision(_ decision: Decision) {
        row { writer in
            writer.unsigned(UInt64(decision.address.replica))
            writer.unsigned(decision.address.number)
            writer.string(decision.kind.rawValue)
        }
    }

    mutating func gone(_ gone: GoneRecord) {
        row { writer in
            writer.string(gone.key.collection)
            writer.string(gone.key.id.description)
            writer.string(gone.scope)
        }
    }

    mutating func scope(_ scope: HeldScope) {
        object { writer in
            writer.field("name", scope.name)
            writer.field("floor", scope.floor)
            if let page = scope.page { writer.field("page", page) }
        }
    }

    mutating func acknowledgement(_ acknowledgement: Acknowledgement) {
        object { writer in
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                writer.field("first", first)
                writer.field("count", count)
                writer.field("sequence", sequence)
            case .quarantined(let number, let code, let message):
                writer.field("number", number)
                writer.field("code", code)
                writer.field("message", message)
            }
        }
    }
}

extension WireReader {
    mutating func lineage() throws(WireError) -> Lineage {
        Lineage(
            forks: try array(limit: WireLimits.forks) { reader throws(WireError) in
                try reader.fork()
            })
    }

    mutating func replicas() throws(WireError) -> [ReplicaInfo] {
        try array(limit: 1_000_000) { reader throws(WireError) in try reader.replicaInfo() }
    }

    mutating func chain() throws(WireError) -> ChainHash {
        guard let chain = ChainHash(Hex.decode(try string(limit: 64)) ?? []) else {
            throw WireError("a bad chain hash")
        }
        return chain
    }

    mutating func formerPlaces() throws(WireError) -> FormerPlaces {
        try tuple { reader throws(WireError) in
            try reader.next()
            let number = try reader.unsigned()
            try reader.next()
            let positions = try reader.places(limit: WireLimits.formerPlaces)
            guard !positions.isEmpty else { throw WireError("a former place that is none") }
            return FormerPlaces(number: number, positions: positions)
        }
    }

    mutating func address() throws(WireError) -> DeliveryAddress {
        try tuple { reader throws(WireError) in
            try reader.next()
            let replica = try reader.replica()
            try reader.next()
            return DeliveryAddress(replica: replica, number: try reader.unsigned())
        }
    }

    mutating func act() throws(WireError) -> DeviceAct {
        try tuple { reader throws(WireError) in
            try reader.next()
            let number = try reader.unsigned()
            try reader.next()
            let at = try reader.unsigned()
            try reader.next()
            let kind = try reader.name()
            try reader.next()
            let name = try reader.name()
            try reader.next()
            let id = try reader.isNull() ? nil : try reader.recordID()
            try reader.next()
            return DeviceAct(
                number: number, at: at, kind: kind, name: name, id: id,
                count: try reader.unsigned())
        }
    }

    mutating func decision() throws(WireError) -> Decision {
        try tuple { reader throws(WireError) in
            try reader.next()
            let replica = try reader.replica()
            try reader.next()
            let address = DeliveryAddress(replica: replica, number: try reader.unsigned())
            try reader.next()
            guard let kind = Decision.Kind(rawValue: try reader.string(limit: 20)) else {
                throw WireError("an unknown decision")
            }
            return Decision(address: address, kind: kind)
        }
    }

    mutating func gone() throws(WireError) -> GoneRecord {
        try tuple { reader throws(WireError) in
            try reader.next()
            let key = RecordKey(collection: try reader.name(), id: try reader.nextID())
            try reader.next()
            return GoneRecord(key: key, scope: try reader.name())
        }
    }

    mutating func scopeDigest() throws(WireError) -> ScopeDigest {
        try tuple { reader throws(WireError) in
            try reader.next()
            let name = try reader.name()
            try reader.next()
            return ScopeDigest(name: name, digest: try reader.digest())
        }
    }

    mutating func scope() throws(WireError) -> HeldScope {
        var name: String?
        var floor: Position?
        var page: UInt64?
        try object { reader, key throws(WireError) in
            switch key {
            case "name": name = try reader.name()
            case "floor": floor = try reader.position()
            case "page": page = try reader.unsigned()
            default: return false
            }
            return true
        }
        return HeldScope(name: try required(name, "name"), floor: floor, page: page)
    }

    mutating func fork() throws(WireError) -> Lineage.Fork {
        try tuple { reader throws(WireError) in
            try reader.next()
            let epoch = try reader.epochValue()
            try reader.next()
            let parent = try reader.epochValue()
            try reader.next()
            return Lineage.Fork(epoch: epoch, parent: parent, sequence: try reader.unsigned())
        }
    }

    mutating func replicaInfo() throws(WireError) -> ReplicaInfo {
        try tuple { reader throws(WireError) in
            try reader.next()
            let replica = try reader.replica()
            try reader.next()
            let user = try reader.string(limit: 200)
            try reader.next()
            return ReplicaInfo(
                replica: replica, user: user, userName: try reader.string(limit: 1_000))
        }
    }

    mutating func acknowledgement() throws(WireError) -> Acknowledgement {
        var first: UInt64?
        var count: Int?
        var sequence: UInt64?
        var number: UInt64?
        var code = ""
        var message = Phrase(fr: "", en: "")
        try object { reader, key throws(WireError) in
            switch key {
            case "first": first = try reader.unsigned()
            case "count": count = try reader.integer(1...WireLimits.transactions)
            case "sequence": sequence = try reader.unsigned()
            case "number": number = try reader.unsigned()
            case "code": code = try reader.string(limit: 200)
            case "message": message = try reader.phrase()
            default: return false
            }
            return true
        }
        if let number { return .quarantined(number: number, code: code, message: message) }
        return .accepted(
            first: try required(first, "first"), count: try required(count, "count"),
            sequence: try required(sequence, "sequence"))
    }
}
