// ImportReport: what an import did, record by record, in numbers and in reasons.

public import Shared

/// What an import did.
public struct ImportReport: Hashable, Sendable {
    /// Something that was not imported.
    public struct Skipped: Hashable, Sendable {
        /// The file's name, as it was given.
        public let file: String
        /// The line, from 1; 1 when it is the whole file or one of its columns.
        public let line: Int
        /// What is wrong and what would be right.
        public let reason: Phrase
    }

    /// Records that the files hold, imported or not.
    public internal(set) var read = 0
    /// Records that did not exist.
    public internal(set) var created = 0
    /// Records that differed.
    public internal(set) var updated = 0
    /// Records that already showed everything that the files say.
    public internal(set) var unchanged = 0
    /// What was left out, in the order of the files' names and lines; at the end, records too large
    /// for one transaction.
    public internal(set) var skipped: [Skipped] = []
}
