// A device that says again, with its own secret, what it has never said: nothing is taken, the
// answer tells nothing new, and the audit says what it was.

import Server
import Shared
import Testing

struct AlteredTransactionTests {
    private let world: World
    private let asker: Asker
    private let first: [Transaction]
    private let other: Transaction

    init() throws {
        world = try World()
        asker = try Asker(world)
        let plot = world.data.ports.makeRecordID()
        let pusher = try Pusher(world)
        first = (0..<3).map { _ in pusher.make(plot) }
        other = pusher.make(plot)
        let answer = try JSONCodec().syncResponse(asker.sync(first).body)
        try #require(answer.nextNumber == 4)
    }

    private func chain(_ transactions: some Sequence<Transaction>) -> ChainHash {
        transactions.reduce(ChainHash.start) { $0.appending($1.hash) }
    }

    /// The answer to a push, and the lines that it leaves once its minute is over.
    private func push(
        _ transactions: [Transaction], after: UInt64, chain: ChainHash, last: UInt64? = nil,
        times: Int = 1
    ) throws -> [String] {
        let before = try contents()
        for _ in 0..<times {
            let answer = asker.post(
                "/v1/sync",
                JSONCodec().encode(
                    SyncRequest(
                        schema: 1, epoch: nil, after: after, chain: chain,
                        transactions: transactions, last: last, scopes: [])))
            expectRefusal(answer, 409, "device_forked")
        }
        #expect(try contents() == before)
        world.clock.advance(by: 60_000)
        return try world.audited { world.data.writeRefusals() }
    }

    private func contents() throws -> [String] {
        try world.administration.storage.read { reader in
            [
                "\(try reader.info().head)",
                "\(try reader.device(asker.replica).map { ($0.lastNumber, $0.chain) } as Any)",
                "\(try reader.quarantine().count)",
            ]
        }
    }

    @Test(arguments: 0..<3)
    func anotherContentUnderAKnownNumber(_ index: Int) throws {
        var altered = first
        altered[index] = other
        let subject = "transaction:\(asker.replica):\(index + 1)"
        #expect(
            try push(altered, after: 0, chain: .start) == [
                "source:127.0.0.1 request-refused \(subject) transaction_altered"
            ])
        // However often, it is one line.
        #expect(
            try push(
                Array(altered[index...]), after: UInt64(index), chain: chain(first[..<index]),
                times: 50) == [
                    "source:127.0.0.1 request-refused \(subject) transaction_altered x50"
                ])
    }

    @Test func anotherHistory() throws {
        let subject = "transaction:\(asker.replica):3"
        for transactions in [[], [other]] {
            #expect(
                try push(transactions, after: 3, chain: chain([other])) == [
                    "source:127.0.0.1 request-refused \(subject) history_altered"
                ])
        }
    }

    @Test func aShorterHistory() throws {
        #expect(
            try push([], after: 2, chain: chain(first[..<2]), last: 2) == [
                "source:127.0.0.1 request-refused transaction:\(asker.replica):3 "
                    + "history_shortened"
            ])
    }

    /// The coordinator of the device's organisation reads it, and nobody else's does.
    @Test func whoReadsIt() throws {
        _ = try push([other], after: 0, chain: .start, last: 3)
        let elsewhere = try world.makeOrganisation()
        for (organisation, isTold) in [(world.organisation, true), (elsewhere, false)] {
            let coordinator = try Asker(world, organisation: organisation, role: .coordinator)
            let answer = coordinator.post("/v1/admin/audit", JSON.object([:]).bytes)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(answer.status == 200)
            #expect(text.contains("transaction_altered") == isTold)
        }
    }
}
