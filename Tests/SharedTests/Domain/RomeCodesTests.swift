// RomeCodesTests: which codes of occupations exist.

import Shared
import Testing

@Suite("ROME codes")
struct RomeCodesTests {
    /// Of all that are written as codes are, those that France Travail had in August 2026.
    @Test("of all codes that can be written, those of the list and no others exist")
    func everyCode() {
        var existing: [String] = []
        var domains: Set<String> = []
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" {
            for number in 0..<10_000 {
                let digits = String(number)
                let code = "\(letter)\(String(repeating: "0", count: 4 - digits.count))\(digits)"
                let isThere = RomeCodes.contains(code)
                #expect(isThere == (TextFormats.rome.problem(code) == nil), "\(code)")
                if isThere {
                    existing.append(code)
                    domains.insert(String(code.prefix(3)))
                }
            }
        }
        #expect(existing == RomeCodes.all)
        // 14 families, 110 domains, 1,911 occupations.
        #expect(existing.count == 1_911 && domains.count == 110)
        #expect(Set(existing.map(\.first)) == Set("ABCDEFGHIJKLMN"))
    }

    @Test(
        "occupations of the first and of the latest list are there",
        arguments: [
            "A1101", "D1505", "G1602", "H2913", "J1501", "K2204", "M1805", "N4403", "A1447",
            "M1896", "N4135", "K2148", "I1637",
        ])
    func known(code: String) { #expect(RomeCodes.contains(code)) }

    @Test(
        "what is one beyond is said not to exist, with what to do",
        arguments: [
            "A1103", "B1202", "K2200", "K2206", "M1897", "N4407", "A1600", "O1101", "Z9999",
        ]
    )
    func unknown(code: String) throws {
        let problem = try #require(TextFormats.rome.problem(code))
        #expect(problem.french.contains("n'existe pas") && problem.english.contains("no such"))
        let malformed = try #require(TextFormats.rome.problem(code.lowercased()))
        #expect(malformed != problem)
    }
}
