// RowReader: one record as a file writes it, read by the declarations of its collection. Either the
// whole record fits, or the reason why it does not.

/// What a file writes in one place.
enum ImportCell: Sendable {
    /// A text, to be read by the field's type; a set's elements stand between `|`.
    case text(String)
    /// A list.
    case list([String])
    /// Something that no field can hold, such as an object within the record.
    case structure
}

/// A record as a file writes it.
struct RawRecord: Sendable {
    let collection: String
    /// In the order of the file; also the natural key.
    var cells: [(name: String, cell: ImportCell)] = []
    /// Whether the fields were translated from another schema, so that a field that is not
    /// declared is no mistake of whoever made the file.
    var isForeign = false

    /// Adds a text, unless there is none.
    mutating func add(_ name: String, _ text: String?) {
        if let text { cells.append((name, .text(text))) }
    }
}

/// Why a record does not fit.
struct ImportRefusal: Error {
    let reason: Phrase
}

/// Reads the records of one collection.
struct RowReader {
    let schema: Schema
    let declaration: CollectionDeclaration

    /// The row that a record stands for; fields that are not declared are passed over.
    func row(_ record: RawRecord, file: String, line: Int) throws(ImportRefusal) -> ImportRow {
        var values: [String: ImportValue] = [:]
        for (name, cell) in record.cells {
            guard let field = declaration.field(name) else { continue }
            if let value = try value(cell, field) { values[name] = value }
        }
        let source = try key("source", &values)
        let sourceID = try key("source_id", &values)
        for field in declaration.fields where field.isRequired {
            let isGiven = values[field.name] != nil || field.name.hasPrefix("source")
            if !isGiven { throw ImportRefusal(reason: ImportReasons.missing(field)) }
        }
        return ImportRow(
            file: file, line: line, collection: declaration.name, source: source,
            sourceID: sourceID, values: values)
    }

    private func key(
        _ name: String, _ values: inout [String: ImportValue]
    ) throws(ImportRefusal) -> String {
        guard case .value(.text(let text))? = values.removeValue(forKey: name) else {
            throw ImportRefusal(reason: ImportReasons.missingKey(name))
        }
        return text
    }

    private func value(
        _ cell: ImportCell, _ field: FieldDeclaration
    ) throws(ImportRefusal) -> ImportValue? {
        switch (cell, field.type.isSet) {
        case (.text(let text), true):
            return try set(FieldText.elements(text, separators: ["|"]), field)
        case (.list(let elements), true):
            return try set(elements, field)
        case (.text(let text), false):
            return try single(text, field)
        case (.list, false), (.structure, _):
            throw ImportRefusal(reason: ImportReasons.notFlat(field.name))
        }
    }

    private func single(
        _ text: String, _ field: FieldDeclaration
    ) throws(ImportRefusal) -> ImportValue? {
        let value: FieldValue
        if case .reference(let collections) = field.type {
            let text = FieldText.trimmed(text)
            value = text.isEmpty ? .null : .text(try reference(text, collections, field))
        } else {
            do throws(RelaisError) {
                value = try FieldText.value(text, field)
            } catch {
                throw ImportRefusal(reason: error.message)
            }
        }
        if value == .null { return nil }
        if case .counter = field.type {
            guard case .integer(let total) = value, (0...1_000_000_000).contains(total) else {
                throw ImportRefusal(reason: ImportReasons.badTotal(field.name))
            }
            return .total(total)
        }
        if let problem = schema.problem(with: value, for: field, in: declaration.name) {
            throw ImportRefusal(reason: problem.message)
        }
        return .value(value)
    }

    private func set(
        _ texts: [String], _ field: FieldDeclaration
    ) throws(ImportRefusal) -> ImportValue? {
        var elements: Set<String> = []
        for text in texts {
            var element = FieldText.trimmed(text)
            if element.isEmpty { continue }
            if case .references(let collections) = field.type {
                element = try reference(element, collections, field)
            }
            if let problem = schema.problem(
                withElement: element, of: field, in: declaration.name)
            {
                throw ImportRefusal(reason: problem.message)
            }
            elements.insert(element)
        }
        if let problem = schema.problem(withSet: elements, of: field, in: declaration.name) {
            throw ImportRefusal(reason: problem.message)
        }
        return elements.isEmpty ? nil : .set(NaturalKey.sorted(elements))
    }

    private func reference(
        _ text: String, _ collections: [String], _ field: FieldDeclaration
    ) throws(ImportRefusal) -> String {
        guard let id = NaturalKey.reference(text, to: collections) else {
            throw ImportRefusal(reason: ImportReasons.badReference(field.name, text))
        }
        return id.description
    }
}
