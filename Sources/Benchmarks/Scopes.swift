// ManyScopes and ScopeChanges: what it costs that a territory has many audiences, and that a device
// comes to hold one, or no longer does.

import ClientCore
import Server
import Shared

/// A device that holds ten portfolios of a territory that has 10, 100 or 10,000.
struct ManyScopes {
    let folder: String
    private let held = 10
    private let runs = 200

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) async throws {
        for count in [1, 100, 10_000] {
            let territory = try Territory(folder: "\(folder)\(count)")
            let (store, engine, line) = try await territory.device("device")
            let user = try store.enrolment()?.user
            let people = try fill(territory, count, holder: user)
            for _ in 0..<2 { _ = try await engine.sync() }
            let name = "a device with \(min(held, count)) of \(count) scopes"
            try await measure("\(name), idle", engine, line, &table) { _ in }
            try await measure("\(name), one change", engine, line, &table) { run in
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
        _ name: String, _ engine: SyncEngine, _ line: MeasuredLine, _ table: inout Table,
        before: (Int) throws -> Void
    ) async throws {
        let start = (cpu: line.serverCPU, bytes: line.bytes)
        for run in 0..<runs {
            try before(run)
            _ = try await engine.sync()
        }
        let total = line.bytes.up - start.bytes.up + line.bytes.down - start.bytes.down
        table.add(
            "\(name): server CPU a sync", (line.serverCPU - start.cpu) / Double(runs) * 1e6, "µs")
        table.add("\(name): bytes both ways", "\(total / runs)")
    }
}

/// A portfolio of 1,000 people that is handed to a device, and then to another.
struct ScopeChanges {
    let folder: String
    private let count = 1_000

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) async throws {
        let territory = try Territory(folder: folder)
        let (writer, writerEngine, _) = try await territory.device("writer")
        let (reader, readerEngine, line) = try await territory.device("reader")
        let (first, second) = (
            try writer.enrolment()?.user ?? "", try reader.enrolment()?.user ?? ""
        )
        let portfolio = try territory.administration.createPortfolio(
            organisation: territory.organisation, name: "Nord", holder: first
        ).id
        var workload = Workload()
        for _ in 0..<count {
            var person = workload.person()
            person["portfolio"] = .assign(.text(portfolio.description))
            try writer.write { $0.create("person", person) }
        }
        _ = try await writerEngine.sync()
        for _ in 0..<2 { _ = try await readerEngine.sync() }
        _ = try territory.administration.handOver(portfolio, to: second)
        try await measure("back-fill of 1,000 records", readerEngine, line, &table)
        _ = try territory.administration.handOver(portfolio, to: first)
        try await measure("purge of 1,000 records", readerEngine, line, &table)
    }

    private func measure(
        _ name: String, _ engine: SyncEngine, _ line: MeasuredLine, _ table: inout Table
    ) async throws {
        let (server, process, wall) = (line.serverCPU, Stopwatch.process(), Stopwatch.wall())
        _ = try await engine.sync()
        let serverCPU = line.serverCPU - server
        table.add("\(name): server CPU", serverCPU * 1e3, "ms")
        table.add("\(name): client CPU", (Stopwatch.process() - process - serverCPU) * 1e3, "ms")
        table.add("\(name): wall", (Stopwatch.wall() - wall) * 1e3, "ms")
    }
}
