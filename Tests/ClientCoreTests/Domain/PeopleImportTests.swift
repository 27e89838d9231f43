// A spreadsheet of people: shown whole before anything is written, written whole or not at all.

import Shared
import Testing

@testable import ClientCore

@Suite("A spreadsheet of people")
struct PeopleImportTests {
    private static let sheet = """
        \u{FEFF}Prénom;NOM;Tél. (portable);Né(e) le;Observations;E-mail
        Yasmine;BEN-SALAH;06 12 34 56 78;03/05/1987;vue mardi;
        Karim;Le Goff;;1990;;karim@example.org
        karim;LEGOFF;;1990;;
        Zoé;Kervella;12;;;
        ;;;;;
        Anna;Martin;;2999;;
        Luc;Traoré
        """

    @Test("columns, duplicates and faults are told; nothing is written by looking")
    func preview() throws {
        let day = try DayStore()
        let people = People(day.store)
        let known = try people.add([
            "given_name": .assign(.text("Yasmine")), "family_name": .assign(.text("Bensalah")),
        ])
        let plan = try people.plan(sheet: Array(Self.sheet.utf8))
        #expect(plan.rows.map(\.line) == [2, 3, 4])
        #expect(plan.rows.map { $0.known.map(\.id) } == [[known], [], []])
        #expect(plan.rows.map { $0.earlier.map(\.line) } == [[], [], [3]])
        #expect(plan.faults.map(\.line) == [5, 7, 8])
        #expect(plan.ignored == ["Observations"])
        #expect(plan.rows[0].edits["birth_year"] == .assign(.integer(1987)))
        #expect(try day.store.records("person").count == 1)
        #expect(try people.take(plan).count == 1)
        #expect(try day.store.records("person").count == 2)
        // Taken over again, everybody is there already.
        let again = try people.plan(sheet: Array(Self.sheet.utf8))
        #expect(try people.take(again).isEmpty)
        #expect(try people.take(again, includingDoubtful: true).count == 3)
        // One action: undone as one.
        try day.store.undoLastAction()
        #expect(try day.store.records("person").count == 2)
    }

    @Test("what is no spreadsheet of people is refused, and nothing is written")
    func refusals() throws {
        let day = try DayStore()
        let people = People(day.store)
        for text in ["", "a;b\n1;2\n", "\u{0}", "Prénom\n" + String(repeating: "\"", count: 3)] {
            let code = day.code { try people.take(try people.plan(sheet: Array(text.utf8))) }
            #expect(code == "sheet_unreadable" || code == nil, "\(text)")
        }
        #expect(day.code { _ = try people.plan(sheet: [0xFF, 0xFE]) } == "sheet_unreadable")
        // A social security number stays out, whatever the column.
        let plan = try people.plan(
            sheet: Array("nom;adresse\nMartin;1 87 05 29 019 012 74\n".utf8))
        #expect(plan.rows.isEmpty && plan.faults.count == 1)
        var random = SeededGenerator(seed: 1)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let names = (0...2_000).map { _ in
            String((0..<6).map { _ in letters.randomElement(using: &random) ?? "a" })
        }
        let many = "nom\n" + names.joined(separator: "\n")
        let long = try people.plan(sheet: Array(many.utf8))
        #expect(
            day.code { try people.take(long, includingDoubtful: true) } == "sheet_too_long")
        #expect(try day.store.records("person").isEmpty)
    }
}
