// `relais lock`: makes a store that only a passphrase opens.

import ClientCore
import Console
import Shared

enum LockCommand: Command {
    static let specification = CommandSpecification(
        ["lock"],
        summary: Phrase(
            fr: "Chiffre tout le dossier de l'appareil ; seule la phrase de passe l'ouvre ensuite.",
            en: "Encrypts the whole of the device's store; only the passphrase opens it then."),
        example: "lock --passphrase-file ~/phrase --store ~/relais")

    static func run(_ context: Context) async throws(RelaisError) -> Int32 {
        let folder = try context.folder()
        // Before anybody is asked for anything.
        if try Store.isLocked(folder: folder) { throw LockErrors.alreadyLocked }
        let passphrase = try Passphrases(context).new(from: Passphrases.option.name)
        try Store.lock(folder: folder, passphrase: passphrase)
        context.output.document(.object(["locked": .bool(true)]))
        context.output.paragraph(
            Phrase(
                fr: "Le dossier est verrouillé. Gardez la phrase de passe en lieu sûr : personne "
                    + "ne peut la retrouver. Ce qui était en clair peut subsister sur le disque, "
                    + "surtout de type flash, jusqu'à ce que le système écrive par-dessus.",
                en: "The store is locked. Keep the passphrase in a safe place: nobody can find it "
                    + "again. What was in the clear may survive on the disk, flash storage above "
                    + "all, until the system writes over it."))
        return 0
    }
}
