// SpeechTests: what the programs say, to whom and in which language.

import Shared
import Testing

@Suite(.ownThreads) struct SpeechTests {
    private func run(
        _ device: Device, _ arguments: [String], _ variables: [String: String]
    ) throws -> Outcome {
        try Program(
            Surroundings.relais, arguments + ["--store", device.store], variables: variables
        ).finish()
    }

    @Test("sentences follow the language of the environment, and codes do not")
    func languages() throws {
        let device = try Device()
        let id = try device.put("person", "given_name=Anna", "audiences=jeunes")
        let failing = ["get", "person", "Anna"]
        for arguments in [
            ["status"], ["conflicts"], ["get", "person", id], ["schema", "person"], ["--help"],
            ["search", "zzzz"], ["quarantine"], failing,
        ] {
            let french = try run(device, arguments, ["RELAIS_LANG": "fr"])
            let english = try run(device, arguments, ["RELAIS_LANG": "en"])
            #expect(french.status == english.status)
            #expect(french.output + french.errors != english.output + english.errors)
        }
        let french = try run(device, failing, ["RELAIS_LANG": "fr"])
        #expect(
            french.errors.hasPrefix("Erreur\u{A0}: «\u{A0}Anna\u{A0}»") && french.output.isEmpty)
        #expect(french.errors.contains("À faire\u{A0}: "))
        let json = try run(device, failing + ["--json"], ["RELAIS_LANG": "fr_FR.UTF-8"])
        #expect(try json.error().text("code") == "bad_id")
        #expect(try json.error().text("message").hasPrefix("«\u{A0}Anna\u{A0}»"))
        let server = try Program(
            Surroundings.relaisServer, ["status", "--data", "/dev/null/x", "--json"],
            variables: ["RELAIS_LANG": "fr"]
        ).finish()
        #expect(try server.error().text("message").hasPrefix("Le dossier"))
    }

    @Test("the first variable that says something decides the language")
    func precedence() throws {
        let device = try Device()
        let cases: [([String: String], Bool)] = [
            ([:], false), (["LANG": "fr_FR.UTF-8"], true), (["LANG": "C"], false),
            (["LANG": "fr_FR.UTF-8", "LC_MESSAGES": "en_GB"], false),
            (["LC_MESSAGES": "en_GB", "LC_ALL": "fr"], true),
            (["LC_ALL": "en_GB", "RELAIS_LANG": "fr"], true),
            (["RELAIS_LANG": "", "LANG": "fr"], true),
        ]
        for (variables, isFrench) in cases {
            let outcome = try run(device, ["conflicts"], variables)
            #expect(outcome.output == (isFrench ? "Rien à trancher.\n" : "Nothing to settle.\n"))
        }
    }

    /// Standard input stays open and silent: a program that asked would wait for ever.
    @Test("nothing prompts when standard input is not a terminal")
    func noPrompt() throws {
        let device = try Device()
        let id = try device.put("person", "given_name=Anna")
        for arguments in [
            ["status"], ["delete", "person", id], ["enrol", "http://127.0.0.1:1", "ABCD"],
            ["resolve", "person", id, "phone", "--keep", "1"], ["sync"], ["put", "person"],
        ] {
            let program = try Program(
                Surroundings.relais, arguments + ["--store", device.store])
            _ = try program.finish()
        }
    }

    @Test("what a record holds cannot drive the terminal of who reads it")
    func controlCharacters() throws {
        let device = try Device()
        let id = try device.put("person", "given_name=\u{1B}[31mAnna\u{7}")
        let shown = try run(device, ["get", "person", id], [:])
        #expect(shown.status == 0 && shown.output.contains("Anna"))
        #expect(!shown.output.contains("\u{1B}") && !shown.output.contains("\u{7}"))
    }

    @Test("help and the version are answers, and name every command")
    func help() throws {
        for program in [Surroundings.relais, Surroundings.relaisServer] {
            let version = try Program(program, ["--version"]).finish()
            #expect(version.status == 0 && version.output.contains("."))
            let help = try Program(program, ["--help"]).finish()
            #expect(help.status == 0 && help.errors.isEmpty)
            #expect(try Program(program, ["--help", "--json"]).finish().success()["help"] != nil)
        }
        let help = try Program(Surroundings.relais, ["--help"]).finish().output
        for command in [
            "enrol", "sync", "status", "put", "get", "list", "delete", "import", "search",
            "history", "conflicts", "resolve", "quarantine", "verify", "schema", "watch",
        ] {
            #expect(help.contains(command))
        }
    }
}
