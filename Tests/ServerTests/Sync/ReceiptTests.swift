// Receipts: what the server signs is what it durably holds, and what it does not hold is named.

import ClientCore
import FoundationEssentials
import SQLite
import Server
import Shared
import Cryptography
import Testing

private struct Verifier: ReceiptVerifier {
    func isValid(signature: [UInt8], over message: [UInt8], by publicKey: [UInt8]) -> Bool {
        SigningKey.isValid(signature: signature, over: message, by: publicKey)
    }
}

extension TestDevice {
    fileprivate func receipt(_ id: RecordID) throws -> ReceiptCheck? {
        try store.receipt(for: "plot", id, verifier: Verifier())
    }

    /// A plot with so many diaries, and the wish for a receipt of it, as one action.
    fileprivate func plot(diaries count: Int) throws -> (RecordID, [RecordID]) {
        try store.write { transaction in
            let plot = transaction.create("plot", ["name": .assign(.text("p"))])
            let diaries = (0..<count).map { number in
                transaction.create(
                    "diary",
                    [
                        "text": .assign(.text("\(number)")),
                        "plot": .assign(.text(plot.description)),
                    ])
            }
            transaction.awaitReceipt(for: "plot", plot)
            return (plot, diaries)
        }
    }

    /// Changes the receipt that the store keeps, as somebody with the file could.
    fileprivate func forge(_ change: (inout Receipt) -> Void) throws {
        let connection = try Connection(path: folder + "/relais.sqlite", mode: .readWrite)
        var body: [UInt8] = []
        try connection.rows("SELECT body FROM relais_receipt", []) { body = $0.bytes(0) }
        var receipt = try JSONCodec().receipt(body)
        change(&receipt)
        try connection.run(
            "UPDATE relais_receipt SET body = ?", [.blob(JSONCodec().encode(receipt))])
    }
}

@Suite("Receipts")
struct ReceiptTests {
    @Test func syncingBringsTheReceiptThatWasAskedForOnce() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, _) = try anna.plot(diaries: 16)
        #expect(try anna.receipt(plot) == nil)
        #expect(try anna.store.awaitsReceipt(for: "plot", plot))
        let report = try await anna.sync()
        #expect(report.receipts.map(\.id) == [plot])
        let check = try #require(try anna.receipt(plot))
        #expect(check.recorded == 17 && check.received == 17 && check.toReview == 0)
        #expect(check.isSigned && check.isComplete)
        #expect(check.head == 1 && check.epoch == report.status.epoch)
        #expect(check.time.milliseconds == Int64(world.clock.now()))
        #expect(try await anna.sync().receipts.isEmpty)
    }

    /// What another device noted of the same plot is covered too, once it is here.
    @Test func whatOthersNotedIsCovered() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let (plot, _) = try anna.plot(diaries: 1)
        try await anna.sync()
        try await badr.sync()
        _ = try badr.create(
            "diary", ["text": .assign(.text("b")), "plot": .assign(.text(plot.description))])
        try await badr.sync()
        try await anna.engine.fetchReceipt(for: "plot", plot)
        let check = try #require(try anna.receipt(plot))
        #expect(check.recorded == 3 && check.isComplete)
    }

    @Test func whatIsNotProvenIsNamedWithWhy() async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let (plot, diaries) = try anna.plot(diaries: 4)
        try await anna.sync()
        try world.damageRecord(diaries[0], like: nil)
        try await anna.engine.fetchReceipt(for: "plot", plot)
        var check = try #require(try anna.receipt(plot))
        #expect(check.missing.map(\.id) == [diaries[0]])
        #expect(check.missing.map(\.why) == [.notHeld])
        #expect(check.received == 4 && check.isSigned && !check.isComplete)
        #expect(try anna.store.awaitsReceipt(for: "plot", plot))

        _ = try await anna.engine.verify()
        #expect(
            try await anna.sync().receipts.map(\.id) == [plot])
        try await badr.sync()
        try badr.store.write { $0.edit("diary", diaries[1], ["text": .assign(.text("b"))]) }
        try await badr.sync()
        try await anna.sync()
        try anna.store.write { $0.edit("diary", diaries[2], ["text": .assign(.text("c"))]) }
        check = try #require(try anna.receipt(plot))
        let reasons = Dictionary(uniqueKeysWithValues: check.missing.map { ($0.id, $0.why) })
        #expect(reasons == [diaries[1]: .different, diaries[2]: .notSent])
        try await anna.engine.fetchReceipt(for: "plot", plot)
        #expect(try anna.receipt(plot)?.isComplete == true)
    }

    /// What the server keeps aside is not received, and is to be reviewed.
    @Test func whatIsInQuarantineIsNotReceived() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, diaries) = try anna.plot(diaries: 2)
        try await anna.sync()
        try world.damageRecord(diaries[0], like: nil)
        try anna.store.write { $0.edit("diary", diaries[0], ["text": .assign(.text("x"))]) }
        try await anna.engine.fetchReceipt(for: "plot", plot)
        let check = try #require(try anna.receipt(plot))
        #expect(check.toReview == 1 && check.received == 2)
        #expect(check.missing.map(\.id) == [diaries[0]])
    }

    @Test func lostReceiptIsAskedForAgainAndFailsNoSynchronisation() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, _) = try anna.plot(diaries: 1)
        anna.line.fail([nil, .responseLost])
        let report = try await anna.sync()
        #expect(report.state == .upToDate && report.receipts.isEmpty)
        #expect(try anna.receipt(plot) == nil)
        #expect(try await anna.sync().receipts.map(\.id) == [plot])
        #expect(try anna.receipt(plot)?.isComplete == true)
    }

    @Test func anythingChangedInAReceiptBreaksItsSignature() async throws {
        let changes: [(inout Receipt) -> Void] = [
            { $0.content.territory = "other" }, { $0.content.epoch = Epoch(7) },
            { $0.content.head += 1 }, { $0.content.time += 1 },
            { $0.content.subject.collection = "diary" },
            { $0.content.held[0].digest.add(Digest(high: 0, low: 1)) },
            { $0.content.held.removeLast() }, { $0.content.held.swapAt(0, 1) },
            { $0.content.missing.append($0.content.subject) },
            { receipt in
                receipt.content.held.append(
                    .init(
                        key: .init(collection: "plot", id: RecordID(high: 1, low: 2)),
                        digest: .zero))
            },
        ]
        for change in changes {
            let world = try World()
            let anna = try await world.device()
            let (plot, _) = try anna.plot(diaries: 2)
            try await anna.sync()
            try anna.forge { _ in }
            #expect(try anna.receipt(plot)?.isSigned == true)
            try anna.forge(change)
            #expect(try anna.receipt(plot)?.isSigned == false)
            #expect(try anna.receipt(plot)?.isComplete == false)
        }
    }

    /// A receipt that is well signed, by somebody else.
    @Test func anotherKeyIsRefused() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, _) = try anna.plot(diaries: 1)
        let strange = try SigningKey(seed: Array(repeating: 9, count: 32))
        let content = ReceiptContent(
            territory: "garden", epoch: Epoch(1), head: 1, time: 1,
            subject: RecordKey(collection: "plot", id: plot), held: [], missing: [])
        let receipt = Receipt(
            content: content, key: try #require(ReceiptKey(strange.publicKey)),
            signature: try #require(
                ReceiptSignature(try strange.signature(over: content.signedBytes))))
        let answer = TransportResponse(status: 200, body: JSONCodec().encode(receipt))
        anna.line.fail([nil, .answer(answer)])
        #expect(try await anna.sync().receipts.isEmpty)
        anna.line.fail([nil, nil, .answer(answer)])
        await #expect {
            try await anna.engine.fetchReceipt(for: "plot", plot)
        } throws: { ($0 as? RelaisError)?.code == "receipt_key_changed" }
        #expect(try anna.receipt(plot)?.isSigned != false)
    }

    /// A receipt of something else, well signed by the territory.
    @Test func receiptOfSomethingElseProvesNothing() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, _) = try anna.plot(diaries: 0)
        let (other, _) = try anna.plot(diaries: 0)
        try await anna.sync()
        let connection = try Connection(
            path: anna.folder + "/relais.sqlite", mode: .readWrite)
        try connection.run(
            "UPDATE relais_receipt SET body = "
                + "(SELECT body FROM relais_receipt WHERE id = ?)", [.blob(other.bytes)])
        #expect(try anna.receipt(other)?.isComplete == true)
        #expect(try anna.receipt(plot)?.isSigned == false)
    }

    @Test func receiptIsRenewedAfterTheServerWasRestored() async throws {
        let world = try World()
        let anna = try await world.device()
        try world.backup()
        let (plot, _) = try anna.plot(diaries: 3)
        try await anna.sync()
        let first = try #require(try anna.receipt(plot))
        try world.restore()
        let report = try await anna.sync()
        #expect(report.receipts.map(\.id) == [plot])
        let second = try #require(try anna.receipt(plot))
        #expect(second.isComplete && second.key == first.key && second.epoch != first.epoch)
    }

    @Test func whatIsNotShownAnyMoreIsNotAwaited() async throws {
        let world = try World()
        let anna = try await world.device()
        let (plot, _) = try anna.plot(diaries: 0)
        try anna.store.write { $0.delete("plot", plot) }
        #expect(try await anna.sync().receipts.isEmpty)
        #expect(try !anna.store.awaitsReceipt(for: "plot", plot))
        await #expect {
            try await anna.engine.fetchReceipt(for: "plot", plot)
        } throws: { ($0 as? RelaisError)?.code == "not_found" }
    }

    /// Nobody learns from a receipt whether something exists that they may not see.
    @Test func recordsOfOthersAreMissingLikeThoseThatDoNotExist() throws {
        let world = try World()
        let owner = try Asker(world)
        let diary = RecordKey(collection: "diary", id: try owner.create("diary", "text", "x"))
        let nobody = RecordKey(
            collection: "diary", id: RecordID(high: diary.id.high, low: diary.id.low ^ 1))
        func receipt(_ asker: Asker) throws -> Receipt {
            let request = ReceiptRequest(subject: diary, records: [diary, nobody])
            let answer = asker.post("/v1/receipt", JSONCodec().encode(request))
            try #require(answer.status == 200)
            return try JSONCodec().receipt(answer.body)
        }
        let mine = try receipt(owner)
        #expect(mine.content.held.map(\.key) == [diary] && mine.content.missing == [nobody])
        let stranger = try Asker(world, organisation: try world.makeOrganisation())
        let theirs = try receipt(stranger)
        #expect(theirs.content.held.isEmpty && theirs.content.missing == [diary, nobody])
        #expect(
            world.post(
                "/v1/receipt", JSONCodec().encode(ReceiptRequest(subject: diary, records: []))
            )
            .status == 401)
    }

    @Test func exampleOfTheProtocolIsSigned() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appendingPathComponent("SharedTests/Wire/golden/receipt.json")
        let receipt = try JSONCodec().receipt([UInt8](try Data(contentsOf: file)))
        #expect(
            SigningKey.isValid(
                signature: receipt.signature.bytes, over: receipt.content.signedBytes,
                by: receipt.key.bytes))
    }
}
