// The two languages of the product, and how one of them is chosen for a person: from the
// environment of a command, or from the header of a request. Pure: the caller hands both in.

/// A language in which every sentence of the product exists.
public enum Language: String, Sendable, Hashable, CaseIterable {
    /// French; raw value `fr`.
    case french = "fr"
    /// English; raw value `en`. It is the answer when nothing says otherwise.
    case english = "en"

    /// The variables that choose the language of a command, the strongest first.
    private static let variables = ["RELAIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]

    /// The language that an environment asks for.
    ///
    /// `RELAIS_LANG`, then `LC_ALL`, `LC_MESSAGES` and `LANG` as POSIX orders them: the first that
    /// is not empty decides alone. French when it starts with `fr` in any case, English otherwise.
    public static func detect(environment: [String: String]) -> Language {
        let decisive = variables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return decisive.map { $0.lowercased().hasPrefix("fr") ? .french : .english } ?? .english
    }

    /// The language that an `Accept-Language` header prefers (RFC 9110, section 12.5.4).
    ///
    /// The highest weight among French and English wins, the first named on a tie. Parts that
    /// cannot be read are passed over; `nil`, or a header naming neither, is English.
    public init(acceptLanguage: String?) {
        var best: (language: Language, weight: Int)?
        for part in (acceptLanguage ?? "").split(separator: ",") {
            let pieces = part.split(separator: ";", omittingEmptySubsequences: false)
            let tag = Self.trimmed(pieces[0]).lowercased()
            let primary = tag.split(separator: "-", maxSplits: 1).first.map(String.init)
            guard let language = primary.flatMap(Language.init(rawValue:)),
                let weight = Self.weight(pieces.dropFirst()),
                weight > (best?.weight ?? 0)
            else { continue }
            best = (language, weight)
        }
        self = best?.language ?? .english
    }

    /// The weight of one part in thousandths; `nil` when it is malformed.
    private static func weight(_ parameters: ArraySlice<Substring>) -> Int? {
        guard let parameter = parameters.first else { return 1000 }
        let sides = parameter.split(separator: "=", omittingEmptySubsequences: false)
        guard parameters.count == 1, sides.count == 2, trimmed(sides[0]).lowercased() == "q"
        else { return nil }
        let number = trimmed(sides[1]).split(separator: ".", omittingEmptySubsequences: false)
        let fraction = number.count == 2 ? String(number[1]) : ""
        guard number.count <= 2, number[0] == "0" || number[0] == "1", fraction.utf8.count <= 3,
            fraction.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let thousandths = Int(fraction + String(repeating: "0", count: 3 - fraction.utf8.count))
        else { return nil }
        let total = (number[0] == "1" ? 1000 : 0) + thousandths
        return total <= 1000 ? total : nil
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        guard let last = start.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
        return start[...last]
    }
}
