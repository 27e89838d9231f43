// BytesRow: what passes over the wire when a device has something to say.

import ClientCore
import CurlTransport
import Shared

struct BytesRow: Row {
    let name = "bytes"
    let summary = "bytes over HTTP, headers and all: 500 changes, 500 new people, a whole session"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let site = try bench.site(1_000)
        let device = try await bench.device(1_000)
        let server = try ServerProcess(folder: site.territory.serverFolder)
        let relay = try ByteRelay(to: server.port)
        defer { relay.close() }
        let transport = try CurlTransport(baseURL: relay.url, options: CurlTransport.Options())
        let engine = SyncEngine(store: device.store, transport: transport)
        let store = device.store
        var workload = Workload(seed: 6)
        _ = try await engine.sync()
        for index in 0..<500 {
            try store.write { $0.edit("person", site.people[index], workload.update()) }
        }
        let changes = try await sent(engine, relay)
        report.add("a field change, up", changes.up / 500, "B")
        report.add("a field change, both ways", changes.both / 500, "B", atMost: 50)
        for _ in 0..<500 { try store.write { _ = $0.create("person", workload.person()) } }
        let creates = try await sent(engine, relay)
        report.add("a new person, up", creates.up / 500, "B")
        report.add("a new person, both ways", creates.both / 500, "B", atMost: 170)
        try BytesRow.session(store, &workload)
        let session = try await sent(engine, relay)
        report.add("a session of 470 writes, up", session.up / 1000, "kB")
        report.add("a session of 470 writes, both ways", session.both / 1000, "kB", atMost: 25)
    }

    private func sent(
        _ engine: SyncEngine, _ relay: ByteRelay
    ) async throws -> (up: Double, both: Double) {
        let before = relay.bytes
        guard try await engine.sync().state == .upToDate else {
            throw BenchmarkFailure(call: "sync", code: 0)
        }
        let after = relay.bytes
        let up = Double(after.up - before.up)
        return (up, up + Double(after.down - before.down))
    }

    /// What one permanence writes: 50 people, 120 referrals, 300 single-field updates, in turn.
    private static func session(_ store: Store, _ workload: inout Workload) throws {
        var people: [RecordID] = []
        for index in 0..<470 {
            if people.isEmpty || index % 47 < 5 && people.count < 50 {
                let fields = workload.person()
                people.append(try store.write { $0.create("person", fields) })
            } else if index % 47 < 17 {
                let person = people[workload.number(people.count)]
                let fields = workload.referral(of: person)
                _ = try store.write { $0.create("referral", fields) }
            } else {
                let person = people[workload.number(people.count)]
                let fields = workload.update()
                try store.write { $0.edit("person", person, fields) }
            }
        }
    }
}
