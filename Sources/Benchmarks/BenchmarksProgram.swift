// Benchmarks: the figures that the documentation quotes, measured on the real product through its
// real interfaces. `swift run -c release Benchmarks`; a minute of it is spent listening.
//
// CPU is the measure, since machines are shared; wall time stands beside it where a disk decides.

import FoundationEssentials
import Shared

@main
enum BenchmarksProgram {
    static func main() async throws {
        let arguments = CommandLine.arguments
        if arguments.count == 3, arguments[1] == ServerProcess.argument {
            return try ServerProcess.serve(arguments[2])
        }
        let folder = FileManager.default.temporaryDirectory.path + "/relais-benchmarks"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var table = Table()
        try LocalWrites(folder: folder + "/writes").run(into: &table)
        try await LockedStore(folder: folder + "/locked").run(into: &table)
        try await FirstSync(folder: folder + "/sync").run(into: &table)
        try await IdleSync(folder: folder + "/idle").run(into: &table)
        try IdleWatchers(folder: folder + "/watchers").run(into: &table)
        table.print()
    }
}

/// What was measured, as lines of a table.
struct Table {
    private var rows: [(name: String, value: String)] = []

    mutating func add(_ name: String, _ value: String) { rows.append((name, value)) }

    mutating func add(_ name: String, _ value: Double, _ unit: String) {
        add(name, "\((value * 100).rounded() / 100) \(unit)")
    }

    func print() {
        let width = rows.map(\.name.count).max() ?? 0
        for row in rows {
            let gap = String(repeating: " ", count: width - row.name.count)
            Swift.print("\(row.name)\(gap)  \(row.value)")
        }
    }
}
