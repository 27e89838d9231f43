// NoTransportTests: on a machine without libcurl everything works that needs no network, and the
// rest says what to install.

import FoundationEssentials
import Testing

@Suite(.ownThreads) struct NoTransportTests {
    @Test("without libcurl a device is written on, and says what it lacks to synchronise")
    func withoutLibcurl() throws {
        let server = try TestServer()
        try server.start()
        let device = try Device()
        try device.json("enrol", server.url, try server.invite("Anna"))
        // What the loader finds first is no library.
        let folder = try Folder()
        try Data("not a library".utf8).write(
            to: URL(filePath: folder.path + "/libcurl.so.4"))
        let usual = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ":" + $0 } ?? ""
        let variables = ["LD_LIBRARY_PATH": folder.path + usual]
        func run(_ arguments: String...) throws -> Outcome {
            try device.start(arguments, variables: variables).finish()
        }
        let id = try run("put", "person", "given_name=Zoé").success().text("id")
        #expect(try run("get", "person", id).success().text("id") == id)
        for command in ["sync", "verify"] {
            let error = try run(command).error()
            #expect(try error.text("code") == "no_transport")
            #expect(try error.text("remedy").contains("libcurl4"))
        }
        #expect(try run("status").success().number("pending") == 1)
        try device.sync()
    }
}
