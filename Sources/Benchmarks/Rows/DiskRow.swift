// DiskRow: what a record takes on the server's disk, with all its history and without.

import FoundationEssentials
import Glibc
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
        // Not by reading the file: closing it would drop the locks that this process has on it.
        try source.backup(to: file)
        let each = 1 / Double(site.records)
        report.add(
            "with full history", Double(try DiskRow.size(file)) * each, "B", atMost: 1_200)
        let later = Ports.system.now() + 500 * 24 * 3600 * 1000
        let ports = Ports(
            now: { later }, random: Ports.system.random, sleep: Ports.system.sleep)
        let data = try ServerData(folder: copy, ports: ports, log: { _ in })
        var compaction = Compaction(
            storage: try data.existingTerritory("bench"), ports: ports, schema: JobSearch.schema)
        guard try compaction.run().transactions >= site.records else {
            throw BenchmarkFailure(call: "compaction", code: 0)
        }
        let compacted = try Connection(path: file, mode: .readWrite)
        try compacted.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        report.add(
            "compacted, as it is left", Double(try DiskRow.size(file)) * each, "B", atMost: 600)
        // How much of that are pages that are partly empty.
        try compacted.execute("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
        report.add(
            "compacted, were the file written anew", Double(try DiskRow.size(file)) * each, "B")
    }

    private static func size(_ path: String) throws -> Int64 {
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw BenchmarkFailure(call: "stat", code: errno) }
        return Int64(facts.st_size)
    }
}
