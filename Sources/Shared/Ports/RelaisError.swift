// The one shape of failure of the product: what a function throws, what a command prints and what
// the server answers. Code matches on `code`, people read `message` and act on `remedy`.

/// Something that could not be done, said so that a person can act.
public struct RelaisError: Error, Sendable, Hashable {
    /// A stable name in snake case (`store_locked`): the only part that programs compare.
    public let code: String
    /// What happened, in one sentence.
    public let message: Phrase
    /// What to do about it, in one sentence.
    public let remedy: Phrase
    /// Whether the same request may succeed later with nothing changed by anybody.
    public let isTransient: Bool
    /// Technical particulars for a developer, in no particular language; never a secret.
    public let detail: String?

    /// An error; permanent and without particulars unless told.
    public init(
        code: String, message: Phrase, remedy: Phrase, isTransient: Bool = false,
        detail: String? = nil
    ) {
        self.code = code
        self.message = message
        self.remedy = remedy
        self.isTransient = isTransient
        self.detail = detail
    }
}
