// The parser: what is accepted, what is wrong usage, and that nothing else can happen.

import Shared
import Testing

@testable import Console

private func invocation(_ arguments: [String]) throws -> Invocation {
    guard case .invocation(let invocation) = try ArgumentParser(sample).parse(arguments) else {
        throw RelaisError.usage(Phrase(fr: "", en: ""), remedy: Phrase(fr: "", en: ""))
    }
    return invocation
}

private func usageError(_ arguments: [String]) throws -> RelaisError {
    try #require(throws: RelaisError.self) { try ArgumentParser(sample).parse(arguments) }
}

@Suite struct ArgumentParserTests {
    @Test func aValueMayFollowOrBeAttached() throws {
        #expect(try invocation(["put", "--id", "7", "place"]).option("id") == "7")
        #expect(try invocation(["put", "--id=7", "place"]).option("id") == "7")
        #expect(try invocation(["put", "--id=", "place"]).option("id") == "")
        #expect(try invocation(["put", "--id", "", "place"]).option("id") == "")
        #expect(try invocation(["put", "--id=a=b", "place"]).option("id") == "a=b")
        #expect(try invocation(["put", "--id=--x", "place"]).option("id") == "--x")
        #expect(try invocation(["put", "--id=\u{301}e", "place"]).option("id") == "\u{301}e")
    }

    @Test func anOptionNotGivenIsAbsent() throws {
        let invocation = try invocation(["put", "place"])
        #expect(invocation.option("id") == nil)
        #expect(!invocation.flag("existing"))
        #expect(!invocation.isJSON)
    }

    @Test(arguments: ["48.8,-2.2", "-4.4,48", "-.5,1", "-", "-4", "x", "-anything"])
    func aValueMayBeginWithOneDash(value: String) throws {
        #expect(try invocation(["search", "a", "--near", value]).option("near") == value)
    }

    @Test func positionalsAreLeftUntouched() throws {
        let words = [
            "name=Mairie de Brest", "audiences+=jeunes", "audiences-=seniors", "note=a=b\nc",
            "=x", "+=", "é=--json", "count+=-3", "", " ", "name=", "-4", "-",
        ]
        #expect(try invocation(["put", "place"] + words).positionals == ["place"] + words)
    }

    @Test func anOptionAfterPositionalsIsAnOption() throws {
        let invocation = try invocation(["put", "place", "name=x", "--id", "7", "y=z", "--json"])
        #expect(invocation.option("id") == "7")
        #expect(invocation.positionals == ["place", "name=x", "y=z"])
        #expect(invocation.isJSON)
    }

    @Test func twoDashesEndTheOptions() throws {
        let invocation = try invocation(["put", "place", "--", "--id", "--", "-h", "--help"])
        #expect(invocation.positionals == ["place", "--id", "--", "-h", "--help"])
        #expect(invocation.option("id") == nil)
    }

    @Test func commonOptionsMayStandAnywhere() throws {
        for arguments in [
            ["--store", "d", "--json", "territory", "create", "b", "--name", "B"],
            ["territory", "--store=d", "create", "--json", "--name", "B", "b"],
            ["territory", "create", "b", "--name", "B", "--json", "--store", "d"],
        ] {
            let invocation = try invocation(arguments)
            #expect(invocation.path == ["territory", "create"])
            #expect(invocation.option("store") == "d")
            #expect(invocation.positionals == ["b"])
            #expect(invocation.isJSON)
        }
    }

    @Test func aRepeatableOptionKeepsItsValuesInOrder() throws {
        let invocation = try invocation(["search", "--kind", "b", "x", "--kind=a", "--kind", "b"])
        #expect(invocation.options("kind") == ["b", "a", "b"])
    }

    @Test(arguments: [
        ([], "No command is given."),
        (["--json"], "No command is given."),
        (["territory"], "\"territory\" needs one more word."),
        (["--near", "1", "search", "x"], "must come after the name of the command."),
        (["put"], "Arguments are missing: `COLLECTION field=value…` needs 1, and 0 given."),
        (["status", "x"], "The argument \"x\" is one too many."),
        (["search", "a", "b"], "The argument \"b\" is one too many."),
        (["territory", "create", "b"], "The option `--name NAME` is required."),
        (["put", "p", "--id", "1", "--id", "2"], "The option --id is given several times."),
        (["put", "p", "--existing", "--existing"], "--existing is given several times."),
        (["put", "p", "--existing=yes"], "The option --existing takes no value."),
        (["put", "p", "--json=no"], "The option --json takes no value."),
        (["put", "p", "--id"], "The option --id needs a value"),
        (["put", "p", "--id", "--json"], "The option --id needs a value"),
        (["put", "p", "--id", "--", "x"], "The option --id needs a value"),
        (["put", "p", "-x"], "There is no option \"-x\" here."),
        (["put", "p", "--"] + ["--help"] + ["--="], nil),
        (["put", "p", "--=x"], "There is no option \"--\" here."),
    ])
    func wrongUsageIsTold(arguments: [String], sentence: String?) throws {
        guard let sentence else {
            #expect(throws: Never.self) { try ArgumentParser(sample).parse(arguments) }
            return
        }
        let error = try usageError(arguments)
        #expect(error.code == "usage")
        #expect(!error.isTransient)
        #expect(error.message.english.contains(sentence), "\(error.message.english)")
        #expect(error.remedy.english.contains("--help"))
    }

    @Test(arguments: [
        (["stauts"], "status"), (["serach", "x"], "search"),
        (["territory", "lst"], "territory list"),
        (["put", "p", "--idd", "1"], "--id"), (["put", "p", "--existin"], "--existing"),
        (["status", "--jsn"], "--json"), (["--stroe", "d", "status"], "--store"),
        (["status", "--hlep"], "--help"),
    ])
    func aNearMissIsSuggested(arguments: [String], suggestion: String) throws {
        let remedy = try usageError(arguments).remedy
        #expect(remedy.english.hasPrefix("Did you mean \"\(suggestion)\"? "), "\(remedy.english)")
        #expect(remedy.french.hasPrefix("Vouliez-vous dire « \(suggestion) » ? "))
    }

    @Test(arguments: [["frobnicate"], ["territory", "frobnicate"], ["x"]])
    func aFarMissIsNot(arguments: [String]) throws {
        #expect(try !usageError(arguments).remedy.english.contains("Did you mean"))
    }

    @Test(arguments: [
        (["--help"], []), (["-h"], []), (["help"], []), (["help", "put"], ["put"]),
        (["put", "--help"], ["put"]), (["put", "--bogus", "-h", "x"], ["put"]),
        (["--help", "territory", "create"], ["territory", "create"]),
        (["territory", "-h"], ["territory"]), (["--store", "d", "put", "-h"], ["put"]),
        (["bogus", "--help"], []),
    ])
    func helpIsAnsweredBeforeAnythingIsChecked(arguments: [String], topic: [String]) throws {
        #expect(try ArgumentParser(sample).parse(arguments) == .help(topic))
    }

    @Test func versionIsAnswered() throws {
        #expect(try ArgumentParser(sample).parse(["--version"]) == .version)
    }

    @Test(arguments: 0..<400)
    func anyTokensGiveAnAnswerOrAnErrorOfUsage(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let alphabet = [
            "put", "search", "territory", "create", "list", "quarantine", "status", "help", "place",
            "a=b", "a+=\u{0}", "\u{301}", "--", "-", "---", "--=", "--id", "--id=", "--id=x",
            "--json",
            "--name", "--name=é", "--near", "-4,4", "--kind", "--existing", "--store", "--help",
            "-h",
            "--version", "", "-\u{301}", "--\u{301}=", "👩‍👩‍👧‍👧", "-é", "=", "\n",
            String(repeating: "put", count: 5000),
        ]
        for _ in 0..<50 {
            let count = Int.random(in: 0..<8, using: &generator)
            let arguments = (0..<count).map { _ in
                alphabet.randomElement(using: &generator) ?? ""
            }
            do throws(RelaisError) {
                guard case .invocation(let found) = try ArgumentParser(sample).parse(arguments)
                else { continue }
                let command = try existing(sample.commands.first { $0.path == found.path })
                #expect(found.positionals.count >= command.positionals.minimum)
                #expect(found.positionals.count <= command.positionals.maximum ?? .max)
                #expect(found.isJSON == ArgumentParser.wantsJSON(arguments))
                #expect(found.positionals.allSatisfy(arguments.contains))
            } catch {
                #expect(error.code == "usage", "\(arguments)")
                #expect(!error.message.french.isEmpty && !error.message.english.isEmpty)
            }
        }
    }

    /// Fails like any command that does not exist, to keep the errors of the loop above typed.
    private func existing(
        _ command: CommandSpecification?
    ) throws(RelaisError) -> CommandSpecification {
        guard let command else {
            throw RelaisError(
                code: "unknown_path", message: Phrase(fr: "", en: ""),
                remedy: Phrase(fr: "", en: ""))
        }
        return command
    }
}

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("put", "put", 0), ("put", "puts", 1), ("put", "pt", 1), ("put", "pot", 1),
        ("put", "upt", 1), ("status", "stautss", 2), ("", "ab", 2), ("abc", "xyz", nil),
        ("", "abc", nil), ("abcdef", "abc", nil),
    ])
    func distanceCountsMistakes(left: String, right: String, expected: Int?) {
        #expect(Suggestion.distance(Array(left), Array(right)) == expected)
        #expect(Suggestion.distance(Array(right), Array(left)) == expected)
    }

    @Test func theNearestWinsAndTheFirstOnATie() {
        #expect(Suggestion.nearest(to: "lists", among: ["lints", "list", "lisp"]) == "lints")
        #expect(Suggestion.nearest(to: "lis", among: ["conflicts", "lost", "list"]) == "list")
        #expect(Suggestion.nearest(to: "xy", among: ["ab"]) == nil)
    }
}
