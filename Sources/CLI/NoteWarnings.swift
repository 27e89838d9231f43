// NoteWarnings: what a text about somebody should be thought over for, told before it is saved.

import ClientCore
import Console
import Shared

extension Context {
    /// Warns on standard error of what is about to be written about somebody; answers with the same
    /// for scripts. Nothing is refused.
    func warn(of edits: [String: FieldEdit], in collection: CollectionDeclaration) -> JSON {
        var warnings: [JSON] = []
        for field in collection.fields where schema.isFreeText(field, of: collection) {
            guard case .assign(.text(let text))? = edits[field.name] else { continue }
            for warning in NoteLint.warnings(in: text) {
                output.note(
                    Phrase(
                        fr: "À relire : « \(warning.word) » (\(field.label.french)) : "
                            + "\(warning.reason.french). Plutôt : \(warning.suggestion.french).",
                        en: "To think over: \"\(warning.word)\" (\(field.label.english)): "
                            + "\(warning.reason.english). Rather: \(warning.suggestion.english)."))
                warnings.append(
                    .object([
                        "field": .string(field.name), "word": .string(warning.word),
                        "position": .count(warning.position),
                        "topic": .string(warning.topic.rawValue),
                        "reason": .string(warning.reason.text(language)),
                        "suggestion": .string(warning.suggestion.text(language)),
                    ]))
            }
        }
        return .array(warnings)
    }
}
