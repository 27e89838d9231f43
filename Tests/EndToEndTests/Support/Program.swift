// Program: a process that a test started, its output captured, and never left behind.
//
// Processes are spawned without Foundation's `Process`, whose way of waiting is too coarse for a
// test that kills at chosen moments.

import FoundationEssentials
import Glibc

/// How a process ended, and what it said.
struct Outcome: Sendable {
    /// The exit status; `nil` when a signal ended it.
    let status: Int32?
    let output: String
    let errors: String
    /// What was run, for messages.
    let command: String

    var summary: String {
        "\(command)\nstatus \(status.map(String.init) ?? "killed")\n\(output)\(errors)"
    }
}

/// A running process.
final class Program {
    /// How long anything may take, on the slowest machine: it only ends what hangs.
    private static let patience = Duration.seconds(120)

    private let pid: pid_t
    private let command: String
    private var pipes: [Pipe]
    private var waitStatus: Int32?

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - variables: beside the environment of the tests, without what chooses a language.
    ///   - input: what standard input holds; `nil` leaves it open and silent, as a script that
    ///     answers no question would.
    ///   - terminal: what standard input is instead.
    init(
        _ executable: String, _ arguments: [String], variables: [String: String] = [:],
        input: String? = nil, terminal: Terminal? = nil
    ) throws {
        command = ([executable] + arguments).joined(separator: " ")
        let stdin = try Pipe()
        pipes = [try Pipe(), try Pipe()]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let ends = [
            terminal?.input ?? stdin.reading.number, pipes[0].writing.number,
            pipes[1].writing.number,
        ]
        for (target, end) in ends.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, end, Int32(target))
        }
        var arguments = ([executable] + arguments).map { strdup($0) } + [nil]
        var environment = Program.environment(variables).map { strdup("\($0)=\($1)") } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, executable, &actions, nil, &arguments, &environment)
        guard code == 0 else { throw Failure("\(executable) cannot be started: errno \(code)") }
        self.pid = pid
        if let input { stdin.writing.write(input) } else { silence = stdin.writing }
        pipes.forEach { $0.writing.close() }
    }

    /// Holds a standard input open on which nothing ever comes.
    private var silence: Pipe.End?

    deinit {
        guard waitStatus == nil else { return }
        Glibc.kill(pid, SIGKILL)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
    }

    /// Sends a signal, unless the process is known to have ended.
    func send(_ signal: Int32) {
        if waitStatus == nil { Glibc.kill(pid, signal) }
    }

    /// Waits until something stands on standard output, or the process ended.
    func waitForOutput() throws {
        try read(until: ContinuousClock.now + Program.patience) { !$0[0].text.isEmpty }
    }

    /// Waits until something stands so many times on standard error.
    func waitForErrors(_ text: String, times: Int) throws {
        var isThere = false
        try read(until: ContinuousClock.now + .seconds(30)) { pipes in
            isThere = pipes[1].text.ranges(of: text).count >= times
            return isThere
        }
        guard isThere else { throw Failure("no \"\(text)\": \(command)\n\(pipes[1].text)") }
    }

    /// Waits for a line of standard output that begins with a prefix, and answers with its rest.
    func line(after prefix: String) throws -> String {
        var line: Substring?
        try read(until: ContinuousClock.now + Program.patience) { pipes in
            line = pipes[0].text.split(separator: "\n", omittingEmptySubsequences: false)
                .dropLast().first { $0.hasPrefix(prefix) }
            return line != nil
        }
        guard let line else {
            throw Failure("no line \"\(prefix)…\": \(command)\n\(pipes[0].text)\(pipes[1].text)")
        }
        return String(line.dropFirst(prefix.count))
    }

    /// Waits for the end; a process that never ends is killed and fails the test.
    func finish() throws -> Outcome {
        try read(until: ContinuousClock.now + Program.patience) { _ in false }
        if pipes.contains(where: { !$0.isAtEnd }) {
            send(SIGKILL)
            throw Failure("still running after \(Program.patience): \(command)\n\(pipes[1].text)")
        }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 && errno == EINTR {}
        waitStatus = status
        let isExit = status & 0x7F == 0
        return Outcome(
            status: isExit ? (status >> 8) & 0xFF : nil, output: pipes[0].text,
            errors: pipes[1].text, command: command)
    }

    /// Takes what the process says until it ended, the deadline passed or `isEnough`.
    private func read(
        until deadline: ContinuousClock.Instant, isEnough: ([Pipe]) -> Bool
    ) throws {
        while !isEnough(pipes) {
            let open = pipes.filter { !$0.isAtEnd }
            let left = ContinuousClock.now.duration(to: deadline)
            guard !open.isEmpty, left > .zero else { return }
            var polled = open.map {
                pollfd(fd: $0.reading.number, events: Int16(POLLIN), revents: 0)
            }
            let milliseconds = left.components.seconds * 1000 + 1
            let ready = poll(&polled, nfds_t(polled.count), Int32(min(milliseconds, 1000)))
            guard ready > 0 else { continue }
            for (pipe, entry) in zip(open, polled) where entry.revents != 0 { try pipe.read() }
        }
    }

    private static func environment(_ variables: [String: String]) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment.filter { name, _ in
            !name.hasPrefix("RELAIS_") && !name.hasPrefix("LC_") && name != "LANG"
        }
        environment["SWIFT_BACKTRACE"] = "enable=no"
        return environment.merging(variables) { _, new in new }
    }
}
