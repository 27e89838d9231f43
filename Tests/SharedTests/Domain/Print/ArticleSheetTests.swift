// ArticleSheetTests: a printed article says which language it is in and on which side it begins;
// what the product adds is in the language of who prints it.

import Foundation
import Shared
import Testing

@Suite("Printed articles")
struct ArticleSheetTests {
    private static let codes = CodeLists.language.entries.map(\.code)

    private func page(_ code: String?, _ reader: Language) -> String {
        var article = ArticleSheet(title: "CAF", body: "CAF …\n\nسطر", edition: 3)
        article.language = code.flatMap { TextLanguage($0) }
        article.links = ["https://example.org"]
        article.terms = [("CAF", "la caisse")]
        return article.sheet(reader).html
    }

    @Test("every language of the list is declared, with its direction", arguments: codes)
    func declared(code: String) throws {
        // What the system knows of scripts.
        let isRightToLeft =
            Locale.Language(identifier: code).characterDirection == .rightToLeft
        #expect(TextLanguage(code)?.isRightToLeft == isRightToLeft)
        for reader in Language.allCases {
            let html = page(code, reader)
            let side = isRightToLeft ? "rtl" : "ltr"
            #expect(html.contains("<html lang=\"\(code)\" dir=\"\(side)\">"))
            #expect(html.contains("<p>CAF …</p>"))
            // Ours, in ours.
            let own = "lang=\"\(reader.rawValue)\" dir=\"ltr\""
            let parts = html.components(separatedBy: "<section \(own)>")
            #expect(parts.count == 2 && html.contains("<footer \(own)>"))
            #expect(parts.first?.contains("سطر") == true && parts.last?.contains("سطر") == false)
            #expect(parts.last?.contains("la caisse") == true)
        }
    }

    @Test("right to left: Arabic, Persian, Pashto and Urdu")
    func rightToLeft() {
        let found = Self.codes.filter { TextLanguage($0)?.isRightToLeft == true }
        #expect(found == ["ar", "fa", "ps", "ur"])
    }

    @Test("an article without a language declares none but the reader's, line by line")
    func unknown() {
        #expect(TextLanguage("xx") == nil && TextLanguage("\" onload=\"x") == nil)
        for code in [nil, "xx"] {
            let html = page(code, .french)
            #expect(
                html.contains("<html lang=\"fr\">") && html.contains("<p dir=\"auto\">CAF …</p>"))
            #expect(html.contains("<section>") && html.contains("<footer>"))
        }
    }

    @Test("on a printer of text, everything is there in order")
    func text() {
        var article = ArticleSheet(title: "Titre", body: "Un.", edition: 3)
        article.language = TextLanguage("ar")
        article.terms = [("CAF", "la caisse")]
        let text = article.sheet(.french).text
        let places = ["Titre", "Un.", "Les mots", "la caisse", "Édition 3"].map {
            text.range(of: $0)?.lowerBound
        }
        #expect(!places.contains(nil))
        #expect(places.compactMap(\.self) == places.compactMap(\.self).sorted())
    }
}
