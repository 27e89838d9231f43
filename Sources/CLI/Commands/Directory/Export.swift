// `relais export`: records as files that other programs read.

import ClientCore
import Console
import Shared

enum ExportCommand: Command {
    static let specification = CommandSpecification(
        ["export"],
        summary: Phrase(
            fr: "Écrit des fiches dans un fichier que d'autres logiciels lisent.",
            en: "Writes records to a file that other programs read."),
        options: [
            .value(
                "format", "FORMAT", isRequired: true,
                help: Phrase(
                    fr: "data-inclusion (structures et services), ics (événements), geojson (ce "
                        + "qui a une position), csv (une collection), vcard (structures, "
                        + "entreprises, référents), jobposting (offres).",
                    en: "data-inclusion (organisations and services), ics (events), geojson "
                        + "(what has a position), csv (one collection), vcard (organisations, "
                        + "companies, referents), jobposting (offers).")),
            .value(
                "to", "FILE", isRequired: true,
                help: Phrase(
                    fr: "Le fichier, que vous seul pourrez lire.",
                    en: "The file, which only you will be able to read.")),
            .value(
                "collection", "NAME",
                help: Phrase(
                    fr: "Seulement cette collection ; csv en demande une.",
                    en: "Only this collection; csv needs one.")),
        ],
        example: "export --format ics --to agenda.ics")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let format = try format(context)
        let collections = try collections(of: format, context)
        let store = try context.store()
        var records: [ExportRecord] = []
        for name in collections {
            records += try store.records(name).map(ExportRecord.init)
        }
        let organisations = try organisations(store)
        let now = Instant(milliseconds: Int64(clamping: store.ports.now()))
        let export = format.export(
            records, organisations: organisations, schema: context.schema, now: now)
        let path = context.invocation.option("to") ?? ""
        let name = context.invocation.option("collection").map { "\(format.rawValue)/\($0)" }
        try store.noteAct(.export, of: name ?? format.rawValue, count: export.count)
        try ReportFile.write(export.bytes, to: path)
        tell(export, path, context)
        return 0
    }

    /// Every organisation under each identity that others know it by: a joined one is the one that
    /// stands for it.
    private static func organisations(_ store: Store) throws(RelaisError) -> [ExportRecord] {
        let all = try store.records(Organisation.collectionName, includingJoined: true)
        let byID = Dictionary(all.map { ($0.id, $0) }) { first, _ in first }
        return all.map { record in
            let standing = record.mergedInto.flatMap { byID[$0] } ?? record
            return ExportRecord(
                collection: record.collection, id: record.id, fields: standing.fields)
        }
    }

    private static func tell(_ export: Export, _ path: String, _ context: Context) {
        let language = context.language
        context.output.document(
            .object([
                "file": .string(path), "exported": .count(export.count),
                "skipped": .array(
                    export.refusals.map { refusal in
                        .object([
                            "collection": .string(refusal.record.collection),
                            "id": .string(refusal.record.id.description),
                            "reason": .string(refusal.reason.text(language)),
                        ])
                    }),
            ]))
        context.output.rows([
            (Phrase(fr: "fichier", en: "file"), path),
            (Phrase(fr: "écrites", en: "written"), String(export.count)),
            (Phrase(fr: "laissées", en: "left out"), String(export.refusals.count)),
        ])
        for refusal in export.refusals {
            let name =
                if case .single(.text(let name))? = refusal.record.fields["name"] { name } else {
                    ""
                }
            let text = "\(name) : \(refusal.reason.text(language))"
            for line in Columns.wrap("- " + text, hanging: 2) { context.output.line(line) }
            context.output.line("  \(refusal.record.collection) \(refusal.record.id)")
        }
    }

    private static func format(_ context: Context) throws(RelaisError) -> ExportFormat {
        let name = context.invocation.option("format") ?? ""
        guard let format = ExportFormat(rawValue: name) else {
            let known = ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw .usage(
                Phrase(
                    fr: "« \(name) » n'est pas un format d'export.",
                    en: "\"\(name)\" is no format of export."),
                remedy: Phrase(
                    fr: "--format prend : \(known).", en: "--format takes: \(known)."))
        }
        return format
    }

    private static func collections(
        of format: ExportFormat, _ context: Context
    ) throws(RelaisError) -> [String] {
        guard let name = context.invocation.option("collection") else {
            guard format.collections.isEmpty else { return format.collections }
            throw .usage(
                Phrase(
                    fr: "Ce format écrit une collection à la fois.",
                    en: "This format writes one collection at a time."),
                remedy: Phrase(
                    fr: "Ajoutez `--collection`, par exemple `--collection place`.",
                    en: "Add `--collection`, for example `--collection place`."))
        }
        let collection = try context.collection(name)
        guard format.collections.isEmpty || format.collections.contains(collection.name) else {
            let known = format.collections.joined(separator: ", ")
            throw .usage(
                Phrase(
                    fr: "« \(name) » ne s'écrit pas dans ce format.",
                    en: "\"\(name)\" is not written in this format."),
                remedy: Phrase(
                    fr: "Il prend : \(known).", en: "It takes: \(known)."))
        }
        return [collection.name]
    }
}

extension ExportRecord {
    fileprivate init(_ record: Record) {
        self.init(collection: record.collection, id: record.id, fields: record.fields)
    }
}
