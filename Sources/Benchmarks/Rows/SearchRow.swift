// SearchRow: full-text search on a device that holds everything.

import ClientCore

struct SearchRow: Row {
    let name = "search"
    let summary = "searches on a device with 100,000 people: twenty results each"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let device = try await bench.device(bench.scale.records)
        let words = [
            "amina kervignol", "jean marc", "kerzonnec", "brest", "outreau zoe", "vignol", "fatou",
        ]
        var slowest = (cpu: 0.0, text: "")
        var all: [(cpu: Double, wall: Double)] = []
        for text in words {
            var runs: [(cpu: Double, wall: Double)] = []
            for _ in 0..<max(3, bench.scale.rounds * 2) {
                let (cpu, wall) = (Stopwatch.thread(), Stopwatch.wall())
                _ = try device.store.search(SearchRequest(text: text, limit: 20))
                runs.append((Stopwatch.thread() - cpu, Stopwatch.wall() - wall))
            }
            all += runs
            let cpu = median(runs.map(\.cpu))
            if cpu > slowest.cpu { slowest = (cpu, text) }
        }
        report.add("median, wall", median(all.map(\.wall)) * 1e3, "ms", atMost: 10)
        report.add("the slowest, CPU (\(slowest.text))", slowest.cpu * 1e3, "ms")
    }
}
