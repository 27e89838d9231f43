// A whole command line, from its arguments to its exit status.

import Shared
import Testing

@testable import Console

@Suite struct EntryPointTests {
    private struct Unforeseen: Error {}

    @Test func theBodyDecidesTheStatus() async throws {
        for status in [Int32(0), 1] {
            #expect(try await launch(["status"]) { _, _ in status }.status == status)
        }
    }

    @Test func theBodyIsGivenWhatWasAsked() async throws {
        let said = try await launch(["put", "place", "name=x", "--json"]) { invocation, output in
            output.document(.array(invocation.positionals.map(JSON.string)))
            return 0
        }
        #expect(said.output == "[\"place\",\"name=x\"]\n")
    }

    @Test func wrongUsageExitsWithTwoAndTellsProgramsToo() async throws {
        let said = try await launch(["stauts"])
        #expect(said.status == 2)
        #expect(said.output == "")
        #expect(said.error.contains("Did you mean \"status\"?"))
        let json = try await launch(["stauts", "--json"])
        #expect(json.status == 2)
        #expect(json.output.hasPrefix("{\"error\":{\"code\":\"usage\",\"message\":"))
        #expect(json.error.contains("There is no command \"stauts\"."))
    }

    @Test func aThrownErrorIsPrinted() async throws {
        let said = try await launch(["status", "--json"]) { _, _ in
            throw RelaisError(
                code: "offline", message: Phrase(fr: "a", en: "b"),
                remedy: Phrase(fr: "c", en: "d"), isTransient: true)
        }
        #expect(said.status == 1)
        #expect(
            said.output
                == "{\"error\":{\"code\":\"offline\",\"message\":\"b\",\"remedy\":\"d\","
                + "\"transient\":true}}\n")
    }

    @Test func anUnforeseenErrorIsInternal() async throws {
        let said = try await launch(["status", "--json"]) { _, _ in throw Unforeseen() }
        #expect(said.status == 1)
        #expect(said.output.hasPrefix("{\"error\":{\"code\":\"internal\","))
        #expect(said.error.contains("Detail: Unforeseen: Unforeseen()"))
    }

    @Test func helpNamesEveryCommandAndFitsTheScreen() async throws {
        let said = try await launch(["--help"])
        #expect(said.status == 0)
        #expect(said.error == "")
        for command in sample.commands { #expect(said.output.contains("  \(command.name)")) }
        #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= Columns.width })
    }

    @Test func helpOfACommandShowsItsUsage() async throws {
        let said = try await launch(["territory", "create", "-h"])
        #expect(
            said.output == """
                Creates a territory.

                Usage: relais territory create CODE --name NAME

                Options
                  --name NAME  Its name. Required.
                  --store DIR  The folder.
                  --json       Writes one JSON document on standard output.
                  --help       Shows this help.

                Example
                  relais territory create brest --name Brest

                """)
    }

    @Test func helpOfAFamilyNamesOnlyItsCommands() async throws {
        let said = try await launch(["territory", "--help"], variables: ["LANG": "fr_FR.UTF-8"])
        #expect(said.output.hasPrefix("Utilisation\u{A0}: relais territory COMMANDE …\n"))
        #expect(said.output.contains("territory create"))
        #expect(!said.output.contains("search"))
    }

    @Test func everyExampleParses() throws {
        for command in sample.commands {
            let arguments = command.example.split(separator: " ").map(String.init)
            guard case .invocation(let found) = try ArgumentParser(sample).parse(arguments) else {
                Issue.record("\(command.example) is not a command")
                continue
            }
            #expect(found.path == command.path)
        }
    }

    @Test func helpAndVersionAreDocumentsInJSON() async throws {
        #expect(
            try await launch(["--version", "--json"]).output
                == "{\"version\":\"relais 1.2.3\"}\n")
        #expect(try await launch(["--version"]).output == "relais 1.2.3\n")
        #expect(try await launch(["-h", "--json"]).output.hasPrefix("{\"help\":\""))
    }
}
