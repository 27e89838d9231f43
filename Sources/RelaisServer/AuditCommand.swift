// audit: who did what, and whether the account of it is still what was written.

import Console
import Server
import Shared

struct AuditCommand {
    private let invocation: Invocation
    private let output: Output

    /// How many lines are listed unless told.
    private static let usualLimit = 100

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    /// Answers with the exit status: 1 when the account does not hold.
    func run() throws -> Int32 {
        let data = try invocation.data()
        let (code, storage) = try data.oneTerritory(invocation)
        if invocation.flag("verify") { return try verify(code, storage, data) }
        try list(code, storage, data)
        return 0
    }

    // MARK: Listing

    private func list(
        _ code: String, _ storage: SQLiteTerritoryStorage, _ data: ServerData
    ) throws {
        let limit = try limit()
        let since = try since()
        let (lines, total) = try data.translate {
            try storage.read { reader in
                (try reader.audit(last: limit, since: since), try reader.auditHead().count)
            }
        }
        for line in lines { show(line) }
        output.document(
            .members([
                ("territory", .string(code)),
                ("lines", .array(lines.map(AdministrationDocuments.line))),
                ("total", .integer(Int64(clamping: total))),
            ]))
    }

    private func show(_ line: AuditLine) {
        let what = AuditKind(rawValue: line.what)?.label.text(output.language) ?? line.what
        let device = line.device.map { " (\($0))" } ?? ""
        let times = line.count == 1 ? "" : "  ×\(line.count)"
        output.line(
            "\(line.number)  \(time(line.at))  \(line.who)\(device)  \(what)  \(line.subject)"
                + "  \(line.outcome)\(times)")
    }

    // MARK: Verifying

    private func verify(
        _ code: String, _ storage: SQLiteTerritoryStorage, _ data: ServerData
    ) throws -> Int32 {
        switch try data.translate({ try AuditCheck.run(storage) }) {
        case .whole(let head):
            output.line(
                Phrase(
                    fr: "\(code) : \(head.count) ligne(s), telles qu'elles furent écrites.",
                    en: "\(code): \(head.count) line(s), as they were written."))
            output.document(
                .members([
                    ("territory", .string(code)), ("match", .bool(true)),
                    ("lines", .integer(Int64(clamping: head.count))),
                    ("head", .string(Hex.encode(head.hash))),
                ]))
            return 0
        case .broken(let line, let flaw):
            let message = AuditCommand.message(flaw, line)
            output.line(message)
            output.document(
                .members([
                    ("territory", .string(code)), ("match", .bool(false)),
                    ("line", .integer(Int64(clamping: line))), ("reason", .string(flaw.rawValue)),
                    ("message", .string(message.text(output.language))),
                ]))
            return 1
        }
    }

    private static func message(_ flaw: AuditFlaw, _ line: UInt64) -> Phrase {
        switch flaw {
        case .changed:
            Phrase(
                fr: "La ligne \(line) n'est pas celle qui fut écrite.",
                en: "Line \(line) is not what was written.")
        case .missing:
            Phrase(fr: "La ligne \(line) manque.", en: "Line \(line) is missing.")
        case .cut:
            Phrase(
                fr: "La fin a été coupée : la ligne \(line) manque, et le registre la connaît.",
                en: "The end was cut: line \(line) is missing, and the ledger knows of it.")
        case .rewritten:
            Phrase(
                fr: "Le journal a été réécrit : le registre connaît une autre ligne \(line).",
                en: "The audit was rewritten: the ledger knows another line \(line).")
        case .unwitnessed:
            Phrase(
                fr: "Le registre ne dit pas où le journal finit : des lignes ont pu être coupées "
                    + "à partir de la ligne \(line).",
                en: "The ledger does not say where the audit ends: lines may have been cut from "
                    + "line \(line) on.")
        }
    }

    // MARK: Reading options

    private func limit() throws -> Int {
        guard let text = invocation.option("limit") else { return AuditCommand.usualLimit }
        guard let limit = Int(text), limit > 0 else {
            throw RelaisError.usage(
                Phrase(
                    fr: "--limit attend un nombre entier positif, et non « \(text) ».",
                    en: "--limit needs a positive whole number, not \"\(text)\"."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `--limit 20`.",
                    en: "Write for example `--limit 20`."))
        }
        return limit
    }

    private func since() throws -> UInt64 {
        guard let text = invocation.option("since") else { return 0 }
        guard let instant = Instant(text) ?? Instant(text + "T00:00:00Z") else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est ni un jour ni un moment.",
                    en: "\"\(text)\" is neither a day nor a moment."),
                remedy: Phrase(
                    fr: "Écrivez par exemple `--since 2026-11-01`.",
                    en: "Write for example `--since 2026-11-01`."))
        }
        return UInt64(max(instant.milliseconds, 0))
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }
}
