// LiveRow: what is written on one device, and when another has it, both connected to a server.

import ClientCore
import CurlTransport
import Shared

struct LiveRow: Row {
    let name = "live"
    let summary = "two devices that watch: from a write on one until the other has it"
    private let changes = 30

    func run(_ bench: Bench, into report: inout Report) async throws {
        let site = try bench.site(1_000)
        let first = try await bench.device(1_000)
        let second = try await site.territory.device("second")
        _ = try await second.engine.sync()
        let server = try ServerProcess(folder: site.territory.serverFolder)
        let watches = try [first.store, second.store].map { store in
            let transport = try CurlTransport(
                baseURL: server.url, options: CurlTransport.Options())
            let engine = SyncEngine(store: store, transport: transport)
            return Task { _ = try await engine.watch(over: transport) }
        }
        defer { for watch in watches { watch.cancel() } }
        var workload = Workload(seed: 6)
        var times: [Double] = []
        for index in 0...changes {
            let id = site.people[workload.number(site.people.count)]
            let fields = workload.phone()
            let before = try second.store.record("person", id)?.fields
            let start = Stopwatch.wall()
            try first.store.write { $0.edit("person", id, fields) }
            while try second.store.record("person", id)?.fields == before {
                guard Stopwatch.wall() - start < 30 else {
                    throw BenchmarkFailure(call: "watch", code: 0)
                }
                try await Ports.system.sleep(1)
            }
            // The first one waits for the two connections.
            if index > 0 { times.append(Stopwatch.wall() - start) }
        }
        report.add("until the other has it, median", median(times), "s", atMost: 1)
        report.add("the slowest of \(changes)", times.max() ?? 0, "s", atMost: 1)
    }
}
