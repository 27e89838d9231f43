// FirstSync and IdleSync: what synchronising costs each side.

import ClientCore
import Shared

/// 10,000 new records pushed by one device and pulled by another.
struct FirstSync {
    let folder: String
    private let count = 10_000

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) async throws {
        let territory = try Territory(folder: folder)
        let (writer, writerEngine, up) = try await territory.device("writer")
        var workload = Workload()
        for _ in 0..<count {
            let person = workload.person()
            try writer.write { $0.create("person", person) }
        }
        try await measure("push of 10,000 records", writerEngine, up, &table)
        let (_, readerEngine, down) = try await territory.device("reader")
        try await measure("pull of 10,000 records", readerEngine, down, &table)
        table.add(
            "bytes a record, uncompressed: push, pull",
            "\(up.bytes.up / count), \(down.bytes.down / count)")
    }

    private func measure(
        _ name: String, _ engine: SyncEngine, _ line: MeasuredLine, _ table: inout Table
    ) async throws {
        let (server, process, wall) = (line.serverCPU, Stopwatch.process(), Stopwatch.wall())
        _ = try await engine.sync()
        let serverCPU = line.serverCPU - server
        let clientCPU = Stopwatch.process() - process - serverCPU
        table.add("\(name): server CPU a record", serverCPU / Double(count) * 1e6, "µs")
        table.add("\(name): client CPU a record", clientCPU / Double(count) * 1e6, "µs")
        table.add("\(name): wall", Stopwatch.wall() - wall, "s")
    }
}

/// A synchronisation with nothing to say, beside 1,000 and 100,000 records.
struct IdleSync {
    let folder: String

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) async throws {
        for count in [1_000, 100_000] {
            let territory = try Territory(folder: "\(folder)\(count)")
            let (store, engine, line) = try await territory.device("device")
            var workload = Workload()
            for _ in 0..<count / 100 {
                let people = (0..<100).map { _ in workload.person() }
                try store.write { transaction in
                    for person in people { transaction.create("person", person) }
                }
            }
            _ = try await engine.sync()
            let (server, bytes, requests) = (line.serverCPU, line.bytes, line.requests)
            let (process, wall) = (Stopwatch.process(), Stopwatch.wall())
            for _ in 0..<200 { _ = try await engine.sync() }
            let runs = Double(line.requests - requests)
            table.add(
                "idle sync at \(count) records: server CPU",
                (line.serverCPU - server) / runs * 1e6, "µs")
            let client = Stopwatch.process() - process - (line.serverCPU - server)
            table.add("idle sync at \(count) records: client CPU", client / runs * 1e6, "µs")
            table.add(
                "idle sync at \(count) records: wall", (Stopwatch.wall() - wall) / runs * 1e6, "µs")
            let total = line.bytes.up - bytes.up + line.bytes.down - bytes.down
            table.add("idle sync at \(count) records: bytes both ways", "\(total / Int(runs))")
        }
    }
}
