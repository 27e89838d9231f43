// SplitLens: one text of older programs and the fields that newer ones hold it in, both ways.
//
// States and transactions are never rewritten: both forms stand beside each other, each under its
// own key. The newer program writes the whole with every part, and reads the parts out of the whole
// when an older program has written it. This file is the text alone; `RecordView` says which form
// counts, and `SplitWriting` what is written.

/// Declares that a text which older programs hold in one field is held in several by this one.
///
/// ```swift
/// let name = Field.text("name", fr: "nom", en: "name", merge: .review)
/// let given = Field.text("given_name", fr: "prénom", en: "given name", merge: .review)
/// let family = Field.text("family_name", fr: "nom", en: "family name", merge: .review)
/// let names = SplitLens("name", into: "given_name", "family_name", by: " ", since: 3)
/// ```
public final class SplitLens: Sendable {
    /// The field that older programs read and write; it stays declared.
    public let whole: String
    /// The fields that it was split into, in the order in which they stand in the whole.
    public let parts: [String]
    /// What stands between two parts in the whole.
    public let separator: String
    /// The version of the schema from which the parts exist.
    public let since: Int

    /// Declares a split; fields are called by their present names.
    ///
    /// - Parameters:
    ///   - whole: the field that older programs know.
    ///   - parts: at least two.
    ///   - separator: not empty.
    ///   - since: the version of the schema from which the parts exist.
    public convenience init(
        _ whole: String, into parts: String..., by separator: String, since: Int
    ) {
        self.init(whole, parts: parts, by: separator, since: since)
    }

    package init(_ whole: String, parts: [String], by separator: String, since: Int) {
        self.whole = whole
        self.parts = parts
        self.separator = separator
        self.since = since
        Declared.note(self)
    }

    /// The parts of any text: cut at the first separators, as long as something follows them. What
    /// there is no text for is empty. Works on bytes, so that joining gives back the same bytes.
    package func split(_ text: String) -> [String] {
        var rest = Array(text.utf8)[...]
        let mark = Array(separator.utf8)
        var result: [String] = []
        while result.count < parts.count - 1, let cut = SplitLens.first(mark, in: rest),
            cut + mark.count < rest.endIndex
        {
            result.append(String(decoding: rest[..<cut], as: UTF8.self))
            rest = rest[(cut + mark.count)...]
        }
        result.append(String(decoding: rest, as: UTF8.self))
        result += Array(repeating: "", count: parts.count - result.count)
        return result
    }

    /// The whole that older programs read: the parts with separators, without those at the end that
    /// are empty.
    package func join(_ texts: [String]) -> String {
        let last = texts.lastIndex { !$0.isEmpty } ?? -1
        return texts.prefix(last + 1).joined(separator: separator)
    }

    /// The shown whole of the shown parts.
    package func join(_ shown: [ShownValue]) -> FieldValue {
        SplitLens.value(join(shown.map(SplitLens.text)))
    }

    /// The shown parts of a shown whole.
    package func split(_ shown: ShownValue) -> [FieldValue] {
        split(SplitLens.text(shown)).map(SplitLens.value)
    }

    /// An empty text is an empty field, and the other way round.
    package static func value(_ text: String) -> FieldValue {
        text.isEmpty ? .null : .text(text)
    }

    private static func text(_ shown: ShownValue) -> String {
        if case .single(.text(let text)) = shown { text } else { "" }
    }

    private static func first(_ mark: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard !mark.isEmpty, bytes.count >= mark.count else { return nil }
        return (bytes.startIndex...(bytes.endIndex - mark.count)).first { start in
            bytes[start..<(start + mark.count)].elementsEqual(mark)
        }
    }
}
