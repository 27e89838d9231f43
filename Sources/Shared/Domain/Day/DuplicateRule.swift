// DuplicateRule: how likely two records are of one person, with the reasons in words.
//
// A declared sum, so that anybody can follow it: nothing is learnt, and no single point decides. It
// is the same whichever record is named first.

/// What is known of who somebody is.
public struct PersonIdentity: Hashable, Sendable {
    /// The record; that of a new one is made before it is written.
    public let id: RecordID
    /// Given name, as written.
    public let givenName: String?
    /// Family name, as written.
    public let familyName: String?
    /// Year of birth.
    public let birthYear: Int64?
    /// Telephone, as written.
    public let phone: String?
    /// E-mail, as written.
    public let email: String?

    let given: PersonName
    let family: PersonName
    let digits: String
    let mail: String

    /// An identity from what is written.
    public init(
        id: RecordID, givenName: String? = nil, familyName: String? = nil,
        birthYear: Int64? = nil, phone: String? = nil, email: String? = nil
    ) {
        self.id = id
        self.givenName = givenName
        self.familyName = familyName
        self.birthYear = birthYear
        self.phone = phone
        self.email = email
        given = PersonName(givenName)
        family = PersonName(familyName)
        digits = PersonIdentity.digits(phone ?? "")
        mail = email?.lowercased() ?? ""
    }

    /// The digits of a number as they are dialled in France: `+33 6…` and `06…` are one.
    static func digits(_ phone: String) -> String {
        let digits = phone.filter { $0.isASCII && $0.isNumber }
        if phone.contains("+"), digits.hasPrefix("33") { return "0" + digits.dropFirst(2) }
        if digits.hasPrefix("0033") { return "0" + digits.dropFirst(4) }
        return digits
    }

    /// Keys of which two likely duplicates share at least one. The given name alone has none: it
    /// decides nothing without one of the others.
    fileprivate var keys: (family: Set<String>, given: Set<String>, contact: Set<String>) {
        var contact: Set<String> = []
        if digits.utf8.count >= 6 { contact.insert("t" + digits) }
        if !mail.isEmpty { contact.insert("m" + mail) }
        return (family.keys, given.keys, contact)
    }
}

/// How likely two records are of one person.
public struct Likeness: Hashable, Sendable {
    /// 0 to 100.
    public let score: Int
    /// Why, for people to read.
    public let reasons: [Phrase]
}

/// Two records that may be of one person.
public struct LikelyDuplicate: Hashable, Sendable {
    /// The one that was made first, as far as identities tell.
    public let first: RecordID
    /// The other one.
    public let second: RecordID
    /// How likely, and why.
    public let likeness: Likeness
}

/// The rule.
public enum DuplicateRule {
    /// From this score on, two records are shown to somebody. Names alone reach it when one is the
    /// same and the other nearly so; a family name with an address or an age does not.
    public static let threshold = 50

    /// How likely two records are of one person.
    public static func likeness(_ left: PersonIdentity, _ right: PersonIdentity) -> Likeness {
        var (score, reasons) = names(left, right)
        if let one = left.birthYear, let other = right.birthYear {
            switch (one - other).magnitude {
            case 0:
                score += 20
                reasons.append(
                    Phrase(fr: "même année de naissance", en: "same year of birth"))
            case 1, 2:
                score += 10
                reasons.append(
                    Phrase(
                        fr: "années de naissance proches", en: "years of birth close to each other"
                    ))
            default:
                score -= 25
                reasons.append(
                    Phrase(
                        fr: "années de naissance éloignées", en: "years of birth far apart"))
            }
        }
        if left.digits.utf8.count >= 6, left.digits == right.digits {
            score += 35
            reasons.append(Phrase(fr: "même téléphone", en: "same telephone"))
        }
        if !left.mail.isEmpty, left.mail == right.mail {
            score += 35
            reasons.append(Phrase(fr: "même courriel", en: "same e-mail"))
        }
        return Likeness(score: min(100, max(0, score)), reasons: reasons)
    }

    /// Those of some records that may be the person of another, the likeliest first. One comparison
    /// a record.
    public static func candidates(
        for identity: PersonIdentity, among others: some Sequence<PersonIdentity>
    ) -> [LikelyDuplicate] {
        others.compactMap { pair(identity, $0) }.sorted(by: precedes)
    }

    /// Every pair of records that may be of one person, the likeliest first. Only records that
    /// share a key are compared: what they have to agree in to reach the threshold.
    public static func duplicates(
        among identities: some Collection<PersonIdentity>
    ) -> [LikelyDuplicate] {
        let all = Array(identities)
        var families: [String: [Int]] = [:]
        var contacts: [String: [Int]] = [:]
        for (index, identity) in all.enumerated() {
            for key in identity.keys.family { families[key, default: []].append(index) }
            for key in identity.keys.contact { contacts[key, default: []].append(index) }
        }
        var found: Set<LikelyDuplicate> = []
        for (index, identity) in all.enumerated() {
            let keys = identity.keys
            // A given name meets family names only: that is how swapped ones are found.
            var candidates: Set<Int> = []
            for key in keys.family.union(keys.given) {
                candidates.formUnion(families[key] ?? [])
            }
            for key in keys.contact { candidates.formUnion(contacts[key] ?? []) }
            for other in candidates where other != index {
                if let pair = pair(identity, all[other]) { found.insert(pair) }
            }
        }
        return found.sorted(by: precedes)
    }

    private static func pair(_ left: PersonIdentity, _ right: PersonIdentity) -> LikelyDuplicate? {
        if left.id == right.id { return nil }
        let (first, second) = left.id < right.id ? (left, right) : (right, left)
        let likeness = likeness(first, second)
        if likeness.score < threshold { return nil }
        return LikelyDuplicate(first: first.id, second: second.id, likeness: likeness)
    }

    private static func precedes(_ left: LikelyDuplicate, _ right: LikelyDuplicate) -> Bool {
        if left.likeness.score != right.likeness.score {
            return left.likeness.score > right.likeness.score
        }
        return (left.first, left.second) < (right.first, right.second)
    }

    // MARK: Names

    /// The points of the names, as written or with given and family name exchanged.
    private static func names(
        _ left: PersonIdentity, _ right: PersonIdentity
    ) -> (score: Int, reasons: [Phrase]) {
        let straight = names(
            given: left.given.agreement(with: right.given),
            family: left.family.agreement(with: right.family),
            isGivenKnown: !left.given.isEmpty && !right.given.isEmpty)
        let one = left.given.agreement(with: right.family)
        let other = left.family.agreement(with: right.given)
        guard let one, let other else { return straight }
        // Which of the two is the family name is not known: the weaker agreement counts for it.
        let isFirstWeaker = familyPoints(one) < familyPoints(other)
        var swapped = names(
            given: isFirstWeaker ? other : one, family: isFirstWeaker ? one : other,
            isGivenKnown: true)
        swapped.score -= 3
        guard swapped.score > straight.score else { return straight }
        return (
            swapped.score,
            [Phrase(fr: "prénom et nom échangés", en: "given and family name exchanged")]
        )
    }

    private static func names(
        given: PersonName.Agreement?, family: PersonName.Agreement?, isGivenKnown: Bool
    ) -> (score: Int, reasons: [Phrase]) {
        var score = 0
        var reasons: [Phrase] = []
        if let family {
            score += familyPoints(family)
            reasons.append(
                phrase(family, Phrase(fr: "nom", en: "family name")))
        }
        if let given {
            score += givenPoints(given)
            reasons.append(phrase(given, Phrase(fr: "prénom", en: "given name")))
        } else if isGivenKnown {
            // A household shares its name, its telephone and sometimes an age.
            score -= 30
            reasons.append(Phrase(fr: "prénoms différents", en: "different given names"))
        }
        return (score, reasons)
    }

    private static func familyPoints(_ agreement: PersonName.Agreement) -> Int {
        switch agreement {
        case .same: 40
        case .near: 28
        case .part: 24
        }
    }

    private static func givenPoints(_ agreement: PersonName.Agreement) -> Int {
        switch agreement {
        case .same: 25
        case .near: 17
        case .part: 15
        }
    }

    private static func phrase(_ agreement: PersonName.Agreement, _ name: Phrase) -> Phrase {
        switch agreement {
        case .same: Phrase(fr: "même \(name.french)", en: "same \(name.english)")
        case .near:
            Phrase(
                fr: "\(name.french) presque le même", en: "\(name.english) nearly the same")
        case .part:
            Phrase(
                fr: "\(name.french) en partie le même", en: "\(name.english) the same in part")
        }
    }
}
