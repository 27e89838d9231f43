// TestServer: a territory of its own, served by the real program on a port that it keeps.

import FoundationEssentials
import Glibc
import Shared
import Synchronization

final class TestServer {
    static let territory = "brest"

    let folder: Folder
    let data: String
    let organisation: String
    private(set) var port: UInt16
    private var program: Program?

    private var isEncrypted = false

    var url: String { "\(isEncrypted ? "https" : "http")://127.0.0.1:\(port)" }
    var isRunning: Bool { program != nil }

    /// Makes a territory with one organisation; `start` serves it.
    ///
    /// - Parameter data: where the server keeps its data; a folder of its own when `nil`.
    init(data: String? = nil) throws {
        folder = try Folder()
        self.data = data ?? folder.path + "/data"
        port = TestServer.candidate()
        let run = { (arguments: [String]) in
            try Program(Surroundings.relaisServer, arguments).finish().success()
        }
        let place = ["--data", self.data, "--json"]
        _ = try run(["territory", "create", TestServer.territory, "--name", "Brest"] + place)
        organisation = try run(
            ["organisation", "create", "--territory", TestServer.territory, "--name", "Relais"]
                + place
        ).text("organisation")
    }

    /// A port below those that the system hands out: while a server is down, no connection of
    /// another test can sit on its port.
    static func candidate() -> UInt16 {
        let step = drawn.add(1, ordering: .relaxed).oldValue
        return UInt16(12_000 + (Int(getpid()) * 61 + step * 7) % 20_000)
    }

    private static let drawn = Atomic<Int>(0)

    /// Serves, and returns once the server answers. The port stays what it was, once it was free.
    ///
    /// - Parameter certificates: with them it speaks TLS.
    func start(_ certificates: Certificates? = nil, options: [String] = []) throws {
        isEncrypted = certificates != nil
        let encryption =
            certificates.map { ["--tls-cert", $0.certificate, "--tls-key", $0.key] } ?? []
        for attempt in 0..<400 {
            let program = try Program(
                Surroundings.relaisServer,
                ["serve", "--data", data, "--listen", "127.0.0.1:\(port)", "--json"]
                    + encryption + options)
            do {
                _ = try program.line(after: "listening on ")
                self.program = program
                return
            } catch {
                let outcome = try program.finish()
                guard outcome.output.contains("cannot_listen") else {
                    throw Failure("the server did not start: \(outcome.summary)")
                }
                if wasStarted { usleep(50_000) } else { port = TestServer.candidate() }
                if attempt == 399 { throw Failure("the server cannot listen: \(outcome.summary)") }
            }
        }
    }

    private var wasStarted = false

    /// Asks the server to end, and waits until it has.
    func stop() throws -> Outcome {
        guard let program else { throw Failure("the server does not run") }
        self.program = nil
        wasStarted = true
        program.send(SIGTERM)
        return try program.finish()
    }

    /// Waits until the running server has told something.
    func waitForErrors(_ text: String) throws {
        guard let program else { throw Failure("the server does not run") }
        try program.waitForErrors(text, times: 1)
    }

    /// Sends SIGTERM without waiting.
    func terminate() { program?.send(SIGTERM) }

    /// Kills the server where it stands.
    func kill() throws {
        guard let program else { throw Failure("the server does not run") }
        self.program = nil
        wasStarted = true
        program.send(SIGKILL)
        _ = try program.finish()
    }

    /// Runs an administrative command, which must succeed.
    @discardableResult
    func administer(_ arguments: [String]) throws -> JSON {
        try run(arguments).success()
    }

    /// Runs an administrative command.
    func run(_ arguments: [String]) throws -> Outcome {
        try Program(
            Surroundings.relaisServer, arguments + ["--data", data, "--json"],
            variables: ["RELAIS_LANG": "en"]
        ).finish()
    }

    /// A code for a device of a new person.
    func invite(_ name: String) throws -> String {
        try administer([
            "invite", "--territory", TestServer.territory, "--organisation", organisation,
            "--role", "mediator", "--name", name,
        ]).text("code")
    }

    /// A device of a new person, enrolled.
    func device(_ name: String) throws -> Device {
        let device = try Device()
        try device.json("enrol", url, try invite(name))
        return device
    }
}
