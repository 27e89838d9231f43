// ImportReport: what an import did, record by record, in numbers and in reasons. The same on a
// device and on the server.

/// What an import did.
public struct ImportReport: Hashable, Sendable {
    /// Records that the files hold, imported or not.
    public package(set) var read: Int
    /// Records that did not exist.
    public package(set) var created = 0
    /// Records that differed.
    public package(set) var updated = 0
    /// Records that already showed everything that the files say.
    public package(set) var unchanged = 0
    /// What was left out, in the order of the files' names and lines; at the end, records too large
    /// for one transaction.
    public package(set) var skipped: [ImportSkipped]

    /// The report of an import that has only read its files.
    package init(_ batch: ImportBatch) {
        read = batch.read
        skipped = batch.skipped
    }
}

/// Something that was not imported, and why.
public struct ImportSkipped: Hashable, Sendable {
    /// The file's name, as it was given.
    public let file: String
    /// The line, from 1; 1 when it is the whole file or one of its columns.
    public let line: Int
    /// What is wrong and what would be right.
    public let reason: Phrase

    package init(file: String, line: Int, reason: Phrase) {
        self.file = file
        self.line = line
        self.reason = reason
    }
}
