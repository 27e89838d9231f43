// A backup is made while devices push: each is one moment of the territory, whole and consistent.

import Dispatch
import FoundationEssentials
import Server
import Shared
import Testing

struct OnlineBackupTests {
    /// A push of each of so many transactions, one after the other, as bytes.
    private func pushes(_ count: Int, _ asker: Asker, _ ports: Ports) -> [[UInt8]] {
        var chain = ChainHash.start
        var bodies: [[UInt8]] = []
        for number in 0..<count {
            let transaction = Transaction(
                id: TransactionID(ports.random()), stamp: Stamp(milliseconds: ports.now()),
                schema: 1, seen: nil,
                records: [
                    RecordChange(
                        collection: "plot", id: ports.makeRecordID(), base: .none,
                        action: .write([
                            .init(field: "name", change: .assign(.text("plot \(number)"))),
                            .init(field: "visits", change: .increment(1)),
                        ]))
                ])
            bodies.append(
                BinaryCodec().encode(
                    SyncRequest(
                        schema: 1, epoch: nil, after: UInt64(number), chain: chain,
                        transactions: [transaction], scopes: [])))
            chain = chain.appending(transaction.hash)
        }
        return bodies
    }

    @Test func backupsThatAreMadeWhileDevicesPushAreEachOneMoment() throws {
        let world = try World()
        let ports = world.data.ports
        let router = world.router
        let each = 200
        let pushed = Locked(0)
        let refused = Locked(0)
        let threads = DispatchGroup()
        for asker in try (0..<2).map({ _ in try Asker(world) }) {
            let bodies = pushes(each, asker, ports)
            let header = asker.header
            DispatchQueue.global().async(group: threads) {
                for body in bodies {
                    let answer = router.handle(
                        HTTPRequest(
                            method: "POST", path: "/v1/sync",
                            headers: [("authorization", header)], body: body))
                    if answer.status != 200 { refused.withLock { $0 += 1 } }
                    pushed.withLock { $0 += 1 }
                }
            }
        }
        var backups = 0
        repeat {
            try world.backup("backup\(backups)")
            backups += 1
        } while pushed.withLock { $0 } < 2 * each && backups < 20
        threads.wait()
        #expect(refused.withLock { $0 } == 0)
        var heads: Set<UInt64> = []
        for index in 0..<backups {
            let folder = world.folder + "/restored\(index)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            _ = try Restore.run(
                from: world.folder + "/backup\(index)", into: folder, ports: ports,
                schema: world.schema)
            let data = try ServerData(folder: folder, ports: ports, log: { _ in })
            let storage = try data.existingTerritory("garden")
            heads.insert(try storage.read(check))
        }
        // Not all of them before, and not all after.
        #expect(heads.count > 2)
    }

    /// That a territory holds what its order says, no more and no less.
    private func check(_ reader: any StorageReading) throws -> UInt64 {
        let head = try reader.info().head
        var taken = 0
        for sequence in 1..<(head + 1) {
            let entry = try #require(try reader.journal(sequence))
            for change in try Transaction(bytes: entry.body).records {
                let key = RecordKey(collection: change.collection, id: change.id)
                let record = try #require(try reader.record(key))
                #expect(record.sequence == sequence)
                taken += 1
            }
        }
        var (sum, count) = (Digest.zero, 0)
        try reader.eachRecord(scope: "territory") { record, digest in
            #expect(Digest(record.key, state: record.state) == digest)
            sum.add(digest)
            count += 1
        }
        let kept = try reader.digest(scope: "territory")
        #expect(kept.sum == sum && kept.count == count && count == taken)
        return head
    }
}
