// HelpTests: the help of every command of `relais`, in both languages: it has an example of that
// very command, knows `--json`, and fits a screen.

import FoundationEssentials
import Shared
import Testing

@Suite(.ownThreads) struct HelpTests {
    private static func say(_ arguments: [String], _ language: String) throws -> String {
        let outcome = try Program(
            Surroundings.relais, arguments, variables: ["RELAIS_LANG": language]
        ).finish()
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.summary)")
        return outcome.output
    }

    /// The commands that the general help lists, each at the beginning of its line.
    private static func commands(_ language: String) throws -> [String] {
        try say(["--help"], language).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("  "), let first = line.dropFirst(2).first, first.isLetter else {
                return nil
            }
            let text = line.dropFirst(2)
            return String(text[..<(text.firstRange(of: "  ")?.lowerBound ?? text.endIndex)])
        }
    }

    private static let sources =
        (1...4).reduce(#filePath) { path, _ in
            path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
        } + "/Sources/CLI/"

    /// The lines of a file of the program's source.
    private static func source(_ path: String) throws -> [Substring] {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: sources + path))
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// The command of an example, put together again where it is broken for the screen.
    private static func example(_ help: String, _ language: String) -> String? {
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        let title = language == "fr" ? "Exemple" : "Example"
        guard let index = lines.firstIndex(where: { $0 == title }) else { return nil }
        var words: [Substring] = []
        for line in lines[(index + 1)...] {
            let parts = line.split(separator: " ")
            words += parts.last == "\\" ? parts.dropLast() : parts[...]
            if parts.last != "\\" { break }
        }
        return words.joined(separator: " ")
    }

    @Test("the general help names each command that exists, in both languages")
    func everyOne() throws {
        let names = try Self.commands("en")
        #expect(try names == Self.commands("fr") && Set(names).count == names.count)
        let registered = try Self.source("CommandGroups.swift").reduce(0) { sum, line in
            sum + line.split(separator: " ").count { $0.contains("Command.self") }
        }
        #expect(names.count == registered && registered > 100)
        // None was written and forgotten.
        let folder = Self.sources + "Commands"
        let written = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".swift") }
            .reduce(0) { sum, file in
                try sum + Self.source("Commands/" + file).count { $0.hasSuffix(": Command {") }
            }
        #expect(written == registered)
    }

    @Test("each has an example of itself, knows --json and fits 80 columns, in both languages")
    func eachOne() throws {
        for name in try Self.commands("en") {
            let words = name.split(separator: " ").map(String.init)
            let helps = try ["fr", "en"].map { try Self.say(words + ["--help"], $0) }
            #expect(helps[0] != helps[1], "\(name)")
            for (help, language) in zip(helps, ["fr", "en"]) {
                let lines = help.split(separator: "\n")
                for line in lines { #expect(line.count <= 80, "\(name): \(line)") }
                // What it prints, scripts read too.
                #expect(lines.contains { $0.hasPrefix("  --json ") }, "\(name)")
                let example = try #require(Self.example(help, language), "\(name)")
                #expect((example + " ").hasPrefix("relais \(name) "), "\(example)")
                for word in example.split(separator: " ") where word.hasPrefix("--") {
                    #expect(help.contains("  \(word) "), "\(name): \(word) is no option")
                }
            }
        }
    }
}
