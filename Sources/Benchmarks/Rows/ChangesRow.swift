// ChangesRow: single-field changes by all devices at once, against SQLite writing the same journal
// and the same rows, with their clocks in them.

import CYardstick
import Shared

struct ChangesRow: Row {
    let name = "changes"
    let summary = "single-field changes, 20 devices × 500 at once; the server's CPU"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let scale = bench.scale
        let site = try bench.site(scale.records)
        let target = bench.place("raw") + ".sqlite"
        try Yardstick.territory(site.territory.file, to: target)
        var (ours, raw): ([(cpu: Double, wall: Double)], [Yardstick]) = ([], [])
        for _ in 0..<scale.rounds {
            let before = try site.territory.head().sequence
            let requests = try site.changes()
            let meter = site.territory.meter(pageBytes: 1)
            let wall = try site.send(requests, to: meter)
            ours.append((meter.cpu, wall))
            raw.append(
                try Yardstick {
                    yardstick_changes(
                        site.territory.file, target, Int32(scale.batch), Int64(before), $0)
                })
        }
        let each = 1e6 / Double(scale.changes)
        let (cpu, yardstick) = (median(ours.map(\.cpu)) * each, Yardstick(medianOf: raw))
        report.add("server CPU a change", cpu, "µs")
        report.add("raw SQLite CPU a change", yardstick.cpu * 1e6, "µs")
        report.add("server CPU, of raw SQLite", cpu / (yardstick.cpu * 1e6), "×", atMost: 1.8)
        report.add("server wall a change", median(ours.map(\.wall)) * each, "µs")
        report.add("raw SQLite wall a change", yardstick.wall * 1e6, "µs")
        // `Site.send` throws where a change is refused or a request is not answered at once.
        report.add("changes refused, or sent again", 0, "", atMost: 0)
    }
}
