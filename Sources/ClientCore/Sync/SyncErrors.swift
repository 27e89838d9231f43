// SyncErrors: what can go wrong between a device and its server, said for people.

package import Shared

package enum SyncErrors {
    static func unreachable(_ detail: String) -> RelaisError {
        RelaisError(
            code: "offline",
            message: Phrase(
                fr: "Le serveur n'est pas joignable.", en: "The server cannot be reached."),
            remedy: Phrase(
                fr: "Vos saisies sont enregistrées sur cet appareil. Recommencez `relais sync` "
                    + "quand il y aura du réseau.",
                en: "What you wrote is saved on this device. Run `relais sync` again when there "
                    + "is a network."),
            isTransient: true, detail: detail)
    }

    static func notARelaisServer(_ detail: String) -> RelaisError {
        RelaisError(
            code: "not_a_relais_server",
            message: Phrase(
                fr: "La réponse ne vient pas d'un serveur Relais.",
                en: "The answer does not come from a Relais server."),
            remedy: Phrase(
                fr: "Vérifiez l'adresse. Sur un réseau public, ouvrez d'abord sa page d'accueil "
                    + "dans un navigateur.",
                en: "Check the address. On a public network, open its welcome page in a browser "
                    + "first."),
            isTransient: false, detail: detail)
    }

    package static func badAddress(_ detail: String) -> RelaisError {
        RelaisError(
            code: "bad_address",
            message: Phrase(
                fr: "Cette adresse de serveur n'est pas valable.",
                en: "This server address is not valid."),
            remedy: Phrase(
                fr: "Donnez une adresse comme https://relais.exemple.fr, sans rien après.",
                en: "Give an address like https://relais.example.org, with nothing after it."),
            detail: detail)
    }

    static func serverFailed(_ status: Int) -> RelaisError {
        RelaisError(
            code: "server_failed",
            message: Phrase(
                fr: "Le serveur a répondu par une erreur (\(status)).",
                en: "The server answered with an error (\(status))."),
            remedy: Phrase(
                fr: "Recommencez plus tard ; prévenez la coordination si cela dure.",
                en: "Try again later; tell the coordinator if it lasts."),
            isTransient: status >= 500 || status == 429, detail: "HTTP \(status)")
    }

    static let transactionTooLarge = RelaisError(
        code: "transaction_too_large",
        message: Phrase(
            fr: "Cet enregistrement est trop gros pour être envoyé en une fois.",
            en: "This change is too large to be sent at once."),
        remedy: Phrase(
            fr: "Enregistrez en plusieurs fois. Rien n'a été enregistré.",
            en: "Save it in several steps. Nothing was saved."))

    static let alreadyEnrolled = RelaisError(
        code: "already_enrolled",
        message: Phrase(
            fr: "Ce dossier est déjà rattaché à un serveur.",
            en: "This store is already enrolled with a server."),
        remedy: Phrase(
            fr: "Pour une autre personne ou un autre territoire, choisissez un autre dossier avec "
                + "--store.",
            en: "For another person or territory, choose another folder with --store."))

    static let enrolledAsAnother = RelaisError(
        code: "enrolled_as_another",
        message: Phrase(
            fr: "Ce code est celui d'une autre personne ou d'un autre territoire.",
            en: "This code is another person's or another territory's."),
        remedy: Phrase(
            fr: "Demandez un code pour le même compte (`relais-server invite --user`), ou "
                + "choisissez un autre dossier avec --store. Rien n'a été modifié ici.",
            en: "Ask for a code for the same account (`relais-server invite --user`), or choose "
                + "another folder with --store. Nothing was changed here."))

    static let notUpToDate = RelaisError(
        code: "not_up_to_date",
        message: Phrase(
            fr: "La comparaison n'a pas pu se faire : des changements arrivent sans cesse.",
            en: "The comparison could not be made: changes keep arriving."),
        remedy: Phrase(fr: "Recommencez dans un instant.", en: "Try again in a moment."),
        isTransient: true)

    static let receiptKeyChanged = RelaisError(
        code: "receipt_key_changed",
        message: Phrase(
            fr: "Le reçu est signé avec une autre clé que celle de ce territoire.",
            en: "The receipt is signed with another key than this territory's."),
        remedy: Phrase(
            fr: "Demandez à la coordination si le serveur a été réinstallé ; un nouveau code "
                + "(`relais enrol`) fait connaître sa nouvelle clé. Rien n'est perdu ici.",
            en: "Ask the coordinator whether the server was set up anew; a new code "
                + "(`relais enrol`) tells its new key. Nothing is lost here."))

    /// More records than one receipt can cover.
    static func receiptTooLarge(_ count: Int) -> RelaisError {
        RelaisError(
            code: "receipt_too_large",
            message: Phrase(
                fr: "Un reçu couvre au plus \(WireLimits.recordsInReceipt) enregistrements ; "
                    + "celui-ci en couvrirait \(count).",
                en: "A receipt covers at most \(WireLimits.recordsInReceipt) records; this one "
                    + "would cover \(count)."),
            remedy: Phrase(
                fr: "`relais verify` compare tout avec le serveur.",
                en: "`relais verify` compares everything with the server."))
    }

    /// A device is to be signed out, and the server does not have everything that it wrote.
    static func notAllSent(_ count: Int, because error: RelaisError) -> RelaisError {
        RelaisError(
            code: "not_all_sent",
            message: Phrase(
                fr: "\(count) saisie(s) de cet appareil ne sont pas encore sur le serveur. "
                    + error.message.french,
                en: "\(count) change(s) of this device are not on the server yet. "
                    + error.message.english),
            remedy: Phrase(
                fr: "Recommencez avec du réseau. Rien n'a été retiré de cet appareil.",
                en: "Try again with a network. Nothing was removed from this device."),
            isTransient: error.isTransient, detail: error.code)
    }

    /// The server has answered for transactions that this store does not have.
    static func storeIsBehind(answered: UInt64, held: UInt64) -> RelaisError {
        RelaisError(
            code: "store_is_behind",
            message: Phrase(
                fr: "Ce dossier est plus ancien que ce que le serveur a déjà reçu de cet appareil.",
                en: "This store is older than what the server has already received from this "
                    + "device."),
            remedy: Phrase(
                fr: "C'est sans doute une ancienne copie. Rien n'est perdu : gardez le dossier et "
                    + "demandez un nouveau code à la coordination.",
                en: "It is probably an old copy. Nothing is lost: keep the folder and ask the "
                    + "coordinator for a new code."),
            detail: "server \(answered), store \(held)")
    }
}
