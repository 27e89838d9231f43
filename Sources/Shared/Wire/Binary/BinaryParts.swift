// The parts that several messages have, in the binary form.

extension BinaryWriter {
    /// The epoch of the message's own sequence numbers.
    mutating func line(_ epoch: Epoch?) {
        self.epoch(epoch)
        lineEpoch = epoch
    }

    mutating func fork(_ fork: Lineage.Fork) {
        epoch(fork.epoch)
        epoch(fork.parent)
        sequence(fork.sequence)
    }

    mutating func scope(_ scope: HeldScope) {
        name(scope.name)
        position(scope.floor)
        byte(scope.page == nil ? 0 : 1)
        if let page = scope.page { sequence(page) }
    }

    mutating func address(_ address: DeliveryAddress) {
        unsigned(UInt64(address.replica))
        unsigned(address.number)
    }

    mutating func formerPlaces(_ former: FormerPlaces) {
        unsigned(former.number)
        list(former.positions) { $0.position($1) }
    }

    mutating func act(_ act: DeviceAct) {
        unsigned(act.number)
        unsigned(act.at)
        name(act.kind)
        name(act.name)
        byte(act.id == nil ? 0 : 1)
        if let id = act.id { self.id(id) }
        unsigned(act.count)
    }

    mutating func acknowledgement(_ acknowledgement: Acknowledgement) {
        switch acknowledgement {
        case .accepted(let first, let count, let sequence):
            byte(0)
            unsigned(first)
            unsigned(UInt64(count))
            self.sequence(sequence)
        case .quarantined(let number, let code, let message):
            byte(1)
            unsigned(number)
            text(code)
            phrase(message)
        }
    }

    mutating func decision(_ decision: Decision) {
        address(decision.address)
        switch decision.kind {
        case .accepted: byte(0)
        case .corrected: byte(1)
        case .dismissed: byte(2)
        }
    }

    mutating func replicaInfo(_ info: ReplicaInfo) {
        unsigned(UInt64(info.replica))
        text(info.user)
        plain(info.userName)
    }
}

extension BinaryReader {
    mutating func line() throws(ByteError) -> Epoch? {
        lineEpoch = try epoch()
        return lineEpoch
    }

    mutating func someLine() throws(ByteError) -> Epoch {
        guard let epoch = try line() else { throw failure(.badTag) }
        return epoch
    }

    mutating func lineage() throws(ByteError) -> Lineage {
        let forks = try list(limit: WireLimits.forks, cost: 40, isOptional: true) {
            reader throws(ByteError) in
            Lineage.Fork(
                epoch: try reader.someEpoch(), parent: try reader.someEpoch(),
                sequence: try reader.sequence())
        }
        try requireOrder(forks) { $0.epoch < $1.epoch }
        return Lineage(forks: forks)
    }

    mutating func scopes() throws(ByteError) -> [HeldScope] {
        try list(limit: WireLimits.scopes, cost: 20, isOptional: true) {
            reader throws(ByteError) in
            HeldScope(
                name: try reader.name(), floor: try reader.position(),
                page: try reader.bool() ? try reader.sequence() : nil)
        }
    }

    mutating func address() throws(ByteError) -> DeliveryAddress {
        DeliveryAddress(replica: try replica(), number: try unsigned())
    }

    mutating func formerPlaces() throws(ByteError) -> FormerPlaces {
        FormerPlaces(
            number: try unsigned(), positions: try places(limit: WireLimits.formerPlaces))
    }

    mutating func act() throws(ByteError) -> DeviceAct {
        DeviceAct(
            number: try unsigned(), at: try unsigned(), kind: try name(), name: try name(),
            id: try bool() ? try id() : nil, count: try unsigned())
    }

    mutating func acknowledgements(_ limit: Int) throws(ByteError) -> [Acknowledgement] {
        try list(limit: limit, cost: 30, isOptional: true) { reader throws(ByteError) in
            guard try reader.bool() else {
                return .accepted(
                    first: try reader.unsigned(),
                    count: try reader.integer(1...WireLimits.transactions),
                    sequence: try reader.sequence())
            }
            return .quarantined(
                number: try reader.unsigned(), code: try reader.text(limit: 200),
                message: try reader.phrase())
        }
    }

    mutating func decision() throws(ByteError) -> Decision {
        let address = try address()
        switch try byte() {
        case 0: return Decision(address: address, kind: .accepted)
        case 1: return Decision(address: address, kind: .corrected)
        case 2: return Decision(address: address, kind: .dismissed)
        default: throw failure(.badTag)
        }
    }

    mutating func replicas() throws(ByteError) -> [ReplicaInfo] {
        try list(limit: 1_000_000, cost: 8, isOptional: true) { reader throws(ByteError) in
            ReplicaInfo(
                replica: try reader.replica(), user: try reader.text(limit: 200),
                userName: try reader.plain(limit: 1_000))
        }
    }

    mutating func keys(
        limit: Int = WireLimits.recordsInRequest
    ) throws(ByteError) -> [RecordKey] {
        try list(limit: limit, cost: 40, isOptional: true) {
            reader throws(ByteError) in try reader.key()
        }
    }
}
