// A TCP connection without any HTTP library, for requests that no library would send and for
// answers that none would give.

import Glibc

@testable import Server

/// An end of a connection; reading gives up after a minute, which no sound
/// machine needs: it only keeps a test from waiting for ever.
final class RawConnection: Sendable {
    struct Answer: Sendable {
        var status: Int
        var head: String
        var body: [UInt8]
    }

    private let descriptor: Int32

    /// Takes over a connection that was accepted.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    /// Connects to the loopback; `nil` when nobody listens.
    convenience init?(port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard var address = SocketAddress(host: "127.0.0.1", port: port),
            address.withPointer({ connect(descriptor, $0, $1) }) == 0
        else {
            close(descriptor)
            return nil
        }
        self.init(descriptor: descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// Sends all of it; false when the other end has gone.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// Says that nothing more will be sent.
    func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// What has come by the end of the connection.
    func readToEnd() -> [UInt8] {
        var all: [UInt8] = []
        while let part = read() { all += part }
        return all
    }

    /// Whether the other end closes the connection, having sent less than this; false when reading
    /// gives up.
    func isClosed(before limit: Int) -> Bool {
        var count = 0
        while count < limit {
            var buffer = [UInt8](repeating: 0, count: 65536)
            let length = recv(descriptor, &buffer, buffer.count, 0)
            if length == 0 || (length < 0 && errno == ECONNRESET) { return true }
            guard length > 0 else { return false }
            count += length
        }
        return false
    }

    /// Reads until this text has come; false when the connection ends before. What came with it is
    /// dropped.
    func read(until text: String) -> Bool {
        var all: [UInt8] = []
        while !all.contains(text) {
            guard let part = read() else { return false }
            all += part
        }
        return true
    }

    /// What has come by the end of the connection, or by this text.
    func readToEnd(after text: String) -> [UInt8] {
        var all: [UInt8] = []
        while !all.contains(text), let part = read() { all += part }
        return all
    }

    /// What has come by the end of a head.
    func readHead() -> [UInt8] {
        var all: [UInt8] = []
        while !all.contains("\r\n\r\n"), let part = read() { all += part }
        return all
    }

    /// One answer with a known length; `nil` when the connection ends before.
    func readAnswer() -> Answer? {
        var all: [UInt8] = []
        while let part = read() {
            all += part
            let text = String(decoding: all, as: UTF8.self)
            guard let end = all.firstEnd(of: "\r\n\r\n") else { continue }
            let head = String(decoding: all[..<end], as: UTF8.self).lowercased()
            guard let status = text.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
            else { return nil }
            let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            let length = line.flatMap { Int($0.dropFirst(16)) } ?? 0
            if all.count - end >= length {
                return Answer(status: status, head: head, body: Array(all[end...]))
            }
        }
        return nil
    }

    /// Ends the connection for both sides, also for whoever waits on it.
    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// What comes next; `nil` at the end.
    func read() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }
}

extension [UInt8] {
    func contains(_ text: String) -> Bool {
        firstEnd(of: text) != nil
    }

    /// Where the first occurrence of this text ends.
    func firstEnd(of text: String) -> Int? {
        let wanted = [UInt8](text.utf8)
        guard count >= wanted.count else { return nil }
        return (0...(count - wanted.count)).first { self[$0..<($0 + wanted.count)] == wanted[...] }
            .map { $0 + wanted.count }
    }
}
