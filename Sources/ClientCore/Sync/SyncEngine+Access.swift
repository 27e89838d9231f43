// Opening a file that its user does not hold, for a limited time.

public import Shared

/// A file that was opened by exception.
public struct OpenedFile: Sendable {
    /// The portfolio that came with it: devices hold whole portfolios.
    public let portfolio: String
    /// When it is over, by the server's clock.
    public let until: Instant
    /// How the synchronisation that fetched it ended.
    public let report: SyncReport
}

extension SyncEngine {
    /// Asks the server to open the portfolio that holds a file to this device, and fetches it. The
    /// coordinator is shown who opened what and why.
    ///
    /// - Parameters:
    ///   - file: the record that begins the file, such as a person.
    ///   - reason: why it has to be opened, in 10 to 500 characters.
    ///   - hours: for how long, 1 to 72.
    /// - Throws: when the server cannot be reached, or refuses.
    public func open(
        _ file: RecordID, reason: String, hours: Int
    ) async throws(RelaisError) -> OpenedFile {
        let credential = try store.credential()
        let answer: JSON
        do {
            answer = try await remote.tell(
                "/v1/access",
                .object([
                    "file": .string(file.description), "reason": .string(reason),
                    "hours": .integer(Int64(hours)),
                ]), credential)
        } catch {
            throw error.error
        }
        guard case .string(let scope)? = answer["scope"],
            case .string(let portfolio)? = answer["portfolio"],
            case .integer(let until)? = answer["until"], until > 0
        else { throw SyncErrors.notARelaisServer("access") }
        // Noted before anything arrives: it ends also when the line breaks now.
        try store.note(scope, until: UInt64(until))
        return OpenedFile(
            portfolio: portfolio, until: Instant(milliseconds: until), report: try await sync())
    }
}

extension Store {
    fileprivate func note(_ scope: String, until: UInt64) throws(RelaisError) {
        try withWriting { core in try core.open(scope, until: until) }
    }
}
