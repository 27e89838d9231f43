// PeopleImport: a spreadsheet of people taken over once somebody has seen what it would do.

public import Shared

/// What taking a spreadsheet over would do. Nothing is written while it is made.
public struct PeopleImportPlan: Sendable {
    /// A person of the spreadsheet.
    public struct Row: Sendable {
        /// The line of the file, from 1.
        public let line: Int
        /// What would be written, by field.
        public let edits: [String: FieldEdit]
        /// How they are called there.
        public let name: String
        /// Who they may already be, the likeliest first: a record of the device…
        public let known: [(id: RecordID, likeness: Likeness)]
        /// …or an earlier line of the same file.
        public let earlier: [(line: Int, likeness: Likeness)]

        /// Whether somebody must say that it is another person.
        public var isDoubtful: Bool { !known.isEmpty || !earlier.isEmpty }
    }

    /// The people, in the order of the file.
    public let rows: [Row]
    /// What could not be read, with the line and the reason.
    public let faults: [(line: Int, reason: Phrase)]
    /// The columns that say nothing that is kept here.
    public let ignored: [String]
}

extension People {
    /// Reads a spreadsheet (CSV), and says what taking it over would do.
    ///
    /// - Throws: code `sheet_unreadable` when nothing of it can be read.
    public func plan(sheet bytes: [UInt8]) throws(RelaisError) -> PeopleImportPlan {
        let year = try store.today().year
        let sheet: PeopleSpreadsheet
        do throws(ImportFault) {
            sheet = try PeopleSpreadsheet(
                bytes, schema: store.schema, year: year)
        } catch {
            throw PeopleImportErrors.unreadable(error)
        }
        // Rows get identities for the comparison only; they are made anew when they are written.
        let identities = sheet.rows.map { row in
            PersonIdentity(
                row.values.mapValues(FieldEdit.assign), id: store.ports.makeRecordID())
        }
        let lines = Dictionary(
            uniqueKeysWithValues: zip(identities.map(\.id), sheet.rows.map(\.line)))
        var known: [RecordID: [(id: RecordID, likeness: Likeness)]] = [:]
        var earlier: [RecordID: [(line: Int, likeness: Likeness)]] = [:]
        for pair in DuplicateRule.duplicates(among: try self.identities() + identities) {
            switch (lines[pair.first], lines[pair.second]) {
            case (nil, nil): break
            case (nil, _?): known[pair.second, default: []].append((pair.first, pair.likeness))
            case (_?, nil): known[pair.first, default: []].append((pair.second, pair.likeness))
            case (let one?, let other?):
                let later = one > other ? pair.first : pair.second
                earlier[later, default: []].append((min(one, other), pair.likeness))
            }
        }
        let names = [Person.shared.givenName.name, Person.shared.familyName.name]
        let rows = zip(sheet.rows, identities).map { row, identity in
            PeopleImportPlan.Row(
                line: row.line, edits: row.values.mapValues(FieldEdit.assign),
                name: names.compactMap { name -> String? in
                    if case .text(let text)? = row.values[name] { text } else { nil }
                }.joined(separator: " "), known: known[identity.id] ?? [],
                earlier: earlier[identity.id] ?? [])
        }
        return PeopleImportPlan(
            rows: rows, faults: sheet.faults.map { ($0.line, $0.reason) }, ignored: sheet.ignored)
    }

    /// Takes a spreadsheet over as it was planned: all of it, or nothing.
    ///
    /// - Parameter includingDoubtful: also those who may be there already.
    /// - Returns: the records that were made.
    /// - Throws: code `sheet_too_long` for more people than one action may write.
    @discardableResult
    public func take(
        _ plan: PeopleImportPlan, includingDoubtful: Bool = false
    ) throws(RelaisError) -> [RecordID] {
        let rows = plan.rows.filter { includingDoubtful || !$0.isDoubtful }
        guard rows.count <= People.mostInSheet else {
            throw PeopleImportErrors.tooLong(rows.count)
        }
        return try store.write { transaction in
            rows.map { transaction.create(Person.collectionName, $0.edits) }
        }
    }

    /// The most people that one action may write.
    static let mostInSheet = WireLimits.recordsInTransaction
}

/// What is wrong with a spreadsheet.
enum PeopleImportErrors {
    static func unreadable(_ fault: ImportFault) -> RelaisError {
        RelaisError(
            code: "sheet_unreadable",
            message: Phrase(
                fr: "Le tableau ne peut pas être lu, ligne \(fault.line) : "
                    + "\(fault.reason.french)",
                en: "The spreadsheet cannot be read, line \(fault.line): \(fault.reason.english)"),
            remedy: Phrase(
                fr: "Enregistrez-le en CSV (UTF-8) avec une première ligne de titres.",
                en: "Save it as CSV (UTF-8) with a first line of titles."))
    }

    static func tooLong(_ count: Int) -> RelaisError {
        RelaisError(
            code: "sheet_too_long",
            message: Phrase(
                fr: "Le tableau a \(count) personnes, de \(People.mostInSheet) au plus : rien n'a "
                    + "été enregistré.",
                en: "The spreadsheet has \(count) people, of \(People.mostInSheet) at most: "
                    + "nothing was saved."),
            remedy: Phrase(
                fr: "Partagez-le en plusieurs fichiers.", en: "Split it into several files."))
    }
}
