// SheetTests: whatever somebody wrote, a page is only text: as HTML it holds no tag but its own, as
// text no line is wider than paper.

import Testing

@testable import Shared

struct SheetTests {
    static let hostile = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style><script>", "&lt;",
        "' onmouseover='x", "]]>", "<!--", "-->", "javascript:alert(1)", "\u{0}\u{1B}[31m\u{7}",
        "\u{202E}txet desrever", "\r\n\r\nX: y", String(repeating: "x", count: 500),
        String(repeating: "é\u{301}", count: 200), "ligne\u{2028}suite", "🙂🇫🇷", "a\nb\n\nc",
        String(repeating: "mot ", count: 200), "", " ", "{{7*7}}", "%s%n", "العربية",
    ]

    private func sheet(
        _ text: String, _ language: Language, written: TextLanguage? = nil
    ) -> Sheet {
        Sheet(
            title: text, language: language, written: written,
            isLarge: text.utf8.count % 2 == 0,
            blocks: [
                .heading(text), .text(text), .facts([Sheet.Fact(text, text)]), .list([text, text]),
                .lines(2),
            ], appendix: [.heading(text), .list([text])], footer: text)
    }

    /// The tags and attributes of a document, outside its text.
    private func tags(_ html: String) -> [String] {
        html.split(separator: "<").dropFirst().map { String($0.prefix { $0 != ">" }) }
    }

    @Test(arguments: hostile) func htmlHoldsNoTagButItsOwn(text: String) {
        let written = [nil, TextLanguage("ar")]
        for (language, written) in Language.allCases.flatMap({ one in written.map { (one, $0) } }) {
            let innocent = sheet("a", language, written: written).html
            let reference = tags(innocent).filter { $0 != "br" }
            let found = tags(sheet(text, language, written: written).html).filter { $0 != "br" }
            let isLarge = text.utf8.count % 2 == 0
            // The same tags, in the same order, as for an innocent text.
            #expect(found == reference, "\(text) large: \(isLarge)")
        }
    }

    @Test func whatIsWrittenIsEscapedEverywhere() {
        #expect(
            Sheet.escaped("<a href=\"x\">'&amp;\n")
                == "&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;<br>")
        let page = sheet("<b>\"'&", .french).html
        #expect(!page.contains("<b>") && page.contains("&lt;b&gt;&quot;&#39;&amp;"))
    }

    @Test(arguments: hostile) func textFitsItsPaper(text: String) {
        for language in Language.allCases {
            for line in sheet(text, language).lines {
                #expect(line.count <= Sheet.width)
                #expect(
                    line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
            }
        }
    }

    @Test func noWordIsLostInWrapping() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let words = (0..<Int(random.next() % 60)).map { _ in
                String(repeating: "m", count: Int(random.next() % 90) + 1)
            }
            let lines = Sheet.wrap(words.joined(separator: " "), hanging: Int(random.next() % 5))
            let letters = lines.joined().filter { $0 == "m" }.count
            #expect(letters == words.reduce(0) { $0 + $1.count })
        }
    }

    @Test func thePageLoadsNothing() {
        let page = sheet("https://example.org/a.js", .english).html
        for word in ["href=", "src=", "url(", "<script", "<link", "<img", "@import"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func aGuideHasOneEditionForOneContent() {
        let day = CalendarDate(daysSince1970: 20_000)
        func entry(_ title: String, _ commune: String) -> GuideSheet.Entry {
            GuideSheet.Entry(
                commune: commune, kind: Phrase(fr: "lieu", en: "place"), door: Door(title: title),
                description: nil)
        }
        let entries = [
            entry("B", "Brest"), entry("A", "Brest"), entry("É", "Angoulême"), entry("Z", ""),
        ]
        func guide(_ entries: [GuideSheet.Entry], _ day: CalendarDate) -> GuideSheet {
            GuideSheet(territory: "T", choice: "", day: day, entries: entries)
        }
        let first = guide(entries, day)
        #expect(first.edition.count == 8)
        #expect(guide(entries.reversed(), day).edition == first.edition)
        #expect(
            guide(entries, CalendarDate(daysSince1970: 20_001)).edition == first.edition)
        #expect(guide(Array(entries.dropLast()), day).edition != first.edition)
        #expect(guide(entries.reversed(), day).sheet(.french) == first.sheet(.french))
    }

    @Test func aPersonsPageSaysWhereWhenAndWhom() {
        var door = Door(title: "Atelier CV")
        door.organisation = "Mission locale"
        door.address = ["12 rue du Port", "29200 Brest"]
        door.openingHours = "Mo-Fr 09:00-12:00"
        door.phone = "02 98 00 00 00"
        door.directions = "Tram A, arrêt Liberté"
        var page = PersonPage(day: CalendarDate(daysSince1970: 20_000))
        page.givenName = "Yasmine"
        page.doors = [door]
        page.agreed = [Phrase(fr: "Apporter un CV", en: "Bring a CV")]
        let lines = page.sheet(.french).lines
        for text in [
            "Pour Yasmine\u{A0}: où aller", "adresse\u{A0}: 12 rue du Port, 29200 Brest",
            "ouvert\u{A0}: lundi au vendredi\u{A0}: 9\u{A0}h – 12\u{A0}h",
            "téléphone\u{A0}: 02 98 00 00 00",
            "comment venir\u{A0}: Tram A, arrêt Liberté", "demandez\u{A0}: Mission locale",
            "- Apporter un CV",
        ] {
            #expect(lines.contains(text), "\(text) in \(lines)")
        }
    }
}
