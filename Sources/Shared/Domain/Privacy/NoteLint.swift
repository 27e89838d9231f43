// NoteLint: words that have no place in a note about somebody: of health, religion, politics,
// origin, and of judgement. It warns and refuses nothing, for only who writes knows what is meant.
//
// A note is to be objective, and readable by the person. Words are compared without accents and
// capitals, whole or by their beginning, in one pass over the text: any text, in a bounded time.

/// A word of a text that its author should think over.
public struct NoteWarning: Hashable, Sendable {
    /// What the word tells of.
    public enum Topic: String, Sendable, CaseIterable {
        /// Health.
        case health
        /// Religion.
        case religion
        /// Politics and unions.
        case politics
        /// Origin.
        case origin
        /// A judgement on the person.
        case judgement
    }

    /// Where it begins, in characters from the beginning of the text.
    public let position: Int
    /// The word, or words, as they were written.
    public let word: String
    /// What it tells of.
    public let topic: Topic

    /// Why it has no place in a note.
    public var reason: Phrase {
        switch topic {
        case .health:
            Phrase(fr: "la santé ne se note pas", en: "health is not to be noted")
        case .religion:
            Phrase(fr: "la religion ne se note pas", en: "religion is not to be noted")
        case .politics:
            Phrase(
                fr: "les opinions et les syndicats ne se notent pas",
                en: "opinions and unions are not to be noted")
        case .origin:
            Phrase(fr: "l'origine ne se note pas", en: "origin is not to be noted")
        case .judgement:
            Phrase(
                fr: "c'est un jugement, que la personne pourra lire",
                en: "it is a judgement, which the person may read")
        }
    }

    /// What could be written in its place.
    public var suggestion: Phrase {
        switch topic {
        case .health:
            Phrase(
                fr: "notez ce dont la personne a besoin : un poste assis, un horaire, un délai",
                en: "note what the person needs: a seated job, some hours, some time")
        case .religion, .politics, .origin:
            Phrase(
                fr: "retirez-le, ou notez ce qui a été demandé et ce qui a été convenu",
                en: "leave it out, or note what was asked for and what was agreed")
        case .judgement:
            Phrase(
                fr: "notez ce qui s'est passé : des faits, une date, ce qui a été dit",
                en: "note what happened: facts, a date, what was said")
        }
    }
}

/// Looks for such words.
public enum NoteLint {
    /// At most this many are told of one text.
    private static let most = 50

    /// What a text should be thought over for, in the order of the text.
    public static func warnings(in text: String) -> [NoteWarning] {
        let characters = Array(text)
        let words = NoteWords(characters)
        var result: [NoteWarning] = []
        var index = 0
        while index < words.folded.count, result.count < most {
            let found = rules.first { $0.matches(words.folded, at: index) }
            guard let found else {
                index += 1
                continue
            }
            let last = index + found.words.count - 1
            let start = words.positions[index]
            let end = words.positions[last] + words.lengths[last]
            result.append(
                NoteWarning(
                    position: start, word: String(characters[start..<end]), topic: found.topic))
            index = last + 1
        }
        return result
    }

    /// Words one after the other; one that ends with a star is the beginning of a word. What comes
    /// before or after them may say that they mean something else.
    private struct Rule: Sendable {
        let topic: NoteWarning.Topic
        let words: [String]
        let unlessBefore: Set<String>
        let unlessAfter: Set<String>

        init(
            _ topic: NoteWarning.Topic, _ text: String, unlessBefore: Set<String> = [],
            unlessAfter: Set<String> = []
        ) {
            self.topic = topic
            words = text.split(separator: " ").map(String.init)
            self.unlessBefore = unlessBefore
            self.unlessAfter = unlessAfter
        }

        func matches(_ text: [String], at index: Int) -> Bool {
            guard index + words.count <= text.count else { return false }
            for (offset, word) in words.enumerated() {
                let written = text[index + offset]
                let isFound =
                    word.hasSuffix("*")
                    ? written.hasPrefix(word.dropLast()) : written == word
                guard isFound else { return false }
            }
            if index > 0, unlessBefore.contains(text[index - 1]) { return false }
            let next = index + words.count
            return next >= text.count || !unlessAfter.contains(text[next])
        }
    }

    private static let rules: [Rule] =
        of(
            .health,
            """
            depress*,depressi*,cancer,cancers,cancereu*,diabet*,alcooli*,toxicoman*,drogue,droguee,
            schizophren*,bipolaire*,psychiatr*,psychotique*,suicid*,sida,vih,seropositi*,maladie,
            maladies,malade,enceinte,grossesse,hospitalis*,medicament*,anxiet*,anxieux,anxieuse,
            burn out,burnout,epilep*,cirrhose,addict,addicte,addiction,addictions,sous traitement,
            troubles mentaux,troubles psychiques
            """)
        + of(
            .religion,
            """
            musulman*,juif,juive,juifs,juives,chretien*,catholique*,islam,islamique*,islamiste*,
            ramadan,mosquee,synagogue,evangeliste*,bouddhiste*,athee,athees,pratiquant,pratiquante,
            porte le voile,port du voile,temoin de jehovah,salafiste*,kippa
            """)
        + of(
            .politics,
            """
            syndicaliste*,syndique,syndiquee,syndiques,militant,militante,militants,communiste*,
            socialiste*,gauchiste*,fasciste*,extreme droite,extreme gauche,anarchiste*,royaliste*,
            vote pour,opinions politiques,parti politique
            """)
        + of(
            .origin,
            """
            maghrebin*,gitan,gitane,gitans,tsigane*,rom,roms,immigre,immigree,immigres,
            sans papiers,origine ethnique,race,typee,type africain,type arabe,beurette,
            clandestin,clandestine
            """)
        + [
            Rule(
                .origin, "d origine",
                unlessBefore: ["structure", "organisme", "poste", "metier", "pays", "langue"],
                unlessAfter: [
                    "de", "du", "des", "sociale", "professionnelle", "geographique", "rurale",
                    "la", "le", "les", "il", "elle", "et", "est", "controlee", "par",
                ])
        ]
        + of(
            .judgement,
            """
            paresseu*,faineant*,feignant*,menteu*,stupide*,idiot,idiote,debile,debiles,hysterique*,
            profiteu*,mythomane*,parano,paranoiaque*,mauvaise foi,bizarre,bizarres,cas social,
            cassos,cas soc,incapable,incapables,immature,immatures,pleurnich*,manipulat*,louche,
            caracteriel*,agressif,agressive,pas motive,pas motivee,aucune volonte,pas fiable,
            mal eleve,mal elevee,sale caractere,limitee intellectuellement,
            limite intellectuellement
            """)

    private static func of(_ topic: NoteWarning.Topic, _ list: String) -> [Rule] {
        list.split(whereSeparator: { $0 == "," || $0 == "\n" })
            .map { $0.drop { $0 == " " } }.filter { !$0.isEmpty }
            .map { Rule(topic, String($0)) }
    }
}

/// The words of a text as they are compared, and where they stand.
private struct NoteWords {
    var folded: [String] = []
    var positions: [Int] = []
    var lengths: [Int] = []

    init(_ text: [Character]) {
        var word = ""
        var start = 0
        var position = 0
        for character in text {
            if character.isLetter {
                if word.isEmpty { start = position }
                word.append(character)
            } else {
                end(&word, start, position)
            }
            position += 1
        }
        end(&word, start, position)
    }

    private mutating func end(_ word: inout String, _ start: Int, _ position: Int) {
        if word.isEmpty { return }
        lengths.append(position - start)
        folded.append(LetterFolding.fold(word))
        positions.append(start)
        word = ""
    }
}

extension Schema {
    /// Whether people write freely about somebody in a field.
    package func isFreeText(_ field: FieldDeclaration, of collection: CollectionDeclaration) -> Bool
    {
        let isAboutPeople =
            beginsFiles(collection.name)
            || fileCollections.contains {
                !collection.fields(referringTo: $0.name).isEmpty
            }
        if case .text(let maximum, nil) = field.type { return isAboutPeople && maximum > 300 }
        return false
    }
}
