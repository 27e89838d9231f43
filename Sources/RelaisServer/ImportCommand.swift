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

    func run() throws { _ = output }
}
