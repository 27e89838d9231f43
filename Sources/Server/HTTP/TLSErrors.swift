// TLSErrors: what can be wrong with the files of a server's certificate, said for who runs it.

import Shared

enum TLSErrors {
    static func unreadable(_ path: String, code: Int32) -> RelaisError {
        RelaisError(
            code: "tls_file_unreadable",
            message: Phrase(
                fr: "Le fichier « \(path) » n'a pas pu être lu.",
                en: "The file \"\(path)\" could not be read."),
            remedy: Phrase(
                fr: "Vérifiez le chemin, et que le compte du serveur peut le lire.",
                en: "Check the path, and that the server's account may read it."),
            detail: "errno \(code)")
    }

    static func keyExposed(_ path: String) -> RelaisError {
        RelaisError(
            code: "tls_key_exposed",
            message: Phrase(
                fr: "Tous les comptes de la machine ont accès à la clé privée « \(path) ».",
                en: "Every account of the machine has access to the private key \"\(path)\"."),
            remedy: Phrase(
                fr: "Retirez-le (`chmod 600`, ou 640 pour un groupe). Si d'autres ont pu la lire, "
                    + "faites une nouvelle clé.",
                en: "Take it away (`chmod 600`, or 640 for a group). If others may have read it, "
                    + "make a new key."))
    }

    static func certificateInvalid(_ path: String) -> RelaisError {
        RelaisError(
            code: "tls_certificate_invalid",
            message: Phrase(
                fr: "« \(path) » n'est pas un certificat au format PEM.",
                en: "\"\(path)\" is not a certificate in PEM form."),
            remedy: Phrase(
                fr: "Donnez la chaîne entière, le certificat du serveur d'abord "
                    + "(`fullchain.pem`).",
                en: "Give the whole chain, the server's own certificate first (`fullchain.pem`)."))
    }

    static func keyInvalid(_ path: String) -> RelaisError {
        RelaisError(
            code: "tls_key_invalid",
            message: Phrase(
                fr: "« \(path) » n'est pas une clé privée au format PEM sans mot de passe.",
                en: "\"\(path)\" is not a private key in PEM form without a password."),
            remedy: Phrase(
                fr: "Donnez la clé qui a servi à demander le certificat (`privkey.pem`).",
                en: "Give the key that the certificate was asked for with (`privkey.pem`)."))
    }

    static func mismatch(_ certificate: String, _ key: String) -> RelaisError {
        RelaisError(
            code: "tls_mismatch",
            message: Phrase(
                fr: "La clé « \(key) » n'est pas celle du certificat « \(certificate) ».",
                en: "The key \"\(key)\" is not that of the certificate \"\(certificate)\"."),
            remedy: Phrase(
                fr: "Donnez les deux fichiers du même renouvellement.",
                en: "Give the two files of one renewal."))
    }

    static func expired(_ path: String, at seconds: Int64) -> RelaisError {
        RelaisError(
            code: "tls_certificate_expired",
            message: Phrase(
                fr: "Le certificat « \(path) » a expiré le \(time(seconds)).",
                en: "The certificate \"\(path)\" expired on \(time(seconds))."),
            remedy: Phrase(
                fr: "Renouvelez-le, puis relancez le serveur.",
                en: "Renew it, then start the server again."))
    }

    static func notYetValid(_ path: String, at seconds: Int64) -> RelaisError {
        RelaisError(
            code: "tls_certificate_not_yet_valid",
            message: Phrase(
                fr: "Le certificat « \(path) » n'est valable qu'à partir du \(time(seconds)).",
                en: "The certificate \"\(path)\" is only valid from \(time(seconds)) on."),
            remedy: Phrase(
                fr: "Vérifiez l'heure de cette machine.", en: "Check the clock of this machine."))
    }

    private static func time(_ seconds: Int64) -> String {
        let (milliseconds, isTooLarge) = seconds.multipliedReportingOverflow(by: 1000)
        return isTooLarge ? "—" : Instant(milliseconds: milliseconds).description
    }
}
