// The answers that the server gives by itself, before any handler has seen the request.

/// A reason to refuse a request without handling it.
enum HTTPRefusal: String, Error {
    /// The request breaks the rules of HTTP, or could be read in two ways.
    case malformed = "malformed_request"
    /// The body is above the limit.
    case bodyTooLarge = "body_too_large"
    /// There are more headers than the limit.
    case tooManyHeaders = "too_many_headers"
    /// The body comes in a transfer coding that the server does not know.
    case unknownTransferCoding = "unknown_transfer_coding"
    /// The body is packed in a way that the server does not know.
    case unknownContentCoding = "unknown_content_coding"
    /// Too many requests are waiting already, or the server is stopping.
    case busy = "server_busy"
    /// The handler gave a response that cannot be sent.
    case invalidResponse = "internal_error"

    /// The status of the answer (RFC 9110, section 15; RFC 6585 for 431).
    var status: Int {
        switch self {
        case .malformed: 400
        case .bodyTooLarge: 413
        case .tooManyHeaders: 431
        case .unknownTransferCoding: 501
        case .unknownContentCoding: 415
        case .busy: 503
        case .invalidResponse: 500
        }
    }

    private var message: String {
        switch self {
        case .malformed: "The request is malformed."
        case .bodyTooLarge: "The body of the request is too large."
        case .tooManyHeaders: "The request has too many headers."
        case .unknownTransferCoding: "The transfer coding is not supported."
        case .unknownContentCoding: "The content coding is not supported; use gzip or none."
        case .busy: "The server is busy or stopping; try again in a moment."
        case .invalidResponse: "The server could not answer."
        }
    }

    /// The whole answer: the code for programs, a sentence for whoever reads it raw.
    var response: HTTPResponse {
        let isTransient = self == .busy
        let text =
            "{\"code\":\"\(rawValue)\",\"message\":\"\(message)\",\"transient\":\(isTransient)}"
        var headers = [("Content-Type", "application/json")]
        // RFC 9110, section 15.5.16: names what would have been taken.
        if self == .unknownContentCoding { headers.append(("Accept-Encoding", "gzip")) }
        if isTransient { headers.append(("Retry-After", "1")) }
        return HTTPResponse(status: status, headers: headers, body: Array(text.utf8))
    }
}
