// ByteRelay: stands between a device and a server, counts what passes, and may cut the line once.

import Glibc
import Shared

/// A port of this machine that leads to another one.
final class ByteRelay: Sendable {
    private struct State {
        var up = 0
        var down = 0
        /// After how many more bytes from the server the connection is cut; `nil` never.
        var cutAfter: Int?
        var isClosed = false
    }

    let port: UInt16
    private let listener: Int32
    private let server: UInt16
    private let state = Locked(State())

    var url: String { "http://127.0.0.1:\(port)" }
    /// Everything that has passed, headers and all.
    var bytes: (up: Int, down: Int) { state.withLock { ($0.up, $0.down) } }
    var total: Int { state.withLock { $0.up + $0.down } }

    init(to server: UInt16) throws {
        self.server = server
        (listener, port) = try Sockets.listen()
        try Threads.start { self.accept() }
    }

    /// Cuts the connection once, after so many bytes from the server.
    func cut(after bytes: Int) { state.withLock { $0.cutAfter = bytes } }

    /// Takes no more connections. Those that there are end with their clients.
    func close() {
        state.withLock { $0.isClosed = true }
        shutdown(listener, Int32(SHUT_RDWR))
        Glibc.close(listener)
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0, !state.withLock({ $0.isClosed }) else { return }
            guard let server = try? Sockets.connect(to: server) else { continue }
            let line = RelayedLine(client: client, server: server)
            for isUp in [true, false] {
                _ = try? Threads.start { self.carry(line, isUp: isUp) }
            }
        }
    }

    private func carry(_ line: RelayedLine, isUp: Bool) {
        let (from, to) = isUp ? (line.client, line.server) : (line.server, line.client)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(from, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            let isCut = state.withLock { state in
                if isUp { state.up += count } else { state.down += count }
                guard !isUp, let rest = state.cutAfter else { return false }
                state.cutAfter = count > rest ? nil : rest - count
                return count > rest
            }
            guard !isCut, Sockets.sendAll(to, buffer[..<count]) else { break }
        }
        shutdown(to, Int32(SHUT_RDWR))
        shutdown(from, Int32(SHUT_RDWR))
    }
}

/// Both ends of a connection; they are closed when neither direction uses them any more.
private final class RelayedLine: Sendable {
    let client: Int32
    let server: Int32

    init(client: Int32, server: Int32) {
        self.client = client
        self.server = server
    }

    deinit {
        Glibc.close(client)
        Glibc.close(server)
    }
}
