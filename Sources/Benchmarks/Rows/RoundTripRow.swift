// RoundTripRow: one field is written, sent and acknowledged, over HTTP on this machine.

import ClientCore
import CurlTransport

struct RoundTripRow: Row {
    let name = "roundtrip"
    let summary = "one field written, pushed and acknowledged over HTTP: the time that passes"

    func run(_ bench: Bench, into report: inout Report) async throws {
        for records in bench.scale.sizes {
            let label = records == bench.scale.records ? "" : ", \(records) records"
            try await run(bench, records, label, into: &report)
        }
    }

    private func run(
        _ bench: Bench, _ records: Int, _ label: String, into report: inout Report
    ) async throws {
        let scale = bench.scale
        let site = try bench.site(records)
        let device = try await bench.device(records)
        let server = try ServerProcess(folder: site.territory.serverFolder)
        let transport = try CurlTransport(baseURL: server.url, options: CurlTransport.Options())
        let engine = SyncEngine(store: device.store, transport: transport)
        var workload = Workload(seed: 5)
        _ = try await engine.sync()
        let count = scale.isQuick ? 50 : 500
        // In turn with the yardstick: the disk is not the same every second.
        let raw = try YardstickLog(bench.place("raw") + ".sqlite")
        var (ours, commits): ([Double], [Double]) = ([], [])
        for _ in 0..<count / 10 {
            for _ in 0..<10 {
                let id = site.people[workload.number(site.people.count)]
                let fields = workload.phone()
                let start = Stopwatch.wall()
                try device.store.write { $0.edit("person", id, fields) }
                let sent = try await engine.sync()
                ours.append(Stopwatch.wall() - start)
                guard sent.pushed == 1 else { throw BenchmarkFailure(call: "sync", code: 0) }
            }
            commits += try raw.commit(10)
        }
        // The time that two durable commits take, the device's and the server's, and a little: a
        // limit that a slower disk moves with it.
        let commit = median(commits) * 1e6
        let limit = 2 * commit + 150
        report.add("one raw FULL commit, p50\(label)", commit, "µs")
        report.add("p50\(label)", percentile(ours, 50) * 1e6, "µs", atMost: limit)
        report.add("p99\(label)", percentile(ours, 99) * 1e6, "µs", atMost: 3 * limit)
        report.add("one raw FULL commit, p99\(label)", percentile(commits, 99) * 1e6, "µs")
    }
}
