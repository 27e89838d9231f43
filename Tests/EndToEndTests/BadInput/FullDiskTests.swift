// FullDiskTests: the disk fills up under a device, and under the server.

import Shared
import Testing

@Suite(
    .ownThreads, .enabled(if: SmallDisk.isAvailable, Comment(rawValue: SmallDisk.reason)))
struct FullDiskTests {
    @Test("a full disk stores whole commands or nothing, and says so")
    func device() throws {
        let disk = try SmallDisk(kibibytes: 8192)
        let device = try Device(store: disk.path + "/store")
        var stored = [try device.put("person", "given_name=first")]
        var refusals = 0
        for kibibytes in [0, 8, 24, 36, 48, 64, 96, 160, 320] {
            let before = try device.snapshot()
            try disk.fill(leaving: kibibytes)
            let outcome = try device.run("put", "person", "given_name=with \(kibibytes) KiB left")
            let isStored = outcome.status == 0
            if isStored {
                stored.append(try outcome.success().text("id"))
            } else {
                refusals += 1
                #expect(try outcome.error().text("code") == "disk_full", "\(outcome.summary)")
            }
            try disk.empty()
            if !isStored { #expect(try device.snapshot() == before) }
            let ids = try device.records("person").map { try $0.text("id") }
            #expect(ids == stored.sorted())
        }
        #expect(refusals > 0 && stored.count > 1)
    }

    @Test("a server without space refuses for now, and keeps all that it took")
    func server() throws {
        let disk = try SmallDisk(kibibytes: 8192)
        let server = try TestServer(data: disk.path + "/data")
        try server.start()
        let device = try server.device("Anna")
        try device.put("person", "given_name=before")
        try device.sync()
        try device.json("import", Surroundings.examples + "/boulogne/service.csv")
        try disk.fill(leaving: 0)
        // The write-ahead log has pages to reuse: it takes some before it is full.
        var full: Outcome?
        for _ in 0..<40 where full == nil {
            let outcome = try device.run("sync")
            if outcome.status != 0 { full = outcome }
            try device.put("note", "text=\(String(repeating: "long ", count: 900))")
        }
        let outcome = try #require(full)
        #expect(try outcome.error().text("code") == "server_full", "\(outcome.summary)")
        #expect(try outcome.document().text("state") == "offline")
        #expect(try device.json("status").number("pending") > 0)
        try disk.empty()
        try device.sync()
        #expect(try device.json("verify").flag("match"))
        let other = try server.device("Karim")
        try other.sync()
        #expect(try other.records("note") == device.records("note"))
        #expect(try server.stop().status == 0)
    }
}
