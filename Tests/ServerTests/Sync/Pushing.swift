// Pushing: a device reduced to its numbers and chain, for tests of the sequencer itself.

import Server
import Shared

/// One device that pushes what the test tells it to.
final class Pusher {
    let world: World
    let replica: Replica
    let secret: String
    let user: String
    private(set) var transactions: [Transaction] = []
    private(set) var chains: [ChainHash] = [.start]

    /// - Parameters:
    ///   - role: of the device's user.
    ///   - user: whose device it is; a new user's when it is left out.
    ///   - former: what it says that it was enrolled as before.
    init(
        _ world: World, role: Role = .mediator, user: String? = nil,
        former: EnrolRequest.Former? = nil
    ) throws {
        self.world = world
        let secret = Hex.encode(world.data.ports.randomBytes(32))
        self.secret = secret
        let accounts = Accounts(storage: world.administration.storage, ports: world.data.ports)
        let code =
            try user.map { try accounts.invite(user: $0) }
            ?? accounts.invite(name: "Pusher", organisation: world.organisation, role: role)
        let enrolled = try accounts.enrol(
            codeHash: EnrolmentCode.hash(code.code) ?? [], secret: secret, former: former)
        replica = enrolled?.device.replica ?? 0
        self.user = code.user
    }

    /// Adds a transaction to what can be pushed.
    func add(_ transaction: Transaction) {
        transactions.append(transaction)
        chains.append(chains[chains.count - 1].appending(transaction.hash))
    }

    /// A transaction that writes one field of one record.
    func make(
        _ id: RecordID, _ field: String = "visits", _ change: FieldChange = .increment(1),
        collection: String = "plot", base: Base = .none, stamp: UInt64? = nil
    ) -> Transaction {
        let ports = world.data.ports
        return Transaction(
            id: TransactionID(ports.random()),
            stamp: Stamp(milliseconds: stamp ?? ports.now()), schema: 1, seen: nil,
            records: [
                RecordChange(
                    collection: collection, id: id, base: base,
                    action: .write([RecordChange.Edit(field: field, change: change)]))
            ])
    }

    /// Pushes the transactions `after + 1` … `through`.
    func push(after: UInt64, through: UInt64) throws -> Sequencer.Answer {
        try push(
            Array(transactions[Int(after)..<Int(through)]), after: after,
            chain: chains[Int(after)])
    }

    /// - Parameter former: where they stood on lines that were left.
    func push(
        _ transactions: [Transaction], former: [FormerPlaces] = [], after: UInt64,
        chain: ChainHash
    ) throws -> Sequencer.Answer {
        try world.administration.storage.write { writer in
            let device = try Accounts.authenticate(replica, secret: secret, writer)
            var sequencer = try Sequencer(
                writer, device, schema: world.schema, now: world.clock.now())
            return try sequencer.push(
                transactions, former: former, after: after, chain: chain)
        }
    }

    /// - Parameter epoch: the one that the pages are in; the server's own when it is left out.
    func page(
        _ held: [HeldScope], epoch: Epoch? = nil, maximumBytes: Int = WireLimits.pageBytes
    ) throws -> Puller.Page {
        try world.administration.storage.read { reader in
            let device = try Accounts.authenticate(replica, secret: secret, reader)
            return try Puller(reader, device, maximumBytes: maximumBytes)
                .page(for: held, in: epoch ?? reader.info().epoch)
        }
    }

    /// Pulls page after page until the end, and returns the floors to hold then.
    func pull(
        from held: [HeldScope] = [], maximumBytes: Int = WireLimits.pageBytes,
        _ each: (Puller.Page) throws -> Void = { _ in }
    ) throws -> [HeldScope] {
        var held = held
        while true {
            let page = try page(held, maximumBytes: maximumBytes)
            try each(page)
            if page.isComplete {
                let head = Position(epoch: page.info.epoch, sequence: page.info.head)
                return page.scopes.map { HeldScope(name: $0.name, floor: head) }
            }
            held = page.scopes
        }
    }
}
