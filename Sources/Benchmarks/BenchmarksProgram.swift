// Benchmarks: the figures that the documentation quotes, measured on the real product through its
// real interfaces. `swift run -c release Benchmarks`; a minute of it is spent listening.
// `Benchmarks scopes` measures that alone, and so do `writes`, `sync`, `idle`, `orientation` and
// `watchers`.
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
        let wanted = arguments.dropFirst().first
        func place(_ name: String) -> String? {
            wanted == nil || wanted == name ? "\(folder)/\(name)" : nil
        }
        if let folder = place("writes") { try LocalWrites(folder: folder).run(into: &table) }
        if let folder = place("locked") {
            try await LockedStore(folder: folder).run(into: &table)
        }
        if let folder = place("orientation") {
            try Orientation(folder: folder).run(into: &table)
        }
        if let folder = place("sync") { try await FirstSync(folder: folder).run(into: &table) }
        if let folder = place("idle") { try await IdleSync(folder: folder).run(into: &table) }
        if let folder = place("scopes") {
            try await ManyScopes(folder: folder + "-many").run(into: &table)
            try await ScopeChanges(folder: folder + "-change").run(into: &table)
        }
        if let folder = place("watchers") { try IdleWatchers(folder: folder).run(into: &table) }
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
