// DiskRow: what a record takes on the server's disk, with all its history and without.

import FoundationEssentials
import SQLite
import Server
import Shared

struct DiskRow: Row {
    let name = "disk"
    let summary = "the server's file, for each record: with its full history, and compacted"

    func run(_ bench: Bench, into report: inout Report) async throws {
        let site = try bench.site(bench.scale.records)
        let copy = bench.place("compacted")
        for folder in ["territories", "ledger"] {
            try FileManager.default.createDirectory(
                atPath: "\(copy)/\(folder)", withIntermediateDirectories: true)
        }
        let file = "\(copy)/territories/bench.sqlite"
        let source = try Connection(path: site.territory.file, mode: .readWrite)
        try source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        try FileManager.default.copyItem(atPath: site.territory.file, toPath: file)
        let each = 1 / Double(site.records)
        let before = try DiskRow.size(file)
        report.add("with full history", Double(before.all) * each, "B", atMost: 1_200)
        let later = Ports.system.now() + 500 * 24 * 3600 * 1000
        let ports = Ports(
            now: { later }, random: Ports.system.random, sleep: Ports.system.sleep)
        let data = try ServerData(folder: copy, ports: ports, log: { _ in })
        var compaction = Compaction(
            storage: try data.existingTerritory("bench"), ports: ports, schema: JobSearch.schema)
        guard try compaction.run().transactions >= site.records else {
            throw BenchmarkFailure(call: "compaction", code: 0)
        }
        let after = try DiskRow.size(file)
        report.add("compacted, pages in use", Double(after.used) * each, "B", atMost: 600)
        report.add("compacted, the file", Double(after.all) * each, "B")
    }

    /// The bytes of a file, and of the pages of it that hold something.
    private static func size(_ path: String) throws -> (all: Int64, used: Int64) {
        let connection = try Connection(path: path, mode: .readWrite)
        func number(_ pragma: String) throws -> Int64 {
            var number: Int64 = 0
            try connection.rows("PRAGMA \(pragma)") { number = $0.int64(0) }
            return number
        }
        let page = try number("page_size")
        let (all, free) = (try number("page_count"), try number("freelist_count"))
        return (all * page, (all - free) * page)
    }
}
