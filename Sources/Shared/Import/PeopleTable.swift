// PeopleTable: a mediator's own spreadsheet of people, read without writing anything.
//
// Its columns are called as their author called them: what is known for a name, a telephone or a
// birth is taken, and the rest is told as left out. A row fits whole, or the reason is told.

/// A spreadsheet of people.
package struct PeopleTable: Sendable {
    /// One person of it.
    package struct Row: Hashable, Sendable {
        /// The line of the file, from 1.
        package let line: Int
        /// By the name of the field.
        package let values: [String: FieldValue]
    }

    /// The people that could be read, in the order of the file.
    package private(set) var rows: [Row] = []
    /// The rows that could not, each with its reason.
    package private(set) var faults: [ImportFault] = []
    /// The columns that say nothing that is kept here.
    package private(set) var ignored: [String] = []

    /// Reads a file.
    ///
    /// - Parameter year: the present one: nobody was born after it.
    /// - Throws: `ImportFault` when nothing of the file can be read.
    package init(
        _ bytes: [UInt8], schema: Schema, year: Int
    ) throws(ImportFault) {
        var reader = try CSVReader(bytes)
        let columns: [String]
        switch reader.next() {
        case nil: throw ImportFault(line: 1, reason: ImportReasons.noHeader)
        case .fault(let fault)?: throw fault
        case .row(_, let cells)?: columns = cells.map(FieldText.trimmed)
        }
        var fields: [FieldDeclaration?] = []
        var taken: Set<String> = []
        for column in columns {
            let field = PeopleTable.field(column)
            if let field, taken.insert(field.name).inserted {
                fields.append(field)
            } else {
                fields.append(nil)
                if !column.isEmpty { ignored.append(column) }
            }
        }
        guard !taken.isEmpty else { throw ImportFault(line: 1, reason: PeopleTable.noColumn) }
        while let item = reader.next() {
            switch item {
            case .fault(let fault): faults.append(fault)
            case .row(let line, let cells):
                if cells.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { continue }
                do throws(ImportFault) {
                    rows.append(try PeopleTable.row(cells, fields, line, schema, year))
                } catch {
                    faults.append(error)
                }
            }
        }
    }

    private static func row(
        _ cells: [String], _ fields: [FieldDeclaration?], _ line: Int, _ schema: Schema,
        _ year: Int
    ) throws(ImportFault) -> Row {
        guard cells.count == fields.count else {
            throw ImportFault(
                line: line, reason: ImportReasons.cells(cells.count, fields.count))
        }
        var values: [String: FieldValue] = [:]
        for (field, cell) in zip(fields, cells) {
            guard let field else { continue }
            let value: FieldValue
            do throws(RelaisError) {
                value = try self.value(cell, field)
            } catch {
                throw ImportFault(line: line, reason: error.message)
            }
            if value == .null { continue }
            let problem = schema.problem(with: value, for: field, in: Person.header.collectionName)
            if let problem { throw ImportFault(line: line, reason: problem.message) }
            if field.name == Person.shared.birthYear.name, case .integer(let birth) = value,
                birth > Int64(year)
            {
                throw ImportFault(line: line, reason: bornLater(birth))
            }
            values[field.name] = value
        }
        if values.isEmpty { throw ImportFault(line: line, reason: nothing) }
        return Row(line: line, values: values)
    }

    /// A cell's value; of a whole date of birth, only the year is kept.
    private static func value(
        _ cell: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> FieldValue {
        guard field.name == Person.shared.birthYear.name else {
            return try FieldText.value(cell, field)
        }
        let text = FieldText.trimmed(cell)
        let parts = text.split { $0 == "/" || $0 == "-" || $0 == "." }
        if parts.count == 3, let year = parts.first(where: { $0.utf8.count == 4 }) {
            return try FieldText.value(String(year), field)
        }
        return try FieldText.value(text, field)
    }

    // MARK: Columns

    /// What people call the columns, folded, without what stands between brackets.
    private static let names: [String: Field<String>] = {
        let person = Person.shared
        return [
            "prenom": person.givenName, "nom": person.familyName,
            "nom de famille": person.familyName, "telephone": person.phone, "tel": person.phone,
            "portable": person.phone, "mobile": person.phone, "courriel": person.email,
            "email": person.email, "e mail": person.email, "mail": person.email,
            "adresse": person.address, "code postal": person.postalCode,
            "cp": person.postalCode, "commune": person.communeName, "ville": person.communeName,
            "qpv": person.qpv, "mobilite": person.mobilityText,
            "disponibilites": person.availabilityText, "given name": person.givenName,
            "first name": person.givenName, "family name": person.familyName,
            "last name": person.familyName, "phone": person.phone, "address": person.address,
            "postal code": person.postalCode, "city": person.communeName,
        ]
    }()
    private static let births: Set<String> = [
        "annee de naissance", "annee naissance", "naissance", "date de naissance",
        "date naissance", "ne le", "nee le", "ne e le", "birth year", "year of birth",
        "date of birth",
    ]

    private static func field(_ column: String) -> FieldDeclaration? {
        let declared = CollectionDeclaration(Person.self).field(column)
        if let declared, !declared.type.isSet, declared.type.name != "counter",
            declared.type.name != "reference"
        {
            return declared
        }
        let name = PersonName.words(withoutBrackets(column)).joined(separator: " ")
        if births.contains(name) { return Person.shared.birthYear.declaration }
        return names[name]?.declaration
    }

    private static func withoutBrackets(_ text: String) -> String {
        var depth = 0
        return text.filter { character in
            if character == "(" { depth += 1 }
            defer { if character == ")" { depth = max(0, depth - 1) } }
            return depth == 0
        }
    }

    private static let noColumn = Phrase(
        fr: "aucune colonne n'est reconnue : nommez-les prénom, nom, téléphone, courriel, année de "
            + "naissance.",
        en: "no column is known: call them given name, family name, phone, email, birth year.")
    private static let nothing = Phrase(
        fr: "la ligne ne dit rien de la personne.", en: "the row says nothing of the person.")

    private static func bornLater(_ year: Int64) -> Phrase {
        Phrase(
            fr: "\(year) est encore à venir : ce n'est pas une année de naissance.",
            en: "\(year) is still to come: it is no year of birth.")
    }
}
