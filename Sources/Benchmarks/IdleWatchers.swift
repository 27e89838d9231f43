// IdleWatchers: what a server process costs while a thousand devices only listen to it.
//
// The server is a process of its own, so that what is measured is only its own: this program starts
// itself again as one, and holds the other ends of the connections.

import Glibc
import Server
import Shared

/// 1,000 open streams, and nothing to say but heartbeats.
struct IdleWatchers {
    private let folder: String
    private let count = 1_000
    private let seconds: UInt32 = 60

    init(folder: String) { self.folder = folder }

    func run(into table: inout Table) throws {
        DescriptorLimit.raise(to: count + 256)
        let territory = try Territory(folder: folder)
        let headers = try (0..<count).map { try territory.header("watcher \($0)") }
        let server = try ServerProcess(folder: territory.serverFolder)
        let emptyBytes = server.residentBytes
        let watchers = try headers.map { try Watcher(port: server.port, header: $0) }
        // The work of connecting is over.
        sleep(2)
        let (cpu, wall) = (server.cpu, Stopwatch.wall())
        sleep(seconds)
        let share = (server.cpu - cpu) / (Stopwatch.wall() - wall)
        // A stream that was cut would cost nothing.
        guard watchers.allSatisfy({ $0.isAlive() }) else {
            throw BenchmarkFailure(call: "a stream has ended", code: 0)
        }
        table.add("\(count) idle watchers, \(seconds) s: CPU of one core", share * 100, "%")
        let (all, each) = (server.residentBytes, (server.residentBytes - emptyBytes) / count)
        table.add(
            "\(count) idle watchers: memory of the server; of it for each watcher",
            "\(all / 1_048_576) MiB; \(each / 1_024) KiB")
    }
}

/// One connection on which a stream has begun.
private final class Watcher {
    private let descriptor: Int32

    init(port: UInt16, header: String) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeBytes(of: &address) { bytes in
            bytes.assumingMemoryBound(to: sockaddr.self).baseAddress.map {
                connect(descriptor, $0, size)
            }
        }
        guard status == 0 else { throw BenchmarkFailure(call: "connect", code: errno) }
        let request = Array(
            "GET /v1/live HTTP/1.1\r\nHost: bench\r\nAuthorization: \(header)\r\n\r\n".utf8)
        _ = send(descriptor, request, request.count, Int32(MSG_NOSIGNAL))
        var answer = ""
        while !answer.contains("event: changed") {
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { throw BenchmarkFailure(call: "recv: " + answer, code: errno) }
            answer += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    /// Whether heartbeats have come, and the other end is still there.
    func isAlive() -> Bool {
        var hasHeard = false
        while true {
            var buffer = [UInt8](repeating: 0, count: 1024)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            if count < 0 { return hasHeard && errno == EAGAIN }
            if count == 0 { return false }
            hasHeard = hasHeard || buffer[..<count].contains(UInt8(ascii: ":"))
        }
    }

    deinit { close(descriptor) }
}
