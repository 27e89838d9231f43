// backup, restore, compact: what keeps a territory, brings it back, and takes out of it.

import Console
import FoundationEssentials
import Server
import Shared

struct BackupCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let data = try invocation.data()
        let (code, _) = try data.oneTerritory(invocation)
        let passphrase = try invocation.passphrase()
        let backup = try Backup.make(
            data, territory: code, to: try invocation.required("to"), passphrase: passphrase)
        let through = backup.position.sequence
        output.line(
            Phrase(
                fr: "\(code) : sauvegardé jusqu'à \(through) dans \(backup.file)",
                en: "\(code): backed up through \(through) in \(backup.file)"))
        output.document(
            .members([
                ("file", .string(backup.file)), ("territory", .string(code)),
                ("through", .integer(Int64(clamping: through))),
                ("epoch", .string(backup.position.epoch.description)),
                ("encrypted", .bool(passphrase != nil)),
            ]))
    }
}

struct RestoreCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let ports = Ports.system
        let restored = try Restore.run(
            from: try invocation.required("from"), into: try invocation.required("data"),
            ports: ports, schema: JobSearch.schema, passphrase: try invocation.passphrase())
        let through = restored.fork.sequence
        output.line(
            Phrase(
                fr: "\(restored.territory) : restauré jusqu'à \(through). Au prochain échange, les "
                    + "appareils rendent ce qui manque.",
                en: "\(restored.territory): restored through \(through). When devices next "
                    + "synchronise, they give back what is missing."))
        if let replaced = restored.replaced {
            output.line(
                Phrase(
                    fr: "Ce qui était à sa place est gardé : \(replaced)",
                    en: "What stood in its place is kept: \(replaced)"))
        }
        let advice = advice(restored, now: ports.now())
        for phrase in advice { output.note(phrase) }
        output.note(remains: restored.unreadable, of: restored.territory)
        output.document(
            .members([
                ("territory", .string(restored.territory)),
                ("epoch", .string(restored.epoch.description)),
                ("through", .integer(Int64(clamping: through))),
                ("madeAt", restored.madeAt.map { .string(time($0)) } ?? .null),
                ("ledger", .string(restored.hasLedger ? "applied" : "missing")),
                ("replaced", restored.replaced.map(JSON.string) ?? .null),
                ("replacedClean", .bool(restored.isReplacedClean)),
                ("unreadable", .array(restored.unreadable.map(JSON.string))),
                (
                    "takenOver",
                    .members([
                        ("sealed", .integer(Int64(restored.takenOver.sealed))),
                        ("refused", .integer(Int64(restored.takenOver.refused))),
                        ("whole", .bool(restored.takenOver.isWhole)),
                    ])
                ), ("advice", .array(advice.map { .string($0.text(output.language)) })),
            ]))
    }

    /// What the operator has to do now.
    private func advice(_ restored: RestoreSummary, now: UInt64) -> [Phrase] {
        var advice: [Phrase] = []
        if !restored.hasLedger {
            advice.append(
                Phrase(
                    fr: "Le registre manque : refaites les retraits d'accès et les effacements "
                        + "faits depuis la sauvegarde ; les appareils inscrits depuis doivent "
                        + "l'être de nouveau.",
                    en: "The ledger is missing: make again the revocations and erasures made "
                        + "since the backup; devices enrolled since must be enrolled again."))
        }
        if let replaced = restored.replaced, !restored.isReplacedClean {
            advice.append(
                Phrase(
                    fr: "Le fichier remplacé n'a pas pu être nettoyé de ce qui a été effacé : "
                        + "supprimez-le dès que tout va bien, et ses copies : \(replaced)",
                    en: "The file that was replaced could not be cleaned of what was erased: "
                        + "delete it as soon as all is well, and its copies: \(replaced)"))
        }
        if !restored.takenOver.isWhole { advice.append(notTakenOver(restored)) }
        if let madeAt = restored.madeAt, now > madeAt, now - madeAt > Horizon.restorable {
            let days = (now - madeAt) / (24 * 3600 * 1000)
            advice.append(
                Phrase(
                    fr: "La sauvegarde a \(days) jours. Les appareils gardent leurs saisies 90 "
                        + "jours au plus : de plus anciennes peuvent ne pas revenir.",
                    en: "The backup is \(days) days old. Devices keep what they sent for 90 days "
                        + "at most: older changes may not come back."))
        }
        return advice
    }

    /// What waits for a decision may be in the replaced file alone.
    private func notTakenOver(_ restored: RestoreSummary) -> Phrase {
        guard let replaced = restored.replaced else {
            return Phrase(
                fr: "Rien n'était à sa place : ce qui attend une décision et que plus aucun "
                    + "appareil ne garde n'a pu être repris. Si l'ancien fichier existe encore, "
                    + "mettez-le à sa place et restaurez de nouveau, avant de démarrer.",
                en: "Nothing stood in its place: what waits for a decision and no device holds any "
                    + "more could not be taken over. If the old file still exists, put it in its "
                    + "place and restore again, before you start the server.")
        }
        return Phrase(
            fr: "Le fichier remplacé n'a pas pu être lu en entier : ce qui y attend une décision "
                + "et que plus aucun appareil ne garde n'est pas repris. S'il peut être réparé, "
                + "mettez-le à sa place et restaurez de nouveau, avant de démarrer : \(replaced)",
            en: "The file that was replaced could not be read whole: what waits for a decision "
                + "there and no device holds any more is not taken over. If it can be repaired, "
                + "put it in its place and restore again, before you start the server: "
                + "\(replaced)")
    }

    private func time(_ milliseconds: UInt64) -> String {
        Instant(milliseconds: Int64(clamping: milliseconds)).description
    }
}

struct CompactCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let data = try invocation.data()
        let isDryRun = invocation.flag("dry-run")
        var rows: [JSON] = []
        for (code, storage) in try data.chosenTerritories(invocation) {
            var compaction = Compaction(
                storage: storage, ports: data.ports, schema: JobSearch.schema)
            let summary = try data.translate {
                isDryRun ? try compaction.plan() : try compaction.run()
            }
            let counts = "\(summary.records), \(summary.transactions), \(summary.tombstones)"
            output.line(
                Phrase(
                    fr: "\(code) : fiches supprimées, saisies anciennes, annonces de disparition "
                        + (isDryRun ? "à retirer : " : "retirées : ") + counts,
                    en: "\(code): deleted records, old transactions, announcements of what is "
                        + (isDryRun ? "gone, due: " : "gone, removed: ") + counts))
            rows.append(
                .members([
                    ("territory", .string(code)), ("records", .integer(Int64(summary.records))),
                    ("transactions", .integer(Int64(summary.transactions))),
                    ("tombstones", .integer(Int64(summary.tombstones))),
                ]))
        }
        output.document(
            .members([("territories", .array(rows)), ("dryRun", .bool(isDryRun))]))
    }
}

extension Invocation {
    /// The passphrase that was given for a backup.
    func passphrase() throws -> String? {
        guard let source = option("passphrase-file") else { return nil }
        return try Secret(argument: source == "-" ? source : "@" + source, kind: .passphrase).text
    }
}

extension ServerData {
    /// The territory that a command works on: the only one, or the one that it names.
    func oneTerritory(
        _ invocation: Invocation
    ) throws -> (code: String, storage: SQLiteTerritoryStorage) {
        if let code = invocation.option("territory") { return (code, try existingTerritory(code)) }
        let all = try territories()
        guard all.count == 1 else {
            let codes = all.map(\.code).joined(separator: ", ")
            throw RelaisError.usage(
                all.isEmpty
                    ? Phrase(
                        fr: "Il n'y a pas de territoire dans ces données.",
                        en: "There is no territory in this data.")
                    : Phrase(
                        fr: "Ces données ont plusieurs territoires : \(codes).",
                        en: "This data has several territories: \(codes)."),
                remedy: Phrase(
                    fr: "Ajoutez `--territory CODE`.", en: "Add `--territory CODE`."))
        }
        return all[0]
    }
}
