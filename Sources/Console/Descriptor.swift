// Reading and writing one file descriptor, whole and without buffers: when a call returns, what it
// was given has left the process. One function per system call.

import Glibc

/// A descriptor that somebody else opens and closes.
package struct Descriptor: Sendable {
    let number: Int32

    /// A descriptor that is open.
    package init(number: Int32) { self.number = number }

    /// The `errno` of a call that failed.
    package struct Failure: Error, Equatable {
        let code: Int32

        /// Whether it only means that the reader went away.
        var isBrokenPipe: Bool { code == EPIPE }

        /// What the system says of it, in the language of the system.
        var text: String { String(cString: strerror(code)) }
    }

    /// Writes every byte, however many calls that takes.
    ///
    /// "A successful write() may transfer fewer than count bytes" (write(2)); a signal handler may
    /// interrupt it, and a descriptor that somebody made non-blocking is waited for.
    package func write(_ bytes: [UInt8]) throws(Failure) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { rest in
                Glibc.write(number, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else if errno == EAGAIN {
                try waitUntilWritable()
            } else if errno != EINTR {
                throw Failure(code: errno)
            }
        }
    }

    private func waitUntilWritable() throws(Failure) {
        var request = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
        guard poll(&request, 1, -1) >= 0 || errno == EINTR else { throw Failure(code: errno) }
    }

    /// The bytes up to the first line feed, which is taken and left out, or to the end.
    ///
    /// At most `limit` bytes are kept; `nil` when there are more. One byte a call, so that what
    /// follows the line stays for the next reader.
    func readLine(limit: Int) throws(Failure) -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(number, &byte, 1)
            if count < 0 {
                guard errno == EINTR else { throw Failure(code: errno) }
            } else if count == 0 || byte == UInt8(ascii: "\n") {
                return line
            } else if line.count == limit {
                return nil
            } else {
                line.append(byte)
            }
        }
    }
}
