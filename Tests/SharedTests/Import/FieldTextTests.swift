// That typed text is read as its field's type, in French and in international writing.

import Shared
import Testing

@Suite("Field text")
struct FieldTextTests {
    private func value(_ text: String, _ field: any FieldDeclaring) throws -> FieldValue {
        try FieldText.value(text, field.declaration)
    }

    private let flag = Field.boolean("free", fr: "gratuit", en: "free")
    private let count = Field.integer("places", fr: "places", en: "places")
    private let latitude = Field.real("lat", fr: "latitude", en: "latitude", in: -90...90)
    private let day = Field.date("day", fr: "jour", en: "day")
    private let moment = Field.instant("at", fr: "instant", en: "moment")
    private let other = Field.reference("other", to: "x", fr: "autre", en: "other")

    @Test(
        "booleans are read in both languages, in any case",
        arguments: [
            ("true", true), ("oui", true), ("VRAI", true), ("1", true), (" Oui ", true),
            ("false", false), ("non", false), ("Faux", false), ("0", false),
        ])
    func booleans(text: String, expected: Bool) throws {
        #expect(try value(text, flag) == .bool(expected))
    }

    @Test("numbers are read with a comma or a point, and nothing else is a number")
    func numbers() throws {
        #expect(try value(" 12 ", count) == .integer(12))
        #expect(try value("-3", count) == .integer(-3))
        #expect(try value("48,39", latitude) == .real(48.39))
        #expect(try value("-4.5", latitude) == .real(-4.5))
        #expect(try value("-0", latitude) == .real(0.0))
        for text in ["nan", "inf", "0x1p3", "1 2", "1,2,3", "douze", "1e999", "é"] {
            #expect(throws: RelaisError.self) { try value(text, latitude) }
        }
        for text in ["1.5", "9223372036854775808", "1e3"] {
            #expect(throws: RelaisError.self) { try value(text, count) }
        }
    }

    @Test(
        "dates are stored as ISO 8601 however they are written, and must exist",
        arguments: [
            ("2024-02-29", "2024-02-29"), ("29/02/2024", "2024-02-29"), ("1/3/2015", "2015-03-01"),
        ])
    func dates(text: String, expected: String) throws {
        #expect(try value(text, day) == .text(expected))
    }

    @Test(
        "what is no date is refused",
        arguments: [
            "2023-02-29", "31/04/2024", "02/29/2024", "1/2/24", "+1/02/2024", "2024", "hier",
            "2024-01-01T00:00:00Z", "01/02/2024/", "/02/2024",
        ])
    func notDates(text: String) {
        #expect(throws: RelaisError.self) { try value(text, day) }
    }

    @Test(
        "moments are stored in UTC; a bare day is its midnight",
        arguments: [
            ("2026-03-31T14:00:00+02:00", "2026-03-31T12:00:00Z"),
            ("2026-03-31", "2026-03-31T00:00:00Z"), ("31/03/2026", "2026-03-31T00:00:00Z"),
            ("0001-01-01", "0001-01-01T00:00:00Z"),
        ])
    func moments(text: String, expected: String) throws {
        #expect(try value(text, moment) == .text(expected))
    }

    @Test("references are identities, stored in lower case")
    func references() throws {
        let id = "0192F0C1-2B3C-7DEF-8123-456789ABCDEF"
        #expect(try value(id, other) == .text(id.lowercased()))
        #expect(throws: RelaisError.self) { try value("brest/mairie", other) }
    }

    @Test("white space around a text does not count, and an empty text is no value")
    func trimming() throws {
        let name = Field.text("name", fr: "nom", en: "name")
        #expect(try value("\u{A0} \tÉcole d'été\r\n ", name) == .text("École d'été"))
        #expect(try value(" \u{202F}\n", count) == .null)
    }

    @Test("an error names the field, what is wrong and what is right, in both languages")
    func errors() {
        do {
            _ = try value("bientôt", day)
            Issue.record("a date was read")
        } catch let error as RelaisError {
            #expect(error.code == "bad_date")
            for text in [error.message.french, error.message.english] {
                #expect(text.hasPrefix("day") && text.contains("bientôt"))
            }
            #expect(error.message.french.contains("AAAA-MM-JJ"))
            #expect(error.message.english.contains("YYYY-MM-DD"))
        } catch {
            Issue.record(error)
        }
    }

    @Test("a set is split, trimmed, and keeps each element once")
    func elements() {
        #expect(
            FieldText.elements(" a | b||a|c, d ", separators: ["|"]) == ["a", "b", "c, d"])
        #expect(FieldText.elements("a,b;c", separators: [",", ";"]) == ["a", "b", "c"])
        #expect(FieldText.elements(" | ", separators: ["|"]).isEmpty)
        #expect(throws: RelaisError.self) {
            try value("a|b", Field.tags("tags", fr: "mots", en: "words"))
        }
    }
}
