// InterviewForm: the questions of one version of a form, and the answers that were given on it.
//
// Both are stored as text, one line each: a key, a colon, and the words. A line without a key goes
// on with what the line before began.

/// Lines of keys and words, each key once.
public struct InterviewForm: Hashable, Sendable {
    /// One question, or one answer.
    public struct Line: Hashable, Sendable {
        /// What ties an answer to its question: small letters, digits, `_` and `-`.
        public let key: String
        /// The question, or the answer.
        public let text: String

        /// A line from its parts.
        public init(key: String, text: String) {
            self.key = key
            self.text = text
        }
    }

    /// In the order of the form.
    public private(set) var lines: [Line] = []

    /// A form without a line.
    public init() {}

    /// Reads the stored text; of a key that stands twice, the first line counts.
    public init(_ text: String) {
        var key: String?
        var words = ""
        func end(_ form: inout InterviewForm) {
            if let key, form[key] == nil { form.lines.append(Line(key: key, text: words)) }
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let colon = line.firstIndex(of: ":"), InterviewForm.isKey(line[..<colon]) {
                end(&self)
                key = String(line[..<colon])
                words = String(line[line.index(after: colon)...].drop { $0 == " " })
            } else if key != nil, !line.isEmpty {
                words += "\n" + line
            }
        }
        end(&self)
    }

    /// The words of a key.
    public subscript(key: String) -> String? { lines.first { $0.key == key }?.text }

    /// Puts words beside a key, at the end when it is new; empty words take the line away.
    ///
    /// - Returns: `false` when the key cannot be one.
    public mutating func set(_ key: String, to text: String) -> Bool {
        guard InterviewForm.isKey(key[...]) else { return false }
        let index = lines.firstIndex { $0.key == key }
        if text.isEmpty {
            if let index { lines.remove(at: index) }
        } else if let index {
            lines[index] = Line(key: key, text: text)
        } else {
            lines.append(Line(key: key, text: text))
        }
        return true
    }

    /// The stored text. What in somebody's words would read as another key is set in by a space.
    public var text: String {
        lines.map { line in
            let parts = line.text.split(separator: "\n", omittingEmptySubsequences: false)
            let rest = parts.dropFirst().filter { !$0.isEmpty }.map { part -> String in
                let isLikeKey = part.firstIndex(of: ":").map { InterviewForm.isKey(part[..<$0]) }
                return isLikeKey ?? false ? " " + part : String(part)
            }
            return ([line.key + ": " + (parts.first ?? "")] + rest).joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func isKey(_ text: Substring) -> Bool {
        (1...40).contains(text.utf8.count)
            && text.utf8.allSatisfy {
                (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
                    || $0 == 0x2D
            }
    }
}
