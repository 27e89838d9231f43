// SearchRow: full-text search on a device that holds everything.

import ClientCore
import Shared

struct SearchRow: Row {
    let name = "search"
    let summary = "searches on a device with 100,000 people: twenty results each"

    private static let requests: [(name: String, request: SearchRequest)] =
        [
            "amina kervignol", "jean marc", "kerzonnec", "brest", "outreau zoe", "vignol", "fatou",
            // Slips of the hand: nothing has these words.
            "kervignil", "fatuo brest",
            // Beginnings: what a search field asks for while somebody types.
            "k", "ma",
        ].map { ($0, SearchRequest(text: $0, limit: 20)) } + [
            ("brest, one audience", narrowed("brest", audience: "seniors")),
            ("one audience", narrowed("", audience: "seniors")),
            (
                "brest, nearest first",
                SearchRequest(
                    text: "brest", near: Coordinates(latitude: 48.39, longitude: -4.48), limit: 20)
            ),
            ("brest, one commune", SearchRequest(text: "brest", commune: "29019", limit: 20)),
        ]

    private static func narrowed(_ text: String, audience: String) -> SearchRequest {
        SearchRequest(text: text, filters: [("audiences", audience)], limit: 20)
    }

    func run(_ bench: Bench, into report: inout Report) async throws {
        let device = try await bench.device(bench.scale.records)
        var slowest = (cpu: 0.0, name: "")
        var all: [(cpu: Double, wall: Double)] = []
        for (name, request) in SearchRow.requests {
            var runs: [(cpu: Double, wall: Double)] = []
            for _ in 0..<max(3, bench.scale.rounds * 2) {
                let (cpu, wall) = (Stopwatch.thread(), Stopwatch.wall())
                _ = try device.store.search(request)
                runs.append((Stopwatch.thread() - cpu, Stopwatch.wall() - wall))
            }
            all += runs
            let cpu = median(runs.map(\.cpu))
            report.add("CPU, \(name)", cpu * 1e3, "ms")
            if cpu > slowest.cpu { slowest = (cpu, name) }
        }
        report.add("median, wall", median(all.map(\.wall)) * 1e3, "ms", atMost: 10)
        report.add("the slowest, CPU (\(slowest.name))", slowest.cpu * 1e3, "ms", atMost: 10)
    }
}
