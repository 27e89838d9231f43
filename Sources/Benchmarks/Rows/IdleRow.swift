// IdleRow: a synchronisation with nothing to say, beside stores of different sizes.

import ClientCore
import CurlTransport

struct IdleRow: Row {
    let name = "idle"
    let summary = "a synchronisation with nothing to say; the same however large the store"
    private let runs = 200

    func run(_ bench: Bench, into report: inout Report) async throws {
        for records in [1_000] + bench.scale.sizes {
            let device = try await bench.device(records)
            var costs: [Cost] = []
            for _ in 0..<bench.scale.rounds {
                costs.append(
                    try await Cost.measure(device.line) {
                        for _ in 0..<runs { _ = try await device.engine.sync() }
                    })
            }
            let each = 1e6 / Double(runs)
            let label = "\(records) records"
            report.add(
                "server CPU, \(label)", median(costs.map(\.server)) * each, "µs", atMost: 60)
            report.add("client CPU, \(label)", median(costs.map(\.client)) * each, "µs")
            report.add("wall, in one process, \(label)", median(costs.map(\.wall)) * each, "µs")
            report.add(
                "bytes both ways, headers and all, \(label)",
                try await bytes(bench, records, device.store), "B", atMost: 400)
        }
    }

    /// What passes over a connection that is kept open.
    private func bytes(_ bench: Bench, _ records: Int, _ store: Store) async throws -> Double {
        let server = try ServerProcess(
            folder: try bench.site(records).territory.serverFolder)
        let relay = try ByteRelay(to: server.port)
        defer { relay.close() }
        let transport = try CurlTransport(baseURL: relay.url, options: CurlTransport.Options())
        let engine = SyncEngine(store: store, transport: transport)
        _ = try await engine.sync()
        let before = relay.total
        for _ in 0..<20 { _ = try await engine.sync() }
        return Double(relay.total - before) / 20
    }
}
