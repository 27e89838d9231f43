// TextFormats: the formats of the field. Each says what is wrong with a text and what is right, so
// that the sentence can be shown as it is. Nothing is corrected silently: text is stored as given.

/// The formats of text fields; extended by theme.
public enum TextFormats {
    /// The identity of something that is no record of the territory, such as a portfolio.
    public static let identity = TextFormat(
        "identity", fr: "Il faut un identifiant de 36 caractères, en minuscules.",
        en: "An id of 36 characters in lower case is needed."
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        return RecordID(text)?.description == text
    }
}

extension TextFormat {
    /// A format with one sentence for every way of missing it.
    init(
        _ name: String, fr: String, en: String, accepts: @escaping @Sendable ([UInt8]) -> Bool
    ) {
        let problem = Phrase(fr: fr, en: en)
        self.init(name) { accepts(Array($0.utf8)) ? nil : problem }
    }
}

/// Questions about ASCII bytes. `Character.isNumber` and its like say yes to far more than the
/// formats of the field allow, for example to Arabic digits.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    static func isUpper(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    static func isLower(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    static func areDigits(_ bytes: some Sequence<UInt8>, count: Int) -> Bool {
        var seen = 0
        for byte in bytes {
            guard isDigit(byte) else { return false }
            seen += 1
        }
        return seen == count
    }
}
