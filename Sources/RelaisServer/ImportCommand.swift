// import: reads files into a territory's directory, as the server's own writer.

import Console
import Server
import Shared

struct ImportCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    /// Answers with the exit status.
    func run() throws -> Int32 {
        let data = try invocation.data()
        let administration = try invocation.administration(data)
        // All are read before anything is imported.
        let files = try invocation.positionals.map { path in
            (name: path, bytes: try ImportedFile.read(path))
        }
        let report = try data.translate { try ServerImporter(administration).run(files: files) }
        output.line(
            Phrase(
                fr: "lus : \(report.read)\ncréés : \(report.created)\n"
                    + "modifiés : \(report.updated)\ninchangés : \(report.unchanged)\n"
                    + "écartés : \(report.skipped.count)",
                en: "read: \(report.read)\ncreated: \(report.created)\n"
                    + "updated: \(report.updated)\nunchanged: \(report.unchanged)\n"
                    + "skipped: \(report.skipped.count)"))
        for skipped in report.skipped {
            output.line("\(skipped.file):\(skipped.line)  \(skipped.reason.text(output.language))")
        }
        let members: [(String, JSON)] = [
            ("read", .integer(Int64(report.read))),
            ("created", .integer(Int64(report.created))),
            ("updated", .integer(Int64(report.updated))),
            ("unchanged", .integer(Int64(report.unchanged))),
            (
                "skipped",
                .array(
                    report.skipped.map { skipped in
                        .members([
                            ("file", .string(skipped.file)),
                            ("line", .integer(Int64(skipped.line))),
                            ("reason", .string(skipped.reason.text(output.language))),
                        ])
                    })
            ),
        ]
        if report.read == 0, !report.skipped.isEmpty {
            return output.fail(
                ImportedFile.nothingImported,
                beside: members.map { .init(key: $0.0, value: $0.1) })
        }
        output.document(.members(members))
        return 0
    }
}
