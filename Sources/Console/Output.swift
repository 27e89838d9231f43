// Everything a program says. Standard output carries the answer: lines for a person, or JSON and
// nothing else. Standard error carries the rest. Each call is one write(2) of whole lines.
//
// A reader that went away (`relais list | head`) is no event to report: the output notes it, stays
// quiet from then on, and the exit status says it.

package import Shared
import Synchronization

/// The voice of one command.
package final class Output: Sendable {
    /// Whether the answer is JSON.
    package let isJSON: Bool
    /// The language of what people read.
    package let language: Language

    private let isErrorTerminal: Bool
    private let standardOutput: Descriptor
    private let standardError: Descriptor
    private let documents = Atomic<Int>(0)
    /// The first `errno` that standard output gave; 0 while all is well.
    private let failure = Atomic<Int32>(0)
    /// What `progress` last showed, so that the same is not drawn again; -1 when nothing is shown.
    private let shown = Atomic<Int>(-1)

    private static let clearLine = "\r\u{1B}[K"

    /// An output to two descriptors, which stay the caller's to close.
    package init(
        environment: Environment, isJSON: Bool, language: Language,
        standardOutput: Int32 = 1, standardError: Int32 = 2
    ) {
        self.isJSON = isJSON
        self.language = language
        isErrorTerminal = environment.isErrorTerminal
        self.standardOutput = Descriptor(number: standardOutput)
        self.standardError = Descriptor(number: standardError)
    }

    /// A sentence of the answer; nothing in JSON mode.
    package func line(_ phrase: Phrase) { line(phrase.text(language)) }

    /// Text of the answer, a line feed is added; nothing in JSON mode.
    package func line(_ text: String) {
        guard !isJSON else { return }
        answer(Array((Self.printable(text) + "\n").utf8))
    }

    /// A sentence beside the answer, on standard error in every mode.
    package func note(_ phrase: Phrase) {
        say([phrase.text(language)])
    }

    /// The answer, as one JSON document on one line; nothing when JSON was not asked for.
    ///
    /// A command answers once. Only one that streams (`watch`) may call it again, and says so.
    package func document(_ json: JSON, stream: Bool = false) {
        guard isJSON else { return }
        document(json.bytes, stream: stream)
    }

    /// The same for a document that was written with `JSONWriter`, as long answers are.
    package func document(_ json: [UInt8], stream: Bool = false) {
        guard isJSON else { return }
        let before = documents.add(1, ordering: .relaxed).oldValue
        precondition(before == 0 || stream, "a command answers with one JSON document")
        answer(json + [UInt8(ascii: "\n")])
    }

    /// How far long work has come; only on a terminal, on one line that is drawn over.
    ///
    /// `done` never goes past `total`; without a `total`, the count alone is shown. The line goes
    /// away before anything else is said, and `endProgress` removes it.
    package func progress(_ phrase: Phrase, done: Int, total: Int? = nil) {
        guard isErrorTerminal else { return }
        let percentage = total.map { $0 > 0 ? Int(Double(done) / Double($0) * 100) : 100 }
        let key = percentage ?? done
        guard shown.exchange(key, ordering: .relaxed) != key else { return }
        let label = Phrase(fr: phrase.french + " :", en: phrase.english + ":").text(language)
        let measure = percentage.map { language == .french ? "\($0)\u{A0}%" : "\($0)%" }
        write(Self.clearLine + Self.printable("\(label) \(measure ?? String(done))"))
    }

    /// Removes the line of progress.
    package func endProgress() {
        guard shown.exchange(-1, ordering: .relaxed) != -1 else { return }
        write(Self.clearLine)
    }

    /// Says what failed and what to do; answers with the exit status, 2 for wrong usage, else 1.
    ///
    /// The sentence and the remedy go to standard error. In JSON mode the error is the document,
    /// with `members` beside it, unless the answer was already given; `stream` gives it after
    /// others.
    package func fail(
        _ error: RelaisError, beside members: [JSONObject.Member] = [], stream: Bool = false
    ) -> Int32 {
        if isJSON, stream || documents.load(ordering: .relaxed) == 0 {
            let error = JSONObject.Member(key: "error", value: Self.json(error, language))
            document(.object(JSONObject(members: [error] + members)), stream: stream)
        }
        let headline = Phrase(
            fr: "Erreur : " + error.message.french, en: "Error: " + error.message.english)
        let remedy = Phrase(
            fr: "À faire : " + error.remedy.french, en: "What to do: " + error.remedy.english)
        var lines = [headline.text(language), remedy.text(language)]
        if let detail = error.detail {
            lines.append(Phrase(fr: "Détail : ", en: "Detail: ").text(language) + detail)
        }
        say(lines)
        return error.code == RelaisError.usageCode ? 2 : 1
    }

    /// Whether the answer cannot be written any more: its reader went away, as a rule.
    package var isLost: Bool { failure.load(ordering: .relaxed) != 0 }

    /// The status to exit with when the work ended with `status`: an answer that could not be
    /// written in full is a failure, told unless it is the reader who left.
    package func finish(_ status: Int32) -> Int32 {
        endProgress()
        let failure = Descriptor.Failure(code: failure.load(ordering: .relaxed))
        guard failure.code != 0 else { return status }
        if !failure.isBrokenPipe {
            note(
                Phrase(
                    fr: "Erreur : la sortie standard n'a pas pu être écrite (\(failure.text)).",
                    en: "Error: standard output could not be written (\(failure.text))."))
        }
        return status == 0 ? 1 : status
    }

    private static func json(_ error: RelaisError, _ language: Language) -> JSON {
        .object([
            "code": .string(error.code),
            "message": .string(error.message.text(language)),
            "remedy": .string(error.remedy.text(language)),
            "transient": .bool(error.isTransient),
        ])
    }

    private func answer(_ bytes: [UInt8]) {
        endProgress()
        guard failure.load(ordering: .relaxed) == 0 else { return }
        do {
            try standardOutput.write(bytes)
        } catch {
            failure.store(error.code, ordering: .relaxed)
        }
    }

    /// Paragraphs on standard error, in one write. A word of 80 columns or more is not broken.
    private func say(_ paragraphs: [String]) {
        let lines = paragraphs.flatMap { Columns.wrap(Self.printable($0), hanging: 2) }
        remark(lines.map { $0 + "\n" }.joined())
    }

    private func remark(_ text: String) {
        endProgress()
        write(text)
    }

    /// Standard error has nowhere left to report its own failure.
    private func write(_ text: String) {
        try? standardError.write(Array(text.utf8))
    }

    /// Text without control characters but line feeds and tabs: what somebody wrote in a record
    /// must not drive the terminal of who reads it.
    static func printable(_ text: String) -> String {
        let isControl = { (scalar: Unicode.Scalar) in
            scalar.properties.generalCategory == .control && scalar != "\n" && scalar != "\t"
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(isControl(scalar) ? "\u{FFFD}" : scalar)
        }
        return result
    }
}
