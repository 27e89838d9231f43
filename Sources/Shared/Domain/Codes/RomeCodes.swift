// RomeCodes: which codes of the « Répertoire opérationnel des métiers et des emplois » exist.
//
// A code is a domain (a letter and two digits) and a number within it. France Travail numbers the
// occupations of a domain from 01 without a gap, so that its last number says them all. The list
// is public (Licence Ouverte, https://francetravail.io/data/api/rome) and only grows.

/// The occupations of ROME 4.0, as it was in August 2026.
package enum RomeCodes {
    /// Whether there is such an occupation.
    package static func contains(_ code: String) -> Bool {
        let digits = Array(code.utf8)
        guard digits.count == 5, ASCII.areDigits(digits[3...], count: 2),
            let last = lastOfDomain[String(code.prefix(3))],
            let number = Int(code.suffix(2))
        else { return false }
        return (1...last).contains(number)
    }

    /// Whether it is written as a code is: a capital and four digits.
    package static func isWritten(_ code: String) -> Bool {
        let bytes = Array(code.utf8)
        return bytes.first.map(ASCII.isUpper) == true
            && ASCII.areDigits(bytes.dropFirst(), count: 4)
    }

    /// Every code, in order.
    package static var all: [String] {
        lastOfDomain.keys.sorted().flatMap { domain in
            (1...(lastOfDomain[domain] ?? 1)).map { domain + ($0 < 10 ? "0\($0)" : String($0)) }
        }
    }

    /// Each professional domain and its last number.
    private static let lastOfDomain: [String: Int] = [
        "A11": 2, "A12": 21, "A13": 25, "A14": 47, "A15": 12,
        "B11": 4, "B12": 1, "B13": 4, "B14": 4, "B15": 5, "B16": 18, "B17": 2, "B18": 16,
        "C11": 30, "C12": 17, "C13": 6, "C14": 3, "C15": 8,
        "D11": 20, "D12": 54, "D13": 5, "D14": 44, "D15": 17,
        "E11": 34, "E12": 14, "E13": 16, "E14": 15,
        "F11": 46, "F12": 12, "F13": 3, "F14": 4, "F15": 6, "F16": 30, "F17": 13,
        "G11": 8, "G12": 49, "G13": 8, "G14": 18, "G15": 4, "G16": 13, "G17": 9, "G18": 10,
        "H11": 9, "H12": 46, "H13": 13, "H14": 10, "H15": 35, "H21": 9, "H22": 20, "H23": 4,
        "H24": 27, "H25": 16, "H26": 8, "H27": 16, "H28": 11, "H29": 25, "H31": 6, "H32": 5,
        "H33": 9, "H34": 11,
        "I11": 23, "I12": 12, "I13": 36, "I14": 10, "I15": 14, "I16": 37,
        "J11": 42, "J12": 4, "J13": 12, "J14": 16, "J15": 12,
        "K11": 14, "K12": 30, "K13": 14, "K14": 25, "K15": 15, "K16": 14, "K17": 48, "K18": 17,
        "K19": 16, "K21": 48, "K22": 5, "K23": 26, "K24": 21, "K25": 14, "K26": 6,
        "L11": 4, "L12": 16, "L13": 20, "L14": 3, "L15": 28,
        "M11": 2, "M12": 28, "M13": 6, "M14": 35, "M15": 12, "M16": 21, "M17": 22, "M18": 96,
        "N11": 16, "N12": 10, "N13": 8, "N21": 4, "N22": 11, "N31": 18, "N32": 11, "N41": 35,
        "N42": 5, "N43": 6, "N44": 6,
    ]
}
