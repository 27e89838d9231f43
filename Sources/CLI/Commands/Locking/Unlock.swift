// `relais unlock`: makes a store that opens without a passphrase again.

import ClientCore
import Console
import Shared

enum UnlockCommand: Command {
    static let specification = CommandSpecification(
        ["unlock"],
        summary: Phrase(
            fr: "Déchiffre le dossier de l'appareil, qui s'ouvre ensuite sans phrase de passe.",
            en: "Decrypts the device's store, which opens without a passphrase then."),
        example: "unlock --passphrase-file ~/phrase --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let folder = try context.folder()
        guard try Store.isLocked(folder: folder) else { throw LockErrors.notLocked }
        try Store.unlock(folder: folder, passphrase: try Passphrases(context).required())
        context.output.document(.object(["locked": .bool(false)]))
        context.output.paragraph(
            Phrase(
                fr: "Le dossier n'est plus verrouillé : qui a ses fichiers peut le lire.",
                en: "The store is not locked any more: who has its files can read it."))
        return 0
    }
}
