// RawRequest: a request as a proxy sends it, with headers that no client of ours writes.

import Glibc
import Shared

enum RawRequest {
    /// Posts a body in JSON to a server of this machine, and answers with the status.
    static func post(
        _ path: String, _ body: [UInt8], headers: [String], port: UInt16
    ) throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Failure("socket: errno \(errno)") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let code = withUnsafeBytes(of: &address) { bytes in
            connect(
                descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
                socklen_t(bytes.count))
        }
        guard code == 0 else { throw Failure("connect: errno \(errno)") }
        let head =
            [
                "POST \(path) HTTP/1.1", "Host: localhost", "Connection: close",
                "Content-Type: application/json", "Content-Length: \(body.count)",
            ] + headers
        var request = Array((head.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
        while !request.isEmpty {
            let sent = request.withUnsafeBytes {
                send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { throw Failure("send: errno \(errno)") }
            request.removeFirst(sent)
        }
        var answer = [UInt8](repeating: 0, count: 64)
        let count = answer.withUnsafeMutableBytes {
            recv(descriptor, $0.baseAddress, $0.count, Int32(MSG_WAITALL))
        }
        let words = String(decoding: answer.prefix(max(count, 0)), as: UTF8.self).split(
            separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw Failure("no answer") }
        return status
    }
}
