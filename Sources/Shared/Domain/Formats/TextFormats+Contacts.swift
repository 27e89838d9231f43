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
        // Every change of a person is checked, on both sides: few addresses need characters.
        let bytes = text.utf8
        if bytes.allSatisfy({ $0 < 0x80 }) { return isEmail(bytes.lazy.map(Sign.init(byte:))) }
        return isEmail(text.lazy.map(Sign.init(character:)))
    }

    private static func isEmail(_ signs: some Sequence<Sign>) -> Bool {
        var (isLocal, bytes, atom) = (true, 0, 0)
        var host = HostReader()
        for sign in signs {
            guard isLocal else {
                guard host.read(sign) else { return false }
                continue
            }
            switch sign.kind {
            case .at:
                guard atom > 0, (1...64).contains(bytes) else { return false }
                isLocal = false
            case .point:
                guard atom > 0 else { return false }
                (bytes, atom) = (bytes + 1, 0)
            case .letter, .number, .hyphen, .mark: (bytes, atom) = (bytes + sign.bytes, atom + 1)
            case .other: return false
            }
        }
        return !isLocal && host.isHost && host.last == .letter
    }

    private static func isPhoneSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\u{A0}", "\u{202F}", ".", "-": true
        default: false
        }
    }

    /// Scalar by scalar: a digit or a separator that carries a mark is none of either, and the mark
    /// is not one itself.
    private static func isPhone(_ text: String) -> Bool {
        var scalars = text.unicodeScalars.makeIterator()
        let isInternational = text.utf8.first == UInt8(ascii: "+")
        if isInternational { _ = scalars.next() }
        var digits = InlineArray<3, UInt32>(repeating: 0)
        var (count, hasTrunk, endsInDigit) = (0, false, false)
        while let scalar = scalars.next() {
            switch scalar {
            case "0"..."9":
                if count < 3 { digits[count] = scalar.value - 0x30 }
                (count, endsInDigit) = (count + 1, true)
            case "(":
                // `+33 (0)2 …` is how many letterheads write a French number for both kinds of
                // reader.
                guard isInternational, !hasTrunk, scalars.next() == "0", scalars.next() == ")"
                else { return false }
                hasTrunk = true
            default:
                guard isPhoneSeparator(scalar) else { return false }
                endsInDigit = false
            }
        }
        guard endsInDigit else { return false }
        if isInternational { return (7...15).contains(count) && digits[0] != 0 }
        switch count {
        case 10: return digits[0] == 0 && digits[1] != 0
        case 4: return digits[0] == 3 || digits[0] == 1
        case 3: return digits[0] == 1
        case 6: return digits[0] == 1 && digits[1] == 1 && digits[2] == 8
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

    private static func isHost(_ host: Substring) -> Bool {
        var reader = HostReader()
        return host.allSatisfy { reader.read(Sign(character: $0)) } && reader.isHost
    }
}

/// A character of an address, by what it may be there.
private struct Sign {
    enum Kind {
        case at
        case point
        case hyphen
        case letter
        case number
        /// What else may stand before the « @ » (RFC 5322, `atext`).
        case mark
        case other
    }

    let kind: Kind
    /// How many bytes it has in UTF-8.
    let bytes: Int

    /// - Parameter byte: an ASCII character.
    init(byte: UInt8) {
        kind = Sign.kind(byte)
        bytes = 1
    }

    init(character: Character) {
        bytes = character.utf8.count
        if bytes == 1, let byte = character.utf8.first {
            kind = Sign.kind(byte)
        } else {
            kind = character.isLetter ? .letter : character.isNumber ? .number : .other
        }
    }

    private static func kind(_ byte: UInt8) -> Kind {
        if ASCII.isLower(byte) || ASCII.isUpper(byte) { return .letter }
        if ASCII.isDigit(byte) { return .number }
        switch byte {
        case UInt8(ascii: "@"): return .at
        case UInt8(ascii: "."): return .point
        case UInt8(ascii: "-"): return .hyphen
        default: return "!#$%&'*+/=?^_`{|}~".utf8.contains(byte) ? .mark : .other
        }
    }
}

/// Reads a host character by character: at least two labels of letters, digits and inner hyphens;
/// accents are allowed in them.
private struct HostReader {
    private(set) var last = Sign.Kind.point
    private var (bytes, label, points) = (0, 0, 0)

    /// Whether the next character may stand there.
    mutating func read(_ sign: Sign) -> Bool {
        bytes += sign.bytes
        switch sign.kind {
        case .point:
            guard isLabel else { return false }
            (label, points) = (0, points + 1)
        case .hyphen:
            guard label > 0 else { return false }
            label += 1
        case .letter, .number: label += sign.bytes
        case .at, .mark, .other: return false
        }
        last = sign.kind
        return true
    }

    /// Whether what was read is a whole host.
    var isHost: Bool { isLabel && points > 0 && bytes <= 253 }

    private var isLabel: Bool { (1...63).contains(label) && last != .hyphen }
}
