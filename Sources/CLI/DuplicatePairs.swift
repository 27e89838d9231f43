// DuplicatePairs: likely duplicates two by two, of people and of sheets.

import ClientCore
import Console
import Shared

enum DuplicatePairs {
    /// Writes the pairs, each with why, and what can be done about them.
    ///
    /// - Parameters:
    ///   - all: the likeliest first; `--limit` says how many are written.
    ///   - advice: how two are joined.
    ///   - head: a record in a line.
    static func write(
        _ all: [LikelyDuplicate], advice: Phrase, _ context: Context,
        head: (RecordID) throws(RelaisError) -> String
    ) throws(RelaisError) {
        let pairs = all.prefix(try context.count("limit") ?? .max)
        context.output.document(
            .object([
                "duplicates": .array(pairs.map { json($0, context) }), "total": .count(all.count),
            ]))
        for pair in pairs {
            for id in [pair.first, pair.second] {
                for line in Columns.wrap(try head(id), hanging: 2) { context.output.line(line) }
            }
            for line in PersonLines.reasons(pair.likeness, context) { context.output.line(line) }
            context.output.line("")
        }
        context.output.paragraph(
            all.isEmpty
                ? Phrase(fr: "Aucun doublon probable.", en: "No likely duplicate.") : advice)
    }

    private static func json(_ pair: LikelyDuplicate, _ context: Context) -> JSON {
        .object([
            "first": .string(pair.first.description), "second": .string(pair.second.description),
            "score": .count(pair.likeness.score),
            "reasons": .array(pair.likeness.reasons.map { .string($0.text(context.language)) }),
        ])
    }
}
