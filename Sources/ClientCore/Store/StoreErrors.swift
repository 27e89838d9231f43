// StoreErrors: what can be wrong with a store or with what is asked of it, said for people.

import SQLite
package import Shared

package enum StoreErrors {
    package static func unknownCollection(_ name: String) -> RelaisError {
        RelaisError(
            code: "unknown_collection",
            message: Phrase(
                fr: "La collection « \(name) » n'existe pas.",
                en: "There is no collection \"\(name)\"."),
            remedy: Phrase(
                fr: "`relais schema` donne la liste des collections.",
                en: "`relais schema` lists the collections."))
    }

    package static func unknownField(_ field: String, _ collection: String) -> RelaisError {
        RelaisError(
            code: "unknown_field",
            message: Phrase(
                fr: "La collection « \(collection) » n'a pas de champ « \(field) ».",
                en: "The collection \"\(collection)\" has no field \"\(field)\"."),
            remedy: Phrase(
                fr: "`relais schema \(collection)` donne la liste de ses champs.",
                en: "`relais schema \(collection)` lists its fields."))
    }

    package static func notFound(_ collection: String, _ id: RecordID) -> RelaisError {
        RelaisError(
            code: "not_found",
            message: Phrase(
                fr: "Aucun enregistrement \(collection) \(id) ici (absent, supprimé ou effacé).",
                en: "No \(collection) record \(id) here (missing, deleted or erased)."),
            remedy: Phrase(
                fr: "Vérifiez l'identifiant, ou synchronisez d'abord.",
                en: "Check the id, or synchronise first."))
    }

    static func missingField(_ field: FieldDeclaration, _ collection: String) -> RelaisError {
        RelaisError(
            code: "missing_field",
            message: Phrase(
                fr: "Il manque « \(field.name) » (\(field.label.french)) pour créer "
                    + "\(collection).",
                en: "\"\(field.name)\" (\(field.label.english)) is missing to create "
                    + "\(collection)."),
            remedy: Phrase(
                fr: "Ajoutez `\(field.name)=…`.", en: "Add `\(field.name)=…`."))
    }

    package static func invalid(_ problem: ValidationProblem) -> RelaisError {
        RelaisError(
            code: problem.code, message: problem.message,
            remedy: Phrase(
                fr: "Corrigez la valeur ; `relais schema \(problem.collection)` donne la forme "
                    + "attendue. Rien n'a été enregistré.",
                en: "Correct the value; `relais schema \(problem.collection)` shows what is "
                    + "expected. Nothing was saved."),
            detail: problem.field)
    }

    static func damaged(_ what: String) -> RelaisError {
        RelaisError(
            code: "store_damaged",
            message: Phrase(
                fr: "Le dossier de l'appareil est abîmé.", en: "The device's store is damaged."),
            remedy: Phrase(
                fr: "N'effacez rien : gardez une copie du dossier et prévenez la coordination.",
                en: "Do not delete anything: keep a copy of the folder and tell the "
                    + "coordinator."),
            detail: what)
    }

    /// The application's own error ended an action.
    static func undone(_ error: any Error) -> RelaisError {
        RelaisError(
            code: "undone",
            message: Phrase(
                fr: "L'action a été annulée par l'application : rien n'a été enregistré.",
                en: "The application undid the action: nothing was saved."),
            remedy: Phrase(
                fr: "Le détail dit pourquoi ; recommencez.",
                en: "The detail says why; try again."),
            detail: "\(error)")
    }

    static let newerStore = RelaisError(
        code: "store_newer",
        message: Phrase(
            fr: "Ce dossier a été écrit par une version plus récente de Relais.",
            en: "This store was written by a newer version of Relais."),
        remedy: Phrase(
            fr: "Mettez Relais à jour sur cet appareil ; rien n'a été modifié.",
            en: "Update Relais on this device; nothing was changed."))

    static let syncRunning = RelaisError(
        code: "sync_running",
        message: Phrase(
            fr: "Une autre synchronisation est en cours sur ce dossier.",
            en: "Another synchronisation is running on this store."),
        remedy: Phrase(
            fr: "Attendez qu'elle se termine, puis recommencez si besoin.",
            en: "Wait until it ends, then try again if needed."),
        isTransient: true)

    package static let notEnrolled = RelaisError(
        code: "not_enrolled",
        message: Phrase(
            fr: "Cet appareil n'est rattaché à aucun serveur.",
            en: "This device is not enrolled with a server."),
        remedy: Phrase(
            fr: "Demandez un code à la coordination, puis : `relais enrol URL CODE`.",
            en: "Ask the coordinator for a code, then: `relais enrol URL CODE`."))

    /// What a failure of SQLite means for a person.
    static func storage(_ error: SQLiteError, at path: String) -> RelaisError {
        let detail = "SQLite \(error.extendedCode): \(error.message)"
        if error.isFull {
            return RelaisError(
                code: "disk_full",
                message: Phrase(fr: "Le disque est plein.", en: "The disk is full."),
                remedy: Phrase(
                    fr: "Libérez de la place, puis recommencez. Ce qui était enregistré l'est "
                        + "toujours.",
                    en: "Free some space, then try again. What was saved is still saved."),
                detail: detail)
        }
        if error.isBusy {
            return RelaisError(
                code: "store_busy",
                message: Phrase(
                    fr: "Une autre commande utilise ce dossier depuis trop longtemps.",
                    en: "Another command has been using this store for too long."),
                remedy: Phrase(
                    fr: "Attendez qu'elle se termine, puis recommencez.",
                    en: "Wait until it ends, then try again."),
                isTransient: true, detail: detail)
        }
        if error.isReadOnly || error.isCannotOpen {
            return notWritable(path, detail: detail)
        }
        if error.isAltered { return LockErrors.altered(detail: detail) }
        if error.isCorrupt { return damaged(detail) }
        return RelaisError(
            code: "storage_failed",
            message: Phrase(
                fr: "Le dossier \(path) n'a pas pu être lu ou écrit.",
                en: "The store \(path) could not be read or written."),
            remedy: Phrase(
                fr: "Vérifiez le disque et rouvrez ce dossier ; regardez si la saisie y est avant "
                    + "de la refaire. Rien n'a été enregistré à moitié.",
                en: "Check the disk and open the store again; look whether the change is there "
                    + "before you make it again. Nothing was half saved."),
            detail: detail)
    }

    static func notWritable(_ path: String, detail: String) -> RelaisError {
        RelaisError(
            code: "store_not_writable",
            message: Phrase(
                fr: "Le dossier \(path) ne peut pas être ouvert en écriture.",
                en: "The store \(path) cannot be opened for writing."),
            remedy: Phrase(
                fr: "Vérifiez que le dossier existe et que vous avez le droit d'y écrire, ou "
                    + "choisissez-en un autre avec --store.",
                en: "Check that the folder exists and that you may write there, or choose another "
                    + "with --store."),
            detail: detail)
    }
}
