// MatchRow: what finding the right door costs, from the store to the ranks, and a search with a
// slip of the hand in it.

import ClientCore
import Shared
import Synthetic

/// Measures `relais match` on a device's directory.
struct MatchRow: Row {
    let name = "match"
    let summary = "300 services, 500 events and 2,000 offers, read and ranked; the device's CPU"
    private let rounds = 9

    func run(_ bench: Bench, into report: inout Report) async throws {
        let store = try Store(folder: bench.place("directory"), schema: JobSearch.schema)
        let now = Instant(milliseconds: Int64(clamping: store.ports.now()))
        var size = SyntheticTerritory.Size()
        size.services = 300
        size.events = 500
        size.people = 0
        let territory = SyntheticTerritory(seed: 1, today: now.day, size: size)
        let files = territory.tables.filter { $0.collection != "person" }
            .map { (name: $0.collection + ".csv", bytes: Array($0.csv.utf8)) }
        let imported = try StoreImporter(store: store).run(files: files)
        precondition(imported.skipped.isEmpty, "the synthetic territory is all imported")
        let person = try store.write { transaction in
            transaction.create(Person.self) { draft in
                draft.commune = "99003"
                draft.needs = ["mobilite", "candidature"]
                draft.audiences = ["demandeurs-emploi", "longue-duree"]
                draft.soughtOccupations = ["K2204", "cuisinier"]
                draft.languages = ["fr", "ar"]
            }
        }
        try store.write { transaction in
            _ = transaction.create(Barrier.self) { draft in
                draft.person = person
                draft.kind = "langue"
            }
        }
        let orientation = FirstOrientation(store)
        var cpu: [Double] = []
        var found = 0
        for _ in 0..<rounds {
            let start = Stopwatch.process()
            found = try orientation.matches(for: try orientation.profile(of: person)).count
            cpu.append(Stopwatch.process() - start)
        }
        report.add("CPU", median(cpu) * 1e3, "ms", atMost: 50)
        report.add("doors found", Double(found), "")
        cpu = []
        for _ in 0..<rounds {
            let start = Stopwatch.process()
            _ = try store.search(SearchRequest(text: "mediatehque", limit: 100))
            cpu.append(Stopwatch.process() - start)
        }
        report.add("search with a slip of the hand in it: CPU", median(cpu) * 1e3, "ms")
    }
}
