// Files: erasing the file of a person, as a coordinator does it. Works without a network; the
// server and the other devices follow at their next synchronisation.

import SQLite
public import Shared

/// What an erasure did on the device.
public struct ErasedFile: Hashable, Sendable {
    /// Records of which only the identity is left, the file's own included.
    public let erased: Int
    /// Records of nobody that took the place of what is counted.
    public let anonymous: Int
    /// Records that stay and no longer name the file.
    public let forgotten: Int
}

extension Store {
    /// Erases a file for ever: the record, those of its duplicates that were joined with it, and
    /// every record about it, in one transaction. What is counted stays, of nobody.
    ///
    /// - Parameter collection: the one that the file's record is in.
    /// - Throws: `not_found` when there is nothing to erase here, `not_coordinator` when the device
    ///   belongs to somebody else than a coordinator, `not_enrolled`.
    @discardableResult
    public func eraseFile(
        _ id: RecordID, in collection: String = Person.collectionName
    ) throws(RelaisError) -> ErasedFile {
        try withWriting { core in
            let device = try DeviceState(core.connection)
            guard let member = device.member else { throw StoreErrors.notEnrolled }
            guard member.role == .coordinator else { throw PrivacyErrors.notCoordinator }
            let plan = try core.erasure(of: id, in: collection)
            guard !plan.erased.isEmpty else { throw StoreErrors.notFound(collection, id) }
            var transaction = WriteTransaction(core, device)
            for key in plan.erased { transaction.erase(key.collection, key.id) }
            for part in plan.forgotten {
                let edit = part.element.map { FieldEdit.edit(add: [], remove: [$0]) }
                transaction.edit(
                    part.key.collection, part.key.id, [part.field: edit ?? .assign(.null)])
            }
            for record in plan.anonymous {
                transaction.create(record.collection, record.fields.mapValues(FieldEdit.init))
            }
            try Committer(core, device).commit(transaction.pending)
            return ErasedFile(
                erased: plan.erased.count, anonymous: plan.anonymous.count,
                forgotten: Set(plan.forgotten.map(\.key)).count)
        }
    }
}

extension Store {
    /// The people of whose file the territory has noted that it will be erased, and when: the first
    /// to go first. A contact that is noted before takes it back.
    public func expiringFiles() throws(RelaisError) -> [(
        record: Typed<Person>, eraseOn: CalendarDate
    )] {
        let people = try records(Person.self).compactMap { person in
            person.eraseOn.map { (record: person, eraseOn: $0) }
        }
        return people.sorted { left, right in
            left.eraseOn != right.eraseOn
                ? left.eraseOn < right.eraseOn : left.record.record.id < right.record.record.id
        }
    }
}

extension Store {
    /// Withdraws the consent to a story. Nothing of it is shown from now on; the server erases it
    /// for ever when it hears of it, for everybody.
    ///
    /// - Throws: `not_found` when there is no such story here.
    public func withdrawStory(_ id: RecordID) throws(RelaisError) {
        let day = CalendarDate(daysSince1970: Int(ports.now() / (24 * 3600 * 1000)))
        try write { transaction in
            let fields = Story.shared
            transaction.edit(
                Story.collectionName, id,
                [
                    fields.consent.name: .assign(.bool(false)),
                    fields.photoConsent.name: .assign(.bool(false)),
                    fields.consentWithdrawnOn.name: .assign(.text(day.description)),
                    fields.name.name: .assign(.null), fields.pseudonym.name: .assign(.null),
                    fields.text.name: .assign(.null), fields.publishedOn.name: .assign(.null),
                ])
        }
    }
}

extension FieldEdit {
    /// What makes an empty field show something.
    init(_ shown: ShownValue) {
        switch shown {
        case .single(let value): self = .assign(value)
        case .set(let elements): self = .edit(add: Set(elements), remove: [])
        }
    }
}

extension StoreCore {
    /// What erasing a file does to the records that the device holds.
    func erasure(of id: RecordID, in collection: String) throws -> FileErasure {
        let names = try names(ofFile: id, in: collection)
        let concerned = try records(ofFile: names, in: collection).compactMap { key in
            let table = try table(key.collection)
            // What was refused before it had a row is masked by the server.
            guard try table.row(key.id) != nil else { return nil as FileErasure.Concerned? }
            let shown = try Reader(core: self).record(table, key.id)?.fields ?? [:]
            return FileErasure.Concerned(key: key, shown: shown)
        }
        return FileErasure(of: names, in: collection, among: concerned, schema: schema)
    }
}

/// What cannot be done with the data of people.
package enum PrivacyErrors {
    package static let notCoordinator = RelaisError(
        code: "not_coordinator",
        message: Phrase(
            fr: "Seule la coordination peut effacer le dossier d'une personne.",
            en: "Only a coordinator can erase a person's file."),
        remedy: Phrase(
            fr: "Transmettez la demande à la coordination, avec l'identifiant de la fiche.",
            en: "Hand the request to the coordination, with the record's id."))

    package static let erased = RelaisError(
        code: "record_erased",
        message: Phrase(
            fr: "Ce dossier a été effacé pour toujours : rien ne peut plus y être noté.",
            en: "This file was erased for ever: nothing can be noted in it any more."),
        remedy: Phrase(
            fr: "Si la personne revient, créez-lui une nouvelle fiche, avec son accord.",
            en: "If the person comes back, make a new record, with their agreement."))
}
