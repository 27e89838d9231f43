// Content coding around a handler: the handler sees plain bodies and gives plain bodies. It runs
// on the worker, never on an event loop, and it bounds what a small body may unpack to.

import Gzip

/// Undoes and applies the gzip coding of bodies (RFC 9110, section 8.4).
package enum GzipCoding {
    /// Answers below this size would hardly shrink; they fit one packet anyway.
    private static let smallestWorthwhile = 1024

    /// A handler whose requests are unpacked, to `maximumDecodedBytes` at most, and whose answers
    /// are packed for the clients that take gzip.
    ///
    /// Refuses what unpacks to more with 413, a broken body with 400 and another coding with 415.
    package static func around(
        maximumDecodedBytes: Int, _ handler: @escaping HTTPHandler
    ) -> HTTPHandler {
        { request in
            do throws(HTTPRefusal) {
                let plain = try decoded(request, limit: maximumDecodedBytes)
                return encoded(handler(plain), for: request)
            } catch {
                return error.response
            }
        }
    }

    private static func decoded(
        _ request: HTTPRequest, limit: Int
    ) throws(HTTPRefusal) -> HTTPRequest {
        let codings = request.headers.filter { $0.name == "content-encoding" }
        guard let coding = codings.first?.value.lowercased(), coding != "identity" else {
            return request
        }
        guard codings.count == 1, coding == "gzip" || coding == "x-gzip" else {
            throw .unknownContentCoding
        }
        var plain = request
        do throws(GzipError) {
            plain.body = try Gzip.decompress(request.body, limit: limit)
        } catch {
            switch error {
            case .tooLarge: throw .bodyTooLarge
            case .corrupt, .truncated: throw .malformed
            }
        }
        // Both spoke of the packed body.
        plain.headers.removeAll { $0.name == "content-encoding" || $0.name == "content-length" }
        return plain
    }

    private static func encoded(_ response: HTTPResponse, for request: HTTPRequest) -> HTTPResponse
    {
        if !response.pieces.isEmpty { return joined(response, for: request) }
        guard response.body.count >= smallestWorthwhile, takesGzip(request),
            !response.headers.contains(where: { $0.0.lowercased() == "content-encoding" })
        else { return response }
        let packed = Gzip.compress(response.body)
        guard packed.count < response.body.count else { return response }
        var coded = response
        coded.body = packed
        mark(&coded)
        return coded
    }

    /// An answer that is packed in part: what was packed for somebody else is sent as it is.
    private static func joined(_ response: HTTPResponse, for request: HTTPRequest) -> HTTPResponse {
        var whole = response
        whole.pieces = []
        guard takesGzip(request) else {
            whole.body = response.pieces.reduce(into: []) { body, piece in
                switch piece {
                case .plain(let bytes): body += bytes
                case .packed(let segment): body += segment.content
                }
            }
            return whole
        }
        whole.body = Gzip.join(
            response.pieces.map { piece in
                switch piece {
                case .plain(let bytes) where bytes.count < smallestWorthwhile:
                    GzipSegment(storing: bytes)
                case .plain(let bytes): GzipSegment(packing: bytes)
                case .packed(let segment): segment
                }
            })
        mark(&whole)
        return whole
    }

    private static func mark(_ response: inout HTTPResponse) {
        response.headers.append(("Content-Encoding", "gzip"))
        response.headers.append(("Vary", "Accept-Encoding"))
    }

    /// Whether `Accept-Encoding` names gzip without a weight of zero.
    private static func takesGzip(_ request: HTTPRequest) -> Bool {
        let accepted = request.headers.filter { $0.name == "accept-encoding" }
        return accepted.contains { header in
            header.value.lowercased().split(separator: ",").contains { part in
                let words = part.split { $0 == ";" || $0 == " " || $0 == "\t" }
                let isRefused = words.dropFirst().contains { word in
                    word.hasPrefix("q=0") && word.dropFirst(3).allSatisfy { $0 == "." || $0 == "0" }
                }
                return words.first == "gzip" && !isRefused
            }
        }
    }
}
