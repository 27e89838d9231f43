// MaskingTests: of a social security number no digit is left, and of the rest nothing is lost.

import Shared
import Testing

struct MaskingTests {
    @Test(arguments: [
        ("NIR 1 85 05 78 006 084 91, tél. 02 98 11 22 33.", "NIR"),
        ("son numéro est 185057800608491", "son numéro est "),
        ("2 69 05 49 588 157", ""),
    ])
    func numberIsMasked(text: String, kept: String) {
        #expect(looksLikeSocialSecurityNumber(text))
        let masked = TextGuards.masked(text)
        #expect(!looksLikeSocialSecurityNumber(masked) && masked.hasPrefix(kept))
        #expect(masked.count == text.count && masked != text)
    }

    @Test(arguments: [
        "Rendez-vous le 12/03/2026 à 10 h 30, tél. 02 98 11 22 33",
        "SIRET 35600000000048, IBAN FR76 3000 6000 0112 3456 7890 189", "",
    ])
    func otherNumbersStay(text: String) {
        #expect(TextGuards.masked(text) == text)
    }

    @Test func undeclaredFieldsHoldNoneEither() {
        let schema = JobSearch.schema
        let number = FieldChange.assign(.text("1 85 05 78 006 084 91"))
        #expect(schema.problem(with: number, for: "of_a_newer_program", in: "person") != nil)
        #expect(schema.problem(with: number, for: "text", in: "of_a_newer_program") != nil)
        let other = FieldChange.assign(.text("02 98 11 22 33"))
        #expect(schema.problem(with: other, for: "of_a_newer_program", in: "person") == nil)
    }
}
