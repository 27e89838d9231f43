// Stub: something that listens where a server should be, and answers as it likes.

import Glibc
import Shared

final class Stub: Sendable {
    let port: UInt16
    var url: String { "http://127.0.0.1:\(port)" }

    private let descriptor: Int32
    private let answer: @Sendable ([UInt8]) -> [UInt8]

    /// Listens, and answers each connection's first request with the bytes of `answer`, which may
    /// take its time; then closes the connection.
    ///
    /// - Parameter port: 0 takes a free one.
    init(port: UInt16 = 0, answer: @escaping @Sendable ([UInt8]) -> [UInt8]) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
        var yes: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            let generic = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
            guard let generic, bind(descriptor, generic, size) == 0, listen(descriptor, 8) == 0,
                getsockname(descriptor, generic, &size) == 0
            else { return errno }
            return 0
        }
        guard code == 0 else { throw Failure("no stub on port \(port): errno \(code)") }
        self.descriptor = descriptor
        self.port = UInt16(bigEndian: address.sin_port)
        self.answer = answer
        var thread = pthread_t()
        let started = pthread_create(
            &thread, nil, serveStub, Unmanaged.passRetained(self).toOpaque())
        guard started == 0 else { throw Failure("pthread_create: \(started)") }
        pthread_detach(thread)
    }

    /// Stops listening; the port is free when it returns.
    func close() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    fileprivate func serve() {
        while true {
            let connection = accept(descriptor, nil, nil)
            if connection < 0 && errno == EINTR { continue }
            guard connection >= 0 else { break }
            let request = Stub.request(connection)
            let bytes = answer(request)
            _ = bytes.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            Glibc.close(connection)
        }
        Glibc.close(descriptor)
    }

    /// Reads a request with its body, so that closing the connection does not reset it.
    private static func request(_ connection: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !isWhole(bytes) {
            let count = recv(connection, &buffer, buffer.count, 0)
            if count <= 0 { break }
            bytes += buffer.prefix(count)
        }
        return bytes
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return false }
        let lines = text.lowercased().split(whereSeparator: \.isNewline)
        let length = lines.first { $0.hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
        return bytes.count - end.upperBound >= length ?? 0
    }

    /// An answer of HTTP with a body.
    static func http(
        _ status: String, _ body: String, type: String = "application/json"
    ) -> [UInt8] {
        Array(
            ("HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n"
                + "Connection: close\r\n\r\n" + body).utf8)
    }
}

private func serveStub(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let context { Unmanaged<Stub>.fromOpaque(context).takeRetainedValue().serve() }
    return nil
}
