// Declarations that contradict each other are the programmer's error, found when a schema is made.

import Testing

@testable import Shared

@Suite("Schema checks")
struct SchemaCheckTests {
    private typealias Text = Field<String>

    @Test("a schema without renamed and split fields, and one with both, is sound")
    func sound() {
        #expect(problems([Text.text("a", fr: "", en: "").declaration]).isEmpty)
        #expect(problems([renamed("b", "a"), text("c"), text("d"), text("e")], split()).isEmpty)
    }

    @Test("a field is renamed from a name that no other field has or had, in a version that exists")
    func renames() {
        #expect(says([renamed("b", "a"), text("a")], "b was formerly a, which is another field."))
        #expect(
            says(
                [renamed("b", "a"), renamed("d", "a")], "b was formerly a, which is another field.")
        )
        #expect(says([renamed("b", "b")], "b was formerly called as it is now."))
        #expect(says([renamed("b", "a"), renamed("a", "c")], "a is the key of another field."))
        for version in [0, 1, 5] {
            let field = Text.text("b", fr: "", en: "").formerly("a", since: version).declaration
            #expect(
                says([field], "the renamed b is since version \(version), which is not in 2...4."))
        }
    }

    @Test("what is split is a declared text, into declared texts that can hold whatever it holds")
    func splits() {
        let parts = [text("d"), text("e")]
        #expect(says(parts, split(), "the split c is not declared."))
        let number = Field<Int64>.integer("c", fr: "", en: "").declaration
        let notText = "the split c is not a text that merges by latest or review."
        #expect(says(parts + [number], split(), notText))
        #expect(says([text("c"), text("d")], split(), "has the part e, which is not declared."))
        let rule = "a part of c, is not a text without a format of at least 200 characters"
        let short = Text.text("e", fr: "", en: "", maximum: 199).declaration
        #expect(says([text("c"), text("d"), short], split(), rule))
        let formatted = Text.text(
            "e", fr: "", en: "", format: TextFormat("any") { _ in nil }
        ).declaration
        #expect(says([text("c"), text("d"), formatted], split(), rule))
        let judged = Text.text("e", fr: "", en: "", merge: .review).declaration
        #expect(says([text("c"), text("d"), judged], split(), rule))
    }

    @Test("a split has parts, a separator and a version, and shares nothing with another split")
    func splitsThemselves() {
        let fields = [text("c"), text("d"), text("e")]
        let one = SplitLens("c", into: "d", by: " ", since: 2)
        #expect(says(fields, [one], "the split c has fewer than two parts."))
        let bare = SplitLens("c", into: "d", "e", by: "", since: 2)
        #expect(says(fields, [bare], "the split c has an empty separator."))
        let early = SplitLens("c", into: "d", "e", by: " ", since: 1)
        #expect(says(fields, [early], "the split c is since version 1"))
        let twice = SplitLens("c", into: "d", "d", by: " ", since: 2)
        #expect(says(fields, [twice], "d stands twice in what was split."))
        let itself = SplitLens("c", into: "c", "d", by: " ", since: 2)
        #expect(says(fields, [itself], "c stands twice in what was split."))
        #expect(says(fields, split() + split(), "e stands twice in what was split."))
    }

    @Test("what makes a record the same fact is declared, once, exact, and not split")
    func identities() {
        let fields = [
            text("a"), text("c"), text("d"), text("e"),
            Field.tags("t", fr: "", en: "").declaration,
            Field.counter("n", fr: "", en: "").declaration,
        ]
        #expect(problems(fields, split(), ["a"]).isEmpty)
        for (identity, sentence) in [
            (["a", "a"], "a field stands twice in the identity."),
            (["z"], "z, of the identity, is not declared."),
            (["t"], "t, of the identity, has no one exact value."),
            (["n"], "n, of the identity, has no one exact value."),
            (["c"], "c, of the identity, was split."), (["d"], "d, of the identity, was split."),
        ] {
            #expect(problems(fields, split(), identity) == ["x: " + sentence])
        }
    }

    @Test("a server cannot ask for a version that does not exist")
    func oldestSafeVersion() {
        for version in [0, 5] {
            let found = SchemaCheck(version: 4, oldestSafeVersion: version).problems(with: [])
            #expect(found == ["oldestSafeVersion \(version) is not in 1...4."])
        }
        #expect(SchemaCheck(version: 4, oldestSafeVersion: 4).problems(with: []).isEmpty)
    }

    @Test("a schema with a contradiction is not made")
    func notMade() async {
        await #expect(processExitsWith: .failure) {
            let field = Field<String>.text("b", fr: "", en: "").formerly("b", since: 2)
            _ = Schema(
                version: 2,
                collections: [
                    CollectionDeclaration(
                        "c", Phrase(fr: "", en: ""), access: .territory,
                        fields: [field.declaration])
                ])
        }
    }

    private func text(_ name: String) -> FieldDeclaration {
        Text.text(name, fr: "", en: "").declaration
    }

    private func renamed(_ name: String, _ key: String) -> FieldDeclaration {
        Text.text(name, fr: "", en: "").formerly(key, since: 2).declaration
    }

    private func split() -> [SplitLens] { [SplitLens("c", into: "d", "e", by: " ", since: 3)] }

    private func problems(
        _ fields: [FieldDeclaration], _ splits: [SplitLens] = [], _ identity: [String] = []
    ) -> [String] {
        SchemaCheck(version: 4, oldestSafeVersion: 1).problems(with: [
            CollectionDeclaration(
                "x", Phrase(fr: "", en: ""), access: .territory, fields: fields, splits: splits,
                identity: identity)
        ])
    }

    private func says(_ fields: [FieldDeclaration], _ sentence: String) -> Bool {
        says(fields, [], sentence)
    }

    private func says(
        _ fields: [FieldDeclaration], _ splits: [SplitLens], _ sentence: String
    ) -> Bool {
        problems(fields, splits).contains { $0.hasPrefix("x: ") && $0.contains(sentence) }
    }
}
