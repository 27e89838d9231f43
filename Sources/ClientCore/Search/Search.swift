// Search: finds records by words, by what they are for, and by where they are; all of it offline.

public import Shared

/// What somebody looks for. At least one of text, place, filters, commune and time says something.
public struct SearchRequest: Sendable {
    /// Words, of which each must begin a word of the record. Accents and case do not matter, and
    /// nothing in it is an operator.
    public var text: String
    /// Nearest first, records without a position last; `nil` for the best match first.
    public var near: Coordinates?
    /// What a field must show, or contain if it is a set. A record whose collection has no such
    /// field is not found. A reference to a record is also one to any record joined with it.
    public var filters: [(field: String, value: String)]
    /// Only what is in this commune: an INSEE code, or a name without regard to accents.
    public var commune: String?
    /// Only what is known to be open at this moment.
    public var openAt: Instant?
    /// At most this many results.
    public var limit: Int
    /// Whether duplicates are found that were joined into another record.
    public var includesJoined: Bool

    /// A search; without bound unless told.
    public init(
        text: String = "", near: Coordinates? = nil,
        filters: [(field: String, value: String)] = [], commune: String? = nil,
        openAt: Instant? = nil, limit: Int = .max, includesJoined: Bool = false
    ) {
        self.text = text
        self.near = near
        self.filters = filters
        self.commune = commune
        self.openAt = openAt
        self.limit = limit
        self.includesJoined = includesJoined
    }
}

/// A record that was found.
public struct SearchResult: Hashable, Sendable {
    /// The record.
    public let record: Record
    /// What people know it by; empty when nothing of it is filled in.
    public let title: String
    /// How far it is from the place asked for; `nil` when either has no position.
    public let distanceMetres: Int?
    /// Whether nothing has the words as they were typed, and this has some that are like them.
    public let isApproximate: Bool

    /// The collection's name.
    public var collection: String { record.collection }
    /// The record's identity.
    public var id: RecordID { record.id }
}

extension Store {
    /// Records that have every word and pass every filter. When nothing has the words, those that
    /// have words like them, as a slip of the hand makes.
    ///
    /// The best match is first: where a thousand records or fewer have the words, they are ranked
    /// among one another (rare words count more, words of the title most, long texts less). Where
    /// more have them, the words say too little for that: titles that begin with one of them and
    /// have all of them come first, then other titles that have all of them, then the rest, and
    /// each of the three by title. What is alike in all of it is ordered by identity, so that a
    /// device answers the same whatever order its records came in.
    ///
    /// Without words, everything that passes the filters, by title; with a place alone, everything
    /// that can have a position; with nothing at all, nothing.
    ///
    /// - Throws: `unknown_code` when a filter asks for what no collection can show.
    public func search(_ request: SearchRequest) throws(RelaisError) -> [SearchResult] {
        try search(request, few: Matches.few)
    }

    /// - Parameter few: how many matches are ranked, for tests of what is done with more.
    func search(_ request: SearchRequest, few: Int) throws(RelaisError) -> [SearchResult] {
        try withCore { core in try Searcher(core: core, request: request, few: few).run() }
    }
}
