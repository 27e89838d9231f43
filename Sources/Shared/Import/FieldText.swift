// FieldText: reads what somebody typed, or what a file holds, as a value of a field's type.
//
// Only the form is decided here, generously: French and international writing both. Whether the
// value fits (ranges, codes, formats) is asked of the schema, in the same way as everywhere else.

/// Reads text as field values.
package enum FieldText {
    /// The value that a text stands for in a single-valued field.
    ///
    /// - Parameters:
    ///   - text: as typed; white space around it does not count, and an empty text is `.null`.
    ///   - field: decides what is read; a counter is read as a whole number.
    /// - Throws: `bad_boolean`, `bad_number`, `bad_date`, `bad_instant`, `bad_reference`, or
    ///   `wrong_type` for a set; the message names the field and says what would be right.
    package static func value(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> FieldValue {
        let text = trimmed(text)
        if text.isEmpty { return .null }
        switch field.type {
        case .text, .code: return .text(text)
        case .boolean: return .bool(try boolean(text, field))
        case .integer, .counter: return .integer(try integer(text, field))
        case .real: return .real(try real(text, field))
        case .date: return .text(try date(text, field))
        case .instant: return .text(try instant(text, field))
        case .reference:
            guard let id = RecordID(text) else {
                throw error(
                    "bad_reference", field, text, fr: "un identifiant (36 caractères) est attendu.",
                    en: "an id (36 characters) is expected.")
            }
            return .text(id.description)
        case .codes, .tags, .references:
            throw error(
                "wrong_type", field, text, fr: "une liste d'éléments est attendue.",
                en: "a list of elements is expected.")
        }
    }

    /// The elements of a set written in one text: trimmed, none empty, each once, in their order.
    package static func elements(_ text: String, separators: Set<Character>) -> [String] {
        var found: Set<String> = []
        return text.split(whereSeparator: separators.contains).map { trimmed(String($0)) }
            .filter { !$0.isEmpty && found.insert($0).inserted }
    }

    /// The text without the white space around it.
    package static func trimmed(_ text: String) -> String {
        // Most texts have none, and then nothing is copied.
        guard text.first?.isWhitespace == true || text.last?.isWhitespace == true else {
            return text
        }
        let start = text.drop(while: \.isWhitespace)
        guard let last = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...last])
    }

    private static func boolean(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> Bool {
        switch text.lowercased() {
        case "true", "oui", "vrai", "1", "yes": return true
        case "false", "non", "faux", "0", "no": return false
        default:
            throw error(
                "bad_boolean", field, text, fr: "« oui » ou « non » est attendu.",
                en: "\"true\" or \"false\" is expected.")
        }
    }

    private static func integer(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> Int64 {
        guard let number = Int64(text) else {
            throw error(
                "bad_number", field, text, fr: "un nombre entier est attendu, par exemple 12.",
                en: "a whole number is expected, for example 12.")
        }
        return number
    }

    private static func real(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> Double {
        let pointed = String(text.map { $0 == "," ? "." : $0 })
        // `Double` alone would also take "nan", "inf" and hexadecimal.
        let isDecimal = pointed.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || "+-.eE".utf8.contains($0)
        }
        guard isDecimal, let number = Double(pointed), number.isFinite else {
            throw error(
                "bad_number", field, text, fr: "un nombre est attendu, par exemple 48,39.",
                en: "a number is expected, for example 48.39.")
        }
        // Storage does not keep the sign of zero, so that it would differ from itself for ever.
        return number == 0 ? 0 : number
    }

    private static func date(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> String {
        guard let day = CalendarDate(text) ?? frenchDate(text) else {
            throw error(
                "bad_date", field, text,
                fr: "une date qui existe est attendue, AAAA-MM-JJ ou jj/mm/aaaa.",
                en: "a date that exists is expected, YYYY-MM-DD or dd/mm/yyyy.")
        }
        return day.description
    }

    private static func instant(
        _ text: String, _ field: FieldDeclaration
    ) throws(RelaisError) -> String {
        if let instant = Instant(text) { return instant.description }
        guard let day = CalendarDate(text) ?? frenchDate(text) else {
            throw error(
                "bad_instant", field, text,
                fr: "un instant est attendu, par exemple 2026-03-31T14:00:00+02:00.",
                en: "a time is expected, for example 2026-03-31T14:00:00+02:00.")
        }
        return Instant(milliseconds: Int64(day.daysSince1970) * 86_400_000).description
    }

    private static func frenchDate(_ text: String) -> CalendarDate? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let lengths = parts.map(\.utf8.count)
        let isNumeric = text.utf8.allSatisfy { (0x2F...0x39).contains($0) }
        guard isNumeric, parts.count == 3, (1...2).contains(lengths[0]),
            (1...2).contains(lengths[1]),
            lengths[2] == 4, let day = UInt(parts[0]), let month = UInt(parts[1]),
            let year = UInt(parts[2])
        else { return nil }
        return CalendarDate(year: Int(year), month: Int(month), day: Int(day))
    }

    private static func error(
        _ code: String, _ field: FieldDeclaration, _ text: String, fr: String, en: String
    ) -> RelaisError {
        let shown = text.count > 60 ? String(text.prefix(60)) + "…" : text
        return RelaisError(
            code: code,
            message: Phrase(
                fr: "\(field.name) : « \(shown) » ne convient pas ; \(fr)",
                en: "\(field.name): \"\(shown)\" does not fit; \(en)"),
            remedy: Phrase(
                fr: "Corrigez « \(field.name) » (\(field.label.french)).",
                en: "Correct \"\(field.name)\" (\(field.label.english))."),
            detail: field.name)
    }
}
