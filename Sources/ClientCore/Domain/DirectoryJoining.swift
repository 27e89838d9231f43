// DirectoryJoining: sheets of several sources that are of one door. One stands for all, and says
// from where each fact may come: every sheet keeps its source and goes on being imported.

public import Shared

/// Finds and joins duplicates of the directory.
public struct DirectoryJoining: Sendable {
    private let store: Store

    /// - Parameter store: where the directory is.
    public init(_ store: Store) { self.store = store }

    /// One of the sources that a sheet was joined from.
    public struct Origin: Hashable, Sendable {
        /// The sheet of that source, the standing one first.
        public let id: RecordID
        /// The source's name; `nil` for a sheet that was written here.
        public let source: String?
        /// The sheet's identity there.
        public let sourceID: String?
        /// The day on which it was last checked.
        public let checkedAt: String?
    }

    /// The collections whose duplicates are looked for.
    public static let collections = [
        Organisation.collectionName, Service.collectionName, Place.collectionName,
        Company.collectionName,
    ]

    /// Sheets that may be of one door, the likeliest first.
    ///
    /// - Throws: `not_joinable` for another collection than those of `collections`.
    public func duplicates(in collection: String) throws(RelaisError) -> [LikelyDuplicate] {
        try check(collection)
        let organisations = try store.standing(Organisation.collectionName)
        return SheetDuplicates.pairs(
            among: try store.records(collection).map { record in
                let owner = Doors.text(record, Service.shared.organisation.name)
                    .flatMap { RecordID($0) }
                return SheetIdentity(
                    id: record.id, name: Doors.text(record, "name"),
                    siret: Doors.text(record, "siret"), commune: Doors.text(record, "commune"),
                    phone: Doors.text(record, "phone"), email: Doors.text(record, "email"),
                    website: Doors.text(record, "website"),
                    owner: owner.map { organisations[$0] ?? $0 })
            })
    }

    /// Joins a duplicate into the sheet that is to stand for both. What that one lacks is taken
    /// over from the duplicate; nothing that it says is changed.
    ///
    /// - Throws: `not_joinable`; `not_found`; `joined_with_itself`; `already_joined`.
    /// - Returns: the sheet that stands, and the names of the fields that were taken over.
    @discardableResult
    public func join(
        _ collection: String, _ duplicate: RecordID, into sheet: RecordID
    ) throws(RelaisError) -> (standing: RecordID, filled: [String]) {
        try check(collection)
        guard duplicate != sheet else { throw JoiningErrors.withItself(collection) }
        let record = try found(collection, duplicate)
        let standing = try found(collection, try found(collection, sheet).mergedInto ?? sheet)
        guard (record.mergedInto ?? duplicate) != standing.id else { throw JoiningErrors.already }
        var edits: [String: FieldEdit] = [:]
        for (name, value) in record.fields
        where standing.fields[name] == nil && !DirectoryJoining.own.contains(name) {
            edits[name] = FieldEdit(value)
        }
        let filling = edits
        try store.write { transaction in
            transaction.edit(
                collection, duplicate,
                [CollectionDeclaration.joiningField: .assign(.text(standing.id.description))],
                basis: record.basis)
            if !filling.isEmpty {
                transaction.edit(collection, standing.id, filling, basis: standing.basis)
            }
        }
        return (standing.id, filling.keys.sorted())
    }

    /// Separates a sheet from the one that it was joined into. What that one took over, it keeps.
    ///
    /// - Throws: `not_joinable`; `not_found`; `not_joined`.
    public func split(_ collection: String, _ duplicate: RecordID) throws(RelaisError) {
        try check(collection)
        let record = try found(collection, duplicate)
        guard record.fields[CollectionDeclaration.joiningField] != nil else {
            throw JoiningErrors.notJoined
        }
        try store.write {
            $0.edit(
                collection, duplicate, [CollectionDeclaration.joiningField: .assign(.null)],
                basis: record.basis)
        }
    }

    /// Where a sheet comes from: its own source, then those of the sheets joined into it.
    ///
    /// - Throws: `not_found`.
    public func origins(
        _ collection: String, _ sheet: RecordID
    ) throws(RelaisError) -> [Origin] {
        let joined = try store.standing(collection).filter { $0.value == sheet }.keys.sorted()
        var origins: [Origin] = []
        for id in [sheet] + joined {
            let record = try found(collection, id)
            origins.append(
                Origin(
                    id: id, source: Doors.text(record, "source"),
                    sourceID: Doors.text(record, "source_id"),
                    checkedAt: Doors.text(record, "checked_at")))
        }
        return origins
    }

    /// Fields that are of a sheet and its source, not of the door.
    private static let own: Set<String> = [
        CollectionDeclaration.joiningField, "source", "source_id", "checked_at", "checked_by",
        "inferred", "state",
    ]

    private func check(_ collection: String) throws(RelaisError) {
        guard DirectoryJoining.collections.contains(collection) else {
            throw JoiningErrors.notJoinable(collection)
        }
    }

    private func found(_ collection: String, _ id: RecordID) throws(RelaisError) -> Record {
        guard let record = try store.record(collection, id) else {
            throw StoreErrors.notFound(collection, id)
        }
        return record
    }
}

/// What cannot be joined.
enum JoiningErrors {
    static func notJoinable(_ collection: String) -> RelaisError {
        let known = DirectoryJoining.collections.joined(separator: ", ")
        return RelaisError(
            code: "not_joinable",
            message: Phrase(
                fr: "« \(collection) » n'a pas de fiches à réunir.",
                en: "\"\(collection)\" has no sheets to join."),
            remedy: Phrase(
                fr: "Se réunissent : \(known) ; les personnes par `relais person join`.",
                en: "These are joined: \(known); people by `relais person join`."))
    }

    static func withItself(_ collection: String) -> RelaisError {
        RelaisError(
            code: "joined_with_itself",
            message: Phrase(
                fr: "Une fiche ne se réunit pas avec elle-même.",
                en: "A sheet is not joined with itself."),
            remedy: Phrase(
                fr: "Donnez deux fiches : `relais duplicates \(collection)` montre celles qui se "
                    + "ressemblent.",
                en: "Give two sheets: `relais duplicates \(collection)` shows those that are alike."
            ))
    }

    static let already = RelaisError(
        code: "already_joined",
        message: Phrase(
            fr: "Ces deux fiches sont déjà réunies.", en: "These two sheets are joined already."),
        remedy: Phrase(
            fr: "`relais get` montre la fiche et ses sources ; `relais split` les sépare.",
            en: "`relais get` shows the sheet and its sources; `relais split` separates them."))

    static let notJoined = RelaisError(
        code: "not_joined",
        message: Phrase(
            fr: "Cette fiche n'a été réunie à aucune autre.",
            en: "This sheet was not joined into another one."),
        remedy: Phrase(
            fr: "`relais get` montre les sources d'une fiche et les fiches réunies à elle.",
            en: "`relais get` shows a sheet's sources and the sheets joined into it."))
}
