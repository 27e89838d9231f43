// AdministrationErrors: what an operator asked for and cannot have, said for people.

import Shared

enum AdministrationErrors {
    static func unknownOrganisation(_ id: String) -> RelaisError {
        RelaisError(
            code: "unknown_organisation",
            message: Phrase(
                fr: "Le territoire n'a pas de structure « \(id) ».",
                en: "The territory has no organisation \"\(id)\"."),
            remedy: Phrase(
                fr: "Créez-la d'abord : `relais-server organisation create`.",
                en: "Create it first: `relais-server organisation create`."))
    }

    static func unknownUser(_ id: String) -> RelaisError {
        RelaisError(
            code: "unknown_user",
            message: Phrase(
                fr: "Le territoire n'a pas de compte « \(id) ».",
                en: "The territory has no user \"\(id)\"."),
            remedy: Phrase(
                fr: "`relais-server devices list` montre les comptes qui ont un appareil.",
                en: "`relais-server devices list` shows the users who have a device."))
    }

    static func unknownPortfolio(_ id: String) -> RelaisError {
        RelaisError(
            code: "unknown_portfolio",
            message: Phrase(
                fr: "Le territoire n'a pas de portefeuille « \(id) ».",
                en: "The territory has no portfolio \"\(id)\"."),
            remedy: Phrase(
                fr: "`relais-server portfolio list` les montre tous.",
                en: "`relais-server portfolio list` shows them all."))
    }

    static func unknownAccess(_ replica: Replica) -> RelaisError {
        RelaisError(
            code: "unknown_access",
            message: Phrase(
                fr: "Rien n'est ouvert par exception à l'appareil \(replica).",
                en: "Nothing is open by exception to device \(replica)."),
            remedy: Phrase(
                fr: "`relais admin access list` dit ce qui l'est, et jusqu'à quand.",
                en: "`relais admin access list` says what is, and until when."))
    }

    static func userLeft(_ id: String) -> RelaisError {
        RelaisError(
            code: "user_left",
            message: Phrase(
                fr: "La personne du compte « \(id) » est partie.",
                en: "The person of the user \"\(id)\" has left."),
            remedy: Phrase(
                fr: "Rien n'a été modifié. Pour un retour, faites un nouveau compte : "
                    + "`relais-server invite --name …`.",
                en: "Nothing was changed. If they come back, make a new user: "
                    + "`relais-server invite --name …`."))
    }

    static let ownAccount = RelaisError(
        code: "own_account",
        message: Phrase(
            fr: "C'est votre propre compte, ou l'appareil avec lequel vous travaillez.",
            en: "This is your own user, or the device that you are working with."),
        remedy: Phrase(
            fr: "Rien n'a été modifié. `relais sign-out` termine cet appareil ; pour le reste, "
                + "adressez-vous à qui administre le serveur.",
            en: "Nothing was changed. `relais sign-out` ends this device; for the rest, ask "
                + "whoever administers the server."))

    static let releaseNotYours = RelaisError(
        code: "not_allowed",
        message: Phrase(
            fr: "Cette saisie change un enregistrement que votre structure ne peut pas modifier.",
            en: "This change concerns a record that your organisation may not change."),
        remedy: Phrase(
            fr: "Écartez-la, ou adressez-vous à qui administre le serveur. Rien n'a été "
                + "enregistré ; la saisie attend toujours.",
            en: "Dismiss it, or ask whoever administers the server. Nothing was saved; the "
                + "change goes on waiting."))

    static func unknownTerritory(_ code: String) -> RelaisError {
        RelaisError(
            code: "unknown_territory",
            message: Phrase(
                fr: "Il n'y a pas de territoire « \(code) » dans ces données.",
                en: "There is no territory \"\(code)\" in this data."),
            remedy: Phrase(
                fr: "Créez-le d'abord : `relais-server territory create \(code) --name …`.",
                en: "Create it first: `relais-server territory create \(code) --name …`."))
    }

    static func territoryExists(_ code: String) -> RelaisError {
        RelaisError(
            code: "territory_exists",
            message: Phrase(
                fr: "Le territoire « \(code) » existe déjà.",
                en: "The territory \"\(code)\" already exists."),
            remedy: Phrase(
                fr: "Rien n'a été modifié. Choisissez un autre code.",
                en: "Nothing was changed. Choose another code."))
    }

    static func badTerritoryCode(_ code: String) -> RelaisError {
        RelaisError(
            code: "bad_territory_code",
            message: Phrase(
                fr: "« \(code) » ne peut pas être un code de territoire.",
                en: "\"\(code)\" cannot be the code of a territory."),
            remedy: Phrase(
                fr: "Employez 1 à 40 lettres minuscules sans accent, chiffres ou tirets.",
                en: "Use 1 to 40 lower-case letters without accents, digits or hyphens."))
    }

    static func unknownDevice(_ number: String) -> RelaisError {
        RelaisError(
            code: "unknown_device",
            message: Phrase(
                fr: "Il n'y a pas d'appareil \(number).", en: "There is no device \(number)."),
            remedy: Phrase(
                fr: "`relais-server devices list` donne leurs numéros.",
                en: "`relais-server devices list` gives their numbers."))
    }

    static func dataNotUsable(_ path: String, detail: String) -> RelaisError {
        RelaisError(
            code: "data_not_usable",
            message: Phrase(
                fr: "Le dossier de données \(path) ne peut pas être utilisé.",
                en: "The data folder \(path) cannot be used."),
            remedy: Phrase(
                fr: "Vérifiez qu'il existe, qu'il est accessible en écriture et que le disque "
                    + "n'est pas plein.",
                en: "Check that it exists, that it is writable and that the disk is not full."),
            detail: detail)
    }

    static func notABackup(_ path: String) -> RelaisError {
        RelaisError(
            code: "not_a_backup",
            message: Phrase(
                fr: "\(path) n'est pas une sauvegarde de Relais.",
                en: "\(path) is not a Relais backup."),
            remedy: Phrase(
                fr: "Donnez un fichier que `relais-server backup` a écrit. Rien n'a été modifié.",
                en: "Give a file that `relais-server backup` wrote. Nothing was changed."))
    }

    static func damagedRecord(_ key: RecordKey) -> RelaisError {
        RelaisError(
            code: "record_damaged",
            message: Phrase(
                fr: "La copie du serveur de « \(key.collection) » \(key.id) est abîmée ; rien "
                    + "n'a été changé.",
                en: "The server's copy of \"\(key.collection)\" \(key.id) is damaged; nothing "
                    + "was changed."),
            remedy: Phrase(
                fr: "Lancez `relais verify` sur un appareil qui a encore cet enregistrement, puis "
                    + "recommencez.",
                en: "Run `relais verify` on a device that still holds the record, then try "
                    + "again."))
    }

    static func damagedBackup(_ path: String) -> RelaisError {
        RelaisError(
            code: "damaged_backup",
            message: Phrase(
                fr: "La sauvegarde \(path) est abîmée.", en: "The backup \(path) is damaged."),
            remedy: Phrase(
                fr: "Prenez une autre sauvegarde. Rien n'a été modifié.",
                en: "Take another backup. Nothing was changed."))
    }

    static func serverRunning(_ folder: String) -> RelaisError {
        RelaisError(
            code: "server_running",
            message: Phrase(
                fr: "Un serveur travaille sur \(folder).", en: "A server is running on \(folder)."),
            remedy: Phrase(
                fr: "Arrêtez-le d'abord (SIGTERM). Rien n'a été modifié.",
                en: "Stop it first (SIGTERM). Nothing was changed."))
    }

    static func backupNotWritten(_ path: String, detail: String) -> RelaisError {
        RelaisError(
            code: "backup_not_written",
            message: Phrase(
                fr: "La sauvegarde ne peut pas être écrite dans \(path).",
                en: "The backup cannot be written to \(path)."),
            remedy: Phrase(
                fr: "Vérifiez que le dossier existe hors des données du serveur, qu'il est "
                    + "accessible en écriture et que le disque n'est pas plein.",
                en: "Check that the folder exists outside of the server's data, that it is "
                    + "writable and that the disk is not full."),
            detail: detail)
    }

    static func newerData(_ path: String) -> RelaisError {
        RelaisError(
            code: "data_newer",
            message: Phrase(
                fr: "Les données de \(path) ont été écrites par une version plus récente.",
                en: "The data in \(path) was written by a newer version."),
            remedy: Phrase(
                fr: "Mettez relais-server à jour ; rien n'a été modifié.",
                en: "Update relais-server; nothing was changed."))
    }
}
