// PersonSearch: somebody's words held against a person's names and number.

/// What somebody typed to find a person.
public struct PersonSearch: Sendable {
    private let words: [String]
    private let digits: String

    /// - Parameter text: words of the name, or a telephone number.
    public init(_ text: String) {
        words = PersonName.words(text)
        digits = PersonIdentity.digits(text)
    }

    /// How well a person fits, 0 the best; `nil` for one who does not.
    ///
    /// Each word must begin a word of the names, or be one but for a letter.
    public func rank(_ identity: PersonIdentity) -> Int? {
        if words.isEmpty {
            guard digits.utf8.count >= 4, identity.digits.contains(digits) else { return nil }
            return 0
        }
        let names = Array(
            [identity.givenName, identity.familyName].compactMap(\.self)
                .map(PersonName.words).joined())
        var rank = 0
        for word in words {
            if names.contains(word) { continue }
            if names.contains(where: { $0.hasPrefix(word) }) {
                rank += 1
            } else if names.contains(where: { PersonName.areNear($0, word) })
                || word == identity.given.full || word == identity.family.full
            {
                rank += 2
            } else {
                return nil
            }
        }
        return rank
    }
}
