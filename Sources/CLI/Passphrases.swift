// Passphrases: where the passphrase of a locked store comes from: a file, standard input, or a
// person at a terminal. Never an argument, and never a question to a program.

import ClientCore
import Console
import Cryptography
import Shared

struct Passphrases {
    static let option = OptionSpecification.value(
        "passphrase-file", "FILE",
        help: Phrase(
            fr: "La phrase de passe d'un dossier verrouillé : un fichier, ou `-` pour l'entrée "
                + "standard ; sinon la variable RELAIS_PASSPHRASE_FILE.",
            en: "The passphrase of a locked store: a file, or `-` for standard input; otherwise "
                + "the variable RELAIS_PASSPHRASE_FILE."))

    private let context: Context

    init(_ context: Context) { self.context = context }

    /// What opens the store in a folder: what was given, or what is asked for when it is locked.
    func opening(_ folder: String) throws(RelaisError) -> StorePassphrase? {
        if let given = try given() { return given }
        guard context.environment.isInputTerminal, try Store.isLocked(folder: folder) else {
            return nil
        }
        return try asked(Phrase(fr: "Phrase de passe : ", en: "Passphrase: "))
    }

    /// The passphrase that a store must have.
    func required() throws(RelaisError) -> StorePassphrase {
        if let given = try given() { return given }
        return try asked(Phrase(fr: "Phrase de passe : ", en: "Passphrase: "))
    }

    /// A passphrase for a store that gets one.
    ///
    /// - Parameter option: names the file; the passphrase in force is not taken for it when it is
    ///   another one.
    func new(from option: String) throws(RelaisError) -> StorePassphrase {
        if let path = context.invocation.option(option) { return try read(path) }
        if option == Self.option.name, let given = try given() { return given }
        let first = try asked(
            Phrase(fr: "Nouvelle phrase de passe : ", en: "New passphrase: "), option: option)
        let again = try asked(
            Phrase(fr: "Encore une fois : ", en: "Once more: "), option: option)
        guard first.hasSameText(as: again) else {
            throw RelaisError(
                code: "passphrases_differ",
                message: Phrase(
                    fr: "Les deux phrases de passe diffèrent.",
                    en: "The two passphrases differ."),
                remedy: Phrase(
                    fr: "Recommencez ; rien n'a changé.", en: "Try again; nothing was changed."))
        }
        return first
    }

    private func given() throws(RelaisError) -> StorePassphrase? {
        let path =
            context.invocation.option(Self.option.name)
            ?? context.environment.variables["RELAIS_PASSPHRASE_FILE"] ?? ""
        return path.isEmpty ? nil : try read(path)
    }

    private func read(_ path: String) throws(RelaisError) -> StorePassphrase {
        let secret = try Secret(argument: path == "-" ? path : "@" + path, kind: .passphrase)
        return StorePassphrase(secret.text, sealing: LibcryptoSealing())
    }

    private func asked(
        _ question: Phrase, option: String = Passphrases.option.name
    ) throws(RelaisError) -> StorePassphrase {
        guard context.environment.isInputTerminal else {
            throw .usage(
                Phrase(
                    fr: "La phrase de passe n'est pas donnée.",
                    en: "The passphrase is not given."),
                remedy: Phrase(
                    fr: "Ajoutez `--\(option) FICHIER`, ou `-` pour l'entrée standard.",
                    en: "Add `--\(option) FILE`, or `-` for standard input."))
        }
        let secret = try Secret(asking: question.text(context.language))
        return StorePassphrase(secret.text, sealing: LibcryptoSealing())
    }
}
