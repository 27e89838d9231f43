// CommandRow: `relais status` from its start to its end.

import ClientCore
import FoundationEssentials
import Glibc

struct CommandRow: Row {
    let name = "status"
    let summary = "`relais status` on a device with 100,000 people, from start to end"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let device = try await bench.device(bench.scale.records)
        guard let program = CommandRow.program() else {
            Child.tell(
                "  not measured: there is no relais beside this program: swift build -c release"
            )
            return
        }
        var runs: [(cpu: Double, wall: Double)] = []
        for _ in 0..<20 {
            let wall = Stopwatch.wall()
            let child = try Child(["status", "--store", device.store.folder], program: program)
            let ending = child.end()
            guard ending.status == 0 else {
                throw BenchmarkFailure(call: "relais status", code: ending.status)
            }
            runs.append((ending.cpu, Stopwatch.wall() - wall))
        }
        report.add("wall", median(runs.map(\.wall)) * 1e3, "ms", atMost: 15)
        report.add("CPU", median(runs.map(\.cpu)) * 1e3, "ms")
    }

    /// The command line beside this program.
    private static func program() -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        let path = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        let program = "/\(folder)/relais"
        return FileManager.default.isExecutableFile(atPath: program) ? program : nil
    }
}
