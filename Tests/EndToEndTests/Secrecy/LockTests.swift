// LockTests: locked stores and encrypted backups through the programs: commands, kills, tampering.

import FoundationEssentials
import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct LockTests {
    private let words = ["Yasmine", "Benkacem", "02 98 11 22 33", "Confidence", "SQLite format"]
    private let phrase = "quatre mots de rien"

    /// Files of a folder that hold any of the words.
    private func tellingFiles(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { name in
            guard let bytes = FileManager.default.contents(atPath: folder + "/" + name) else {
                return false
            }
            return words.contains { Array(bytes).firstRange(of: Array($0.utf8)) != nil }
        }
    }

    private func file(_ device: Device, _ name: String, _ text: String) throws -> String {
        let path = device.folder.path + "/" + name
        try Data((text + "\n").utf8).write(to: URL(filePath: path))
        return path
    }

    private func story(_ device: Device, _ options: [String] = []) throws -> String {
        let person = try device.start(
            [
                "put", "person", "given_name=Yasmine", "family_name=Benkacem",
                "phone=02 98 11 22 33",
            ] + options
        ).finish().success().text("id")
        try device.start(["put", "note", "person=\(person)", "text=Confidence"] + options)
            .finish().success()
        return person
    }

    @Test("lock, work, change the passphrase, unlock; each command says what it needs")
    func commands() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Anna")
        let person = try story(device)
        let old = try file(device, "old", phrase)
        let new = try file(device, "new", "cinq autres mots de rien")
        #expect(try !tellingFiles(device.store).isEmpty)

        let refused = try device.run("lock")
        #expect(try refused.error(status: 2).text("code") == "usage")
        #expect(
            try device.run("lock", "--passphrase-file", "-", input: phrase + "\n").success()
                .flag("locked"))
        #expect(try tellingFiles(device.store).isEmpty)
        for command in [["status"], ["get", "person", person], ["sync"], ["list", "person"]] {
            let outcome = try device.start(command).finish()
            #expect(try outcome.error().text("code") == "store_locked")
        }
        let wrong = try device.run("status", "--passphrase-file", new)
        #expect(try wrong.error().text("code") == "wrong_passphrase")
        #expect(!wrong.output.contains("cinq") && !wrong.errors.contains("cinq"))
        let argument = try device.run("status", "--passphrase-file", phrase)
        #expect(try argument.error().text("code") == "secret_unreadable")

        let open = ["--passphrase-file", old]
        let sync = try device.start(["sync"] + open).finish().success()
        #expect(try sync.text("state") == "upToDate")
        #expect(try device.start(["verify"] + open).finish().success().flag("match"))
        let found = try device.start(["search", "benkacem"] + open).finish().success()
        #expect(try found.list("results").count == 1)

        try device.start(["passphrase", "--new-passphrase-file", new] + open).finish().success()
        #expect(
            try device.start(["status"] + open).finish().error().text("code")
                == "wrong_passphrase")
        #expect(try device.run("get", "person", person, "--passphrase-file", new).status == 0)
        #expect(
            try device.run("unlock", "--passphrase-file", new).success().flag("locked")
                == false)
        #expect(
            try device.json("get", "person", person)["fields"]?.text("given_name")
                == "Yasmine")
    }

    @Test("a locked store is killed while it works; what was said is there, nothing is readable")
    func kills() throws {
        let device = try Device()
        let option = ["--passphrase-file", try file(device, "phrase", phrase)]
        _ = try story(device, option)
        var chance = Chance(seed: 7)
        var done: Set<String> = []
        for index in 0..<15 {
            let program = try device.start(
                ["put", "person", "given_name=Yasmine", "family_name=Benkacem \(index)"] + option)
            if chance.once(in: 3) {
                usleep(UInt32(chance.next(below: 250_000)))
            } else {
                try program.waitForOutput()
            }
            program.send(SIGKILL)
            let outcome = try program.finish()
            if outcome.output.hasSuffix("\n") { done.insert(try outcome.document().text("id")) }
            #expect(try tellingFiles(device.store).isEmpty)
        }
        let list = try device.start(["list", "person"] + option).finish().success()
        let ids = Set(try list.list("records").map { try $0.text("id") })
        #expect(done.count > 4 && done.isSubset(of: ids))
    }

    @Test("killed while it locks or unlocks, a store opens in one form or the other")
    func killedLocking() throws {
        let device = try Device()
        let phrase = try file(device, "phrase", phrase)
        for _ in 0..<20 { _ = try story(device) }
        var chance = Chance(seed: 9)
        var isLocked = false
        var killed = 0
        for _ in 0..<8 {
            let program = try device.start(
                [isLocked ? "unlock" : "lock", "--passphrase-file", phrase])
            usleep(UInt32(chance.next(below: 600_000)))
            program.send(SIGKILL)
            if try program.finish().status == nil { killed += 1 }
            let plain = try device.run("list", "person", "--limit", "100")
            isLocked = plain.status != 0
            if isLocked { #expect(try plain.error().text("code") == "store_locked") }
            let option = isLocked ? ["--passphrase-file", phrase] : []
            let list = try device.start(["list", "person", "--limit", "100"] + option).finish()
            #expect(try list.success().list("records").count == 20)
            if isLocked { #expect(try tellingFiles(device.store).isEmpty) }
        }
        #expect(killed > 1)
    }

    @Test("two programs at once on one locked store lose nothing")
    func together() throws {
        let device = try Device()
        let option = ["--passphrase-file", try file(device, "phrase", phrase)]
        _ = try story(device, option)
        for round in 0..<3 {
            let programs = try (0..<3).map { index in
                try device.start(
                    ["put", "person", "given_name=P\(round).\(index)"] + option)
            }
            for program in programs { try program.finish().success() }
        }
        let list = try device.start(["list", "person", "--limit", "100"] + option).finish()
        #expect(try list.success().list("records").count == 10)
    }

    @Test("an encrypted backup tells nothing, and is restored; a wrong one replaces nothing")
    func backups() throws {
        let server = try TestServer()
        try server.start()
        let device = try server.device("Yasmine Benkacem")
        let person = try story(device)
        try device.sync()
        let phrase = try file(device, "phrase", phrase)
        let other = try file(device, "other", "quatre mots de riens")
        let short = try file(device, "short", "court")
        let folder = server.folder.path + "/backups"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        let backup = folder + "/brest.backup"
        let weak = try server.run(["backup", "--to", backup, "--passphrase-file", short])
        #expect(try weak.error().text("code") == "weak_passphrase")
        let made = try server.administer(["backup", "--to", backup, "--passphrase-file", phrase])
        #expect(try made.flag("encrypted"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["brest.backup"])
        #expect(try tellingFiles(folder).isEmpty)
        #expect(try server.stop().status == 0)

        let place = server.data + "/territories/brest.sqlite"
        let before = FileManager.default.contents(atPath: place)
        let restore = { (options: [String]) in
            try server.run(["restore", "--from", backup] + options)
        }
        let right = ["--passphrase-file", phrase]
        #expect(try restore([]).error().text("code") == "backup_encrypted")
        #expect(
            try restore(["--passphrase-file", other]).error().text("code")
                == "wrong_passphrase")
        let bytes = Array(try #require(FileManager.default.contents(atPath: backup)))
        var chance = Chance(seed: 11)
        for index in 0..<12 {
            var altered = bytes
            if index.isMultiple(of: 3) {
                altered.removeLast(1 + chance.next(below: bytes.count - 1))
            } else {
                altered[chance.next(below: index % 2 == 0 ? bytes.count : 4_096)] ^= 0x04
            }
            try Data(altered).write(to: URL(filePath: backup))
            let code = try restore(right).error().text("code")
            #expect(
                ["damaged_backup", "not_a_backup", "backup_not_encrypted", "wrong_passphrase"]
                    .contains(code))
            #expect(FileManager.default.contents(atPath: place) == before)
        }
        try Data(bytes).write(to: URL(filePath: backup))
        #expect(try restore(right).success().text("territory") == "brest")
        try server.start()
        try device.sync()
        #expect(try device.json("verify").flag("match"))
        let fresh = try server.device("Badr")
        try fresh.sync()
        #expect(
            try fresh.json("get", "person", person)["fields"]?.text("given_name")
                == "Yasmine")
    }
}
