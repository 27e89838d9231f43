// DocumentTests: the documents have the keys that scripts are written against. Keys may be added,
// never renamed or removed.

import Shared
import Testing

@Suite(.ownThreads) struct DocumentTests {
    /// Whether an object has these keys at least.
    private func expect(
        _ json: JSON?, has keys: String..., location: SourceLocation = #_sourceLocation
    ) {
        let missing = keys.filter { json?[$0] == nil }
        #expect(
            missing.isEmpty, "\(missing) in \(json?.shown ?? "nothing")", sourceLocation: location)
    }

    @Test("the documents of relais have the keys of the contract")
    func deviceDocuments() throws {
        let server = try TestServer()
        try server.start()
        let device = try Device()
        let enrolled = try device.json("enrol", server.url, try server.invite("Anna"))
        expect(enrolled, has: "territory", "replica", "user")
        let id = try device.put("person", "given_name=Ève", "audiences+=jeunes")
        expect(
            try device.json("get", "person", id), has: "id", "collection", "fields", "state",
            "mergedInto")
        expect(
            try device.json("sync"), has: "pushed", "pulled", "conflicts", "quarantined",
            "pending", "cursor", "epoch", "state")
        expect(
            try device.json("status"), has: "pending", "conflicts", "quarantined", "cursor",
            "lastSync", "epoch")
        #expect(Instant(try device.json("status").text("lastSync")) != nil)
        let history = try device.json("history", "person", id)
        expect(history, has: "changes", "complete")
        for change in try history.list("changes") {
            expect(
                change, has: "field", "value", "user", "device", "claimedAt", "sequence",
                "clockVerified", "correctedAt")
        }
        expect(try device.json("verify"), has: "match", "scopes", "records")
        expect(try device.json("conflicts"), has: "conflicts", "parallel")
        expect(try device.json("quarantine"), has: "transactions")
        let found = try device.json("search", "eve")
        expect(found["results"]?[0], has: "collection", "id", "title", "distanceMetres")
        #expect(found["results"]?[0]?["id"] == .string(id))
        let collections = try device.json("schema").list("collections")
        #expect(try collections.map { try $0.text("name") }.contains("person"))
        for collection in collections {
            expect(collection, has: "name", "access", "fields")
            for field in try collection.list("fields") {
                expect(field, has: "name", "type", "merge")
            }
        }
    }

    @Test("the documents of relais-server have the keys of the contract")
    func serverDocuments() throws {
        let server = try TestServer()
        try server.start()
        let invitation = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", server.organisation,
            "--role", "coordinator", "--name", "Anna",
        ])
        expect(invitation, has: "code", "user", "expires")
        #expect(try invitation.text("code").wholeMatch(of: /[0-9A-Z]{4}(-[0-9A-Z]{4}){2}/) != nil)
        let device = try Device()
        let enrolled = try device.json("enrol", server.url, try invitation.text("code"))
        #expect(enrolled["user"] == invitation["user"])
        try device.sync()
        let devices = try server.administer(["devices", "list"]).list("devices")
        #expect(devices.count == 1)
        expect(devices.first, has: "replica", "user", "lastSeen", "pendingPurge", "state")
        #expect(devices.first?["replica"] == enrolled["replica"])
        expect(try server.administer(["quarantine", "list"]), has: "transactions")
        expect(try server.administer(["status"]), has: "territories")
        // The organisation of the invitation is a record of the directory.
        let record = try device.json("get", "organisation", server.organisation)
        #expect(record.field("name") == .string("Relais"))
    }

    @Test("records are listed by id, in pages, and by what they hold")
    func listing() throws {
        let device = try Device()
        var ids: [String] = []
        for index in 0..<5 {
            ids.append(
                try device.put(
                    "person", "given_name=\(index)",
                    "audiences=\(index == 3 ? "femmes,jeunes" : "seniors")"))
        }
        let all = try device.records("person")
        #expect(try all.map { try $0.text("id") } == ids.sorted())
        let page = try device.records("person", "--limit", "2", "--after", ids[1])
        #expect(try page.map { try $0.text("id") } == Array(ids[2...3]))
        let young = try device.records("person", "--where", "audiences=jeunes")
        #expect(try young.map { try $0.text("id") } == [ids[3]])
        // As `get` prints it; sets are sorted, empty fields are left out.
        #expect(try device.json("get", "person", ids[3]) == all[3])
        #expect(all[3]["fields"]?.keys == ["given_name", "audiences"])
        #expect(all[3].field("audiences") == .array([.string("femmes"), .string("jeunes")]))
    }
}
