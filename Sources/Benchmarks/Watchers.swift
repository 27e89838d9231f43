// Watchers: the other ends of many streams, in a process of their own.

import FoundationEssentials
import Glibc
import Server

/// Many connections that only listen, and say when the last of them has been told something.
final class Watchers {
    /// The argument that makes this program the watchers of a port, with the headers of a file.
    static let argument = "watch"

    private var ends: [pollfd] = []

    /// What the started process does: connects, says `ready`, and then each time that all have been
    /// told of a change, when the last was, by the machine's clock. It ends when a stream does.
    static func serve(port: UInt16, headers path: String, count: Int) throws {
        DescriptorLimit.raise(to: count + 64)
        let text = String(
            decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
        let headers = text.split(separator: "\n").map(String.init)
        let watchers = Watchers()
        for index in 0..<count {
            try watchers.connect(port, headers[index % headers.count])
        }
        Child.tell("ready")
        while watchers.listen() { Child.tell("\(Stopwatch.wall())") }
        Child.tell("a stream has ended")
    }

    private func connect(_ port: UInt16, _ header: String) throws {
        let descriptor = try Sockets.connect(to: port)
        let request = Array(
            "GET /v1/live HTTP/1.1\r\nHost: bench\r\nAuthorization: \(header)\r\n\r\n".utf8)
        _ = Sockets.sendAll(descriptor, request[...])
        var answer = ""
        while !answer.contains("event: changed") {
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchmarkFailure(call: "recv: " + answer, code: errno) }
            answer += String(decoding: buffer[..<count], as: UTF8.self)
        }
        ends.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }

    /// Listens until each has been told once more; `false` when one has ended.
    private func listen() -> Bool {
        var isTold = [Bool](repeating: false, count: ends.count)
        var waiting = ends.count
        var buffer = [UInt8](repeating: 0, count: 4096)
        while waiting > 0 {
            guard poll(&ends, nfds_t(ends.count), -1) > 0 else { continue }
            for index in ends.indices where ends[index].revents != 0 {
                let count = recv(ends[index].fd, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count < 0 { continue }
                if count == 0 { return false }
                // A heartbeat is a comment: only an event has a line of data.
                if !isTold[index], buffer[..<count].contains(UInt8(ascii: "d")) {
                    isTold[index] = true
                    waiting -= 1
                }
            }
        }
        return true
    }
}
