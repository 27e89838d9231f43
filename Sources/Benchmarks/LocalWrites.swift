// LocalWrites: one durable local write at a time, against SQLite doing the same inserts.

import ClientCore
import FoundationEssentials
import SQLite
import Shared

/// Measures writes of one record each, `synchronous = FULL`, in turn with the yardstick.
struct LocalWrites {
    let folder: String
    private let rounds = 5
    private let count = 1_000

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) throws {
        var ours: [(cpu: Double, wall: Double)] = []
        var raw: [(cpu: Double, wall: Double)] = []
        for round in 0..<rounds {
            ours.append(try store(folder + "/store\(round)"))
            raw.append(try yardstick(folder + "/raw\(round)"))
        }
        let writes = Double(count)
        let cpu = median(ours.map(\.cpu)) / writes * 1e6
        let rawCPU = median(raw.map(\.cpu)) / writes * 1e6
        table.add("local write, durable: CPU", cpu, "µs")
        table.add("raw SQLite, same row and journal row: CPU", rawCPU, "µs")
        table.add("local write: CPU ratio to raw SQLite", cpu / rawCPU, "×")
        table.add("local writes a second (wall)", writes / median(ours.map(\.wall)), "/s")
        table.add("raw SQLite writes a second (wall)", writes / median(raw.map(\.wall)), "/s")
        table.add(
            "local write: wall ratio to raw SQLite",
            median(zip(ours, raw).map { $0.wall / $1.wall }), "×")
    }

    private func store(_ folder: String) throws -> (cpu: Double, wall: Double) {
        let store = try Store(folder: folder, schema: JobSearch.schema)
        var workload = Workload()
        let people = (0..<count).map { _ in workload.person() }
        let (cpu, wall) = (Stopwatch.process(), Stopwatch.wall())
        for person in people { try store.write { $0.create("person", person) } }
        return (Stopwatch.process() - cpu, Stopwatch.wall() - wall)
    }

    /// A journal row and a record row with the same bytes, in one transaction each.
    private func yardstick(_ folder: String) throws -> (cpu: Double, wall: Double) {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        let connection = try Connection(path: folder + "/raw.sqlite", mode: .readWriteCreate)
        try connection.configure(durability: .full)
        try connection.execute(
            """
            CREATE TABLE journal (number INTEGER PRIMARY KEY, chain BLOB, body BLOB);
            CREATE TABLE person (_row INTEGER PRIMARY KEY, id BLOB UNIQUE, given_name TEXT,
                family_name TEXT, birth_year INTEGER, phone TEXT, address TEXT, commune TEXT,
                email TEXT, audiences TEXT, needs TEXT, first_met_on TEXT);
            """)
        let journal = try connection.prepare("INSERT INTO journal VALUES (?, ?, ?)")
        let insert = try connection.prepare(
            "INSERT INTO person VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        let ports = Ports.system
        let chain = ports.randomBytes(32)
        let body = ports.randomBytes(420)
        let ids = (0..<count).map { _ in ports.makeRecordID().bytes }
        let (cpu, wall) = (Stopwatch.process(), Stopwatch.wall())
        for number in 0..<count {
            try connection.transaction(.immediate) {
                try journal.bind(1, Int64(number + 1))
                try journal.bind(2, chain)
                try journal.bind(3, body)
                try journal.run()
                try insert.bind(1, ids[number])
                for (column, text) in LocalWrites.texts.enumerated() {
                    try insert.bind(column + 2, text)
                }
                try insert.run()
            }
        }
        return (Stopwatch.process() - cpu, Stopwatch.wall() - wall)
    }

    private static let texts = [
        "Amina", "Le Gall", "1987", "06 12 34 56 78", "12 boulevard Jean Jaurès", "29019",
        "personne123456@example.org", "[\"habitants-qpv\",\"jeunes\"]", "[\"mobilite\"]",
        "2026-05-15",
    ]
}
