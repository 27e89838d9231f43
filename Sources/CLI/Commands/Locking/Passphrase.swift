// `relais passphrase`: gives a locked store another passphrase.

import ClientCore
import Console
import Shared

enum PassphraseCommand: Command {
    private static let newOption = "new-passphrase-file"

    static let specification = CommandSpecification(
        ["passphrase"],
        summary: Phrase(
            fr: "Change la phrase de passe d'un dossier verrouillé, sans rien déchiffrer.",
            en: "Changes the passphrase of a locked store, without decrypting anything."),
        options: [
            .value(
                newOption, "FILE",
                help: Phrase(
                    fr: "La nouvelle phrase de passe : un fichier, ou `-` pour l'entrée standard.",
                    en: "The new passphrase: a file, or `-` for standard input."))
        ],
        example: "passphrase --passphrase-file ~/old --new-passphrase-file ~/new")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let folder = try context.folder()
        guard try Store.isLocked(folder: folder) else { throw LockErrors.notLocked }
        let passphrases = Passphrases(context)
        let old = try passphrases.required()
        let new = try passphrases.new(from: newOption)
        try Store.changePassphrase(folder: folder, from: old, to: new)
        context.output.document(.object(["changed": .bool(true)]))
        context.output.paragraph(
            Phrase(
                fr: "La phrase de passe est changée. Une copie plus ancienne du dossier s'ouvre "
                    + "toujours avec l'ancienne.",
                en: "The passphrase was changed. An older copy of the store still opens with the "
                    + "old one."))
        return 0
    }
}
