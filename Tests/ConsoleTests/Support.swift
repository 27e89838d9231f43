// What the tests of the console share: a program to parse for, pipes to print into, and a folder
// that goes away.

import Glibc
import Shared
import Testing

@testable import Console

/// A program with every kind of option and argument.
let sample = ProgramSpecification(
    name: "relais", version: "1.2.3",
    summary: Phrase(fr: "Un carnet partagé.", en: "A shared notebook."),
    commonOptions: [
        .value("store", "DIR", help: Phrase(fr: "Le dossier.", en: "The folder."))
    ],
    commands: [
        CommandSpecification(
            ["status"], summary: Phrase(fr: "Dit où on en est.", en: "Says where things are."),
            example: "status"),
        CommandSpecification(
            ["put"], summary: Phrase(fr: "Écrit une fiche.", en: "Writes a record."),
            options: [
                .value("id", "ID", help: Phrase(fr: "L'identifiant.", en: "The identifier.")),
                .flag("existing", help: Phrase(fr: "Sans créer.", en: "Without creating.")),
            ],
            positionals: PositionalSpecification(
                "COLLECTION field=value…", minimum: 1, maximum: nil,
                help: Phrase(fr: "Ce qui change.", en: "What changes.")),
            example: "put place name=Mairie"),
        CommandSpecification(
            ["search"], summary: Phrase(fr: "Cherche.", en: "Searches."),
            options: [
                .value(
                    "near", "LAT,LON", help: Phrase(fr: "Près d'un lieu.", en: "Near a place.")),
                .value(
                    "kind", "CODE", isRepeatable: true,
                    help: Phrase(fr: "Un genre.", en: "One kind.")),
            ],
            positionals: PositionalSpecification("TEXT", minimum: 1, maximum: 1),
            example: "search crèche --near 48.4,-4.5"),
        CommandSpecification(
            ["quarantine"], summary: Phrase(fr: "Liste.", en: "Lists."), example: "quarantine"),
        CommandSpecification(
            ["territory", "create"],
            summary: Phrase(fr: "Crée un territoire.", en: "Creates a territory."),
            options: [
                .value(
                    "name", "NAME", isRequired: true,
                    help: Phrase(fr: "Son nom.", en: "Its name."))
            ],
            positionals: PositionalSpecification("CODE", minimum: 1, maximum: 1),
            example: "territory create brest --name Brest"),
        CommandSpecification(
            ["territory", "list"], summary: Phrase(fr: "Les liste.", en: "Lists them."),
            example: "territory list"),
    ])

/// A pipe whose two ends are closed when it goes away, if not before.
final class Pipe {
    let input: Int32
    let output: Int32
    private var openEnds: Set<Int32>

    init() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        output = ends[0]
        input = ends[1]
        openEnds = Set(ends)
    }

    deinit { openEnds.forEach { close($0) } }

    func closeInput() { if openEnds.remove(input) != nil { close(input) } }
    func closeOutput() { if openEnds.remove(output) != nil { close(output) } }

    /// Everything that was written, once nobody can write any more.
    func contents() -> String {
        closeInput()
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(output, &byte, 1) == 1 { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a piece of code said on both streams.
struct Said {
    var output = ""
    var error = ""
    var status: Int32 = 0
}

/// An output into two pipes, and what came out of it. What is said must fit a pipe (64 KiB).
func listen(
    json: Bool = false, language: Language = .english, terminal: Bool = false,
    _ body: (Output) throws -> Int32
) throws -> Said {
    let (output, error) = (try Pipe(), try Pipe())
    let voice = Output(
        environment: Environment(isErrorTerminal: terminal), isJSON: json, language: language,
        standardOutput: output.input, standardError: error.input)
    let status = try body(voice)
    return Said(output: output.contents(), error: error.contents(), status: status)
}

/// Runs a whole command line into two pipes.
func launch(
    _ arguments: [String], variables: [String: String] = [:],
    body: (Invocation, Output) async throws -> Int32 = { _, _ in 0 }
) async throws -> Said {
    let (output, error) = (try Pipe(), try Pipe())
    let status = await EntryPoint.run(
        sample, environment: Environment(arguments: arguments, variables: variables),
        standardOutput: output.input, standardError: error.input, body: body)
    return Said(output: output.contents(), error: error.contents(), status: status)
}

/// A folder for one test, removed with the files in it.
final class Folder {
    let path: String
    private var files: [String] = []

    init() throws {
        var template = Array("/tmp/console-tests-XXXXXX".utf8CString)
        path = String(cString: try #require(mkdtemp(&template)))
    }

    deinit {
        files.forEach { unlink($0) }
        rmdir(path)
    }

    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let path = "\(self.path)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        files.append(path)
        try #require(write(descriptor, bytes, bytes.count) == bytes.count)
        return path
    }

    func file(_ name: String, _ text: String) throws -> String {
        try file(name, Array(text.utf8))
    }
}
