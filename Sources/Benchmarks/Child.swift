// Child: another program, what it prints, and what the system says of it.

import FoundationEssentials
import Glibc

/// A call to the system that failed, or an answer that should not be.
struct BenchmarkFailure: Error {
    let call: String
    let code: Int32
}

/// A program that was started, with pipes to its input and from its output.
final class Child {
    /// How it ended.
    struct Ending {
        let status: Int32
        /// Seconds of CPU, of both kinds.
        let cpu: Double
    }

    let pid: pid_t
    private let input: Int32
    private let output: Int32
    private var unread: [UInt8] = []
    private var hasEnded = false

    /// - Parameter program: this program itself unless told.
    init(_ arguments: [String], program: String = "/proc/self/exe") throws {
        var (toChild, fromChild): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else {
            throw BenchmarkFailure(call: "pipe", code: errno)
        }
        // Another child that is started meanwhile must not hold them open.
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        defer { posix_spawn_file_actions_destroy(&actions) }
        var words: [UnsafeMutablePointer<CChar>?] =
            ([program] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, program, &actions, nil, &words, environ)
        close(toChild[0])
        close(fromChild[1])
        guard code == 0 else { throw BenchmarkFailure(call: "posix_spawn", code: code) }
        self.pid = pid
        input = toChild[1]
        output = fromChild[0]
    }

    /// The next line that it prints; `nil` when it prints no more.
    func readLine() -> String? {
        while true {
            if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: unread[..<end], as: UTF8.self)
                unread.removeFirst(end + 1)
                return line
            }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = read(output, &buffer, buffer.count)
            if count <= 0 { return nil }
            unread += buffer[..<count]
        }
    }

    /// The numbers of the next line.
    func readNumbers(_ count: Int) throws -> [Double] {
        let line = readLine() ?? "nothing"
        let numbers = line.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == count else { throw BenchmarkFailure(call: line, code: 0) }
        return numbers
    }

    /// Writes to its input.
    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(input, bytes, bytes.count)
    }

    /// Prints a line at once: `print` keeps what goes to a pipe.
    static func tell(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = Glibc.write(1, line, line.count)
    }

    /// Waits until it has ended; what it prints meanwhile is lost.
    func end() -> Ending {
        close(input)
        while readLine() != nil {}
        var (status, usage): (Int32, rusage) = (0, rusage())
        hasEnded = wait4(pid, &status, 0, &usage) == pid
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return Ending(
            status: status, cpu: seconds(usage.ru_utime) + seconds(usage.ru_stime))
    }

    deinit {
        if !hasEnded { _ = stop() }
        close(output)
    }

    /// Asks it to end, and ends it when it does not within some seconds.
    ///
    /// - Returns: the seconds until it ended.
    func stop() -> Double {
        let start = Stopwatch.wall()
        hasEnded = true
        kill(pid, SIGTERM)
        var status: Int32 = 0
        for _ in 0..<500 {
            if waitpid(pid, &status, WNOHANG) == pid { return Stopwatch.wall() - start }
            usleep(10_000)
        }
        Child.tell("  a process did not end when it was asked to, and was killed")
        kill(pid, SIGKILL)
        waitpid(pid, &status, 0)
        return Stopwatch.wall() - start
    }

    /// Seconds on a processor of all its threads: the first number of each one's `schedstat`, which
    /// counts nanoseconds where `stat` counts hundredths of a second.
    var cpu: Double {
        let folder = "/proc/\(pid)/task"
        let tasks = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return tasks.reduce(0) { sum, task in
            let text = Child.text("\(folder)/\(task)/schedstat")
            return sum + (text.split(separator: " ").first.flatMap { Double($0) } ?? 0) / 1e9
        }
    }

    /// The memory that it has in use.
    var residentBytes: Int { kibibytes("VmRSS:") * 1024 }
    /// The most memory that it has had in use.
    ///
    /// Not what `wait4` says: that counts the memory of who started it, from before it was itself.
    var peakBytes: Int { kibibytes("VmHWM:") * 1024 }

    private func kibibytes(_ name: String) -> Int {
        for line in Child.text("/proc/\(pid)/status").split(separator: "\n")
        where line.hasPrefix(name) {
            return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
                .flatMap { Int($0) } ?? 0
        }
        return 0
    }

    private static func text(_ path: String) -> String {
        String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
}
