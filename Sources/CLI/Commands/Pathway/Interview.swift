// `relais interview questions|note|complete|show|revise`: interviews with a versioned form.

import ClientCore
import Console
import Shared

/// What the commands of interviews have in common.
private enum InterviewAnswers {
    static let id = "0192f0c1-2b3c-7def-8123-456789abcdef"

    /// `key=answer` from an index on.
    static func lines(
        _ context: Context, from index: Int
    ) throws(RelaisError) -> [InterviewForm.Line] {
        try context.invocation.positionals.dropFirst(index).map { argument throws(RelaisError) in
            let bytes = Array(argument.utf8)
            guard let sign = bytes.firstIndex(of: UInt8(ascii: "=")), sign > 0 else {
                throw .usage(
                    Phrase(
                        fr: "« \(argument) » n'est pas de la forme `clé=réponse`.",
                        en: "\"\(argument)\" is not of the form `key=answer`."),
                    remedy: Phrase(
                        fr: "`relais interview questions` montre les clés.",
                        en: "`relais interview questions` shows the keys."))
            }
            return InterviewForm.Line(
                key: String(decoding: bytes[..<sign], as: UTF8.self),
                text: String(decoding: bytes[(sign + 1)...], as: UTF8.self))
        }
    }

    /// Warns of words to think over, as for any text about somebody.
    static func warnings(
        _ lines: [InterviewForm.Line], _ context: Context
    ) throws(RelaisError) -> JSON {
        let text = lines.map(\.text).joined(separator: "\n")
        return context.warn(
            of: [Interview.shared.answers.name: .assign(.text(text))],
            in: try context.collection(Interview.collectionName))
    }
}

enum InterviewQuestionsCommand: Command {
    static let specification = CommandSpecification(
        ["interview", "questions"],
        summary: Phrase(
            fr: "Montre les questions de la trame d'entretien en usage, ou d'une autre version.",
            en: "Shows the questions of the interview form in use, or of another version."),
        positionals: PositionalSpecification(
            "[FORM]", minimum: 0, maximum: 1,
            help: Phrase(
                fr: "La trame ; sinon celle en usage (`relais list interview_grid`).",
                en: "The form; otherwise the one in use (`relais list interview_grid`).")),
        example: "interview questions")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.invocation.positionals.first.map { text throws(RelaisError) in
            try context.recordID(text)
        }
        let form = try Interviews(store).form(id)
        let questions = InterviewForm(form.questions ?? "")
        context.output.document(
            .object([
                "id": .string(form.record.id.description), "name": .optional(form.name),
                "version": form.version.map(JSON.integer) ?? .null,
                "questions": .array(
                    questions.lines.map { line in
                        .object(["key": .string(line.key), "question": .string(line.text)])
                    }),
            ]))
        context.output.rows([
            (Phrase(fr: "trame", en: "form"), form.name ?? ""),
            (Phrase(fr: "identifiant", en: "id"), form.record.id.description),
            (Phrase(fr: "version", en: "version"), form.version.map(String.init) ?? ""),
        ])
        let rows = questions.lines.map { line in
            (
                term: Phrase(fr: line.key + " :", en: line.key + ":").text(context.language),
                text: line.text
            )
        }
        for line in Columns.pairs(rows) {
            context.output.line(line)
        }
        return 0
    }
}

enum InterviewNoteCommand: Command {
    static let specification = CommandSpecification(
        ["interview", "note"],
        summary: Phrase(
            fr: "Note un entretien : les réponses restent liées à la version de la trame.",
            en: "Notes an interview: the answers stay with the version of the form."),
        options: [
            .value(
                "form", "ID",
                help: Phrase(
                    fr: "La version de la trame ; sinon celle en usage.",
                    en: "The version of the form; otherwise the one in use.")),
            .value(
                "summary", "TEXT",
                help: Phrase(fr: "La synthèse.", en: "The summary.")),
        ],
        positionals: PositionalSpecification(
            "PERSON key=answer…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "La personne, et les réponses (`relais interview questions`).",
                en: "The person, and the answers (`relais interview questions`).")),
        example: "interview note \(InterviewAnswers.id) 'situation=Sans emploi depuis mars.'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let person = try context.person(context.argument(0), store)
        let lines = try InterviewAnswers.lines(context, from: 1)
        var edits: [String: FieldEdit] = [:]
        if let summary = context.invocation.option("summary") {
            edits[Interview.shared.summary.name] = .assign(.text(summary))
        }
        let warnings = try InterviewAnswers.warnings(
            lines + [
                InterviewForm.Line(
                    key: "summary", text: context.invocation.option("summary") ?? "")
            ], context)
        let form = try context.recordID(option: "form")
        let id = try Interviews(store).note(person: person, form: form, lines, edits)
        context.output.document(
            .object(["id": .string(id.description), "warnings": warnings]))
        context.output.rows([(Phrase(fr: "entretien", en: "interview"), id.description)])
        return 0
    }
}

enum InterviewCompleteCommand: Command {
    static let specification = CommandSpecification(
        ["interview", "complete"],
        summary: Phrase(
            fr: "Complète les réponses d'un entretien, sur la version où il a été mené.",
            en: "Completes the answers of an interview, on the version that it was held with."),
        positionals: PositionalSpecification(
            "INTERVIEW key=answer…", minimum: 2, maximum: nil,
            help: Phrase(
                fr: "L'entretien et les réponses ; `clé=` retire une réponse.",
                en: "The interview and the answers; `key=` takes an answer away.")),
        example: "interview complete \(InterviewAnswers.id) 'mobilite=À vélo.'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let lines = try InterviewAnswers.lines(context, from: 1)
        let warnings = try InterviewAnswers.warnings(lines, context)
        try Interviews(store).complete(id, lines)
        context.output.document(
            .object(["id": .string(id.description), "warnings": warnings]))
        context.output.rows([(Phrase(fr: "entretien", en: "interview"), id.description)])
        return 0
    }
}

enum InterviewShowCommand: Command {
    static let specification = CommandSpecification(
        ["interview", "show"],
        summary: Phrase(
            fr: "Montre un entretien : les questions de sa version, avec les réponses.",
            en: "Shows an interview: the questions of its version, with the answers."),
        positionals: PositionalSpecification("INTERVIEW", minimum: 1, maximum: 1),
        example: "interview show \(InterviewAnswers.id)")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let id = try context.recordID(context.argument(0))
        let answers = try Interviews(store).answers(of: id)
        context.output.document(
            .object([
                "id": .string(id.description),
                "answers": .array(
                    answers.map { question, answer in
                        .object([
                            "key": .string(question.key), "question": .string(question.text),
                            "answer": .optional(answer),
                        ])
                    }),
            ]))
        let none = Phrase(fr: "(sans réponse)", en: "(not answered)").text(context.language)
        for (question, answer) in answers {
            for line in Columns.wrap(question.text, hanging: 2) { context.output.line(line) }
            for line in Columns.wrap(answer ?? none, width: Columns.width - 2) {
                context.output.line("  " + line)
            }
        }
        return 0
    }
}

enum InterviewReviseCommand: Command {
    static let specification = CommandSpecification(
        ["interview", "revise"],
        summary: Phrase(
            fr: "Fait une nouvelle version de la trame ; l'ancienne garde ses réponses.",
            en: "Makes a new version of the form; the one before keeps its answers."),
        options: [
            .value(
                "form", "ID",
                help: Phrase(
                    fr: "La trame à reprendre ; sinon celle en usage, s'il y en a une.",
                    en: "The form to go on from; otherwise the one in use, if any.")),
            .value("name", "NAME", help: Phrase(fr: "Son nom.", en: "Its name.")),
        ],
        positionals: PositionalSpecification(
            "key=question…", minimum: 1, maximum: nil,
            help: Phrase(
                fr: "Les questions qui changent ou s'ajoutent ; `clé=` en retire une.",
                en: "The questions that change or are added; `key=` takes one away.")),
        example: "interview revise 'mobilite=Comment vous déplacez-vous ?'")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let store = try context.store()
        let interviews = Interviews(store)
        let current = try interviews.forms().first?.record.id
        let form = try context.recordID(option: "form") ?? current
        let id = try interviews.revise(
            form, name: context.invocation.option("name"),
            try InterviewAnswers.lines(context, from: 0))
        let version = try interviews.form(id).version
        context.output.document(
            .object([
                "id": .string(id.description), "version": version.map(JSON.integer) ?? .null,
            ]))
        context.output.rows([
            (Phrase(fr: "trame", en: "form"), id.description),
            (Phrase(fr: "version", en: "version"), version.map(String.init) ?? ""),
        ])
        return 0
    }
}
