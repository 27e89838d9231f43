// MemoryRow: the most memory of a server that 20 devices use at once, and of one that fills up.

import CurlTransport
import Server
import Shared

struct MemoryRow: Row {
    let name = "memory"
    let summary = "the most memory of a server under 20 devices, and of a device's first pull"

    func run(_ bench: Bench, into report: inout Report) async throws {
        for records in bench.scale.sizes {
            let label = "\(records) records"
            report.add(
                "server, \(label), 20 devices at once",
                try await server(bench, records) / 1_048_576, "MiB", atMost: 64)
            let runs = try bench.bootstraps(records)
            report.add(
                "client, first pull of \(label)",
                median(runs.map { Double($0.clientPeak) }) / 1_048_576, "MiB", atMost: 50)
        }
    }

    /// Every device pushes a batch, then pulls its first pages.
    private func server(_ bench: Bench, _ records: Int) async throws -> Double {
        let site = try bench.site(records)
        let server = try ServerProcess(folder: site.territory.serverFolder)
        let uses = zip(try site.changes(), site.ends)
        let url = server.url
        try await withThrowingTaskGroup { group in
            for (push, end) in uses {
                group.addTask { try await MemoryRow.use(url, push, end) }
            }
            try await group.waitForAll()
        }
        return Double(server.process.peakBytes)
    }

    private static func use(
        _ url: String, _ push: HTTPRequest, _ end: ScriptedDevice.End
    ) async throws {
        let transport = try CurlTransport(baseURL: url, options: CurlTransport.Options())
        var request = push
        for _ in 0..<5 {
            let answer = try await ScriptedDevice.send(request, over: transport)
            // From nothing, page by page, as a new device would go on.
            let scopes = answer.scopes.map {
                HeldScope(name: $0.name, floor: nil, page: $0.page)
            }
            let message = SyncRequest(
                schema: JobSearch.schema.version, epoch: answer.epoch, after: end.number,
                chain: end.chain, transactions: [], scopes: scopes)
            request = ScriptedDevice.request(BinaryCodec().encode(message), end.header)
        }
    }
}
