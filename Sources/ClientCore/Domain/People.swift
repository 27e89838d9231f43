// People: meeting somebody, finding them again, and joining two records of one person.
//
// Joining writes one reference and nothing else, so everything that was noted under either record
// is found under both, and separating them again is clearing it (docs/MERGE.md, Duplicates).

public import Shared

/// Adds, finds, joins and separates people.
public struct People: Sendable {
    let store: Store

    /// - Parameter store: where they are noted.
    public init(_ store: Store) { self.store = store }

    /// Those who may already be the person that is about to be noted, the likeliest first.
    ///
    /// One pass over the columns that identify people: every one of them could be a misspelling.
    ///
    /// - Parameter edits: what is about to be noted, by field.
    public func similar(
        to edits: [String: FieldEdit]
    ) throws(RelaisError) -> [(id: RecordID, likeness: Likeness)] {
        // The identity is for the comparison only.
        let identity = PersonIdentity(edits, id: store.ports.makeRecordID())
        return DuplicateRule.candidates(for: identity, among: try identities()).map { pair in
            (pair.first == identity.id ? pair.second : pair.first, pair.likeness)
        }
    }

    /// Notes a person; nothing is compulsory.
    ///
    /// - Throws: code `birth_year_in_the_future`.
    @discardableResult
    public func add(_ edits: [String: FieldEdit]) throws(RelaisError) -> RecordID {
        let fields = Person.shared
        let today = try store.today()
        if case .assign(.integer(let year))? = edits[fields.birthYear.name],
            year > Int64(today.year)
        {
            throw PersonErrors.bornInTheFuture(year)
        }
        var all: [String: FieldEdit] = [
            fields.firstMetOn.name: .assign(.text(today.description))
        ]
        all.merge(edits) { $1 }
        let edits = all
        return try store.write { $0.create(Person.collectionName, edits) }
    }

    /// Records of the device that may be of one person, the likeliest first.
    public func duplicates() throws(RelaisError) -> [LikelyDuplicate] {
        DuplicateRule.duplicates(among: try identities())
    }

    /// People who have every word in their name, a letter more or less; or the digits in their
    /// number. Whoever has the words as they were typed comes first.
    public func find(_ text: String) throws(RelaisError) -> [RecordID] {
        let search = PersonSearch(text)
        return try identities().compactMap { identity in
            search.rank(identity).map { (rank: $0, id: identity.id) }
        }.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.map(\.id)
    }

    /// Joins a duplicate into the record that is to stand for both.
    ///
    /// - Throws: `not_found`; `joined_with_itself`; `already_joined`.
    /// - Returns: the record that stands for both.
    @discardableResult
    public func join(
        _ duplicate: RecordID, into person: RecordID
    ) throws(RelaisError) -> RecordID {
        guard duplicate != person else { throw PersonErrors.joinedWithItself }
        let record = try self.person(duplicate)
        let target = try self.person(person)
        let standing = target.mergedInto ?? person
        if (record.mergedInto ?? duplicate) == standing { throw PersonErrors.alreadyJoined }
        try store.write {
            $0.edit(
                Person.collectionName, duplicate,
                [Person.shared.mergedInto.name: .assign(.text(standing.description))],
                basis: record.basis)
        }
        return standing
    }

    /// Separates a record from the one that it was joined into.
    ///
    /// - Throws: `not_found`; `not_joined`.
    public func split(_ duplicate: RecordID) throws(RelaisError) {
        let record = try person(duplicate)
        guard record[Person.shared.mergedInto] != nil else {
            throw PersonErrors.notJoined(try joined(into: duplicate))
        }
        try store.write {
            $0.edit(
                Person.collectionName, duplicate,
                [Person.shared.mergedInto.name: .assign(.null)], basis: record.basis)
        }
    }

    /// The records that were joined into one, in the order of their identities.
    public func joined(into person: RecordID) throws(RelaisError) -> [RecordID] {
        try store.standing(Person.collectionName).filter { $0.value == person }.keys.sorted()
    }

    private func person(_ id: RecordID) throws(RelaisError) -> Record {
        guard let record = try store.record(Person.collectionName, id) else {
            throw StoreErrors.notFound(Person.collectionName, id)
        }
        return record
    }

    func identities() throws(RelaisError) -> [PersonIdentity] {
        let fields = Person.shared
        return try store.glances(
            Person.self,
            [fields.givenName, fields.familyName, fields.birthYear, fields.phone, fields.email]
        ).map { person in
            PersonIdentity(
                id: person.id, givenName: person.givenName, familyName: person.familyName,
                birthYear: person.birthYear, phone: person.phone, email: person.email)
        }
    }
}

extension PersonIdentity {
    /// What edits of a new record say of who somebody is.
    init(_ edits: [String: FieldEdit], id: RecordID) {
        let fields = Person.shared
        func text(_ field: Field<String>) -> String? {
            if case .assign(.text(let text))? = edits[field.name] { text } else { nil }
        }
        var year: Int64?
        if case .assign(.integer(let number))? = edits[fields.birthYear.name] { year = number }
        self.init(
            id: id, givenName: text(fields.givenName), familyName: text(fields.familyName),
            birthYear: year, phone: text(fields.phone), email: text(fields.email))
    }
}

/// What cannot be done with a person's record.
enum PersonErrors {
    static func bornInTheFuture(_ year: Int64) -> RelaisError {
        RelaisError(
            code: "birth_year_in_the_future",
            message: Phrase(
                fr: "\(year) est encore à venir : ce n'est pas une année de naissance.",
                en: "\(year) is still to come: it is no year of birth."),
            remedy: Phrase(
                fr: "Corrigez `birth_year=…`, ou laissez-le de côté. Rien n'a été enregistré.",
                en: "Correct `birth_year=…`, or leave it out. Nothing was saved."))
    }

    static let joinedWithItself = RelaisError(
        code: "joined_with_itself",
        message: Phrase(
            fr: "Une fiche ne se réunit pas avec elle-même.",
            en: "A record is not joined with itself."),
        remedy: Phrase(
            fr: "Donnez deux fiches : `relais person duplicates` montre celles qui se ressemblent.",
            en: "Give two records: `relais person duplicates` shows those that are alike."))

    static let alreadyJoined = RelaisError(
        code: "already_joined",
        message: Phrase(
            fr: "Ces deux fiches sont déjà réunies.", en: "These two records are joined already."),
        remedy: Phrase(
            fr: "`relais person show ID` montre la fiche ; `relais person split ID` les sépare.",
            en: "`relais person show ID` shows the record; `relais person split ID` separates "
                + "them."))

    static func notJoined(_ others: [RecordID]) -> RelaisError {
        let remedy =
            others.first.map { other in
                Phrase(
                    fr: "D'autres ont été réunies à elle : `relais person split \(other)` en "
                        + "sépare une.",
                    en: "Others were joined into it: `relais person split \(other)` separates one."
                )
            }
            ?? Phrase(
                fr: "`relais person show ID` dit ce qui a été réuni.",
                en: "`relais person show ID` says what was joined.")
        return RelaisError(
            code: "not_joined",
            message: Phrase(
                fr: "Cette fiche n'a été réunie à aucune autre.",
                en: "This record was not joined into another one."),
            remedy: remedy)
    }
}
