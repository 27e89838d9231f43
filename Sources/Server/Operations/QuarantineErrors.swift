// QuarantineErrors: why a decision on a refused transaction cannot be carried out, said for people.

import Shared

extension AdministrationErrors {
    private static let waits = Phrase(
        fr: "Rien n'a été enregistré ; la saisie attend toujours.",
        en: "Nothing was saved; the change goes on waiting.")

    private static func error(
        _ code: String, fr: String, en: String, remedy: (fr: String, en: String)
    ) -> RelaisError {
        RelaisError(
            code: code, message: Phrase(fr: fr, en: en),
            remedy: Phrase(
                fr: "\(remedy.fr) \(waits.french)", en: "\(remedy.en) \(waits.english)"))
    }

    static func unknownRefusal(_ id: String) -> RelaisError {
        RelaisError(
            code: "unknown_refusal",
            message: Phrase(
                fr: "Aucune saisie « \(id) » n'attend de décision.",
                en: "No change \"\(id)\" waits for a decision."),
            remedy: Phrase(
                fr: "`relais-server quarantine list` montre celles qui attendent.",
                en: "`relais-server quarantine list` shows those that wait."))
    }

    static func damagedRefusal(_ id: String) -> RelaisError {
        error(
            "refusal_damaged", fr: "Les octets de la saisie « \(id) » sont abîmés.",
            en: "The bytes of the change \"\(id)\" are damaged.",
            remedy: (
                fr: "Écartez-la (`quarantine dismiss`), ou restaurez une sauvegarde saine.",
                en: "Dismiss it (`quarantine dismiss`), or restore a backup that is sound."
            ))
    }

    /// What the server says of a transaction that it still refuses.
    static let nothingLeft = error(
        "record_erased", fr: "Il ne reste rien de cette saisie : sa fiche a été effacée.",
        en: "Nothing is left of this change: its record was erased.",
        remedy: (
            fr: "Écartez-la (`quarantine dismiss`).", en: "Dismiss it (`quarantine dismiss`)."
        ))

    /// A restore has lost both the account and the ledger that knew it.
    static let unknownAuthor = error(
        "unknown_author", fr: "On ne sait plus qui a fait cette saisie, ni dans quelle structure.",
        en: "It is not known any more who made this change, nor in which organisation.",
        remedy: (
            fr: "Invitez de nouveau son auteur : ce que son appareil renvoie peut être accepté. "
                + "Sinon, écartez-la (`quarantine dismiss`).",
            en: "Invite its author again: what their device sends again can be accepted. "
                + "Otherwise dismiss it (`quarantine dismiss`)."
        ))

    static func stillRefused(_ refusal: RelaisError) -> RelaisError {
        error(
            refusal.code, fr: refusal.message.french, en: refusal.message.english,
            remedy: (
                fr: "Corrigez-la (`quarantine correct`) ou écartez-la (`quarantine dismiss`).",
                en: "Correct it (`quarantine correct`) or dismiss it (`quarantine dismiss`)."
            ))
    }

    static func unknownField(_ field: String, _ collection: String) -> RelaisError {
        error(
            "unknown_field", fr: "La collection « \(collection) » n'a pas de champ « \(field) ».",
            en: "The collection \"\(collection)\" has no field \"\(field)\".",
            remedy: (
                fr: "`relais schema \(collection)` donne la liste de ses champs.",
                en: "`relais schema \(collection)` lists its fields."
            ))
    }

    static func wrongOperator(_ field: String, isCounter: Bool) -> RelaisError {
        error(
            "wrong_operator",
            fr: "\(field) est "
                + (isCounter ? "un compteur, qui avance d'un nombre." : "un champ d'une valeur."),
            en: "\(field) is "
                + (isCounter ? "a counter, which moves by a number." : "a field of one value."),
            remedy: isCounter
                ? (
                    fr: "Écrivez `\(field)+=1` ou `\(field)-=1`.",
                    en: "Write `\(field)+=1` or `\(field)-=1`."
                )
                : (fr: "Écrivez `\(field)=…`.", en: "Write `\(field)=…`."))
    }

    /// A correction does not say which record it is for, or names one that was not written.
    static func whichRecord(_ keys: [RecordKey]) -> RelaisError {
        let names = keys.map { "\($0.collection):\($0.id)" }.joined(separator: ", ")
        return error(
            "which_record", fr: "La correction ne dit pas lequel des enregistrements elle change.",
            en: "The correction does not say which of the records it changes.",
            remedy: (
                fr: "Ajoutez --record avec l'un de ceux-ci : \(names).",
                en: "Add --record with one of these: \(names)."
            ))
    }

    /// A deletion has no fields, and what this program does not declare cannot be read.
    static func notCorrectable(_ collection: String) -> RelaisError {
        error(
            "not_correctable",
            fr: "Cette saisie ne change aucun champ que l'on puisse corriger (\(collection)).",
            en: "This change changes no field that could be corrected (\(collection)).",
            remedy: (
                fr: "Acceptez-la ou écartez-la.", en: "Accept it or dismiss it."
            ))
    }
}
