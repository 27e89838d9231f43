// The answers that the server gives by itself, before any handler has seen the request.

import Shared

/// A reason to refuse a request without handling it.
enum HTTPRefusal: String, Error {
    /// The request breaks the rules of HTTP, or could be read in two ways.
    case malformed = "malformed"
    /// The body is above the limit.
    case bodyTooLarge = "too_large"
    /// There are more headers than the limit.
    case tooManyHeaders = "too_many_headers"
    /// The body comes in a transfer coding that the server does not know.
    case unknownTransferCoding = "unknown_transfer_coding"
    /// The body is packed in a way that the server does not know.
    case unknownContentCoding = "unknown_content_coding"
    /// Too many requests are waiting already, or the server is stopping.
    case busy = "server_busy"
    /// A trusted proxy says that the client spoke to it in the clear.
    case plainHTTP = "plain_http"
    /// The handler gave a response that cannot be sent.
    case invalidResponse = "server_failed"

    /// The status of the answer (RFC 9110, section 15; RFC 6585 for 431).
    var status: Int {
        switch self {
        case .malformed: 400
        case .bodyTooLarge: 413
        case .tooManyHeaders: 431
        case .unknownTransferCoding: 501
        case .unknownContentCoding: 415
        case .busy: 503
        case .plainHTTP: 403
        case .invalidResponse: 500
        }
    }

    private var message: Phrase {
        switch self {
        case .malformed:
            Phrase(fr: "La requête est mal formée.", en: "The request is malformed.")
        case .bodyTooLarge:
            Phrase(fr: "Le message est trop gros.", en: "The message is too large.")
        case .tooManyHeaders:
            Phrase(fr: "La requête a trop d'en-têtes.", en: "The request has too many headers.")
        case .unknownTransferCoding:
            Phrase(
                fr: "Ce codage de transfert n'est pas connu ici.",
                en: "The transfer coding is not supported.")
        case .unknownContentCoding:
            Phrase(
                fr: "Ce codage du contenu n'est pas connu ici : gzip, ou aucun.",
                en: "The content coding is not supported; use gzip or none.")
        case .busy:
            Phrase(
                fr: "Le serveur est occupé ou s'arrête.", en: "The server is busy or stopping.")
        case .plainHTTP:
            Phrase(
                fr: "Cette requête est arrivée sans chiffrement.",
                en: "This request came unencrypted.")
        case .invalidResponse:
            Phrase(fr: "Le serveur n'a pas pu répondre.", en: "The server could not answer.")
        }
    }

    private var remedy: Phrase {
        switch self {
        case .busy, .invalidResponse:
            Phrase(fr: "Recommencez dans un instant.", en: "Try again in a moment.")
        case .plainHTTP:
            Phrase(
                fr: "Employez l'adresse https:// du serveur, et demandez un nouveau code : "
                    + "d'autres ont pu lire le secret.",
                en: "Use the server's https:// address, and ask for a new code: others may have "
                    + "read the secret.")
        case .bodyTooLarge:
            Phrase(fr: "Envoyez-le en plusieurs fois.", en: "Send it in several parts.")
        default:
            Phrase(fr: "Consultez docs/PROTOCOL.md.", en: "See docs/PROTOCOL.md.")
        }
    }

    /// The whole answer, in the one error shape of the protocol.
    var response: HTTPResponse {
        let isTransient = self == .busy || self == .invalidResponse
        var headers = [("Content-Type", "application/json")]
        // RFC 9110, section 15.5.16: names what would have been taken.
        if self == .unknownContentCoding { headers.append(("Accept-Encoding", "gzip")) }
        // What follows may be the body of what was refused, or a request that hides in it.
        switch self {
        case .malformed, .unknownTransferCoding, .tooManyHeaders:
            headers.append(("Connection", "close"))
        default: break
        }
        if self == .busy { headers.append(("Retry-After", "1")) }
        let error = RelaisError(
            code: rawValue, message: message, remedy: remedy, isTransient: isTransient)
        return HTTPResponse(status: status, headers: headers, body: WireFailure(error).json)
    }
}
