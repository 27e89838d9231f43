// FileModeTests: whatever the programs create is for its owner only, also where the surroundings
// would let everybody read.

import FoundationEssentials
import Glibc
import Shared
import Testing

@Suite(.ownThreads) struct FileModeTests {
    @Test("every file of a full story is 0600 and every folder 0700, without any help of a umask")
    func everyFile() throws {
        let previous = umask(0)
        defer { umask(previous) }
        let server = try TestServer()
        try server.start()
        let anna = try server.device("Anna")
        let person = try anna.put("person", "given_name=Yasmine", "phone=02 98 00 00 01")
        try anna.json("import", Surroundings.realFiles()[0])
        try anna.sync()
        let badr = try server.device("Badr")
        try badr.sync()
        let watching = try badr.start(["watch"])
        try watching.waitForOutput()
        try anna.put("person", "--id", person, "email=yasmine@example.org")
        try anna.sync()
        // Logs, shared memory and temporary files exist while everything is in use.
        var seen = try requirePrivate([server.data, anna.store, badr.store])
        #expect(seen.contains { $0.hasSuffix("-wal") } && seen.contains { $0.hasSuffix("-shm") })
        let backup = server.folder.path + "/brest.backup"
        try server.administer(["backup", "--to", backup])
        try server.administer(["backup", "--to", backup])
        try server.administer(["compact"])
        try server.administer(["import", "--territory", "brest"] + Surroundings.realFiles())
        watching.send(SIGINT)
        _ = try watching.finish()
        _ = try server.stop()
        try server.administer(["restore", "--from", backup])
        try server.start()
        try anna.json("token")
        try anna.json("verify")
        seen = try requirePrivate([server.folder.path, anna.folder.path, badr.folder.path])
        for name in ["brest.backup", "server.lock", "ledger/brest.sqlite", "relais.sqlite"] {
            #expect(seen.contains { $0.hasSuffix(name) }, "\(name) was not looked at")
        }
        #expect(seen.contains { $0.contains(".sqlite.before-") })
        _ = try server.stop()
        try requirePrivate([server.folder.path, anna.folder.path, badr.folder.path])
    }

    /// Everything in some folders, which must be for their owner only; answers with the paths.
    @discardableResult
    private func requirePrivate(_ folders: [String]) throws -> [String] {
        var paths = folders
        for folder in folders {
            paths += try FileManager.default.subpathsOfDirectory(atPath: folder).map {
                folder + "/" + $0
            }
        }
        for path in paths {
            var status = stat()
            // A log may go away between the listing and the look.
            guard lstat(path, &status) == 0 else { continue }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let mode = status.st_mode & 0o7777
            #expect(mode == (isFolder ? 0o700 : 0o600), "\(path) \(String(mode, radix: 8))")
        }
        return paths
    }
}
