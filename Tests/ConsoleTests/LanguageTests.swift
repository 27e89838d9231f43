// Which language is chosen, and how French is typeset.

import Shared
import Testing

@Suite struct LanguageTests {
    @Test(arguments: [
        ([:], Language.english),
        (["LANG": "fr_FR.UTF-8"], .french),
        (["LANG": "FR"], .french),
        (["LANG": "C.UTF-8"], .english),
        (["LC_MESSAGES": "en_GB", "LANG": "fr_FR"], .english),
        (["LC_ALL": "fr", "LC_MESSAGES": "en", "LANG": "en"], .french),
        (["RELAIS_LANG": "en", "LC_ALL": "fr", "LANG": "fr"], .english),
        (["RELAIS_LANG": "", "LC_ALL": "", "LC_MESSAGES": "", "LANG": "fr"], .french),
        (["LC_ALL": "C", "LANG": "fr_FR"], .english),
        (["LANGUAGE": "fr"], .english),
    ])
    func theFirstVariableThatSaysSomethingDecides(
        environment: [String: String], expected: Language
    ) {
        #expect(Language.detect(environment: environment) == expected)
    }

    @Test(arguments: [
        (nil, Language.english), ("", .english), ("fr", .french),
        ("fr-FR,fr;q=0.9,en;q=0.8", .french),
        ("en;q=0.5, fr;q=0.7", .french), ("de, fr;q=0.1", .french), ("en, fr", .english),
        ("fr;q=0", .english), ("fr;q=0, en;q=0", .english), ("FR-ca ; Q=1.000", .french),
        ("frr", .english), ("fr;q=2, en;q=0.1", .english), ("fr;q=nan", .english),
        ("fr;q=0.12345", .english), ("fr;q=-1", .english), ("fr;q=", .english),
        (";,=;;q", .english),
        ("fr;q=1.1", .english), ("fr;q=.5", .english), ("*", .english), ("fr;x=1", .english),
    ])
    func theHeaviestOfAHeaderWins(header: String?, expected: Language) {
        #expect(Language(acceptLanguage: header) == expected)
    }

    @Test(arguments: 0..<200)
    func anyHeaderIsAnswered(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "fr", "en", ",", ";", "q", "=", "0", "1", ".", "-", " ", "é", "\u{0}", "9999999999",
        ]
        let header = (0..<30).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
        #expect(Language.allCases.contains(Language(acceptLanguage: header)))
        #expect(Language(acceptLanguage: header + ",en;q=0") == Language(acceptLanguage: header))
    }
}

@Suite struct FrenchTypographyTests {
    @Test(arguments: [
        ("Fini !", "Fini\u{202F}!"), ("Fini!", "Fini\u{202F}!"), ("Quoi ?!", "Quoi\u{202F}?!"),
        ("un ; deux", "un\u{202F}; deux"), ("Erreur : non", "Erreur\u{A0}: non"),
        ("Erreur: non", "Erreur\u{A0}: non"), ("« Mairie »", "«\u{A0}Mairie\u{A0}»"),
        ("«Mairie»", "«\u{A0}Mairie\u{A0}»"), ("« Ça va ? »", "«\u{A0}Ça va\u{202F}?\u{A0}»"),
        ("(oui !)", "(oui\u{202F}!)"), ("(!)", "(!)"), ("!", "!"), ("", ""),
        ("à 12:30, à 9:05 !", "à 12:30, à 9:05\u{202F}!"),
        ("voir http://a.fr:80/?b;c!d : ici", "voir http://a.fr:80/?b;c!d\u{A0}: ici"),
        ("lancez `relais put a : b ?` !", "lancez `relais put a : b ?`\u{202F}!"),
        ("un ` seul : ici", "un ` seul\u{A0}: ici"), ("{\"a\":\"b\"}", "{\"a\":\"b\"}"),
        ("ligne\n: suite", "ligne\n: suite"), ("«\n»", "«\n»"), ("«", "«"),
    ])
    func unbreakableSpacesGoWhereFrenchWantsThem(text: String, expected: String) {
        #expect(Phrase.frenchTypography(text) == expected)
        #expect(Phrase(fr: text, en: text).text(.french) == expected)
        #expect(Phrase(fr: text, en: text).text(.english) == text)
    }

    @Test(arguments: 0..<300)
    func onlySpacesChangeAndOnlyOnce(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "a", "é", " ", "  ", ":", ";", "!", "?", "«", "»", "`", "\"", "(", ")", "\n", "\r\n",
            "12",
            "\u{A0}", "\u{202F}", "\u{301}", "…", ".",
        ]
        let text = (0..<Int.random(in: 0..<25, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
        let once = Phrase.frenchTypography(text)
        let letters = { (text: String) in
            text.unicodeScalars.filter { !$0.properties.isWhitespace }.map(\.value)
        }
        #expect(Phrase.frenchTypography(once) == once, "\(text.debugDescription)")
        #expect(letters(once) == letters(text))
    }
}
