// Which texts each format takes, and that every refusal says what would be right.

import Shared
import Testing

@Suite("Formats of the field")
struct TextFormatsTests {
    /// A format with texts that it must take and texts that it must refuse.
    struct Table: Sendable, CustomTestStringConvertible {
        let format: TextFormat
        let right: [String]
        let wrong: [String]

        var testDescription: String { format.name }
    }

    static let tables = [
        Table(
            format: TextFormats.siret,
            right: [
                "13000548100010", "13002526500013", "73282932000074", "78467169500087",
                // La Poste's head office by Luhn, one of its post offices by the sum of digits.
                "35600000000048", "35600000049837",
            ],
            wrong: [
                "", "13000548100011", "1300054810001", "130005481000100", "130 005 481 00010",
                "1300054810001O", "00000000000000", "35600000049838", "12345678901234",
                // The sum of digits is a multiple of five, but this is not La Poste.
                "13000548100012", "١٣٠٠٠٥٤٨١٠٠٠١٠",
            ]),
        Table(
            format: TextFormats.siren, right: ["130005481", "356000000", "732829320"],
            wrong: ["", "130005482", "13000548", "1300054811", "000000000", "13000548A"]),
        Table(
            format: TextFormats.communeCode, right: ["29019", "92012", "2A004", "2B033", "97105"],
            wrong: ["", "2901", "290190", "2a004", "29 19", "29-19", "2é004", "Brest"]),
        Table(
            format: TextFormats.postalCode, right: ["29200", "20000", "97110", "01000"],
            wrong: ["", "2920", "292000", "2A004", "29 200", "２９２００"]),
        Table(
            format: TextFormats.qpv,
            right: ["QN02901M", "QN09301N", "QN97101I", "QN02A01M", "QN02B03N"],
            wrong: [
                "", "QP029001", "QN2901M", "QN02901X", "qn02901m", "QN0290AM", "QN02C01M",
                "QN02901MM",
            ]),
        Table(
            format: TextFormats.rome, right: ["K2204", "A1101"],
            wrong: ["", "k2204", "K220", "K22045", "22045", "KK204", "É2204", "K2206", "K9999"]),
        Table(
            format: TextFormats.naf, right: ["4322A", "8891Z"],
            wrong: ["", "43.22A", "4322", "4322a", "432.2A", "4322AA", "A4322"]),
        Table(
            format: TextFormats.email,
            right: ["a@b.fr", "prenom.nom@mairie-brest.fr", "x+y@sous.domaine.org", "zoé@été.fr"],
            wrong: [
                "", "a", "@b.fr", "a@", "a@b", "a@b@c.fr", "a b@c.fr", "a@b..fr", ".a@b.fr",
                "a..b@c.fr", "a@-b.fr", "a@b.fr, c@d.fr", "a@b.f1", "a@b.fr\n", "<a@b.fr>",
            ]),
        Table(
            format: TextFormats.phone,
            right: [
                "0298000000", "02 98 00 00 00", "02.98.00.00.00", "02-98-00-00-00",
                "02\u{A0}98\u{202F}00 00 00", "+33 2 98 00 00 00", "+33 (0)2 98 00 00 00",
                "+442079460000", "3949", "115", "118218",
            ],
            wrong: [
                "", "02 98 00 00", "0098000000", "1298000000", "02 98 00 00 00 / 06 00 00 00 00",
                "+0298000000", "+33", "tél. 0298000000", "(02) 98 00 00 00", "02 98 00 00 00 ",
                "++33298000000", "12", "٠٢٩٨٠٠٠٠٠٠",
            ]),
        Table(
            format: TextFormats.website,
            right: [
                "ardeur.org", "www.auxilia-formation.org/web/rubrique.php?id=15",
                "http://www.aode2.org", "HTTPS://été.fr/a?b=c#d", "exemple.fr:8080/x",
            ],
            wrong: [
                "", "exemple", "http://", "https://exemple", "www.a .fr", "ftp://a.fr",
                "javascript:alert(1)", "http://a.fr:port", "http://user@a.fr", "-a.fr", "a..fr",
                "www.a.fr\n", "pas de site internet",
            ]),
        Table(
            format: TextFormats.languageCode, right: ["fr", "br", "kab"],
            wrong: ["", "f", "FR", "fran", "fr-FR", "çà"]),
        Table(
            format: TextFormats.openingHours,
            right: ["", "Lundi au vendredi, 9 h - 12 h\nSamedi sur rendez-vous", "24/7"],
            wrong: [String(repeating: "a", count: 501), "9 h\u{0}12 h", "\u{1B}[31m"]),
    ]

    @Test("a right text has no problem", arguments: tables)
    func right(_ table: Table) {
        for text in table.right {
            #expect(table.format.problem(text) == nil, "\(text)")
        }
    }

    @Test("a wrong text is refused in two languages", arguments: tables)
    func wrong(_ table: Table) throws {
        for text in table.wrong {
            let problem = try #require(table.format.problem(text), "\(text)")
            #expect(problem.french.count > 20 && problem.english.count > 20)
            #expect(problem.french != problem.english)
        }
    }

    @Test("the refusal of a NAF code with a dot gives the code to write")
    func remedyForDot() {
        #expect(TextFormats.naf.problem("43.22A")?.french.contains("4322A") == true)
    }

    @Test("changing any one digit of a SIRET by Luhn makes it wrong")
    func oneDigitOfSIRET() {
        var generator = SplitMix(state: 1)
        for _ in 0..<50 {
            let siret = Digits.luhn(14, using: &generator)
            #expect(TextFormats.siret.problem(siret) == nil, "\(siret)")
            for index in siret.indices {
                for digit in "0123456789" where digit != siret[index] {
                    let other = siret.replacingCharacter(at: index, with: digit)
                    #expect(TextFormats.siret.problem(other) != nil, "\(other)")
                }
            }
        }
    }

    @Test("no format crashes or accepts an unbounded text", arguments: tables)
    func hostile(_ table: Table) {
        let parts = ["0", "9", "A", "@", ".", "+", " ", "(0)", "\u{301}", "é", "😀", "\r\n", "\0"]
        var generator = SplitMix(state: 2)
        for _ in 0..<300 {
            let count = Int.random(in: 0...20, using: &generator)
            _ = table.format.problem(
                (0..<count).map { _ in parts.randomElement(using: &generator) ?? "" }.joined())
        }
        if table.format.name != "website" {
            #expect(table.format.problem(String(repeating: "0", count: 5000)) != nil)
        }
    }
}

extension String {
    fileprivate func replacingCharacter(at index: Index, with character: Character) -> String {
        var copy = self
        copy.replaceSubrange(index...index, with: String(character))
        return copy
    }
}
