// PlainWords: what makes a text hard to read: long sentences, and words that the glossary explains.
// It warns and refuses nothing (rows 4 and 5).

/// A word that the glossary knows, and what it says of it.
public struct HardWord: Hashable, Sendable {
    /// As the glossary writes it.
    public let term: String
    /// What a person would understand; `nil` when the glossary does not say.
    public let plain: String?

    /// A word of the glossary.
    public init(term: String, plain: String?) {
        self.term = term
        self.plain = plain
    }
}

/// Something in a text that is hard to read.
public enum PlainWarning: Hashable, Sendable {
    /// A sentence of so many words, with its beginning.
    case longSentence(words: Int, beginning: String)
    /// A word that the glossary explains, as it was written.
    case hardWord(written: String, HardWord)

    /// In words.
    public var phrase: Phrase {
        switch self {
        case .longSentence(let words, let beginning):
            return Phrase(
                fr: "phrase de \(words) mots, à couper : « \(beginning)… »",
                en: "a sentence of \(words) words, to be cut: \"\(beginning)…\"")
        case .hardWord(let written, let word):
            guard let plain = word.plain else {
                return Phrase(
                    fr: "« \(written) » est un mot du métier : à expliquer",
                    en: "\"\(written)\" is a word of the trade: to be explained")
            }
            return Phrase(
                fr: "« \(written) » est un mot du métier : plutôt « \(plain) »",
                en: "\"\(written)\" is a word of the trade: rather \"\(plain)\"")
        }
    }
}

/// Reads texts for what is hard in them.
public struct PlainWords: Sendable {
    /// More words than this make a sentence long: the French handbook of « facile à lire » asks
    /// for short ones, and 20 is where most guides stop.
    public static let longest = 20

    private let terms: [[String]: HardWord]
    private let longestTerm: Int

    /// A reader who knows a glossary. A term is known by its name, its expansion and its synonyms.
    ///
    /// - Parameter glossary: terms with the spellings that they are known by.
    public init(_ glossary: [(word: HardWord, spellings: [String])]) {
        var terms: [[String]: HardWord] = [:]
        for (word, spellings) in glossary {
            for spelling in spellings {
                let words = FoldedWords(spelling).words
                // Of two terms with one spelling the first in the alphabet speaks, on every device.
                guard !words.isEmpty, terms[words].map({ word.term < $0.term }) ?? true else {
                    continue
                }
                terms[words] = word
            }
        }
        self.terms = terms
        longestTerm = terms.keys.map(\.count).max() ?? 0
    }

    /// What is hard in a text, each word once, in the order of the text: sentences, then words.
    public func warnings(in text: String) -> [PlainWarning] {
        var warnings: [PlainWarning] = []
        for sentence in PlainWords.sentences(text) {
            let words = sentence.split(whereSeparator: \.isWhitespace)
            guard words.count > PlainWords.longest else { continue }
            warnings.append(
                .longSentence(
                    words: words.count, beginning: words.prefix(5).joined(separator: " ")))
        }
        var told: Set<HardWord> = []
        let words = FoldedWords(text).words
        var index = 0
        while index < words.count {
            var length = min(longestTerm, words.count - index)
            var found: HardWord?
            // The longest term that begins here: « contrat d'engagement » before « contrat ».
            while length > 0 {
                found = terms[Array(words[index..<index + length])]
                if found != nil { break }
                length -= 1
            }
            if let found, told.insert(found).inserted {
                let written = words[index..<index + length].joined(separator: " ")
                warnings.append(.hardWord(written: written, found))
            }
            index += max(1, length)
        }
        return warnings
    }

    /// The sentences of a text. A point within a number or a web address ends none.
    static func sentences(_ text: String) -> [String] {
        var sentences: [String] = []
        var sentence = ""
        var previous: Character = " "
        for character in text {
            if ".!?…\n".contains(previous), character.isWhitespace || previous == "\n" {
                if !sentence.allSatisfy(\.isWhitespace) { sentences.append(sentence) }
                sentence = ""
            }
            sentence.append(character)
            previous = character
        }
        if !sentence.allSatisfy(\.isWhitespace) { sentences.append(sentence) }
        return sentences
    }
}
