// PullRow: what others have changed comes to a device that holds all of it.

import ClientCore

struct PullRow: Row {
    let name = "pull"
    let summary = "10,000 changes come to a device that holds the store; each side's CPU"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let scale = bench.scale
        let site = try bench.site(scale.records)
        let device = try await bench.device(scale.records)
        var costs: [Cost] = []
        var bytes: [Double] = []
        for _ in 0..<scale.rounds {
            _ = try site.send(try site.changes(), to: site.territory.meter(pageBytes: 1))
            let before = device.line.meter.bytes
            var pulled = 0
            costs.append(
                try await Cost.measure(device.line) {
                    pulled = try await device.engine.sync().pulled
                })
            guard pulled == scale.changes else {
                throw BenchmarkFailure(call: "pulled", code: Int32(pulled))
            }
            let after = device.line.meter.bytes
            bytes.append(Double(after.up - before.up + after.down - before.down))
        }
        let each = 1e6 / Double(scale.changes)
        report.add("server CPU a change", median(costs.map(\.server)) * each, "µs", atMost: 3)
        report.add(
            "client CPU a change, stored", median(costs.map(\.client)) * each, "µs", atMost: 15)
        report.add("wall a change", median(costs.map(\.wall)) * each, "µs")
        report.add(
            "bytes a change, gzip, headers aside", median(bytes) / Double(scale.changes), "B")
    }
}
