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
        return output.answer(report)
    }
}
