// TextFormats+Contacts: how somebody is reached. The checks catch what cannot work and let the
// rest pass: only a call or a letter shows whether an address is right.

extension TextFormats {
    /// An e-mail address of the common form, not everything that RFC 5322 allows.
    public static let email = TextFormat("email") { text in
        if isEmail(text) { return nil }
        return Phrase(
            fr: "une adresse électronique s'écrit nom@domaine.fr, sans espace ; une seule par "
                + "champ.",
            en: "an e-mail address is written name@domain.org, without spaces; one only.")
    }

    /// A French number of ten digits, a short number, or an international one after `+`; spaces,
    /// points and hyphens are allowed between digits.
    public static let phone = TextFormat("phone") { text in
        if isPhone(text) { return nil }
        return Phrase(
            fr: "un numéro de téléphone a dix chiffres et commence par 0 (02 98 00 00 00), ou "
                + "s'écrit avec + et l'indicatif du pays (+33 2 98 00 00 00) ; un seul par champ.",
            en: "a telephone number has ten digits and begins with 0 (02 98 00 00 00), or is "
                + "written with + and the country code (+33 2 98 00 00 00); one only.")
    }

    /// A host, or an address that begins with `http://` or `https://`.
    public static let website = TextFormat("website") { text in
        if isWebsite(text) { return nil }
        return Phrase(
            fr: "une adresse web s'écrit www.exemple.fr ou https://www.exemple.fr/page, sans "
                + "espace.",
            en: "a web address is written www.example.org or https://www.example.org/page, "
                + "without spaces.")
    }

    /// A language's code: two or three small letters (ISO 639).
    public static let languageCode = TextFormat(
        "language_code",
        fr: "un code de langue a deux ou trois lettres minuscules, par exemple fr.",
        en: "a language code has two or three small letters, for example fr."
    ) { (2...3).contains($0.count) && $0.allSatisfy(ASCII.isLower) }

    /// Opening hours as people write them, or in the syntax of OpenStreetMap, which `OpeningHours`
    /// reads: at most 500 characters that can be printed.
    public static let openingHours = TextFormat("opening_hours") { text in
        let isPrintable = text.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control || $0 == "\n" || $0 == "\t"
        }
        if case .impossible(let problem) = OpeningHours.read(text) { return problem }
        if isPrintable && text.count <= 500 { return nil }
        return Phrase(
            fr: "les horaires s'écrivent en 500 caractères au plus, par exemple : lundi au "
                + "vendredi, 9 h - 12 h.",
            en: "opening hours are written in at most 500 characters, for example: Monday to "
                + "Friday, 9:00-12:00.")
    }

    private static func isEmail(_ text: String) -> Bool {
        if let isPlain = ASCII.isPlainEmail(text) { return isPlain }
        let sides = text.split(separator: "@", omittingEmptySubsequences: false)
        guard sides.count == 2, (1...64).contains(sides[0].utf8.count),
            isHost(sides[1]), sides[1].last?.isLetter == true
        else { return false }
        let atoms = sides[0].split(separator: ".", omittingEmptySubsequences: false)
        return atoms.allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy {
                    $0.isLetter || $0.isNumber || "!#$%&'*+-/=?^_`{|}~".contains($0)
                }
        }
    }

    private static let phoneSeparators: Set<Character> = [" ", "\u{A0}", "\u{202F}", ".", "-"]

    private static func isPhone(_ text: String) -> Bool {
        if let isPlain = ASCII.isPlainNumber(text) { return isPlain }
        let isInternational = text.hasPrefix("+")
        // `+33 (0)2 …` is how many letterheads write a French number for both kinds of reader.
        var rest = isInternational ? text.dropFirst() : text[...]
        if isInternational, let zero = rest.range(ofFirst: "(0)") { rest.removeSubrange(zero) }
        guard let last = rest.last, !phoneSeparators.contains(last) else { return false }
        var digits: [UInt8] = []
        for character in rest where !phoneSeparators.contains(character) {
            guard let byte = character.asciiValue, ASCII.isDigit(byte) else { return false }
            digits.append(byte - UInt8(ascii: "0"))
        }
        if isInternational { return (7...15).contains(digits.count) && digits[0] != 0 }
        switch digits.count {
        case 10: return digits[0] == 0 && digits[1] != 0
        case 4: return digits[0] == 3 || digits[0] == 1
        case 3: return digits[0] == 1
        case 6: return digits.starts(with: [1, 1, 8])
        default: return false
        }
    }

    private static func isWebsite(_ text: String) -> Bool {
        guard
            !text.unicodeScalars.contains(where: {
                $0.properties.isWhitespace || $0.properties.generalCategory == .control
            })
        else { return false }
        var rest = text[...]
        for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
            rest = text.dropFirst(scheme.count)
            break
        }
        let authority = rest.prefix { !"/?#".contains($0) }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, parts.count <= 2, isHost(host) else { return false }
        return parts.count == 1
            || (1...5).contains(parts[1].utf8.count) && parts[1].utf8.allSatisfy(ASCII.isDigit)
    }

    /// At least two labels of letters, digits and inner hyphens; accents are allowed in them.
    private static func isHost(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        return host.utf8.count <= 253 && labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                    && label.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
            }
    }
}

extension Substring {
    fileprivate func range(ofFirst pattern: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(pattern) {
                return start..<index(start, offsetBy: pattern.count)
            }
            start = index(after: start)
        }
        return nil
    }
}

/// The common case, in one pass over the bytes: most addresses and numbers have nothing but ASCII,
/// and every change of a person is checked on both sides.
extension ASCII {
    /// Whether an address of ASCII characters is one; `nil` when it holds anything else.
    fileprivate static func isPlainEmail(_ text: String) -> Bool? {
        var (at, length, label, atom) = (0, 0, 0, 0)
        var labels = 0
        var last: UInt8 = 0
        var isRight = true
        for byte in text.utf8 {
            if byte >= 0x80 { return nil }
            length += 1
            if byte == UInt8(ascii: "@") {
                isRight = isRight && at == 0 && atom > 0 && length <= 65
                (at, label) = (length, 0)
            } else if at == 0 {
                if byte == UInt8(ascii: ".") {
                    isRight = isRight && atom > 0
                    atom = 0
                } else {
                    isRight = isRight && isAtom(byte)
                    atom += 1
                }
            } else if byte == UInt8(ascii: ".") {
                isRight = isRight && label > 0 && label <= 63 && last != UInt8(ascii: "-")
                (labels, label) = (labels + 1, 0)
            } else {
                let isHyphen = byte == UInt8(ascii: "-")
                isRight = isRight && (isLetter(byte) || isDigit(byte) || isHyphen && label > 0)
                label += 1
            }
            last = byte
        }
        return isRight && at > 0 && label > 0 && label <= 63 && labels >= 1 && isLetter(last)
            && length - at <= 253
    }

    /// Whether a French number of ASCII characters without `+` is one; `nil` for anything else.
    fileprivate static func isPlainNumber(_ text: String) -> Bool? {
        var (count, first, second, third) = (0, UInt8(0), UInt8(0), UInt8(0))
        var isLastDigit = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if count == 0 { first = byte }
                if count == 1 { second = byte }
                if count == 2 { third = byte }
                count += 1
                isLastDigit = true
            case UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "-"): isLastDigit = false
            default: return nil
            }
        }
        guard isLastDigit else { return false }
        let (zero, one) = (UInt8(ascii: "0"), UInt8(ascii: "1"))
        switch count {
        case 10: return first == zero && second != zero
        case 4: return first == UInt8(ascii: "3") || first == one
        case 3: return first == one
        case 6: return first == one && second == one && third == UInt8(ascii: "8")
        default: return false
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { isLower(byte) || isUpper(byte) }

    private static func isAtom(_ byte: UInt8) -> Bool {
        if isLetter(byte) || isDigit(byte) { return true }
        switch byte {
        case UInt8(ascii: "!"), UInt8(ascii: "#")...UInt8(ascii: "'"), UInt8(ascii: "*"),
            UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "?"), UInt8(ascii: "^")...UInt8(ascii: "`"),
            UInt8(ascii: "{")...UInt8(ascii: "~"):
            return true
        default: return false
        }
    }
}
