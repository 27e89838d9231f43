// retention: who is kept for how long, and who goes.

import Console
import Server
import Shared

struct RetentionCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let data = try invocation.data()
        let (code, storage) = try data.oneTerritory(invocation)
        let retention = RetentionRun(
            Administration(storage: storage, ports: data.ports, schema: JobSearch.schema))
        let isDryRun = invocation.flag("dry-run")
        var rule = try data.translate {
            try storage.read { reader throws -> RetentionRule in try RetentionRun.rule(reader) }
        }
        rule.months = try number("months", in: RetentionRule.possibleMonths) ?? rule.months
        rule.noticeDays =
            try number("notice-days", in: RetentionRule.possibleNoticeDays) ?? rule.noticeDays
        if invocation.option("months") != nil || invocation.option("notice-days") != nil {
            guard !isDryRun else { throw settingInADryRun }
            try data.translate { try retention.set(rule) }
        }
        let summary = try data.translate { () throws -> RetentionSummary in
            isDryRun ? try retention.plan() : try retention.run(by: .operator)
        }
        show(summary, code, rule, isDryRun)
        output.document(json(summary, code, rule, isDryRun))
    }

    private var settingInADryRun: RelaisError {
        .usage(
            Phrase(
                fr: "--dry-run ne change rien, et --months et --notice-days changent la règle.",
                en: "--dry-run changes nothing, and --months and --notice-days change the rule."),
            remedy: Phrase(
                fr: "Donnez l'un ou les autres.", en: "Give one or the others."))
    }

    private func show(
        _ summary: RetentionSummary, _ code: String, _ rule: RetentionRule, _ isDryRun: Bool
    ) {
        output.line(
            Phrase(
                fr: "\(code) : \(rule.months) mois après le dernier contact, prévenu "
                    + "\(rule.noticeDays) jours avant.",
                en: "\(code): \(rule.months) months after the last contact, with "
                    + "\(rule.noticeDays) days of notice."))
        for file in summary.erased {
            list(
                file,
                isDryRun
                    ? Phrase(fr: "à effacer", en: "due") : Phrase(fr: "effacé", en: "erased"))
        }
        for file in summary.notified {
            list(file, Phrase(fr: "sera effacé", en: "will be erased"))
        }
        let counts = "\(summary.erased.count), \(summary.notified.count)"
        output.line(
            Phrase(
                fr: (isDryRun ? "Dossiers à effacer, prévenus : " : "Dossiers effacés, prévenus : ")
                    + counts,
                en: (isDryRun ? "Files due, notified: " : "Files erased, notified: ") + counts))
    }

    private func list(_ file: RetentionSummary.File, _ what: Phrase) {
        let language = output.language
        let contact = Phrase(fr: "dernier contact", en: "last contact").text(language)
        output.line(
            "  \(file.id)  \(what.text(language)) \(file.date.text(language))  "
                + "(\(contact) \(file.lastContact.text(language)))")
    }

    private func json(
        _ summary: RetentionSummary, _ code: String, _ rule: RetentionRule, _ isDryRun: Bool
    ) -> JSON {
        func list(_ files: [RetentionSummary.File]) -> JSON {
            .array(
                files.map { file in
                    .members([
                        ("id", .string(file.id.description)),
                        ("lastContact", .string(file.lastContact.description)),
                        ("date", .string(file.date.description)),
                    ])
                })
        }
        return .members([
            ("territory", .string(code)), ("dryRun", .bool(isDryRun)),
            ("months", .integer(Int64(rule.months))),
            ("noticeDays", .integer(Int64(rule.noticeDays))),
            ("erased", list(summary.erased)), ("notified", list(summary.notified)),
            ("withdrawn", .array(summary.withdrawn.map { .string($0.description) })),
        ])
    }

    private func number(_ option: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = invocation.option(option) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "--\(option) attend un nombre entre \(range.lowerBound) et "
                        + "\(range.upperBound), et non « \(text) ».",
                    en: "--\(option) needs a number between \(range.lowerBound) and "
                        + "\(range.upperBound), not \"\(text)\"."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `--\(option) 24`.",
                    en: "Write for example `--\(option) 24`."))
        }
        return number
    }
}
