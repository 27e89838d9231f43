// What goes to the server and what comes back, as plain values: the two arguments of a transport.

/// One header of a request or of a response.
public struct TransportHeader: Sendable, Hashable {
    /// The name; case does not matter in requests, and is lower in responses.
    public let name: String
    /// The value, without surrounding spaces.
    public let value: String

    /// A header; the transport refuses one that holds a line break or a NUL.
    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A request to the server that a transport was made for.
public struct TransportRequest: Sendable, Hashable {
    /// The method, in capitals (`GET`, `POST`).
    public var method: String
    /// Begins with `/`, with its query if there is one, percent-encoded by the caller; it is put
    /// behind the transport's base address.
    public var path: String
    /// Sent as they are. The transport adds those of the body's length, coding and connection.
    public var headers: [TransportHeader]
    /// Not compressed: compressing it on the way is the transport's affair.
    public var body: [UInt8]

    /// A request; without headers and body unless told.
    public init(
        method: String, path: String, headers: [TransportHeader] = [], body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
    }
}

/// The server's answer, whatever its status: an answer of status 500 is no error of transport.
public struct TransportResponse: Sendable, Hashable {
    /// The status of HTTP, from 200. A redirection is handed over and never followed.
    public var status: Int
    /// In the order in which they came; names in lower case.
    public var headers: [TransportHeader]
    /// Whole, and with its content coding undone.
    public var body: [UInt8]

    /// An answer, as a transport or a test makes it.
    public init(status: Int, headers: [TransportHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The value of the first header of this name, in whatever case it is asked for.
    public func header(_ name: String) -> String? {
        let name = name.lowercased()
        return headers.first { $0.name.lowercased() == name }?.value
    }
}
