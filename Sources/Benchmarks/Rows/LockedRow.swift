// LockedRow: what a passphrase costs: the same work on a store in the clear and on a locked one.

import ClientCore
import Cryptography
import Shared

/// Measures opening, single writes, the first pull and searches, in turn.
struct LockedRow: Row {
    let name = "locked"
    let summary = "what a passphrase costs: the same in the clear and locked"
    private let writes = 500
    private let records = 10_000
    private let searches = 20

    /// Microseconds: of CPU, and of wall time.
    private struct Figures {
        var opening = 0.0
        var write = (cpu: 0.0, wall: 0.0)
        var pull = (cpu: 0.0, wall: 0.0)
        var search = (cpu: 0.0, wall: 0.0)
    }

    func run(_ bench: Bench, into report: inout Report) async throws {
        let folder = bench.place("locked")
        let territory = try Territory(folder: folder)
        let writer = try await territory.device("writer")
        var workload = Workload()
        for _ in 0..<records / 100 {
            let people = (0..<100).map { _ in workload.person() }
            try writer.store.write { transaction in
                for person in people { transaction.create("person", person) }
            }
        }
        _ = try await writer.engine.sync()
        var (clear, locked): ([Figures], [Figures]) = ([], [])
        let passphrase = StorePassphrase("seven words of no sense", sealing: LibcryptoSealing())
        for round in 0..<bench.scale.rounds {
            clear.append(try await measure(territory, folder, "clear\(round)", nil))
            locked.append(try await measure(territory, folder, "locked\(round)", passphrase))
        }
        func add(_ name: String, _ figure: (Figures) -> Double) {
            let (open, sealed) = (median(clear.map(figure)), median(locked.map(figure)))
            report.add("\(name), in the clear", open, "µs")
            report.add("\(name), locked", sealed, "µs")
        }
        add("opening a store (wall)", \.opening)
        add("local write: CPU", \.write.cpu)
        add("local write: wall", \.write.wall)
        add("first pull, a record: CPU of both sides", \.pull.cpu)
        add("first pull, a record: wall", \.pull.wall)
        add("search among 10,000 after opening: CPU", \.search.cpu)
        add("search among 10,000 after opening: wall", \.search.wall)
    }

    private func measure(
        _ territory: Territory, _ folder: String, _ name: String, _ passphrase: StorePassphrase?
    ) async throws -> Figures {
        var figures = Figures()
        do {
            let device = try await territory.device(name, passphrase: passphrase)
            figures.pull = try await timed(records) { _ = try await device.engine.sync() }
            var workload = Workload()
            let people = (0..<writes).map { _ in workload.person() }
            figures.write = try await timed(writes) {
                for person in people { try device.store.write { $0.create("person", person) } }
            }
        }
        let start = Stopwatch.wall()
        let store = try Store(
            folder: "\(folder)/\(name)", schema: JobSearch.schema, passphrase: passphrase)
        figures.opening = (Stopwatch.wall() - start) * 1e6
        let words = ["amina", "kerguelen", "jean jaures", "le gall"]
        figures.search = try await timed(searches) {
            for index in 0..<searches {
                _ = try store.search(SearchRequest(text: words[index % words.count]))
            }
        }
        return figures
    }

    /// What one of so many pieces of work costs.
    private func timed(
        _ count: Int, _ body: () async throws -> Void
    ) async throws -> (cpu: Double, wall: Double) {
        let (cpu, wall) = (Stopwatch.process(), Stopwatch.wall())
        try await body()
        let scale = 1e6 / Double(count)
        return ((Stopwatch.process() - cpu) * scale, (Stopwatch.wall() - wall) * scale)
    }
}
