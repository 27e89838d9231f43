// ServerProcess: a server in a process of its own, and what the system knows of it.

import FoundationEssentials
import Glibc
import Server
import Shared

/// A call to the system that failed.
struct BenchmarkFailure: Error {
    let call: String
    let code: Int32
}

/// This program, started again as a server; it ends with the value.
final class ServerProcess {
    /// The argument that makes this program the server of the folder that follows.
    static let argument = "serve"

    let port: UInt16
    private let pid: pid_t

    /// Starts it and waits until it answers.
    init(folder: String) throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw BenchmarkFailure(call: "pipe", code: errno) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addclose(&actions, ends[0])
        defer { posix_spawn_file_actions_destroy(&actions) }
        let words = ["Benchmarks", ServerProcess.argument, folder]
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/proc/self/exe", &actions, nil, &arguments, environ)
        close(ends[1])
        defer { close(ends[0]) }
        guard code == 0 else { throw BenchmarkFailure(call: "posix_spawn", code: code) }
        self.pid = pid
        var line = [UInt8](repeating: 0, count: 16)
        let count = max(0, read(ends[0], &line, line.count))
        port = UInt16(String(decoding: line[..<count].dropLast(), as: UTF8.self)) ?? 0
        guard port != 0 else { throw BenchmarkFailure(call: "serve", code: 0) }
    }

    deinit {
        kill(pid, SIGTERM)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    /// Seconds on a processor of all its threads: the first number of each one's `schedstat`, which
    /// counts nanoseconds where `stat` counts hundredths of a second.
    var cpu: Double {
        let folder = "/proc/\(pid)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return tasks.reduce(0) { sum, task in
            let text = ServerProcess.text("\(folder)/\(task)/schedstat")
            return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// The memory that it has in use.
    var residentBytes: Int {
        let pages = ServerProcess.text("/proc/\(pid)/statm").split(separator: " ").dropFirst().first
        return (pages.flatMap { Int($0) } ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }

    /// What the started process does: serves as `relais-server` would, until SIGTERM.
    static func serve(_ folder: String) throws {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        DescriptorLimit.raise(to: 5_000)
        let data = try ServerData(folder: folder, log: { _ in })
        let router = Router(data: data, schema: JobSearch.schema)
        let lookout = LiveLookout(data: data, hub: router.live)
        let live = try LiveThread(hub: router.live, lookout: lookout)
        let server = try MicroHTTPServer(
            configuration: MicroHTTPServer.Configuration(
                host: "127.0.0.1", port: 0, maximumConnections: 4_096,
                maximumConnectionsPerAddress: 0)
        ) { router.handle($0) }
        let line = Array("\(server.port)\n".utf8)
        _ = write(1, line, line.count)
        var signal: Int32 = 0
        sigwait(&signals, &signal)
        server.stop(gracePeriodMilliseconds: 1_000)
        live.stop()
    }
}
