// Validation: whether a change fits the schema. The same test refuses a wrong value at the keyboard
// and quarantines it on the server.

/// Why a change does not fit the schema.
public struct ValidationProblem: Error, Hashable, Sendable {
    /// A stable name of the kind of problem.
    public let code: String
    /// The collection concerned.
    public let collection: String
    /// The field concerned, when there is one.
    public let field: String?
    /// What is wrong and what would be right.
    public let message: Phrase

    /// The code of a value that its list does not have; a newer list may.
    package static let unknownCode = "unknown_code"
}

extension Schema {
    /// Checks an assigned value against a field's declared type.
    package func problem(
        with value: FieldValue, for field: FieldDeclaration, in collection: String
    ) -> ValidationProblem? {
        // By value first: the type's declaration is not copied for what does not need it.
        switch value {
        case .null: return nil
        case .text(let text):
            return problem(withText: text, as: field.type, for: field, in: collection)
        case .bool: if case .boolean = field.type { return nil }
        case .integer(let number):
            switch field.type {
            case .integer(let range):
                return range.contains(number) ? nil : outOf(range, field, collection)
            // Some languages write 1.0 as 1.
            case .real(let range):
                return range.contains(Double(number)) ? nil : outOf(range, field, collection)
            default: break
            }
        case .real(let number):
            if case .real(let range) = field.type {
                return range.contains(number) ? nil : outOf(range, field, collection)
            }
        }
        return wrongType(field, collection)
    }

    /// - Parameter type: the field's own, or that of the elements of its set.
    private func problem(
        withText text: String, as type: FieldType, for field: FieldDeclaration,
        in collection: String
    ) -> ValidationProblem? {
        func wrong(_ code: String, _ fr: String, _ en: String) -> ValidationProblem {
            Schema.wrong(code, fr, en, field, collection)
        }
        switch type {
        case .text(let maximum, let format):
            // A character may be many bytes; no honest text has sixteen for each. Characters are
            // slow to count, and a text has never more of them than bytes.
            let bytes = text.utf8.count
            if bytes > maximum && (bytes > maximum * 16 || text.count > maximum) {
                return wrong(
                    "too_long", "\(text.count) caractères, \(maximum) au plus.",
                    "\(text.count) characters, at most \(maximum).")
            }
            if let problem = format?.problem(text) ?? textGuard(text) {
                return wrong("bad_text", problem.french, problem.english)
            }
        case .date:
            if CalendarDate(text) == nil {
                return wrong(
                    "bad_date", "« \(text) » n'est pas une date AAAA-MM-JJ.",
                    "\"\(text)\" is not a date YYYY-MM-DD.")
            }
        case .instant:
            if Instant(text) == nil {
                return wrong(
                    "bad_instant", "« \(text) » n'est pas un instant RFC 3339.",
                    "\"\(text)\" is not an RFC 3339 time.")
            }
        case .code(let list):
            if !list.contains(text) { return unknownCode(text, list, field, collection) }
        case .reference:
            if RecordID(text) == nil {
                return wrong(
                    "bad_reference", "« \(text) » n'est pas un identifiant.",
                    "\"\(text)\" is not an id.")
            }
        default: return wrongType(field, collection)
        }
        return nil
    }

    private func outOf<Number>(
        _ range: ClosedRange<Number>, _ field: FieldDeclaration, _ collection: String
    ) -> ValidationProblem {
        Schema.wrong(
            "out_of_range", "entre \(range.lowerBound) et \(range.upperBound).",
            "between \(range.lowerBound) and \(range.upperBound).", field, collection)
    }

    private func wrongType(
        _ field: FieldDeclaration, _ collection: String
    ) -> ValidationProblem {
        Schema.wrong(
            "wrong_type", "une valeur de type \(field.type.name) est attendue.",
            "a value of type \(field.type.name) is expected.", field, collection)
    }

    private static func wrong(
        _ code: String, _ fr: String, _ en: String, _ field: FieldDeclaration,
        _ collection: String
    ) -> ValidationProblem {
        ValidationProblem(
            code: code, collection: collection, field: field.name,
            message: Phrase(fr: "\(field.name) : \(fr)", en: "\(field.name): \(en)"))
    }

    /// Checks one element of a set.
    package func problem(
        withElement element: String, of field: FieldDeclaration, in collection: String
    ) -> ValidationProblem? {
        switch field.type {
        case .codes(let list):
            if !list.contains(element) { return unknownCode(element, list, field, collection) }
        case .references:
            return problem(withText: element, as: .reference([]), for: field, in: collection)
        case .tags:
            return problem(
                withText: element, as: .text(maximum: FieldType.tagMaximum, format: nil),
                for: field, in: collection)
        default:
            return mismatch(field, collection)
        }
        return nil
    }

    /// Checks all elements of a set together: one that says everybody stands alone.
    package func problem(
        withSet elements: some Sequence<String>, of field: FieldDeclaration, in collection: String
    ) -> ValidationProblem? {
        guard case .codes(let list) = field.type, let whole = list.whole,
            let other = list.excluded(in: elements).first
        else { return nil }
        func say(_ language: Language) -> (String, String) {
            (list.label(whole, language), list.label(other, language))
        }
        let (french, english) = (say(.french), say(.english))
        return ValidationProblem(
            code: "codes_exclude_each_other", collection: collection, field: field.name,
            message: Phrase(
                fr: "\(field.name) : « \(french.0) » (\(whole)) ne va pas avec « \(french.1) » "
                    + "(\(other)) : gardez l'un ou l'autre.",
                en: "\(field.name): \"\(english.0)\" (\(whole)) does not go with \"\(english.1)\" "
                    + "(\(other)): keep one or the other."))
    }

    /// Checks a change of a field, which is named by its key. Fields that are not declared here
    /// fit: a newer program may have written them, and they are kept and passed on.
    package func problem(
        with change: FieldChange, for key: String, in collection: String
    ) -> ValidationProblem? {
        problem(with: change, for: key, of: self.collection(collection), in: collection)
    }

    /// Checks a change of a field of a collection that was looked for before.
    package func problem(
        with change: FieldChange, for key: String, of declaration: CollectionDeclaration?,
        in collection: String
    ) -> ValidationProblem? {
        guard let field = declaration?.fieldByKey(key) else {
            return problem(withUndeclared: change, for: key, in: collection)
        }
        switch change {
        case .assign(let value):
            switch field.type {
            case .codes, .tags, .references, .counter: break
            default: return problem(with: value, for: field, in: collection)
            }
        case .edit(let add, _):
            if field.type.isSet {
                return add.lazy.compactMap {
                    self.problem(withElement: $0, of: field, in: collection)
                }.first
            }
        case .increment: if case .counter = field.type { return nil }
        }
        return mismatch(field, collection)
    }

    /// What no text of the application may hold, no field may hold, declared here or not.
    private func problem(
        withUndeclared change: FieldChange, for key: String, in collection: String
    ) -> ValidationProblem? {
        let texts: [String] =
            switch change {
            case .assign(.text(let text)): [text]
            case .edit(let add, _): add
            default: []
            }
        return texts.lazy.compactMap(textGuard).first.map {
            ValidationProblem(
                code: "bad_text", collection: collection, field: key,
                message: Phrase(fr: "\(key) : \($0.french)", en: "\(key): \($0.english)"))
        }
    }

    /// Checks that no part of a split text is written without the whole, which is all that older
    /// programs read, and which tells newer ones that the parts are current.
    package func splitProblem(
        with edits: [RecordChange.Edit], in collection: String
    ) -> ValidationProblem? {
        guard let declaration = self.collection(collection), !declaration.splits.isEmpty else {
            return nil
        }
        let written = Set(edits.map { declaration.name(ofKey: $0.field) })
        for lens in declaration.splits where !written.contains(lens.whole) {
            guard let part = lens.parts.first(where: written.contains) else { continue }
            return ValidationProblem(
                code: "part_without_whole", collection: collection, field: part,
                message: Phrase(
                    fr: "\(part) s'écrit toujours avec \(lens.whole), que lisent les versions "
                        + "plus anciennes.",
                    en: "\(part) is always written with \(lens.whole), which older versions "
                        + "read."))
        }
        return nil
    }

    private func unknownCode(
        _ code: String, _ list: CodeList, _ field: FieldDeclaration, _ collection: String
    ) -> ValidationProblem {
        let codes = list.entries.map(\.code).joined(separator: ", ")
        return ValidationProblem(
            code: ValidationProblem.unknownCode, collection: collection, field: field.name,
            message: Phrase(
                fr: "\(field.name) : « \(code) » n'est pas un code de la liste \(list.name). "
                    + "Codes : \(codes).",
                en: "\(field.name): \"\(code)\" is not a code of the list \(list.name). "
                    + "Codes: \(codes)."))
    }

    private func mismatch(
        _ field: FieldDeclaration, _ collection: String
    ) -> ValidationProblem {
        ValidationProblem(
            code: "wrong_type", collection: collection, field: field.name,
            message: Phrase(
                fr: "\(field.name) est un champ de type \(field.type.name) : ce changement ne lui "
                    + "convient pas.",
                en: "\(field.name) is a field of type \(field.type.name): this change does not fit "
                    + "it."))
    }
}
