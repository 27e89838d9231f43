// Generated JSON for properties: trees, the many documents that mean the same tree, and documents
// with something wrong in them.

import Shared

extension SeededGenerator {
    /// Text made of what breaks writers and readers: quotes, controls, separators, long characters.
    mutating func text(maximumLength: Int = 12) -> String {
        let awkward: [Unicode.Scalar] = [
            "\"", "\\", "/", "\0", "\n", "\r", "\t", "\u{8}", "\u{C}", "\u{1F}", "\u{7F}", "\u{80}",
            "\u{301}", "\u{7FF}", "\u{800}", "\u{2027}", "\u{2028}", "\u{2029}", "\u{202A}",
            "\u{D7FF}",
            "\u{E000}", "\u{FEFF}", "\u{FFFD}", "\u{FFFF}", "\u{10000}", "\u{10FFFF}", "é", "{",
            "]",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...maximumLength, using: &self) {
            switch Int.random(in: 0..<4, using: &self) {
            case 0: text.append(awkward.randomElement(using: &self) ?? " ")
            case 1:
                text.append(Unicode.Scalar(UInt32.random(in: 0...0x10FFFF, using: &self)) ?? "x")
            default: text.append(Unicode.Scalar(UInt8.random(in: 0x20...0x7E, using: &self)))
            }
        }
        return String(text)
    }

    /// Any finite real, whole ones and extreme ones often.
    mutating func real() -> Double {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return Double(Int.random(in: -1000...1000, using: &self))
        case 1: return Double.random(in: -180...180, using: &self)
        default:
            let any = Double(bitPattern: next())
            return any.isFinite ? any : .greatestFiniteMagnitude
        }
    }

    /// Any tree, at most so many containers deep.
    mutating func json(depth: Int = 4) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &self) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &self))
        case 2: return .integer(Int64(truncatingIfNeeded: next()))
        case 3: return .integer(Int64.random(in: -10...10, using: &self))
        case 4: return .real(real())
        case 5: return .string(text())
        default: return container(depth: depth)
        }
    }

    /// Any tree that is an array or an object, so that no strict prefix of it is a document.
    mutating func container(depth: Int = 4) -> JSON {
        let count = Int.random(in: 0...5, using: &self)
        if Bool.random(using: &self) {
            return .array((0..<count).map { _ in json(depth: depth - 1) })
        }
        return .object(
            JSONObject(
                members: (0..<count).map { index in
                    .init(key: "\(index)\(text(maximumLength: 4))", value: json(depth: depth - 1))
                }))
    }

    /// A document that means that tree, with white space and escapes wherever they are allowed.
    mutating func looseDocument(_ tree: JSON) -> [UInt8] {
        let bare: [UInt8]
        switch tree {
        case .array(let elements):
            let parts = elements.map { looseDocument($0) }
            bare = Array("[".utf8) + space() + Array(parts.joined(separator: [0x2C])) + [0x5D]
        case .object(let object):
            let parts = object.members.map {
                space() + looseString($0.key) + space() + [0x3A] + looseDocument($0.value)
            }
            bare = Array("{".utf8) + space() + Array(parts.joined(separator: [0x2C])) + [0x7D]
        case .string(let text): bare = looseString(text)
        default: bare = tree.bytes
        }
        return space() + bare + space()
    }

    /// The document with one to three bytes flipped, dropped, put in or repeated.
    mutating func mutated(_ document: [UInt8]) -> [UInt8] {
        var bytes = document
        for _ in 0..<Int.random(in: 1...3, using: &self) where !bytes.isEmpty {
            let position = Int.random(in: 0..<bytes.count, using: &self)
            switch Int.random(in: 0..<5, using: &self) {
            case 0: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
            case 1: bytes.remove(at: position)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &self), at: position)
            case 3:
                let grammar = Array("{}[],:\"\\u0123456789eE+-.truefalsn \n".utf8)
                bytes[position] = grammar.randomElement(using: &self) ?? 0
            default:
                let end = Int.random(in: position...min(position + 8, bytes.count), using: &self)
                bytes.insert(contentsOf: bytes[position..<end], at: position)
            }
        }
        return bytes
    }

    private mutating func space() -> [UInt8] {
        (0..<Int.random(in: 0...2, using: &self)).map { _ in
            [0x20, 0x09, 0x0A, 0x0D].randomElement(using: &self) ?? 0x20
        }
    }

    private mutating func looseString(_ text: String) -> [UInt8] {
        var written = "\""
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            guard mustEscape || Int.random(in: 0..<3, using: &self) == 0 else {
                written.unicodeScalars.append(scalar)
                continue
            }
            for unit in String(scalar).utf16 {
                let digits = Hex.encode([UInt8(unit >> 8), UInt8(unit & 0xFF)])
                written += "\\u" + (Bool.random(using: &self) ? digits.uppercased() : digits)
            }
        }
        return Array((written + "\"").utf8)
    }
}
