// PushRow: new records from many devices, against SQLite writing the same journal and records.

import CYardstick

struct PushRow: Row {
    let name = "push"
    let summary = "new records by 20 devices, in batches of 500; the server's CPU"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let scale = bench.scale
        var fillings: [(cpu: Double, wall: Double, bytes: Int)] = []
        var raw: [Yardstick] = []
        for _ in 0..<min(2, scale.rounds) {
            let site = try Site(
                folder: bench.place("site"), records: scale.records, devices: scale.devices,
                batch: scale.batch)
            fillings.append(site.filling)
            let target = bench.place("raw") + ".sqlite"
            raw.append(
                try Yardstick {
                    yardstick_push(
                        site.territory.file, target, Int32(scale.batch), Int64(site.start), $0)
                })
            bench.keep(site)
        }
        let each = 1e6 / Double(scale.records)
        let (cpu, yardstick) = (
            median(fillings.map(\.cpu)) * each, Yardstick(medianOf: raw)
        )
        report.add("server CPU a record", cpu, "µs")
        report.add("raw SQLite CPU a record", yardstick.cpu * 1e6, "µs")
        report.add("server CPU, of raw SQLite", cpu / (yardstick.cpu * 1e6), "×", atMost: 2.5)
        report.add("server wall a record", median(fillings.map(\.wall)) * each, "µs")
        report.add("raw SQLite wall a record", yardstick.wall * 1e6, "µs")
        report.add(
            "bytes a record, gzip, headers aside",
            median(fillings.map { Double($0.bytes) }) / Double(scale.records), "B")
    }
}
