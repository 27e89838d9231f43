// What can be wrong with a sealed backup and its passphrase, said for an operator.

import Shared

extension AdministrationErrors {
    static func backupSealed(_ path: String) -> RelaisError {
        RelaisError(
            code: "backup_encrypted",
            message: Phrase(
                fr: "La sauvegarde \(path) est chiffrée.",
                en: "The backup \(path) is encrypted."),
            remedy: Phrase(
                fr: "Ajoutez `--passphrase-file FICHIER`. Rien n'a été modifié.",
                en: "Add `--passphrase-file FILE`. Nothing was changed."))
    }

    static func backupNotSealed(_ path: String) -> RelaisError {
        RelaisError(
            code: "backup_not_encrypted",
            message: Phrase(
                fr: "Une phrase de passe est donnée, mais \(path) n'est pas une sauvegarde "
                    + "chiffrée.",
                en: "A passphrase was given, but \(path) is not an encrypted backup."),
            remedy: Phrase(
                fr: "Si elle devait l'être, quelqu'un l'a remplacée ou abîmée ; sinon retirez "
                    + "`--passphrase-file`. Rien n'a été modifié.",
                en: "If it should be, somebody replaced or damaged it; otherwise leave "
                    + "`--passphrase-file` out. Nothing was changed."))
    }

    static func wrongPassphrase(_ path: String) -> RelaisError {
        RelaisError(
            code: "wrong_passphrase",
            message: Phrase(
                fr: "Ce n'est pas la phrase de passe de la sauvegarde \(path).",
                en: "This is not the passphrase of the backup \(path)."),
            remedy: Phrase(
                fr: "Donnez celle avec laquelle elle fut faite. Rien n'a été modifié.",
                en: "Give the one that it was made with. Nothing was changed."))
    }

    static let weakPassphrase = RelaisError(
        code: "weak_passphrase",
        message: Phrase(
            fr: "Cette phrase de passe est trop courte.", en: "This passphrase is too short."),
        remedy: Phrase(
            fr: "Prenez au moins \(KeyHead.minimumPassphrase) caractères. Rien n'a été modifié.",
            en: "Use at least \(KeyHead.minimumPassphrase) characters. Nothing was changed."))
}
