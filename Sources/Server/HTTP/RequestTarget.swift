// Reads the target of a request line into a path and a query. The rules are strict (RFC 3986 and
// RFC 9112, section 3.2): what is not valid UTF-8, or hides a NUL, is refused and never repaired.

/// The decoded target of a request.
struct RequestTarget {
    let path: String
    let query: [(name: String, value: String)]

    /// Reads the bytes between the method and the version; `nil` when they are not acceptable.
    ///
    /// Takes the origin form (`/a?b=c`) and the absolute form, whose host is passed over.
    init?(_ bytes: [UInt8]) {
        guard let origin = Self.origin(bytes[...]), origin.first == UInt8(ascii: "/") else {
            return nil
        }
        let parts = origin.split(
            separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = Self.decode(parts[0], plusIsSpace: false) else { return nil }
        self.path = path
        var query: [(name: String, value: String)] = []
        for pair in parts.dropFirst().joined().split(separator: UInt8(ascii: "&")) {
            let sides = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(sides[0], plusIsSpace: true),
                let value = sides.count == 1 ? "" : Self.decode(sides[1], plusIsSpace: true)
            else { return nil }
            query.append((name, value))
        }
        self.query = query
    }

    /// The target without the scheme and host of an absolute form.
    private static func origin(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        for scheme in ["http://", "https://"] where bytes.starts(with: scheme.utf8) {
            return bytes.dropFirst(scheme.utf8.count).drop { $0 != UInt8(ascii: "/") }
        }
        return bytes
    }

    private static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexadecimal),
                    let low = rest.next().flatMap(hexadecimal)
                else { return nil }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(UInt8(ascii: " "))
            default: decoded.append(byte)
            }
        }
        return decoded.contains(0) ? nil : String(validating: decoded, as: UTF8.self)
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
