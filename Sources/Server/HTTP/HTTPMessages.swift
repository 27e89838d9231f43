// What a handler sees of HTTP: a whole request in, a whole response out. Plain values, so that a
// handler can be tested without a socket.

package import Gzip

/// A request that has been received whole.
package struct HTTPRequest: Sendable {
    /// As the client wrote it; methods are case-sensitive (`GET`).
    package var method: String
    /// Begins with `/`; percent-decoded, valid UTF-8 without NUL; without the query.
    package var path: String
    /// In the order of the request, decoded (`+` is a space); a name may come twice.
    package var query: [(name: String, value: String)]
    /// In the order of the request; names in lower case.
    package var headers: [(name: String, value: String)]
    /// As it came, before any content coding is undone.
    package var body: [UInt8]
    /// The client's IP address, without its port.
    package var remoteAddress: String

    /// A request, as the server or a test makes it; header names must be in lower case.
    package init(
        method: String, path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        remoteAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The value of the first header of this name, in whatever case it is asked for.
    package func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name == name }?.value
    }
}

/// What the server sends back.
package struct HTTPResponse: Sendable {
    /// A part of a body.
    package enum Piece: Sendable {
        case plain([UInt8])
        /// Packed by itself; unpacked for a client that does not take gzip.
        case packed(GzipSegment)

        /// How many bytes it says.
        package var count: Int {
            switch self {
            case .plain(let bytes): bytes.count
            case .packed(let segment): segment.count
            }
        }
    }

    /// Three digits, from 200.
    package var status: Int
    /// Sent in this order. `Content-Length`, `Date` and `Connection` are the server's affair.
    package var headers: [(String, String)]
    /// Not sent in answer to `HEAD`.
    package var body: [UInt8]
    /// What the body is put together from, where some of it is packed already: `body` is empty
    /// until that was done.
    package var pieces: [Piece] = []
    /// Sent instead of `body` when there is one. Whoever takes the response must cancel it in the
    /// end, sent or not.
    package var stream: (any HTTPStream)?

    /// A response; empty unless told.
    package init(
        status: Int, headers: [(String, String)] = [], body: [UInt8] = [],
        stream: (any HTTPStream)? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.stream = stream
    }
}

/// A body that is sent as it comes to be, and ends when its source says so.
///
/// Its methods are called from event loops and must never block.
package protocol HTTPStream: AnyObject, Sendable {
    /// Takes what is to be sent next. The source keeps what waits bounded, however slow the reader.
    func next() -> HTTPStreamPart
    /// Has `wake` called whenever `next` may have something else to say than `nothingYet`, from any
    /// thread and not from inside `next`.
    func onReady(_ wake: @escaping @Sendable () -> Void)
    /// Nobody reads any more. Called once at least, and `next` and `wake` not after it.
    func cancel()
}

/// What a stream says when it is asked.
package enum HTTPStreamPart: Sendable, Hashable {
    /// Send these.
    case bytes([UInt8])
    /// Ask again when woken.
    case nothingYet
    /// The body is complete.
    case end
}

/// Answers a request. Runs on a worker thread and may block; called by several threads at once.
package typealias HTTPHandler = @Sendable (HTTPRequest) -> HTTPResponse

/// Hears of a refusal that the server gave by itself, and of the address it went to. Runs on an
/// event loop and must never block; called by several threads at once.
package typealias HTTPRefusalHandler = @Sendable (HTTPResponse, _ address: String) -> Void
