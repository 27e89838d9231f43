// A code or a passphrase, read without leaving a trace where others can look: the list of processes
// and the history of a shell both show arguments, so only a code that works once may be one.

import Glibc
package import Shared

/// A secret that somebody gave to a command.
package struct Secret: Sendable {
    /// What the secret is, which decides where it may come from.
    package enum Kind: Sendable {
        /// A code that is spent by its first use, such as that of an enrolment.
        case oneTimeCode
        /// Something that stays valid.
        case passphrase
    }

    /// The greatest length of a secret, in bytes of UTF-8.
    package static let maximumBytes = 4096

    /// The secret itself, without the white space around it; never empty.
    package let text: String

    /// Reads a secret from what stands for it on a command line.
    ///
    /// `-` is the first line of standard input; `@FILE`, or the path of something that exists, is
    /// the first line of that file; anything else is the secret itself, which only a one-time code
    /// may be. Throws `usage` for a passphrase written in the open, and `secret_unreadable`,
    /// `secret_too_long`, `secret_not_text` or `secret_empty`.
    package init(
        argument: String, kind: Kind, standardInput: Int32 = 0
    ) throws(RelaisError) {
        if argument == "-" {
            text = try Self.line(of: Descriptor(number: standardInput), named: argument)
        } else if argument.hasPrefix("@") {
            text = try Self.line(ofFile: String(argument.dropFirst()))
        } else if access(argument, F_OK) == 0 {
            text = try Self.line(ofFile: argument)
        } else if kind == .oneTimeCode {
            text = try Self.checked(Array(argument.utf8), named: argument)
        } else {
            throw .usage(
                Phrase(
                    fr: "Un secret ne se donne pas en argument : les autres comptes le verraient.",
                    en: "A secret is not given as an argument: other accounts would see it."),
                remedy: Phrase(
                    fr: "Donnez `-` et le secret sur l'entrée standard, ou `@FICHIER`.",
                    en: "Give `-` and the secret on standard input, or `@FILE`."))
        }
    }

    private static func line(ofFile path: String) throws(RelaisError) -> String {
        let number = open(path, O_RDONLY | O_CLOEXEC)
        guard number >= 0 else {
            throw unreadable(path, Descriptor.Failure(code: errno))
        }
        defer { close(number) }
        return try line(of: Descriptor(number: number), named: path)
    }

    static func line(
        of descriptor: Descriptor, named name: String
    ) throws(RelaisError) -> String {
        let bytes: [UInt8]?
        do {
            bytes = try descriptor.readLine(limit: maximumBytes)
        } catch {
            throw unreadable(name, error)
        }
        return try checked(bytes, named: name)
    }

    /// The name of the source is only told when it is not the secret.
    private static func checked(
        _ bytes: [UInt8]?, named name: String
    ) throws(RelaisError) -> String {
        guard let bytes, bytes.count <= maximumBytes else {
            throw RelaisError(
                code: "secret_too_long",
                message: Phrase(
                    fr: "Le secret donné dépasse \(maximumBytes) octets.",
                    en: "The secret given is longer than \(maximumBytes) bytes."),
                remedy: Phrase(
                    fr: "Vérifiez que c'est le bon fichier, avec le secret seul sur sa ligne.",
                    en: "Check that it is the right file, with the secret alone on its line."))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw RelaisError(
                code: "secret_not_text",
                message: Phrase(
                    fr: "Le secret donné n'est pas du texte UTF-8.",
                    en: "The secret given is not UTF-8 text."),
                remedy: Phrase(
                    fr: "Vérifiez que c'est le bon fichier, et non une clé binaire.",
                    en: "Check that it is the right file, and not a binary key."))
        }
        let trimmed = trim(text)
        guard !trimmed.isEmpty else {
            throw empty
        }
        return trimmed
    }

    static let empty = RelaisError(
        code: "secret_empty",
        message: Phrase(fr: "Le secret donné est vide.", en: "The secret given is empty."),
        remedy: Phrase(
            fr: "Écrivez-le sur la première ligne de l'entrée standard ou du fichier.",
            en: "Write it on the first line of standard input or of the file."))

    /// A secret that was read and checked.
    init(checked text: String) { self.text = text }

    private static func trim(_ text: String) -> String {
        let isBlank = { (character: Character) in
            character.isWhitespace || character == "\u{FEFF}"
        }
        let start = text.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(start[...last])
    }

    static func unreadable(_ path: String, _ failure: Descriptor.Failure) -> RelaisError {
        let source = Phrase(
            fr: path == "-" ? "l'entrée standard" : "« \(path) »",
            en: path == "-" ? "standard input" : "\"\(path)\"")
        return RelaisError(
            code: "secret_unreadable",
            message: Phrase(
                fr: "Le secret n'a pas pu être lu depuis \(source.french).",
                en: "The secret could not be read from \(source.english)."),
            remedy: Phrase(
                fr: "Vérifiez le chemin et que ce compte peut lire le fichier.",
                en: "Check the path, and that this account may read the file."),
            detail: failure.text)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret, so that no log can hold it by accident.
    package var description: String { "Secret(…)" }

    /// Never the secret.
    package var debugDescription: String { description }

    /// Never the secret: `dump` and string interpolation of what holds it read this.
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
