// Answers: what a command printed, held against the contract that scripts rely on.

import Shared
import Testing

extension Outcome {
    /// The one JSON document of standard output; nothing else may stand there.
    func document() throws -> JSON {
        guard output.hasSuffix("\n"), !output.dropLast().contains("\n") else {
            throw Failure("not exactly one line: \(summary)")
        }
        do { return try JSON.parse(Array(output.utf8)) } catch {
            throw Failure("not one JSON document (\(error)): \(summary)")
        }
    }

    /// The document of a command that was done.
    @discardableResult
    func success() throws -> JSON {
        guard status == 0 else { throw Failure("not done: \(summary)") }
        return try document()
    }

    /// The error of a command that could not be done: exactly its four members, and the sentence
    /// with what to do about it on standard error.
    func error(status expected: Int32 = 1) throws -> JSON {
        guard status == expected else { throw Failure("status is not \(expected): \(summary)") }
        guard let error = try document()["error"] else { throw Failure("no error: \(summary)") }
        #expect(error.keys == ["code", "message", "remedy", "transient"])
        let message = try error.text("message")
        let remedy = try error.text("remedy")
        #expect(message.hasSuffix(".") && remedy.hasSuffix("."), "\(message) \(remedy)")
        #expect(said.contains(words(message)) && said.contains(words(remedy)), "\(errors)")
        for line in errors.split(separator: "\n") {
            #expect(line.count <= 80 || !line.drop { $0 == " " }.contains(" "), "\(line)")
        }
        #expect(try !error.text("code").isEmpty)
        _ = try error.flag("transient")
        return error
    }
}

extension Outcome {
    /// What stands on standard error, without the ends of its lines.
    var said: String { words(errors) }

    private func words(_ text: String) -> String {
        text.split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }
}

extension JSON {
    /// The keys of an object, in their order.
    var keys: [String] {
        guard case .object(let object) = self else { return [] }
        return object.members.map(\.key)
    }

    /// The elements of an array; none for anything else.
    var elements: [JSON] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// Text, when it is text.
    var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var isNull: Bool { self == .null }

    func text(_ key: String) throws -> String {
        guard let text = self[key]?.string else { throw Failure("no text \"\(key)\" in \(shown)") }
        return text
    }

    func number(_ key: String) throws -> Int {
        guard case .integer(let number)? = self[key] else {
            throw Failure("no number \"\(key)\" in \(shown)")
        }
        return Int(number)
    }

    func flag(_ key: String) throws -> Bool {
        guard case .bool(let flag)? = self[key] else {
            throw Failure("no flag \"\(key)\" in \(shown)")
        }
        return flag
    }

    func list(_ key: String) throws -> [JSON] {
        guard case .array(let elements)? = self[key] else {
            throw Failure("no list \"\(key)\" in \(shown)")
        }
        return elements
    }

    /// The value of a field of a record as `get` and `list` print it.
    func field(_ name: String) -> JSON? { self["fields"]?[name] }

    /// The document as text, for messages and comparisons.
    var shown: String { String(decoding: bytes, as: UTF8.self) }
}
