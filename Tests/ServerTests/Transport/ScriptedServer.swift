// A server that says exactly what a test wants, sound or not.

import Glibc
import Shared

@testable import Server

/// Accepts connections and plays a script on each, one after another.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let socket: ListeningSocket
    private let accepted = Locked(0)

    /// The connections that have come so far.
    var connections: Int { accepted.withLock { $0 } }

    init(_ script: @escaping @Sendable (RawConnection) -> Void) throws {
        let socket = try ListeningSocket(host: "127.0.0.1", port: 0)
        self.socket = socket
        port = socket.port
        // Each connection on its own thread, and the waiting on this one.
        let flags = fcntl(socket.descriptor, F_GETFL)
        _ = fcntl(socket.descriptor, F_SETFL, flags & ~O_NONBLOCK)
        let accepted = accepted
        onNewThread {
            while true {
                let descriptor = accept(socket.descriptor, nil, nil)
                guard descriptor >= 0 else { break }
                accepted.withLock { $0 += 1 }
                let connection = RawConnection(descriptor: descriptor)
                onNewThread { script(connection) }
            }
            close(socket.descriptor)
        }
    }

    deinit {
        // Ends the accepting thread, which closes it.
        shutdown(socket.descriptor, Int32(SHUT_RDWR))
    }
}
