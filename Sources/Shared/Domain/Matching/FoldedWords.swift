// FoldedWords: words as they are compared: without capitals and accents, ligatures as two letters.

/// The words of a text, folded.
public struct FoldedWords: Hashable, Sendable {
    /// In the order of the text.
    public let words: [String]

    /// Takes a text apart: a word is letters and digits.
    public init(_ text: String) {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if FoldedWords.append(scalar, to: &word) { continue }
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        if !word.isEmpty { words.append(word) }
        self.words = words
    }

    /// One word, or several without their separators, folded.
    public static func fold(_ text: String) -> String {
        FoldedWords(text).words.joined(separator: " ")
    }

    /// Adds what a scalar folds to; `false` for one that is part of no word.
    private static func append(_ scalar: Unicode.Scalar, to word: inout String) -> Bool {
        if case "0"..."9" = scalar {
            word.unicodeScalars.append(scalar)
            return true
        }
        return LetterFolding.append(scalar, to: &word)
    }
}

/// An occupation that somebody looks for, ready to be compared with many offers.
struct SoughtOccupation: Sendable {
    /// As it was written.
    let text: String
    private let rome: String?
    /// Words of four letters or more: « de » and « en » say nothing.
    private let words: [String]

    init(_ text: String) {
        self.text = text
        let isCode = TextFormats.rome.problem(text) == nil
        rome = isCode ? text : nil
        words = isCode ? [] : FoldedWords(text).words.filter { $0.utf8.count >= 4 }
    }

    /// Whether it is words and not a code.
    var isWords: Bool { !words.isEmpty }

    /// The best condition that an offer meets; `nil` for none.
    func matches(_ offered: String?, _ title: FoldedWords?) -> MatchCriterion? {
        if let rome, let offered {
            if rome == offered { return .occupation }
            // The first letter and two digits of a ROME code are its professional domain.
            if rome.utf8.prefix(3).elementsEqual(offered.utf8.prefix(3)) {
                return .occupationFamily
            }
        }
        guard let title, !words.isEmpty else { return nil }
        let isThere = words.allSatisfy { word in
            title.words.contains { SoughtOccupation.isSameWord(word, $0) }
        }
        return isThere ? .occupationWords : nil
    }

    /// « cuisinière » is found in « cuisinier »: the beginning decides, but for three letters.
    private static func isSameWord(_ sought: String, _ written: String) -> Bool {
        let beginning = sought.utf8.prefix(max(4, sought.utf8.count - 3))
        return written.utf8.starts(with: beginning)
    }
}
