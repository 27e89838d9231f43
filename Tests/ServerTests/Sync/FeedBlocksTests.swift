// Whole records are passed on in the bytes in which they are stored, packed once for all devices,
// and never after they have changed.

import Gzip
import SQLite
import Shared
import Testing

@testable import Server

struct FeedBlocksTests {
    /// An answer to a device that holds nothing, as it comes over the line.
    private func answer(
        _ world: World, _ pusher: Pusher, _ scopes: [HeldScope] = [], reads: Abilities = .own,
        packed: Bool = false
    ) throws -> SyncResponse {
        let info = try world.administration.storage.read { try $0.info() }
        let request = SyncRequest(
            schema: world.schema.version, epoch: info.epoch, after: 0, chain: .start,
            transactions: [], scopes: scopes, reads: reads)
        var headers = [
            (name: "content-type", value: BinaryCodec.mediaType),
            (name: "accept", value: WireForm.accepted),
            (name: "authorization", value: "Bearer garden.\(pusher.replica).\(pusher.secret)"),
        ]
        if packed { headers.append((name: "accept-encoding", value: "gzip")) }
        let response = world.router.handle(
            HTTPRequest(
                method: "POST", path: "/v1/sync", headers: headers,
                body: BinaryCodec().encode(request)))
        #expect(response.status == 200 && response.pieces.isEmpty)
        let isPacked = response.headers.contains { $0.0 == "Content-Encoding" }
        #expect(isPacked == packed)
        return try BinaryCodec().syncResponse(
            isPacked
                ? Gzip.decompress(response.body, limit: WireLimits.messageBytes) : response.body,
            to: BinaryCodec().encode(request))
    }

    /// Everything that a device which holds nothing is told.
    private func pull(
        _ world: World, _ pusher: Pusher, reads: Abilities = .own, packed: Bool = false,
        between: (Int) throws -> Void = { _ in }
    ) throws -> [SyncResponse] {
        var answers = [try answer(world, pusher, reads: reads, packed: packed)]
        while let last = answers.last, !last.isComplete {
            try between(answers.count)
            answers.append(
                try answer(world, pusher, last.scopes, reads: reads, packed: packed))
        }
        return answers
    }

    /// A server whose pages are short.
    private func smallPages(_ bytes: Int = 20_000) throws -> World {
        let world = try World()
        let router = Router(data: world.data, schema: world.schema, pageBytes: bytes)
        world.box.current.withLock { $0 = router }
        return world
    }

    private func fill(_ pusher: Pusher, _ count: Int) throws -> [RecordID] {
        let ids = (0..<count).map { _ in pusher.world.data.ports.makeRecordID() }
        for id in ids {
            pusher.add(pusher.make(id, "name", .assign(.text("Plot \(id)"))))
        }
        _ = try pusher.push(
            after: UInt64(pusher.transactions.count - count),
            through: UInt64(pusher.transactions.count))
        return ids
    }

    private func text(_ record: RecordDelta, _ field: String) -> String? {
        guard case .value(.text(let text))? = record.state.field(field)?.siblings.last?.content
        else { return nil }
        return text
    }

    @Test(arguments: [false, true])
    func rowsSayWhatRecordsSay(_ packed: Bool) throws {
        let world = try smallPages()
        let pusher = try Pusher(world)
        _ = try fill(pusher, 3_000)
        let reader = try Pusher(world)
        let old = try pull(world, reader, reads: [])
        let new = try pull(world, reader, packed: packed)
        #expect(old.flatMap(\.records) == new.flatMap(\.records))
        #expect(new.count > 2)
        #expect(old.flatMap(\.records).allSatisfy { $0.canonical == nil })
        for record in new.flatMap(\.records) {
            #expect(record.canonical == record.state.bytes)
        }
        #expect(old.last?.digests == new.last?.digests)
        #expect(old.first?.replicas == new.first?.replicas)
        #expect(new.first?.replicas.map(\.replica) == [pusher.replica])
        // Once more, now that all of it is kept: the very same.
        #expect(try pull(world, reader, packed: packed).map(\.records) == new.map(\.records))
    }

    @Test(arguments: [1, 30, 500])
    func pageHasOneRecordAtLeast(_ bytes: Int) throws {
        let world = try smallPages(bytes)
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 12)
        let answers = try pull(world, try Pusher(world))
        #expect(answers.flatMap(\.records).map(\.id) == ids)
        if bytes == 1 { #expect(answers.allSatisfy { $0.records.count == 1 }) }
    }

    @Test func whatHasChangedIsToldAnew() throws {
        let world = try smallPages()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 1_500)
        let reader = try Pusher(world)
        let first = try pull(world, reader)
        #expect(first.count > 1)
        // In the first block, and again between two pages.
        pusher.add(pusher.make(ids[3], "name", .assign(.text("Other")), base: .none))
        _ = try pusher.push(after: 1_500, through: 1_501)
        let second = try pull(world, reader) { count in
            guard count == 1 else { return }
            pusher.add(pusher.make(ids[1_400], "name", .assign(.text("Late"))))
            _ = try pusher.push(after: 1_501, through: 1_502)
        }
        // Nobody is told a record as it was, not even before it is told as it is.
        #expect(second.flatMap(\.records).count == 1_500)
        var held: [RecordID: RecordDelta] = [:]
        for record in second.flatMap(\.records) { held[record.id] = record }
        #expect(held.count == 1_500)
        #expect(held[ids[3]]?.sequence == 1_501 && held[ids[1_400]]?.sequence == 1_502)
        for (id, record) in held {
            #expect(record.state == (try world.serverState("plot", id)))
        }
        var sum = Digest.zero
        for record in held.values {
            sum.add(
                Digest(
                    RecordKey(collection: record.collection, id: record.id),
                    state: record.canonical ?? []))
        }
        #expect(second.last?.digests.contains { $0.digest == sum } == true)
    }

    @Test func damagedRowIsLeftOutUntilItIsMended() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 50)
        let reader = try Pusher(world)
        let key = RecordKey(collection: "plot", id: ids[7])
        let good = try #require(try world.serverState("plot", ids[7])).bytes
        for bad in [[UInt8(9)], Array(good.dropLast(3))] {
            try world.damage(
                "UPDATE record SET state = ? WHERE id = ?", [.blob(bad), .blob(ids[7].bytes)])
            // The disk has damaged it: nothing tells the server that is running.
            try world.restart()
            let answers = try pull(world, reader)
            #expect(Set(answers.flatMap(\.records).map(\.id)) == Set(ids).subtracting([ids[7]]))
            try mend(world, reader, key, good)
            #expect(Set(try pull(world, reader).flatMap(\.records).map(\.id)) == Set(ids))
        }
    }

    /// Mends a row as a device does.
    private func mend(_ world: World, _ pusher: Pusher, _ key: RecordKey, _ state: [UInt8]) throws {
        let scope = try #require(
            try world.administration.storage.read { try $0.record(key)?.scope })
        let read = try RecordState(bytes: state)
        let request = MendRequest(records: [
            ReturnedRecord(
                collection: key.collection, id: key.id, scope: scope,
                base: try #require(read.changed), state: read)
        ])
        let response = world.router.handle(
            HTTPRequest(
                method: "POST", path: "/v1/mend",
                headers: [
                    (name: "content-type", value: BinaryCodec.mediaType),
                    (name: "accept", value: BinaryCodec.mediaType),
                    (
                        name: "authorization",
                        value: "Bearer garden.\(pusher.replica).\(pusher.secret)"
                    ),
                ], body: BinaryCodec().encode(request)))
        #expect(try BinaryCodec().mendResponse(response.body).mended == [key])
    }

    @Test func earlierSnapshotIsNotToldWhatALaterOneHasRead() throws {
        let world = try World()
        let pusher = try Pusher(world)
        let ids = try fill(pusher, 8)
        let storage = world.administration.storage
        let key = RecordKey(collection: "plot", id: ids[0])
        let scope = try #require(try storage.read { try $0.record(key)?.scope })
        func read(
            _ reader: any StorageReading, _ blocks: FeedBlocks, _ maximumBytes: Int
        ) throws -> FeedBlock? {
            try FeedBlockReader(
                blocks: blocks, reader: reader, info: reader.info(), turn: 0, now: 0,
                maximumBytes: maximumBytes
            ).block(scope, after: 0, end: reader.feedEnd(scope: scope))
        }
        try storage.read { early in
            // The snapshot begins with its first look.
            #expect(try early.feedEnd(scope: scope) == 8)
            // One record leaves its place for another: as many as before, and not the same.
            pusher.add(pusher.make(ids[2], "name", .assign(.text("Other"))))
            _ = try pusher.push(after: 8, through: 9)
            _ = try fill(pusher, 1)
            let blocks = FeedBlocks()
            let size = try #require(
                try (1...2_000).first { size in
                    let block = try storage.read { try read($0, FeedBlocks(), size) }
                    return block?.through == 9 && block?.isFull == true
                })
            #expect(try storage.read { try read($0, blocks, size)?.count } == 8)
            let block = try read(early, blocks, size)
            #expect(block?.through == 8 && block?.count == 8)
        }
    }

    @Test func forgottenBlockDoesNotComeBack() throws {
        let blocks = FeedBlocks(capacity: 10_000)
        let place = { (after: UInt64) in
            FeedBlocks.Place(territory: "t", epoch: Epoch(1), scope: "s", after: after)
        }
        var block = FeedBlock(through: 1)
        block.rows = .plain([UInt8](repeating: 0, count: 1_500))
        let turn = blocks.turn(of: "t")
        blocks.keep(block, at: place(0), turn: turn, now: 0)
        #expect(blocks.block(at: place(0), now: 0) { _ in true } != nil)
        blocks.forget("t")
        #expect(blocks.block(at: place(0), now: 0) { _ in true } == nil)
        blocks.keep(block, at: place(0), turn: turn, now: 0)
        #expect(blocks.memory == 0)
        // What is not current any more is let go of, and so is what nobody asked for.
        blocks.keep(block, at: place(0), turn: turn + 1, now: 0)
        #expect(blocks.block(at: place(0), now: 0) { _ in false } == nil)
        #expect(blocks.memory == 0)
        for after in 0..<20 {
            blocks.keep(block, at: place(UInt64(after)), turn: turn + 1, now: UInt64(after))
            #expect(blocks.memory <= 10_000)
        }
        #expect(blocks.block(at: place(19), now: 20) { _ in true } != nil)
        #expect(blocks.block(at: place(3), now: 20) { _ in true } == nil)
        blocks.keep(block, at: place(99), turn: turn + 1, now: 3_600_000)
        #expect(blocks.memory < 2_000)
    }
}
