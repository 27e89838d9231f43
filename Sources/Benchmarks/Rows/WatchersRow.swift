// WatchersRow: what a server process costs while thousands of devices only listen to it, and how
// soon all of them are told of a change.

import FoundationEssentials
import Glibc
import Shared

struct WatchersRow: Row {
    let name = "watchers"
    let summary = "1,000 and 10,000 devices that only listen, in a process of their own"

    func run(_ bench: Bench, into report: inout Report) async throws {
        for count in bench.scale.isQuick ? [1_000] : [1_000, 10_000] {
            try await watch(count, bench, into: &report)
        }
    }

    private func watch(_ count: Int, _ bench: Bench, into report: inout Report) async throws {
        let seconds: UInt32 = bench.scale.isQuick ? 5 : 60
        let territory = try Territory(folder: bench.place("watched"))
        // As many streams of one device as it may have: enrolling each alone takes minutes.
        let headers = try (0..<count / 4).map { try territory.header("watcher \($0)") }
        let list = bench.place("headers")
        _ = FileManager.default.createFile(
            atPath: list, contents: Data(headers.joined(separator: "\n").utf8))
        let server = try ServerProcess(folder: territory.serverFolder, watchers: count + 100)
        let watchers = try Child([Watchers.argument, String(server.port), list, String(count)])
        guard watchers.readLine() == "ready" else {
            throw BenchmarkFailure(call: "watchers", code: 0)
        }
        // The work of connecting is over.
        sleep(2)
        let (cpu, wall) = (server.process.cpu, Stopwatch.wall())
        sleep(seconds)
        let share = (server.process.cpu - cpu) / (Stopwatch.wall() - wall)
        report.add(
            "\(count) watchers, memory of the server",
            Double(server.process.peakBytes) / 1_048_576, "MiB", atMost: 256)
        report.add(
            "\(count) watchers, CPU of one core over \(seconds) s", share * 100, "%",
            atMost: 0.5)
        let told = try await tell(territory, server, watchers)
        report.add("\(count) watchers, a change, until the last is told", told, "s", atMost: 1)
        report.add(
            "\(count) watchers, the server has ended after it was asked to",
            server.process.stop(), "s")
    }

    /// One device pushes a change: how long it takes until the last watcher has heard of it.
    private func tell(
        _ territory: Territory, _ server: ServerProcess, _ watchers: Child
    ) async throws -> Double {
        var times: [Double] = []
        let device = try ScriptedDevice(territory, "writer")
        var workload = Workload(seed: 7)
        var random = SeededGenerator(seed: 7)
        for _ in 0..<3 {
            let now = territory.ports.now()
            let request = device.push([workload.newPerson(at: now, &random).1])
            let start = Stopwatch.wall()
            try await ScriptedDevice.send(request, to: server.url)
            times.append(try watchers.readNumbers(1)[0] - start)
        }
        return median(times)
    }
}
