// relais-server: starts and stops the server, and administers its data.

import Console
import Glibc
import Server
import Shared

@main
enum RelaisServerProgram {
    static func main() async {
        let status = await EntryPoint.run(Specification.program) { invocation, output in
            try await run(invocation, output)
        }
        exit(status)
    }

    private static func run(_ invocation: Invocation, _ output: Output) async throws -> Int32 {
        switch invocation.path {
        case ["serve"]: return try Serve(invocation, output).run()
        case ["territory", "create"]: try Creation(invocation, output).territory()
        case ["organisation", "create"]: try Creation(invocation, output).organisation()
        case ["portfolio", "create"]: try PortfolioCommands(invocation, output).create()
        case ["portfolio", "hand-over"]: try PortfolioCommands(invocation, output).handOver()
        case ["portfolio", "list"]: try PortfolioCommands(invocation, output).list()
        case ["invite"]: try InviteCommand(invocation, output).run()
        case ["user", "list"]: try UserCommand(invocation, output).list()
        case ["user", "role"]: try UserCommand(invocation, output).role()
        case ["user", "leave"]: try UserCommand(invocation, output).leave()
        case ["devices", "list"]: try DevicesCommand(invocation, output).list()
        case ["devices", "revoke"]: try DevicesCommand(invocation, output).revoke()
        case ["access", "list"]: try AccessCommands(invocation, output).list()
        case ["access", "end"]: try AccessCommands(invocation, output).end()
        case ["quarantine", "list"]: try QuarantineCommand(invocation, output).list()
        case ["quarantine", "accept"]: try QuarantineCommand(invocation, output).accept()
        case ["quarantine", "correct"]: try QuarantineCommand(invocation, output).correct()
        case ["quarantine", "dismiss"]: try QuarantineCommand(invocation, output).dismiss()
        case ["backup"]: try BackupCommand(invocation, output).run()
        case ["restore"]: try RestoreCommand(invocation, output).run()
        case ["compact"]: try CompactCommand(invocation, output).run()
        case ["import"]: return try ImportCommand(invocation, output).run()
        case ["person", "access"]: try PersonCommand(invocation, output).access()
        case ["erase"]: try PersonCommand(invocation, output).erase()
        case ["erasures", "list"]: try PersonCommand(invocation, output).erasures()
        case ["retention"]: try RetentionCommand(invocation, output).run()
        case ["audit"]: return try AuditCommand(invocation, output).run()
        case ["status"]: try StatusCommand(invocation, output).run()
        default:
            throw RelaisError.usage(
                Phrase(fr: "Commande inconnue.", en: "Unknown command."),
                remedy: Phrase(
                    fr: "Voyez `relais-server --help`.", en: "See `relais-server --help`."))
        }
        return 0
    }
}

extension Invocation {
    /// The value of an option that the parser has made sure is there.
    func required(_ name: String) throws -> String {
        guard let value = option(name) else {
            throw RelaisError.usage(
                Phrase(fr: "Il manque --\(name).", en: "--\(name) is missing."),
                remedy: Phrase(
                    fr: "Voyez `relais-server --help`.", en: "See `relais-server --help`."))
        }
        return value
    }

    /// The data folder of the command.
    func data() throws -> ServerData {
        try ServerData(folder: try required("data")) { Descriptor(number: 2).writeLine($0) }
    }

    /// The operations on the territory that the command names.
    func administration(_ data: ServerData) throws -> Administration {
        Administration(
            storage: try data.existingTerritory(try required("territory")), ports: data.ports,
            schema: JobSearch.schema)
    }
}

extension Descriptor {
    /// Writes a whole line. Nobody is left to be told when the reader went away, and the server
    /// does not stop serving for that.
    func writeLine(_ line: String) { try? write(Array((line + "\n").utf8)) }
}
