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
        // One pass: every change of a person is checked, on both sides.
        var (isLocal, bytes, atom) = (true, 0, 0)
        var host = HostReader()
        for character in text {
            guard isLocal else {
                guard host.read(character) else { return false }
                continue
            }
            switch character {
            case "@":
                guard atom > 0, (1...64).contains(bytes) else { return false }
                isLocal = false
            case ".":
                guard atom > 0 else { return false }
                (bytes, atom) = (bytes + 1, 0)
            default:
                guard isAtom(character) else { return false }
                (bytes, atom) = (bytes + character.utf8.count, atom + 1)
            }
        }
        return !isLocal && host.isHost && host.last.isLetter
    }

    private static func isAtom(_ character: Character) -> Bool {
        isLetterOrNumber(character) || "!#$%&'*+-/=?^_`{|}~".contains(character)
    }

    /// The properties of ASCII characters need not be looked up.
    fileprivate static func isLetterOrNumber(_ character: Character) -> Bool {
        if let byte = character.asciiValue {
            return ASCII.isDigit(byte) || ASCII.isLower(byte) || ASCII.isUpper(byte)
        }
        return character.isLetter || character.isNumber
    }

    private static func isPhoneSeparator(_ character: Character) -> Bool {
        switch character {
        case " ", "\u{A0}", "\u{202F}", ".", "-": true
        default: false
        }
    }

    private static func isPhone(_ text: String) -> Bool {
        let isInternational = text.hasPrefix("+")
        // `+33 (0)2 …` is how many letterheads write a French number for both kinds of reader.
        var rest = isInternational ? text.dropFirst() : text[...]
        if isInternational, let zero = rest.range(ofFirst: "(0)") { rest.removeSubrange(zero) }
        guard let last = rest.last, !isPhoneSeparator(last) else { return false }
        var digits: [UInt8] = []
        for character in rest where !isPhoneSeparator(character) {
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

    private static func isHost(_ host: Substring) -> Bool {
        var reader = HostReader()
        return host.allSatisfy { reader.read($0) } && reader.isHost
    }
}

/// Reads a host character by character: at least two labels of letters, digits and inner hyphens;
/// accents are allowed in them.
private struct HostReader {
    private(set) var last: Character = "."
    private var (bytes, label, points) = (0, 0, 0)

    /// Whether the next character may stand there.
    mutating func read(_ character: Character) -> Bool {
        bytes += character.utf8.count
        if character == "." {
            guard isLabel else { return false }
            (label, points) = (0, points + 1)
        } else {
            let isHyphen = character == "-" && label > 0
            guard isHyphen || TextFormats.isLetterOrNumber(character) else { return false }
            label += character.utf8.count
        }
        last = character
        return true
    }

    /// Whether what was read is a whole host.
    var isHost: Bool { isLabel && points > 0 && bytes <= 253 }

    private var isLabel: Bool { (1...63).contains(label) && last != "-" }
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
