// ShutdownTests: the server is asked to end while devices talk to it.

import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct ShutdownTests {
    @Test(
        "SIGTERM in the middle of requests ends with 0 and loses nothing",
        arguments: [0, 10_000, 25_000, 60_000] as [UInt32])
    func draining(delay: UInt32) throws {
        let server = try TestServer()
        try server.start()
        let devices = try (0..<4).map { try server.device("Device \($0)") }
        let file = Surroundings.examples + "/boulogne/service.csv"
        for (index, device) in devices.enumerated() {
            try device.put("person", "given_name=p\(index)")
            try device.json("import", file)
        }
        let syncs = try devices.map { try $0.start(["sync"]) }
        usleep(delay)
        let ended = try server.stop()
        #expect(ended.status == 0, "\(ended.summary)")
        for sync in syncs {
            let outcome = try sync.finish()
            let report = try outcome.document()
            let state = try report.text("state")
            #expect(state == (outcome.status == 0 ? "upToDate" : "offline"), "\(outcome.summary)")
        }
        try server.start()
        for device in devices + devices { try device.sync() }
        for device in devices {
            let names = try device.records("person").compactMap { $0.field("given_name")?.string }
            #expect(names.sorted() == ["p0", "p1", "p2", "p3"])
            #expect(try device.json("verify").flag("match"))
        }
    }

    @Test("administrative commands work while the server runs, and are served at once")
    func administration() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        try server.administer([
            "import", "--territory", TestServer.territory,
            Surroundings.examples + "/boulogne/organisation.csv",
        ])
        #expect(try device.sync().number("pulled") > 10)
        let replica = try device.json("status").number("replica")
        try server.administer([
            "devices", "revoke", "\(replica)", "--territory", TestServer.territory,
        ])
        let pending = try device.put("person", "given_name=Late")
        let outcome = try device.run("sync")
        #expect(try outcome.error().text("code") == "device_revoked")
        #expect(try outcome.document().text("state") == "revoked")
        // What the device wrote waits for a decision, and nothing is left on it.
        let sealed = try server.administer(["quarantine", "list"]).list("transactions")
        #expect(sealed.map { $0["reason"] } == [.string("device_revoked")])
        #expect(try device.run("get", "person", pending).error().text("code") == "not_found")
        #expect(try device.records("organisation").isEmpty)
        let listed = try server.administer(["devices", "list"]).list("devices")
        #expect(listed.map { $0["pendingPurge"] } == [.bool(false)])
    }
}
