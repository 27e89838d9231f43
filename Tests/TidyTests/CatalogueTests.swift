// CatalogueTests: the catalogue as a whole: nothing in it is unused, and its rules notice what they
// are for.

import Testing

@Suite struct CatalogueTests {
    @Test func theCatalogueIsRead() {
        let entries = Repository.files.filter { $0.isIn("Sources") }
            .compactMap { $0.swift?.catalogue.count }.reduce(0, +)
        // So many that a reader that misses some kind of call would show.
        #expect(entries > 1_500, "\(entries)")
    }

    /// A named sentence that no other line names is said by nobody.
    @Test func noSentenceIsUnused() {
        let files = Repository.files.filter { $0.isIn("Sources") || $0.isIn("Examples") }
        var uses: [String: Int] = [:]
        for token in files.flatMap({ $0.swift?.tokens ?? [] }) { uses[token.text, default: 0] += 1 }
        for file in files {
            guard let text = file.swift else { continue }
            for named in Self.named(text) where uses[named.name] == 1 {
                Issue.record("\(file.path):\(named.line): nobody says \(named.name)")
            }
        }
    }

    @Test func whatIsNamedIsFound() {
        let text = SwiftText(
            """
            static let a = Phrase(fr: "x", en: "y")
            static func b(_ n: Int) -> RelaisError {
                RelaisError(code: "z", message: Phrase(fr: "x", en: "y"))
            }
            let c = Phrase(fr: "x", en: "y")
            static let d = 1
            """)
        #expect(Self.named(text).map(\.name) == ["a", "b"])
    }

    /// The static declarations whose value is a sentence or an error, with their lines.
    private static func named(_ text: SwiftText) -> [(name: String, line: Int)] {
        let tokens = text.tokens
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "static", index + 2 < tokens.count,
                ["let", "var", "func"].contains(tokens[index + 1].text)
            else { return nil }
            let rest = tokens[(index + 3)...].prefix(60)
            let end = rest.firstIndex { ["static", "func", "enum", "struct"].contains($0.text) }
            let body = rest[..<(end ?? rest.endIndex)].map(\.text)
            guard let first = body.first(where: { ["Phrase", "RelaisError"].contains($0) }),
                let place = body.firstIndex(of: first)
            else { return nil }
            // `= Phrase(`, `: Phrase`, `-> RelaisError`.
            let isValue = place > 0 && ["=", ">", ":"].contains(body[place - 1])
            return isValue ? (tokens[index + 2].text, tokens[index + 2].line) : nil
        }
    }

    @Test(arguments: [
        ("Phrase(fr: \"Fini.\", en: \"Done.\")", ""),
        ("Phrase(fr: \"\", en: \"Done.\")", "both languages"),
        ("Phrase(fr: \"Fini.\", en: \"\")", "both languages"),
        ("Phrase(fr: \"Fini.\", en: \"Fini.\")", "both languages"),
        ("f(fr: \"Fini.\")", "both languages"), ("f(en: \"Done.\")", "both languages"),
        ("Phrase(fr: \"\\(n) a.\", en: \"\\(m) a.\")", "the same values"),
        ("Phrase(fr: \"\\(n.french) a.\", en: \"\\(n.english) b.\")", ""),
        ("Phrase(fr: \"\\(french) a.\", en: \"\\(english) b.\")", ""),
        ("Phrase(fr: \"\\(n) a.\", en: \"b.\")", "the same values"),
        ("Phrase(fr: \"« a » ; b : c !\", en: \"a; b: c!\")", ""),
        ("Phrase(fr: \"« a b.\", en: \"a.\")", "French"),
        ("Phrase(fr: \"un \\\"mot\\\".\", en: \"a.\")", "French"),
        ("Phrase(fr: \"attendez...\", en: \"wait.\")", "French"),
        ("Phrase(fr: \"a.\", en: \"a : b.\")", "English"),
        ("Phrase(fr: \"a.\", en: \"« a ».\")", "English"),
        ("Phrase(fr: \"`a:b ...`.\", en: \"`a : b`.\")", ""),
        ("Phrase(fr: \"a \" + \"b.\", en: x ? \"a.\" : \"b.\")", ""),
    ])
    func eachRuleIsBroken(code: String, name: String) {
        let file = RepositoryFile(path: "Sources/CLI/A.swift", text: code, isExecutable: false)
        let broken = catalogueRules.filter { !$0.violations(in: file).isEmpty }
        let names = broken.map(\.testDescription)
        #expect(name.isEmpty ? names.isEmpty : names.contains { $0.contains(name) }, "\(names)")
    }

    @Test func wordsOutsideAreFound() {
        let file = { (code: String) in
            RepositoryFile(path: "Sources/CLI/A.swift", text: code, isExecutable: false)
        }
        let rule = catalogueRules.last
        #expect(rule?.violations(in: file("context.output.line(\"Fini, merci\")")).count == 1)
        #expect(rule?.violations(in: file("context.output.line(\"  \\(id) - \")")).isEmpty == true)
    }
}
