// PrivacyErrors: what cannot be done with the data of people, said for an operator.

package import Shared

package enum PrivacyErrors {
    static func unknownFile(_ key: RecordKey) -> RelaisError {
        RelaisError(
            code: "not_found",
            message: Phrase(
                fr: "Le serveur n'a pas de fiche \(key.collection) \(key.id).",
                en: "The server has no \(key.collection) record \(key.id)."),
            remedy: Phrase(
                fr: "Vérifiez l'identifiant et le territoire.",
                en: "Check the id and the territory."))
    }

    static func erasedBefore(_ key: RecordKey) -> RelaisError {
        RelaisError(
            code: "record_erased",
            message: Phrase(
                fr: "Cette fiche a déjà été effacée : il n'en reste que l'identifiant.",
                en: "This record was erased before: only its id is left."),
            remedy: Phrase(
                fr: "`relais-server erasures list` dit quels appareils l'ont confirmé.",
                en: "`relais-server erasures list` says which devices have confirmed it."))
    }

    package static func badID(_ text: String) -> RelaisError {
        RelaisError(
            code: "bad_id",
            message: Phrase(
                fr: "« \(text) » n'est pas l'identifiant d'une fiche.",
                en: "\"\(text)\" is not the id of a record."),
            remedy: Phrase(
                fr: "Recopiez les 36 caractères que montrent `relais list` ou `relais search`.",
                en: "Copy the 36 characters that `relais list` or `relais search` shows."))
    }
}
