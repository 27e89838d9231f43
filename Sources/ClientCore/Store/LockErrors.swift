// LockErrors: what can be wrong with a locked store and its passphrase, said for people.

package import Shared

package enum LockErrors {
    static let locked = RelaisError(
        code: "store_locked",
        message: Phrase(
            fr: "Ce dossier est verrouillé par une phrase de passe.",
            en: "This store is locked with a passphrase."),
        remedy: Phrase(
            fr: "Donnez-la avec `--passphrase-file FICHIER` (`-` pour l'entrée standard) ou la "
                + "variable RELAIS_PASSPHRASE_FILE.",
            en: "Give it with `--passphrase-file FILE` (`-` for standard input) or the variable "
                + "RELAIS_PASSPHRASE_FILE."))

    package static let notLocked = RelaisError(
        code: "store_not_locked",
        message: Phrase(
            fr: "Une phrase de passe est donnée, mais ce dossier n'est pas verrouillé.",
            en: "A passphrase was given, but this store is not locked."),
        remedy: Phrase(
            fr: "S'il devait l'être, prévenez la coordination ; sinon `relais lock` le verrouille, "
                + "et sans phrase de passe il s'ouvre tel quel.",
            en: "If it should be, tell the coordinator; otherwise `relais lock` locks it, and "
                + "without a passphrase it opens as it is."))

    package static let alreadyLocked = RelaisError(
        code: "store_already_locked",
        message: Phrase(
            fr: "Ce dossier est déjà verrouillé.", en: "This store is locked already."),
        remedy: Phrase(
            fr: "`relais passphrase` change la phrase de passe ; `relais unlock` la retire.",
            en: "`relais passphrase` changes the passphrase; `relais unlock` takes it away."))

    static let inUse = RelaisError(
        code: "store_busy",
        message: Phrase(
            fr: "Une autre commande ou l'application utilise ce dossier.",
            en: "Another command or the application is using this store."),
        remedy: Phrase(
            fr: "Fermez-la (`relais watch` aussi), puis recommencez.",
            en: "Close it (`relais watch` too), then try again."),
        isTransient: true)

    static let weak = RelaisError(
        code: "weak_passphrase",
        message: Phrase(
            fr: "Cette phrase de passe est trop courte.", en: "This passphrase is too short."),
        remedy: Phrase(
            fr: "Prenez au moins \(StorePassphrase.minimumLength) caractères : quatre ou cinq mots "
                + "tirés au hasard se retiennent bien.",
            en: "Use at least \(StorePassphrase.minimumLength) characters: four or five words "
                + "picked at random are easy to remember."))

    static func noStore(_ folder: String) -> RelaisError {
        RelaisError(
            code: "no_store",
            message: Phrase(
                fr: "Il n'y a pas de dossier d'appareil dans \(folder).",
                en: "There is no device's store in \(folder)."),
            remedy: Phrase(
                fr: "Vérifiez le chemin donné à --store.",
                en: "Check the path that --store gives."))
    }

    /// Why a key could not be had.
    static func failure(_ failure: KeyHead.Failure) -> RelaisError {
        switch failure {
        case .wrongPassphrase:
            RelaisError(
                code: "wrong_passphrase",
                message: Phrase(
                    fr: "Ce n'est pas la phrase de passe de ce dossier.",
                    en: "This is not the passphrase of this store."),
                remedy: Phrase(
                    fr: "Retapez-la (majuscules, accents, espaces comptent) ; personne ne peut la "
                        + "retrouver.",
                    en: "Type it again (capitals, accents and spaces count); nobody can find it "
                        + "again."))
        case .newer: StoreErrors.newerStore
        case .damaged, .notSealed: StoreErrors.damaged("head of the file")
        case .noMemory:
            RelaisError(
                code: "out_of_memory",
                message: Phrase(
                    fr: "Il manque de la mémoire pour vérifier la phrase de passe.",
                    en: "There is not enough memory to check the passphrase."),
                remedy: Phrase(
                    fr: "Fermez d'autres programmes, puis recommencez.",
                    en: "Close other programs, then try again."),
                isTransient: true)
        }
    }

    /// A page was changed, moved or cut off, or the disk is failing.
    static func altered(detail: String) -> RelaisError {
        RelaisError(
            code: "store_altered",
            message: Phrase(
                fr: "Une page du dossier verrouillé a été modifiée ou abîmée ; elle n'est pas lue.",
                en: "A page of the locked store was altered or damaged; it is not read."),
            remedy: Phrase(
                fr: "N'effacez rien : gardez une copie du dossier et prévenez la coordination.",
                en: "Do not delete anything: keep a copy of the folder and tell the coordinator."),
            detail: detail)
    }
}
