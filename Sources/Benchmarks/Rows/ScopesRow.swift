// ScopesRow: what it costs that a territory has many audiences, and that a device
// comes to hold one, or no longer does.

import ClientCore
import Server
import Shared

struct ScopesRow: Row {
    let name = "scopes"
    let summary = "territories with many audiences; one that comes to a device, and goes"

    func run(_ bench: Bench, into report: inout Report) async throws {
        try await ManyScopes(folder: bench.place("many"), isQuick: bench.scale.isQuick)
            .run(into: &report)
        try await ScopeChanges(folder: bench.place("change")).run(into: &report)
    }
}

/// A device that holds ten portfolios of a territory that has 10, 100 or 10,000.
private struct ManyScopes {
    let folder: String
    let isQuick: Bool
    private var held: Int { 10 }
    private var runs: Int { isQuick ? 20 : 200 }

    func run(into report: inout Report) async throws {
        for count in isQuick ? [1, 100] : [1, 100, 10_000] {
            let territory = try Territory(folder: "\(folder)\(count)")
            let device = try await territory.device("device")
            let (engine, line) = (device.engine, device.line)
            let user = try device.store.enrolment()?.user
            let people = try fill(territory, count, holder: user)
            for _ in 0..<2 { _ = try await engine.sync() }
            let name = "a device with \(min(held, count)) of \(count) scopes"
            try await measure("\(name), idle", engine, line, &report) { _ in }
            try await measure("\(name), one change", engine, line, &report) { run in
                try territory.write([
                    ManyScopes.person(
                        people[run % people.count], phone: "06 00 00 00 \(10 + run % 90)")
                ])
            }
        }
    }

    /// Portfolios with a person each, ten to an organisation; the first ten are the device's.
    private func fill(
        _ territory: Territory, _ count: Int, holder: String?
    ) throws -> [RecordID] {
        var own: [RecordID] = []
        for start in stride(from: 0, to: count, by: held) {
            let isOwn = start == 0
            let organisation =
                isOwn ? territory.organisation : territory.ports.makeRecordID()
            let portfolios = (start..<min(start + held, count)).map { number in
                Portfolio(
                    id: territory.ports.makeRecordID(), organisation: organisation,
                    name: "\(number)", holder: isOwn ? holder : nil)
            }
            let people = portfolios.map { _ in territory.ports.makeRecordID() }
            try territory.write(
                zip(people, portfolios).map { id, portfolio in
                    ManyScopes.person(id, phone: "06 00 00 00 00", in: portfolio.id)
                }, of: organisation, with: portfolios)
            if isOwn { own = people }
        }
        return own
    }

    private static func person(
        _ id: RecordID, phone: String, in portfolio: RecordID? = nil
    ) -> RecordChange {
        let texts = [
            ("family_name", "Kerguélen"), ("given_name", "Zoé"), ("phone", phone),
            ("portfolio", portfolio?.description ?? ""),
        ]
        let isNew = portfolio != nil
        return RecordChange(
            collection: "person", id: id,
            action: .write(
                texts.filter { isNew || $0.0 == "phone" }.map { name, text in
                    RecordChange.Edit(field: name, change: .assign(.text(text)))
                }))
    }

    private func measure(
        _ name: String, _ engine: SyncEngine, _ line: MeasuredLine, _ report: inout Report,
        before: (Int) throws -> Void
    ) async throws {
        let start = (cpu: line.meter.cpu, bytes: line.meter.bytes)
        for run in 0..<runs {
            try before(run)
            _ = try await engine.sync()
        }
        let end = line.meter.bytes
        let total = end.up - start.bytes.up + end.down - start.bytes.down
        report.add(
            "\(name): server CPU a sync", (line.meter.cpu - start.cpu) / Double(runs) * 1e6, "µs")
        report.add("\(name): bytes both ways", Double(total) / Double(runs), "B")
    }
}

/// A portfolio of 1,000 people that is handed to a device, and then to another.
private struct ScopeChanges {
    let folder: String
    private var count: Int { 1_000 }

    func run(into report: inout Report) async throws {
        let territory = try Territory(folder: folder)
        let writer = try await territory.device("writer")
        let reader = try await territory.device("reader")
        let (first, second) = (
            try writer.store.enrolment()?.user ?? "", try reader.store.enrolment()?.user ?? ""
        )
        let portfolio = try territory.administration.createPortfolio(
            organisation: territory.organisation, name: "Nord", holder: first
        ).id
        var workload = Workload()
        for _ in 0..<count {
            var person = workload.person()
            person["portfolio"] = .assign(.text(portfolio.description))
            try writer.store.write { $0.create("person", person) }
        }
        _ = try await writer.engine.sync()
        for _ in 0..<2 { _ = try await reader.engine.sync() }
        _ = try territory.administration.handOver(portfolio, to: second)
        try await measure("back-fill of 1,000 records", reader, &report)
        _ = try territory.administration.handOver(portfolio, to: first)
        try await measure("purge of 1,000 records", reader, &report)
    }

    private func measure(
        _ name: String, _ device: BenchDevice, _ report: inout Report
    ) async throws {
        let cost = try await Cost.measure(device.line) { _ = try await device.engine.sync() }
        report.add("\(name): server CPU", cost.server * 1e3, "ms")
        report.add("\(name): client CPU", cost.client * 1e3, "ms")
        report.add("\(name): wall", cost.wall * 1e3, "ms")
    }
}
