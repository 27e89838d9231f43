// EditRow: one local edit at a time, durable, against SQLite writing the row and the outbox.

import CYardstick
import ClientCore

struct EditRow: Row {
    let name = "edit"
    let summary = "one field changed on the device, durable: CPU of one transaction"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let scale = bench.scale
        let device = try await bench.device(scale.records)
        let people = try bench.site(scale.records).people
        var workload = Workload(seed: 3)
        let file = device.store.folder + "/relais.sqlite"
        let target = bench.place("raw") + ".sqlite"
        try Yardstick.people(file, to: target)
        let count = scale.isQuick ? 100 : 1_000
        var (ours, raw): ([(cpu: Double, wall: Double)], [Yardstick]) = ([], [])
        for _ in 0..<scale.rounds {
            let edits = (0..<count).map { _ in
                (id: people[workload.number(people.count)], fields: workload.phone())
            }
            let (cpu, wall) = (Stopwatch.thread(), Stopwatch.wall())
            for edit in edits {
                try device.store.write { $0.edit("person", edit.id, edit.fields) }
            }
            ours.append((Stopwatch.thread() - cpu, Stopwatch.wall() - wall))
            raw.append(try Yardstick { yardstick_edits(file, target, Int32(count), $0) })
        }
        let each = 1e6 / Double(count)
        let (cpu, yardstick) = (median(ours.map(\.cpu)) * each, Yardstick(medianOf: raw))
        report.add("CPU", cpu, "µs")
        report.add("raw SQLite CPU", yardstick.cpu * 1e6, "µs")
        report.add("CPU, of raw SQLite", cpu / (yardstick.cpu * 1e6), "×", atMost: 2)
        report.add("wall", median(ours.map(\.wall)) * each, "µs")
        report.add("raw SQLite wall", yardstick.wall * 1e6, "µs")
        _ = try await device.engine.sync()
    }
}
