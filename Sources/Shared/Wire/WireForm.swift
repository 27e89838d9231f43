// WireForm: the two forms of a message, and how two parties agree on one.
//
// A client asks in the binary form, and reads both. A server reads what a request says that it is,
// or, when it says nothing, what its first byte says. It answers in the form that is wanted, in the
// request's own when nothing is said, and says 415 to a form that it does not know; the client then
// asks in JSON. Errors are JSON always.

/// A form of the protocol's messages.
package enum WireForm: CaseIterable, Sendable {
    case binary
    case json

    package var mediaType: String {
        switch self {
        case .binary: BinaryCodec.mediaType
        case .json: JSONCodec.mediaType
        }
    }

    package var codec: any MessageCodec {
        switch self {
        case .binary: BinaryCodec()
        case .json: JSONCodec()
        }
    }

    /// What a client that reads both forms says in `Accept`.
    package static let accepted = "\(BinaryCodec.mediaType), \(JSONCodec.mediaType);q=0.9"

    /// The form of bytes that say nothing else of themselves: no JSON begins like the binary form.
    package init(of bytes: [UInt8]) {
        self = bytes.first == BinaryForm.magic[0] ? .binary : .json
    }

    /// The form of a request: what its `Content-Type` names, or what its first byte says where
    /// that names nothing of ours, for `curl`, scripts and libraries do not say it well. A binary
    /// form of another version is none that this program knows.
    package init?(contentType: String?, body: [UInt8]) {
        // What this product's own clients say need not be taken apart.
        if contentType == BinaryCodec.mediaType {
            self = .binary
            return
        }
        let type = WireForm.tokens(contentType ?? "", ";").first ?? ""
        if type == BinaryCodec.mediaType {
            self = .binary
        } else if type.hasPrefix("application/vnd.relais.") {
            return nil
        } else if type == JSONCodec.mediaType {
            self = .json
        } else {
            self.init(of: body)
        }
    }

    /// The form that a request's `Accept` wants most (RFC 9110, section 12.5.1), of equal ones the
    /// first; JSON when it wants none of them.
    ///
    /// - Parameter asked: the request's own form, in which is answered whoever takes anything, as
    ///   the HTTP libraries say that were told nothing.
    package init(accept: String?, asked: WireForm = .json) {
        if accept == WireForm.accepted {
            self = .binary
            return
        }
        self = .json
        var best = 0.0
        for range in WireForm.tokens(accept ?? "", ",") {
            let parts = WireForm.tokens(range, ";")
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }
            let quality = weight.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            guard quality > best else { continue }
            switch parts.first {
            case BinaryCodec.mediaType: self = .binary
            case JSONCodec.mediaType: self = .json
            case "application/*", "*/*": self = asked
            default: continue
            }
            best = quality
        }
    }

    /// The parts of a header, without space and in lower case.
    private static func tokens(_ text: String, _ separator: Character) -> [String] {
        text.lowercased().split(separator: separator).map { part in
            String(part.filter { $0 != " " && $0 != "\t" })
        }
    }
}
