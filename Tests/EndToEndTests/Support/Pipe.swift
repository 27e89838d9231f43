// Pipe: two connected descriptors, closed when nobody holds them any more.
//
// They are sockets: those can be made closed to other children in one step, and other tests spawn
// processes at the same time.

import Glibc

final class Pipe {
    /// One descriptor, closed once.
    final class End {
        private(set) var number: Int32

        fileprivate init(_ number: Int32) { self.number = number }

        deinit { close() }

        func close() {
            if number >= 0 { _ = Glibc.close(number) }
            number = -1
        }

        /// Writes a text that fits into a pipe, and closes.
        func write(_ text: String) {
            let bytes = Array(text.utf8)
            _ = bytes.withUnsafeBytes {
                send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            close()
        }
    }

    let reading: End
    let writing: End
    private var bytes: [UInt8] = []
    /// Whether every writer has gone.
    private(set) var isAtEnd = false

    /// What was read so far.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    init() throws {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw Failure("socketpair: errno \(errno)")
        }
        reading = End(ends[0])
        writing = End(ends[1])
    }

    /// Reads what is there; waits when nothing is.
    func read() throws {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(reading.number, &buffer, buffer.count)
        if count < 0 && errno == EINTR { return }
        guard count >= 0 else { throw Failure("read: errno \(errno)") }
        if count == 0 { isAtEnd = true }
        bytes += buffer.prefix(count)
    }
}
