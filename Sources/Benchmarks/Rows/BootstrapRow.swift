// BootstrapRow: the first pull of everything into a fresh store, over HTTP.

struct BootstrapRow: Row {
    let name = "bootstrap"
    let summary = "100,000 records into a fresh store over HTTP; a process for each side"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let records = bench.scale.records
        let runs = try bench.bootstraps(records)
        let each = 1e6 / Double(records)
        let share = Double(records) / 100_000
        report.add("wall", median(runs.map(\.wall)), "s", atMost: 1.2 * share)
        report.add(
            "server CPU a record", median(runs.map(\.serverCPU)) * each, "µs", atMost: 3)
        report.add(
            "client CPU a record", median(runs.map(\.clientCPU)) * each, "µs", atMost: 7)
        report.add(
            "server CPU a record, of the next device", try next(bench) * each, "µs", atMost: 3)
        let whole = try bytes(bench, cutAfter: nil)
        report.add(
            "bytes a record on the wire, both ways, headers and all",
            Double(whole) / Double(records), "B", atMost: 170)
        let cut = try bytes(bench, cutAfter: whole / 2)
        report.add(
            "bytes sent again when the line is cut half-way, of all",
            max(0, Double(cut - whole)) / Double(whole) * 100, "%", atMost: 10)
    }

    /// What a server spends on a device that comes after another one.
    private func next(_ bench: Bench) throws -> Double {
        let site = try bench.site(bench.scale.records)
        let server = try ServerProcess(folder: site.territory.serverFolder)
        _ = try Bootstrap.once(bench, site, url: server.url, server.process)
        return try Bootstrap.once(bench, site, url: server.url, server.process).serverCPU
    }

    /// What passes between both, when the line is cut once or never.
    private func bytes(_ bench: Bench, cutAfter: Int?) throws -> Int {
        let site = try bench.site(bench.scale.records)
        let server = try ServerProcess(folder: site.territory.serverFolder)
        let relay = try ByteRelay(to: server.port)
        defer { relay.close() }
        if let cutAfter { relay.cut(after: cutAfter) }
        _ = try Bootstrap.once(bench, site, url: relay.url, server.process)
        return relay.total
    }
}
