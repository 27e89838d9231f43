// Row: one line, or a few, of the table of targets. Each can be run alone, by its name.

/// One row of the suite.
protocol Row: Sendable {
    /// Short, and the same for ever: what the command line and the documents call it.
    var name: String { get }
    /// What is done, in one line.
    var summary: String { get }

    func run(_ bench: Bench, into report: inout Report) async throws
}

enum Rows {
    /// All of them, in the order in which they are run: those that fill a store come first.
    static let all: [any Row] = [
        PushRow(), DiskRow(), BootstrapRow(), MemoryRow(), IdleRow(), PullRow(), ChangesRow(),
        EditRow(), SearchRow(), CommandRow(), MergeRow(), RoundTripRow(), BytesRow(), LiveRow(),
        WatchersRow(), MatchRow(), ScopesRow(), LockedRow(),
    ]
}
