// The answer of an import, the same from a device and from the server: scripts read its keys.

package import Shared

extension Output {
    /// Says what an import did, and returns the exit status: 1 when no record could be read.
    package func answer(_ report: ImportReport) -> Int32 {
        rows([
            (Phrase(fr: "lus", en: "read"), String(report.read)),
            (Phrase(fr: "créés", en: "created"), String(report.created)),
            (Phrase(fr: "modifiés", en: "updated"), String(report.updated)),
            (Phrase(fr: "inchangés", en: "unchanged"), String(report.unchanged)),
            (Phrase(fr: "écartés", en: "skipped"), String(report.skipped.count)),
        ])
        for skipped in report.skipped {
            let reason = skipped.reason.text(language)
            for line in Columns.wrap("\(skipped.file):\(skipped.line)  \(reason)", hanging: 4) {
                self.line(line)
            }
        }
        let document = document(of: report)
        if report.read == 0, !report.skipped.isEmpty {
            return fail(ImportedFile.nothingImported, beside: document.members)
        }
        self.document(.object(document))
        return 0
    }

    private func document(of report: ImportReport) -> JSONObject {
        [
            "read": .integer(Int64(report.read)), "created": .integer(Int64(report.created)),
            "updated": .integer(Int64(report.updated)),
            "unchanged": .integer(Int64(report.unchanged)),
            "skipped": .array(
                report.skipped.map { skipped in
                    .object([
                        "file": .string(skipped.file), "line": .integer(Int64(skipped.line)),
                        "reason": .string(skipped.reason.text(language)),
                    ])
                }),
        ]
    }
}
