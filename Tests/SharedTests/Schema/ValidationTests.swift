// What fits a schema and what does not, type by type, with the name of the problem.

import Shared
import Testing

@Suite("Validation")
struct ValidationTests {
    private func code(_ field: String, _ change: FieldChange) -> String? {
        Sample.schema.problem(with: change, for: field, in: "sample")?.code
    }

    @Test(
        "an assigned value fits its field, or the problem is named",
        arguments: [
            ("title", FieldValue.text("0123456789"), nil), ("title", .text(""), nil),
            ("title", .text("éèêëàâäôöù"), nil), ("title", .text("01234567890"), "too_long"),
            ("title", .text("a secret"), "bad_text"), ("title", .integer(1), "wrong_type"),
            ("number", .text("123"), nil), ("number", .text("12a"), "bad_text"),
            ("age", .integer(0), nil), ("age", .integer(120), nil),
            ("age", .integer(121), "out_of_range"), ("age", .integer(-1), "out_of_range"),
            ("age", .real(5), "wrong_type"), ("age", .text("5"), "wrong_type"),
            ("latitude", .real(-90), nil), ("latitude", .real(90.1), "out_of_range"),
            ("latitude", .real(.infinity), "out_of_range"),
            ("latitude", .real(.nan), "out_of_range"),
            ("is_open", .bool(true), nil), ("is_open", .integer(1), "wrong_type"),
            ("day", .text("2024-02-29"), nil), ("day", .text("2023-02-29"), "bad_date"),
            ("day", .integer(5), "wrong_type"),
            ("moment", .text("2024-02-29T10:00:00Z"), nil),
            ("moment", .text("2024-02-29T10:00:00"), "bad_instant"),
            ("colour", .text("red"), nil), ("colour", .text("RED"), "unknown_code"),
            ("colour", .text(""), "unknown_code"), ("colour", .bool(true), "wrong_type"),
            ("person", .text("0192f0c1-2b3c-7def-8123-456789abcdef"), nil),
            ("person", .text("somebody"), "bad_reference"),
            ("colours", .text("red"), "wrong_type"), ("tags", .null, "wrong_type"),
            ("visits", .integer(3), "wrong_type"), ("visits", .null, "wrong_type"),
        ] as [(String, FieldValue, String?)])
    func assigned(field: String, value: FieldValue, expected: String?) {
        #expect(code(field, .assign(value)) == expected)
    }

    @Test(
        "elements fit their set; anything may be removed",
        arguments: [
            ("colours", ["red", "blue"], nil), ("colours", ["red", "green"], "unknown_code"),
            ("tags", ["anything", "é"], nil), ("tags", [String(repeating: "x", count: 200)], nil),
            ("tags", [String(repeating: "x", count: 201)], "too_long"),
            ("tags", ["a secret"], "bad_text"),
            ("people", ["0192f0c1-2b3c-7def-8123-456789abcdef"], nil),
            ("people", ["nobody"], "bad_reference"), ("title", ["x"], "wrong_type"),
            ("visits", ["x"], "wrong_type"), ("colours", [], nil), ("title", [], "wrong_type"),
        ] as [(String, [String], String?)])
    func elements(field: String, elements: [String], expected: String?) {
        #expect(code(field, .edit(add: elements, remove: [])) == expected)
        let isSet = ["colours", "tags", "people"].contains(field)
        #expect(code(field, .edit(add: [], remove: elements)) == (isSet ? nil : "wrong_type"))
    }

    @Test("only a counter is incremented")
    func increments() {
        for field in CollectionDeclaration(Sample.self).fields {
            let expected = field.name == "visits" ? nil : "wrong_type"
            #expect(code(field.name, .increment(1)) == expected, "\(field.name)")
        }
    }

    @Test("every single field may be cleared")
    func clearing() {
        for field in CollectionDeclaration(Sample.self).fields where !field.type.isSet {
            if case .counter = field.type { continue }
            #expect(code(field.name, .assign(.null)) == nil, "\(field.name)")
        }
    }

    @Test("what is not declared here fits: a newer program wrote it")
    func undeclared() {
        #expect(code("newer", .assign(.text(String(repeating: "x", count: 10_000)))) == nil)
        #expect(Sample.schema.problem(with: .increment(1), for: "x", in: "newer") == nil)
    }

    @Test("a problem names its field and says in both languages what would be right")
    func messages() throws {
        let problem = try #require(
            Sample.schema.problem(
                with: .assign(.text("green")), for: "colour", in: "sample"))
        #expect(problem.collection == "sample" && problem.field == "colour")
        for text in [problem.message.french, problem.message.english] {
            #expect(text.contains("colour") && text.contains("green"))
            #expect(text.contains("red, blue"))
        }
        let range = try #require(
            Sample.schema.problem(with: .assign(.integer(121)), for: "age", in: "sample"))
        #expect(range.message.english.contains("0") && range.message.english.contains("120"))
    }
}
