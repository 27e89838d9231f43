// Judges the head of a request before a byte of its body is read: whether its headers are well
// formed, and whether the length of its body can be read in one way only. The library below
// accepts Content-Length beside Transfer-Encoding, which is how requests are smuggled.

/// The method and the headers of a request that may go on.
struct RequestHead {
    let method: String
    let headers: [(name: String, value: String)]

    /// Far above what any client of the product sends.
    static let maximumHeaders = 100

    /// Checks the head against RFC 9110 and 9112 and against the limit on the body, in bytes.
    init(
        method: [UInt8], headers raw: [(name: [UInt8], value: [UInt8])], maximumBodyBytes: Int
    ) throws(HTTPRefusal) {
        guard raw.count <= Self.maximumHeaders else { throw .tooManyHeaders }
        guard Self.isToken(method) else { throw .malformed }
        self.method = String(decoding: method, as: UTF8.self)
        var headers: [(name: String, value: String)] = []
        headers.reserveCapacity(raw.count)
        for header in raw {
            // A name with a space before its colon is read differently by different servers.
            guard Self.isToken(header.name), !header.value.contains(where: Self.isControl),
                let value = String(validating: Self.trimmed(header.value), as: UTF8.self)
            else { throw .malformed }
            headers.append((String(decoding: header.name, as: UTF8.self).lowercased(), value))
        }
        self.headers = headers
        try Self.checkFraming(headers, maximumBodyBytes: maximumBodyBytes)
    }

    private static func checkFraming(
        _ headers: [(name: String, value: String)], maximumBodyBytes: Int
    ) throws(HTTPRefusal) {
        let lengths = headers.filter { $0.name == "content-length" }
        let codings = headers.filter { $0.name == "transfer-encoding" }
        guard lengths.count + codings.count <= 1 else { throw .malformed }
        if let coding = codings.first, coding.value.lowercased() != "chunked" {
            throw .unknownTransferCoding
        }
        if let text = lengths.first?.value {
            guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { throw .malformed }
            // Digits that do not fit an integer are a length above any limit.
            guard let length = Int(text), length <= maximumBodyBytes else { throw .bodyTooLarge }
        }
    }

    /// Without the spaces and tabs at both ends, which are no part of a value.
    private static func trimmed(_ value: [UInt8]) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = value.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start.startIndex
        return start[..<end]
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 && byte != UInt8(ascii: "\t") || byte == 0x7F
    }

    /// A token of RFC 9110, section 5.6.2.
    private static func isToken(_ bytes: [UInt8]) -> Bool {
        !bytes.isEmpty
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    true
                default: isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
