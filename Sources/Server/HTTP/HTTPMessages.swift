// What a handler sees of HTTP: a whole request in, a whole response out. Plain values, so that a
// handler can be tested without a socket.

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
    /// Three digits, from 200.
    package var status: Int
    /// Sent in this order. `Content-Length`, `Date` and `Connection` are the server's affair.
    package var headers: [(String, String)]
    /// Not sent in answer to `HEAD`.
    package var body: [UInt8]

    /// A response; empty unless told.
    package init(status: Int, headers: [(String, String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Answers a request. Runs on a worker thread and may block; called by several threads at once.
package typealias HTTPHandler = @Sendable (HTTPRequest) -> HTTPResponse
