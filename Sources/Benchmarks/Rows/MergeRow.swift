// MergeRow: others' changes come to people that the device has changed too, and not sent yet.

import CYardstick
import ClientCore
import Server
import Shared

struct MergeRow: Row {
    let name = "merge"
    let summary = "10,000 changes come to people whom the device has just changed; its CPU"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let scale = bench.scale
        let site = try bench.site(scale.records)
        let device = try await bench.device(scale.records)
        var workload = Workload(seed: 4)
        let seen = try site.territory.head()
        let step = site.people.count / scale.changes
        let people = (0..<scale.changes).map { site.people[$0 * step] }
        for id in people {
            let fields = workload.update()
            try device.store.write { $0.edit("person", id, fields) }
        }
        _ = try site.send(
            try site.changes(of: people, seen: seen), to: site.territory.meter(pageBytes: 1))
        let file = device.store.folder + "/relais.sqlite"
        let before = bench.place("before") + ".sqlite"
        try Yardstick.people(file, to: before)
        let cpu = try await merge(device, site)
        var raw: [Yardstick] = []
        for _ in 0..<scale.rounds {
            let target = bench.place("raw") + ".sqlite"
            try Yardstick.people(before, to: target)
            raw.append(
                try Yardstick { yardstick_merge(file, target, Int32(scale.changes), 2_500, $0) })
        }
        let each = cpu / Double(scale.changes) * 1e6
        let yardstick = Yardstick(medianOf: raw).cpu * 1e6
        report.add("client CPU a change, beside an own one", each, "µs")
        report.add("raw SQLite CPU a change", yardstick, "µs")
        report.add("client CPU, of raw SQLite", each / yardstick, "×", atMost: 1.5)
        _ = try await device.engine.sync()
    }

    /// The CPU of the device from each answer to its next request, without the making of requests.
    ///
    /// What the device wrote is taken out of its requests on the way, as if the server asked for it
    /// again: so all that comes is concurrent to what waits. At the pull's end the line is cut.
    private func merge(_ device: BenchDevice, _ site: Site) async throws -> Double {
        let head = try site.territory.head().sequence
        let state = Locked((first: 0.0, requests: 0))
        let line = MeasuredLine(site.territory.meter()) { request in
            guard var message = try? BinaryCodec().syncRequest(request.body) else { return nil }
            state.withLock { state in
                if state.requests == 0 { state.first = Stopwatch.process() }
                state.requests += 1
            }
            if message.scopes.allSatisfy({ $0.floor?.sequence ?? 0 >= head && $0.page == nil }) {
                return nil
            }
            message.transactions = []
            // An answer that goes on with the request could be read only by who knows this one.
            message.reads = []
            var changed = request
            changed.body = BinaryCodec().encode(message)
            return changed
        }
        let engine = SyncEngine(
            store: device.store, transport: line,
            policy: RetryPolicy(attempts: 1, firstDelay: 0, longestDelay: 0))
        let start = Stopwatch.process()
        let report = try await engine.sync()
        let (first, requests) = state.withLock { $0 }
        guard report.state == .offline, report.pulled >= 10 else {
            throw BenchmarkFailure(call: "merge", code: Int32(report.pulled))
        }
        return line.cpuAfterAnswers - (first - start) * Double(requests - 1)
    }
}
