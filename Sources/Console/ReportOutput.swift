// ReportOutput: where an access report goes: to a file, or to whoever asked.

package import Shared

/// Gives an access report to whoever asked for it.
package struct ReportOutput {
    private let invocation: Invocation
    private let output: Output

    package init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    /// Writes the report to the file of `--to`, as JSON when that was asked for; without a file, it
    /// is the command's answer.
    ///
    /// - Parameter time: a moment as people of the place write it; on the machine's clock where no
    ///   place is known.
    package func write(
        _ report: AccessReport, time: ((Instant) -> String)? = nil
    ) throws(RelaisError) {
        let language = output.language
        let lines = AccessReportText(report, language, time: time ?? { $0.local(language) }).lines
        guard let path = invocation.option("to") else {
            for line in lines { output.line(line) }
            output.document(report.json)
            return
        }
        let text = lines.joined(separator: "\n") + "\n"
        let bytes = invocation.isJSON ? report.json.bytes + Array("\n".utf8) : Array(text.utf8)
        try ReportFile.write(bytes, to: path)
        output.line(
            Phrase(
                fr: "\(report.entries.count) fiche(s) écrite(s) dans \(path).",
                en: "\(report.entries.count) record(s) written to \(path)."))
        output.document(
            .object([
                "person": .string(report.person.description), "file": .string(path),
                "records": .integer(Int64(report.entries.count)),
            ]))
    }
}
