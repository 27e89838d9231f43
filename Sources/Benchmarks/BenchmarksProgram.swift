// Benchmarks: the figures that the documentation quotes, measured on the real product through its
// real interfaces, beside SQLite itself in C in the same process.
//
//     swift run -c release Benchmarks [--json FILE] [--quick | --long] [ROW…]
//
// CPU is the measure, since machines are shared; wall time stands beside it where a disk decides.

import FoundationEssentials
import Glibc
import Shared

@main
enum BenchmarksProgram {
    static func main() async {
        do {
            try await run()
        } catch {
            Child.tell("the benchmark failed: \(error)")
            exit(1)
        }
    }

    private static func run() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if try await isChild(arguments) { return }
        var (names, json): ([String], String?) = ([], nil)
        var scale = arguments.contains("--quick") ? Scale.quick : Scale()
        var rest = arguments[...]
        while let word = rest.popFirst() {
            switch word {
            case "--json": json = rest.popFirst()
            case "--quick": break
            case "--long": scale.isLong = true
            case "--list":
                return Rows.all.forEach { Child.tell(Report.padded($0.name, 12) + $0.summary) }
            default: names.append(word)
            }
        }
        let rows = Rows.all.filter { names.isEmpty || names.contains($0.name) }
        let unknown = names.filter { name in !Rows.all.contains { $0.name == name } }
        guard unknown.isEmpty else {
            Child.tell("no such row: \(unknown.joined(separator: ", ")); `--list` names them")
            exit(64)
        }
        let folder = FileManager.default.temporaryDirectory.path + "/relais-benchmarks-\(getpid())"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await run(rows, Bench(folder: folder, scale: scale), json)
    }

    private static func run(_ rows: [any Row], _ bench: Bench, _ json: String?) async throws {
        let machine = Machine(folder: bench.folder)
        Child.tell(machine.line)
        var report = Report()
        var failed: [String] = []
        for row in rows {
            report.begin(row.name, row.summary)
            let start = Stopwatch.wall()
            do {
                try await row.run(bench, into: &report)
            } catch {
                failed.append(row.name)
                Child.tell("  the row failed: \(error)")
            }
            report.end(after: Stopwatch.wall() - start)
        }
        report.printSummary()
        if let json {
            _ = FileManager.default.createFile(
                atPath: json, contents: Data(report.json(machine.json)))
        }
        guard failed.isEmpty else {
            throw BenchmarkFailure(call: failed.joined(separator: ", "), code: 1)
        }
    }

    /// Whether this process was started by another one of this program, to be the other side.
    private static func isChild(_ arguments: [String]) async throws -> Bool {
        switch (arguments.first, arguments.count) {
        case (ServerProcess.argument, 3):
            try ServerProcess.serve(arguments[1], watchers: Int(arguments[2]) ?? 0)
        case (Bootstrap.argument, 4):
            try await Bootstrap.serve(
                url: arguments[1], code: arguments[2], folder: arguments[3])
        case (Watchers.argument, 4):
            try Watchers.serve(
                port: UInt16(arguments[1]) ?? 0, headers: arguments[2],
                count: Int(arguments[3]) ?? 0)
        case (HotPath.argument, 3):
            try await HotPath.run(arguments[1], count: Int(arguments[2]) ?? 0)
        default: return false
        }
        return true
    }
}
