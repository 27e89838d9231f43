// SheetDuplicates: how likely two sheets of the directory, often of two sources, are of one door.
//
// A declared sum, as for people (`DuplicateRule`): the same whichever sheet is named first, and
// with its reasons in words. Nothing is joined without somebody.

/// What a sheet says of which door it is.
public struct SheetIdentity: Hashable, Sendable {
    /// The record.
    public let id: RecordID
    let siret: String?
    let commune: String?
    /// The organisation that answers for a service, or holds a place.
    let owner: RecordID?
    let phone: String
    let email: String
    let host: String
    /// The words of the name that say something, sorted: « CCAS de Brest » is « Brest, CCAS ».
    let words: [String]

    /// An identity from what the sheet shows.
    ///
    /// - Parameter owner: the organisation that stands for the one it names.
    public init(
        id: RecordID, name: String?, siret: String? = nil, commune: String? = nil,
        phone: String? = nil, email: String? = nil, website: String? = nil, owner: RecordID? = nil
    ) {
        self.id = id
        self.siret = siret
        self.commune = commune
        self.owner = owner
        self.phone = PersonIdentity.digits(phone ?? "")
        self.email = email?.lowercased() ?? ""
        host = SheetIdentity.host(website ?? "")
        let all = SheetIdentity.acronymsTogether(FoldedWords(name ?? "").words)
        let saying = all.filter { !SheetIdentity.empty.contains($0) }
        words = (saying.isEmpty ? all : saying).sorted()
    }

    /// Words that stand between the others.
    private static let empty: Set<String> = [
        "d", "de", "du", "des", "l", "le", "la", "les", "et", "a", "au", "aux", "en", "pour",
    ]

    var name: String { words.joined() }

    /// « C.C.A.S. » is « CCAS »: single letters that follow each other are one word.
    private static func acronymsTogether(_ words: [String]) -> [String] {
        var result: [String] = []
        var letters: [String] = []
        for word in words + [""] {
            if word.unicodeScalars.count == 1 {
                letters.append(word)
                continue
            }
            // « à l'emploi » has two single letters, too.
            let isAcronym = letters.count > 1 && !letters.allSatisfy(empty.contains)
            result += isAcronym ? [letters.joined()] : letters
            letters = []
            if !word.isEmpty { result.append(word) }
        }
        return result
    }

    /// `https://www.example.org/x` is `example.org`.
    private static func host(_ address: String) -> String {
        var rest = Substring(address.lowercased())
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        if rest.hasPrefix("www.") { rest = rest.dropFirst(4) }
        return String(rest.prefix { $0 != "/" && $0 != "?" && $0 != ":" })
    }

    /// Keys of which two likely duplicates share at least one.
    fileprivate var keys: Set<String> {
        var keys: Set<String> = []
        if let siret { keys.insert("s" + siret) }
        if phone.utf8.count >= 6 { keys.insert("t" + phone) }
        if !email.isEmpty { keys.insert("m" + email) }
        if !host.isEmpty { keys.insert("w" + host) }
        let letters = Array(name.utf8)
        if letters.isEmpty { return keys }
        keys.insert("n" + name)
        // One letter apart: both become the same when the right letter is left out of each.
        if letters.count >= 4 {
            for index in letters.indices {
                var shorter = letters
                shorter.remove(at: index)
                keys.insert("n" + String(decoding: shorter, as: UTF8.self))
            }
        }
        return keys
    }
}

/// The rule.
public enum SheetDuplicates {
    /// From this score on, two sheets are shown to somebody: the same name in the same commune, a
    /// SIRET, or a name with a telephone reach it; a name alone does not.
    public static let threshold = 60

    /// How likely two sheets are of one door.
    public static func likeness(_ left: SheetIdentity, _ right: SheetIdentity) -> Likeness {
        var sum = Sum()
        if let one = left.siret, let other = right.siret {
            if one == other {
                sum.add(60, Phrase(fr: "même SIRET", en: "same SIRET"))
            } else {
                sum.add(-60, Phrase(fr: "SIRET différents", en: "different SIRETs"))
            }
        }
        let (one, other) = (Set(left.words), Set(right.words))
        if left.words.isEmpty || right.words.isEmpty {
            // Nothing is said of the name.
        } else if left.words == right.words {
            sum.add(45, Phrase(fr: "même nom", en: "same name"))
        } else if PersonName.areNear(left.name, right.name) {
            sum.add(35, Phrase(fr: "noms à une lettre près", en: "names a letter apart"))
        } else if min(one.count, other.count) >= 2,
            one.isSubset(of: other) || other.isSubset(of: one)
        {
            sum.add(20, Phrase(fr: "un nom contient l'autre", en: "one name holds the other"))
        } else {
            sum.add(-25, Phrase(fr: "noms différents", en: "different names"))
        }
        if let one = left.commune, let other = right.commune {
            if one == other {
                sum.add(15, Phrase(fr: "même commune", en: "same commune"))
            } else {
                sum.add(-30, Phrase(fr: "communes différentes", en: "different communes"))
            }
        }
        if let one = left.owner, let other = right.owner {
            if one == other {
                sum.add(15, Phrase(fr: "même structure", en: "same organisation"))
            } else {
                sum.add(-30, Phrase(fr: "structures différentes", en: "different organisations"))
            }
        }
        if left.phone.utf8.count >= 6, left.phone == right.phone {
            sum.add(25, Phrase(fr: "même téléphone", en: "same telephone"))
        }
        if !left.email.isEmpty, left.email == right.email {
            sum.add(25, Phrase(fr: "même courriel", en: "same e-mail"))
        }
        if !left.host.isEmpty, left.host == right.host {
            sum.add(15, Phrase(fr: "même site", en: "same website"))
        }
        return Likeness(score: min(100, max(0, sum.score)), reasons: sum.reasons)
    }

    /// Every pair of sheets that may be of one door, the likeliest first.
    public static func pairs(
        among sheets: some Collection<SheetIdentity>
    ) -> [LikelyDuplicate] {
        let all = sheets.sorted { $0.id < $1.id }
        var blocks: [String: [Int]] = [:]
        for (index, sheet) in all.enumerated() {
            for key in sheet.keys { blocks[key, default: []].append(index) }
        }
        var found: Set<LikelyDuplicate> = []
        for sheet in all {
            var others: Set<Int> = []
            for key in sheet.keys { others.formUnion(blocks[key] ?? []) }
            for other in others where all[other].id > sheet.id {
                let likeness = likeness(sheet, all[other])
                guard likeness.score >= threshold else { continue }
                found.insert(
                    LikelyDuplicate(first: sheet.id, second: all[other].id, likeness: likeness))
            }
        }
        return found.sorted { left, right in
            left.likeness.score != right.likeness.score
                ? left.likeness.score > right.likeness.score
                : (left.first, left.second) < (right.first, right.second)
        }
    }

    private struct Sum {
        var score = 0
        var reasons: [Phrase] = []

        mutating func add(_ points: Int, _ reason: Phrase) {
            score += points
            reasons.append(reason)
        }
    }
}
