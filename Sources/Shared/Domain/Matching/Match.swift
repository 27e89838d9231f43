// Match: what fits a person, why, and what is missing; every point of its score has its reason.

/// A condition that is met, and what it is worth.
public struct MatchReason: Hashable, Sendable {
    /// The condition.
    public let criterion: MatchCriterion
    /// The need, barrier, public, language or occupation that it is about.
    public let code: String?
    /// How far it is, in metres; in how many days, for what comes soon.
    public let measure: Int?
    /// What it adds to the score.
    public let points: Int
}

/// Something that a person is not known to be or have, and should be asked about.
public enum MatchGap: Hashable, Sendable {
    /// It is for these publics, and the person is not known to belong to any.
    case audience([String])
    /// It is for these publics, and the person is known to belong to none.
    case otherAudience([String])
    /// It is given in these languages, and the person is known to speak others.
    case language([String])
    /// It is for people of other communes.
    case area
    /// The contract asks for an agreement of work integration.
    case integration
    /// It has conditions in words.
    case conditions(String)
    /// It costs something, or may.
    case fee(String)
}

/// Something that fits a person.
public struct Match: Hashable, Sendable {
    /// Whether the person may go there, as far as the profile says.
    public enum Standing: Int, Sendable, Comparable {
        /// Nothing that is known speaks against it.
        case eligible
        /// A condition is to be checked.
        case toCheck
        /// It is for others.
        case excluded

        /// The better first.
        public static func < (left: Standing, right: Standing) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// What fits.
    public let candidate: MatchCandidate
    /// Whether the person may go there.
    public let standing: Standing
    /// The sum of the reasons' points.
    public let score: Int
    /// Metres from where distances are counted; `nil` when either has no position.
    public let distanceMetres: Int?
    /// Why, the weightiest first.
    public let reasons: [MatchReason]
    /// What is missing or to be checked.
    public let gaps: [MatchGap]
}

extension MatchReason {
    /// The reason in plain words.
    public var phrase: Phrase {
        let code = code ?? ""
        switch criterion {
        case .need, .needByKind:
            return labelled(CodeLists.need, fr: "répond au besoin", en: "answers the need")
        case .barrier, .barrierByKind:
            return labelled(CodeLists.barrier, fr: "aide pour le frein", en: "helps with")
        case .audience: return labelled(CodeLists.audience, fr: "fait pour", en: "made for")
        case .language: return labelled(CodeLists.language, fr: "en", en: "in")
        case .occupation:
            return Phrase(
                fr: "métier recherché (\(code))", en: "an occupation that is sought (\(code))")
        case .occupationWords:
            return Phrase(
                fr: "métier recherché (« \(code) »)",
                en: "an occupation that is sought (\"\(code)\")")
        case .occupationFamily:
            return Phrase(
                fr: "métier voisin de celui qui est recherché (\(code))",
                en: "close to an occupation that is sought (\(code))")
        case .skill:
            return Phrase(
                fr: "des compétences de la personne y servent (\(code))",
                en: "skills of the person are of use there (\(code))")
        case .disabled:
            return Phrase(
                fr: "ouvert aux travailleurs handicapés", en: "open to disabled workers")
        case .free: return Phrase(fr: "gratuit", en: "free")
        case .sameCommune: return Phrase(fr: "dans la commune", en: "in the commune")
        case .distance:
            let far = Distance.phrase(measure ?? 0)
            return Phrase(fr: "à \(far.french)", en: "\(far.english) away")
        case .soon:
            switch measure ?? 0 {
            case 0: return Phrase(fr: "aujourd'hui", en: "today")
            case 1: return Phrase(fr: "demain", en: "tomorrow")
            case let days: return Phrase(fr: "dans \(days) jours", en: "in \(days) days")
            }
        }
    }

    private func labelled(_ list: CodeList, fr: String, en: String) -> Phrase {
        let code = code ?? ""
        let (french, english) = (list.label(code, .french), list.label(code, .english))
        switch criterion {
        case .language: return Phrase(fr: "\(fr) \(french)", en: "\(en) \(english)")
        case .audience: return Phrase(fr: "\(fr) : \(french)", en: "\(en): \(english)")
        default: return Phrase(fr: "\(fr) « \(french) »", en: "\(en) \"\(english)\"")
        }
    }
}

extension MatchGap {
    /// What is to be asked, in plain words.
    public var phrase: Phrase {
        switch self {
        case .audience(let codes):
            return Phrase(
                fr: "à vérifier : c'est pour « \(MatchGap.list(codes, .french)) », ce que la fiche "
                    + "ne dit pas",
                en: "to check: it is for \"\(MatchGap.list(codes, .english))\", which the file "
                    + "does not say")
        case .otherAudience(let codes):
            return Phrase(
                fr: "c'est pour d'autres : « \(MatchGap.list(codes, .french)) »",
                en: "it is for others: \"\(MatchGap.list(codes, .english))\"")
        case .language(let codes):
            let french = codes.map { CodeLists.language.label($0, .french) }
            let english = codes.map { CodeLists.language.label($0, .english) }
            return Phrase(
                fr: "à vérifier : cela se passe en \(french.joined(separator: ", "))",
                en: "to check: it is given in \(english.joined(separator: ", "))")
        case .area:
            return Phrase(
                fr: "à vérifier : c'est pour d'autres communes",
                en: "to check: it is for other communes")
        case .integration:
            return Phrase(
                fr: "à vérifier : ce contrat demande un accord d'insertion (Pass IAE)",
                en: "to check: this contract asks for an integration agreement (Pass IAE)")
        case .conditions(let text):
            return Phrase(fr: "conditions : \(text)", en: "conditions: \(text)")
        case .fee(let code):
            return Phrase(
                fr: "tarif : \(CodeLists.fee.label(code, .french))",
                en: "fee: \(CodeLists.fee.label(code, .english))")
        }
    }

    private static func list(_ codes: [String], _ language: Language) -> String {
        codes.map { CodeLists.audience.label($0, language) }.joined(separator: ", ")
    }
}

/// How far something is, as people say it.
public enum Distance {
    /// Metres when near, then kilometres to a tenth.
    public static func phrase(_ metres: Int) -> Phrase {
        if metres < 1000 { return Phrase(fr: "\(metres)\u{A0}m", en: "\(metres) m") }
        let tenths = (metres + 50) / 100
        return Phrase(
            fr: "\(tenths / 10),\(tenths % 10)\u{A0}km", en: "\(tenths / 10).\(tenths % 10) km")
    }
}
