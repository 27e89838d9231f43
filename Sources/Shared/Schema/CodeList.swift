// CodeList: a named, extensible list of stable codes with a label for people.

/// A list of stable codes. Codes are never reused, and a newer version of a list may hold more.
public struct CodeList: Sendable {
    /// One code and how people read it.
    public struct Entry: Sendable {
        /// The stable code, as it is stored.
        public let code: String
        /// How people read it.
        public let label: Phrase

        /// Declares an entry.
        public init(_ code: String, _ label: Phrase) {
            self.code = code
            self.label = label
        }
    }

    /// The list's name, for messages.
    public let name: String
    /// The entries, in the order in which people should see them.
    public let entries: [Entry]
    /// A code that says all of them: beside it a set holds no other, but those of `beside`.
    public let whole: String?
    /// Codes of something else, which may stand beside the whole.
    public let beside: Set<String>
    private let codes: Set<String>

    /// Declares a list.
    public init(
        _ name: String, _ entries: [Entry], whole: String? = nil, beside: Set<String> = []
    ) {
        self.name = name
        self.entries = entries
        self.whole = whole
        self.beside = beside
        codes = Set(entries.map(\.code))
    }

    /// The codes of a set that the whole excludes, sorted; empty when they go together.
    package func excluded(in elements: some Sequence<String>) -> [String] {
        guard let whole else { return [] }
        let set = Set(elements)
        guard set.contains(whole) else { return [] }
        return set.subtracting(beside).subtracting([whole]).sorted()
    }

    /// Whether the list has this code.
    public func contains(_ code: String) -> Bool { codes.contains(code) }

    /// The label of a code; the code itself when the list does not have it.
    public func label(_ code: String, _ language: Language) -> String {
        entries.first { $0.code == code }?.label.text(language) ?? code
    }
}
