// What the administrative commands share: asking the server, and rows of its answer as text.

import ClientCore
import Console
import Shared

extension Context {
    /// Asks the server for one act, and answers with what it said, which is the document too.
    func administer(_ act: String, _ message: [(String, JSON)] = []) async throws(RelaisError)
        -> JSON
    {
        let members = message.map { JSONObject.Member(key: $0.0, value: $0.1) }
        let answer = try await engine(try store())
            .administer(act, .object(JSONObject(members: members)))
        output.document(answer)
        return answer
    }

    /// A text option as a member of a question; nothing when it is not given.
    func member(_ option: String, as key: String? = nil) -> [(String, JSON)] {
        invocation.option(option).map { [(key ?? option, .string($0))] } ?? []
    }

    /// One line for each element of a list of the answer: the texts of these keys.
    func lines(_ answer: JSON, _ list: String, _ keys: [String], indent: String = "") {
        guard case .array(let rows)? = answer[list] else { return }
        for row in rows {
            output.line(
                indent + keys.map { row[$0].map(Context.text) ?? "—" }.joined(separator: "  "))
        }
    }

    /// A value of an answer, for people.
    static func text(_ value: JSON) -> String {
        switch value {
        case .null: "—"
        case .string(let text): text
        case .array(let values): values.map(text).joined(separator: " ")
        default: String(decoding: value.bytes, as: UTF8.self)
        }
    }

    /// A device's number as it was typed.
    func replica(_ text: String) throws(RelaisError) -> JSON {
        guard let replica = Replica(text) else {
            throw .usage(
                Phrase(
                    fr: "« \(text) » n'est pas un numéro d'appareil.",
                    en: "\"\(text)\" is not a device number."),
                remedy: Phrase(
                    fr: "`relais admin devices` les donne.",
                    en: "`relais admin devices` gives them."))
        }
        return .integer(Int64(replica))
    }
}
