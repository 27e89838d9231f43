// Bootstrap: the first pull of everything, by a program of its own from a server of its own.

import ClientCore
import CurlTransport
import Shared

/// What one first pull took.
struct Bootstrap {
    /// Seconds, between the beginning and the end of the synchronisation.
    let wall: Double
    let clientCPU: Double
    let serverCPU: Double
    /// The most memory of each program, in bytes.
    let clientPeak: Int
    let serverPeak: Int

    /// The argument that makes this program the device.
    static let argument = "bootstrap"

    /// Pulls everything, twice where it can be waited for.
    static func run(_ bench: Bench, records: Int) throws -> [Bootstrap] {
        let site = try bench.site(records)
        let rounds = records > bench.scale.records ? 1 : min(2, bench.scale.rounds)
        return try (0..<rounds).map { round in
            let server = try ServerProcess(folder: site.territory.serverFolder)
            return try once(bench, site, url: server.url, server.process)
        }
    }

    /// - Parameters:
    ///   - url: of the server, or of a relay before it.
    ///   - server: the process whose CPU is measured.
    static func once(
        _ bench: Bench, _ site: Site, url: String, _ server: Child
    ) throws -> Bootstrap {
        let code = try site.territory.code("a new device")
        let child = try Child([argument, url, code, bench.place("fresh")])
        _ = try child.readNumbers(1)
        let before = server.cpu
        child.write("go\n")
        let numbers = try child.readNumbers(3)
        let spent = server.cpu - before
        guard Int(numbers[2]) >= site.records else {
            throw BenchmarkFailure(call: "bootstrap", code: Int32(numbers[2]))
        }
        // Asked while both still live.
        let peaks = (client: child.peakBytes, server: server.peakBytes)
        _ = child.end()
        return Bootstrap(
            wall: numbers[0], clientCPU: numbers[1], serverCPU: spent,
            clientPeak: peaks.client, serverPeak: peaks.server)
    }

    /// What the started process does: enrols, says so, waits for a line, and pulls.
    static func serve(url: String, code: String, folder: String) async throws {
        let store = try Store(folder: folder, schema: JobSearch.schema)
        let transport = try CurlTransport(baseURL: url, options: CurlTransport.Options())
        let engine = SyncEngine(store: store, transport: transport)
        _ = try await engine.enrol(url: url, code: code)
        Child.tell("0")
        _ = readLine()
        let (cpu, wall) = (Stopwatch.process(), Stopwatch.wall())
        var pulled = 0
        var report = try await engine.sync()
        pulled += report.pulled
        // A line that is cut for longer than a synchronisation is patient: the next one goes on.
        while report.state == .offline {
            report = try await engine.sync()
            pulled += report.pulled
        }
        Child.tell("\(Stopwatch.wall() - wall) \(Stopwatch.process() - cpu) \(pulled)")
        // Its memory is looked at before it ends: when its input does.
        while readLine() != nil {}
    }
}
