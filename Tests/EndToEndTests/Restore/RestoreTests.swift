// RestoreTests: a server that is put back to a backup, and its devices, through the programs.

import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

@Suite(.ownThreads) struct RestoreTests {
    private let server: TestServer
    private var backup: String { server.folder.path + "/brest.backup" }

    init() throws {
        server = try TestServer()
        try server.start()
    }

    private func restore() throws -> JSON {
        #expect(try server.stop().status == 0)
        let answer = try server.administer(["restore", "--from", backup])
        try server.start()
        return answer
    }

    private func requireSame(_ devices: [Device]) throws {
        for _ in 0..<2 { for device in devices { try device.sync() } }
        let lists = try devices.map { device in
            try device.records("person").map {
                ($0["id"]?.shown ?? "") + ($0["fields"]?.shown ?? "")
            }
            .sorted()
        }
        for (device, list) in zip(devices, lists) {
            #expect(list == lists[0])
            #expect(try device.json("verify").flag("match"))
            #expect(try device.json("quarantine").list("transactions").isEmpty)
        }
    }

    /// A device of somebody who may only read.
    private func observer(_ name: String) throws -> Device {
        let code = try server.administer([
            "invite", "--territory", TestServer.territory, "--organisation", server.organisation,
            "--role", "observer", "--name", name,
        ]).text("code")
        let device = try Device()
        try device.json("enrol", server.url, code)
        return device
    }

    @Test("what readers alone still hold is sealed once, and decided by a person")
    func sealed() throws {
        let (anna, readers) = (try server.device("Anna"), try ["Olga", "Petra"].map(observer))
        for device in [anna] + readers { try device.sync() }
        try server.administer(["backup", "--to", backup])
        let lost = try ["name=Halle", "name=Maison"].map { try anna.put("place", $0) }
        for device in [anna] + readers { try device.sync() }
        _ = try restore()
        for reader in readers { try reader.sync() }
        #expect(try readers[0].records("place").isEmpty)
        let waiting = try server.administer(["quarantine", "list"]).list("sealed")
        #expect(Set(try waiting.map { try $0.text("id") }) == Set(lost))
        #expect(try waiting.map { try $0.number("copies") } == [1, 1])
        #expect(try waiting.map { try $0.text("reason") }.allSatisfy { $0 == "returned_by_reader" })
        let addresses = try waiting.map { try $0.text("address") }
        let accepted = try server.administer(["quarantine", "accept", addresses[0]])
        #expect(try accepted.number("released") == 1)
        let dismissed = try server.administer(["quarantine", "dismiss", addresses[1]])
        #expect(try dismissed.text("decision") == "dismissed")
        #expect(try server.administer(["quarantine", "list"]).list("sealed").isEmpty)
        for words in [["accept", addresses[0]], ["correct", addresses[0], "name=x"]] {
            let again = try server.run(["quarantine"] + words)
            let code = try again.error().text("code")
            #expect(code == (words[0] == "accept" ? "unknown_sealed" : "not_correctable"))
        }
        for reader in readers { try reader.sync() }
        #expect(
            try readers[1].records("place").map { try $0.text("id") } == [
                try waiting[0].text("id")
            ])
        // The author brings back all of it.
        try requireSame([anna] + readers)
        #expect(try readers[0].records("place").count == 2)
        let acts = try server.administer(["audit"]).list("lines").map { try $0.text("on") }
        #expect(Set(addresses).isSubset(of: acts))
    }

    @Test("what a restored server lacks comes back from whoever holds it, once")
    func healing() throws {
        let (anna, badr) = (try server.device("Anna"), try server.device("Badr"))
        let carla = try server.device("Carla")
        let person = try anna.put("person", "given_name=Yasmine", "notes_count+=1")
        for device in [anna, badr, carla] { try device.sync() }
        let made = try server.administer(["backup", "--to", backup])
        #expect(try made.text("file") == backup)
        #expect(try made.number("through") > 0)

        // After the backup: Anna synchronises, Carla sees it and is away, Badr has only written.
        try anna.put("person", "--id", person, "phone=06 12 34 56 78", "notes_count+=1")
        let lost = try anna.put("person", "given_name=Karim")
        try anna.sync()
        try carla.sync()
        try carla.put("person", "--id", lost, "email=karim@example.org")
        try badr.put("person", "--id", person, "address=12 rue de la Mairie", "notes_count+=1")

        let restored = try restore()
        #expect(try restored.text("ledger") == "applied")
        #expect(try restored.text("territory") == "brest")
        #expect(try restored.number("through") == made.number("through"))
        #expect(try restored.text("epoch") != made.text("epoch"))
        #expect(FileManager.default.fileExists(atPath: try restored.text("replaced")))
        try badr.sync()
        try anna.sync()
        try carla.sync()
        try requireSame([anna, badr, carla])
        let record = try badr.json("get", "person", person)
        #expect(record.field("notes_count") == .integer(3))
        #expect(record.field("phone") == .string("06 12 34 56 78"))
        #expect(record.field("address") == .string("12 rue de la Mairie"))
        let other = try badr.json("get", "person", lost)
        #expect(other.field("given_name") == .string("Karim"))
        #expect(other.field("email") == .string("karim@example.org"))
        #expect(try badr.records("person").count == 2)
    }

    @Test(
        "a device that was revoked after the backup stays revoked, one enrolled after it is known")
    func ledger() throws {
        let (anna, badr) = (try server.device("Anna"), try server.device("Badr"))
        try anna.put("person", "given_name=Yasmine")
        for device in [anna, badr] { try device.sync() }
        try server.administer(["backup", "--to", backup])
        let devices = try server.administer(["devices", "list"]).list("devices")
        let replica = try #require(devices.first { $0["userName"] == .string("Badr") })
            .number("replica")
        try server.administer(["devices", "revoke", "\(replica)", "--territory", "brest"])
        let carla = try server.device("Carla")
        try carla.put("person", "given_name=Zoé")
        try carla.sync()
        _ = try restore()
        let refused = try badr.run("sync")
        #expect(refused.status == 1)
        #expect(try refused.document().text("state") == "revoked")
        try requireSame([anna, carla])
        #expect(try anna.records("person").count == 2)
    }

    @Test("without the ledger, it is said what has to be done again")
    func missingLedger() throws {
        try server.administer(["backup", "--to", backup])
        let elsewhere = server.folder.path + "/elsewhere"
        let restored = try Program(
            Surroundings.relaisServer,
            ["restore", "--from", backup, "--data", elsewhere, "--json"],
            variables: ["RELAIS_LANG": "en"]
        ).finish()
        let answer = try restored.success()
        #expect(try answer.text("ledger") == "missing")
        #expect(answer["replaced"]?.isNull == true)
        #expect(try answer.list("advice").count == 2)
        #expect(restored.said.contains("revocations and erasures"))
        // Nor is there a file from which anything could be taken over.
        #expect(answer["takenOver"]?["whole"] == .bool(false))
        #expect(restored.said.contains("put it in its place and restore again"))
    }

    @Test(
        "a backup of more than 90 days is restored, and it is said what it may not bring back",
        arguments: [(89, false), (91, true)])
    func oldBackup(days: Int, isTold: Bool) throws {
        try server.administer(["backup", "--to", backup])
        #expect(try server.stop().status == 0)
        try Connection(path: backup, mode: .readWrite)
            .run("UPDATE backup SET made_at = made_at - \(days) * 86400000")
        let copy = server.folder.path + "/copy"
        try FileManager.default.copyItem(atPath: server.data, toPath: copy)
        let answer = try server.administer(["restore", "--from", backup])
        #expect(try answer.text("ledger") == "applied")
        let advice = try answer.list("advice").compactMap(\.string)
        #expect(advice.count == (isTold ? 1 : 0))
        #expect(advice.allSatisfy { $0.hasPrefix("The backup is 91 days old.") })
        let words = try Program(
            Surroundings.relaisServer, ["restore", "--from", backup, "--data", copy],
            variables: ["RELAIS_LANG": "fr"]
        ).finish()
        #expect(words.status == 0)
        #expect(words.said.contains("La sauvegarde a 91 jours.") == isTold)
    }

    @Test("a running server is not restored over")
    func running() throws {
        try server.administer(["backup", "--to", backup])
        let error = try server.run(["restore", "--from", backup]).error()
        #expect(try error.text("code") == "server_running")
        let second = try Program(
            Surroundings.relaisServer,
            ["serve", "--data", server.data, "--listen", "127.0.0.1:0", "--json"]
        ).finish()
        #expect(try second.error().text("code") == "server_running")
        // A server that was killed holds nothing.
        try server.kill()
        try server.administer(["restore", "--from", backup])
    }

    @Test("a damaged or foreign file is refused, and nothing is changed")
    func badFiles() throws {
        let anna = try server.device("Anna")
        for number in 0..<200 { try anna.put("person", "given_name=Person \(number)") }
        try anna.sync()
        try server.administer(["backup", "--to", backup])
        #expect(try server.stop().status == 0)
        let bytes = try #require(FileManager.default.contents(atPath: backup))
        var torn = bytes
        for index in 8_192..<12_288 { torn[index] ^= 0xA5 }
        let files: [(Data, [String])] = [
            (torn, ["damaged_backup"]), (bytes.prefix(bytes.count / 2), ["damaged_backup"]),
            (Data("not a database".utf8), ["damaged_backup", "not_a_backup"]),
            (Data(), ["not_a_backup"]),
            (
                try #require(FileManager.default.contents(atPath: anna.store + "/relais.sqlite")),
                ["not_a_backup"]
            ),
        ]
        let before = try listing()
        let path = server.folder.path + "/bad.backup"
        for (bytes, codes) in files {
            #expect(FileManager.default.createFile(atPath: path, contents: bytes))
            let error = try server.run(["restore", "--from", path]).error()
            #expect(codes.contains(try error.text("code")), "\(error.shown)")
        }
        let missing = try server.run(["restore", "--from", path + ".none"]).error()
        #expect(try missing.text("code") == "not_a_backup")
        #expect(try listing() == before)
        try server.start()
        try anna.sync()
        #expect(try anna.json("verify").flag("match"))
    }

    /// The files of the data, with what is in them.
    private func listing() throws -> [String: Data?] {
        let folder = server.data
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") && !$0.hasSuffix(".lock") }
        return Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, FileManager.default.contents(atPath: folder + "/" + $0))
            })
    }

    @Test("a backup names its territory when there are several, and never replaces the data")
    func places() throws {
        let inside = server.data + "/territories/brest.sqlite"
        let refused = try server.run(["backup", "--to", inside]).error()
        #expect(try refused.text("code") == "backup_not_written")
        let nowhere = try server.run(["backup", "--to", "/nonexistent/file"]).error()
        #expect(try nowhere.text("code") == "backup_not_written")
        #expect(
            try server.administer(["status"]).list("territories")[0]["lastBackup"]?.isNull == true)
        try server.administer(["backup", "--to", backup])
        let last = try #require(
            try server.administer(["status"]).list("territories")[0]["lastBackup"])
        #expect(try last.number("ageDays") == 0)
        try server.administer(["territory", "create", "quimper", "--name", "Quimper"])
        let error = try server.run(["backup", "--to", backup]).error(status: 2)
        #expect(try error.text("remedy").contains("--territory"))
        try server.administer(["backup", "--to", backup, "--territory", "quimper"])
        let counts = try server.administer(["compact", "--dry-run"]).list("territories")
        #expect(try counts.map { try $0.number("records") } == [0, 0])
    }
}
