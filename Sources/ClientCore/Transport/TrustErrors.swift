// TrustErrors: why a device does not trust what answers in its server's place, said for people.

package import Shared

package enum TrustErrors {
    private static func error(
        _ code: String, _ fr: String, _ en: String, _ remedyFr: String, _ remedyEn: String
    ) -> RelaisError {
        RelaisError(
            code: code, message: Phrase(fr: fr, en: en), remedy: Phrase(fr: remedyFr, en: remedyEn))
    }

    static let plainHTTP = error(
        "plain_http",
        "Cette adresse n'est pas chiffrée : le code et le secret de l'appareil seraient lisibles "
            + "en chemin. Rien n'a été envoyé.",
        "This address is not encrypted: the code and the device's secret could be read on the "
            + "way. Nothing was sent.",
        "Employez une adresse https://, ou ajoutez --allow-plain-http (`relais enrol`, `relais "
            + "trust`) si le réseau lui-même est protégé.",
        "Use an https:// address, or add --allow-plain-http (`relais enrol`, `relais trust`) if "
            + "the network itself is protected.")

    package static let badAuthority = error(
        "bad_authority", "Ce fichier ne contient aucun certificat d'autorité au format PEM.",
        "This file holds no certificate of an authority in PEM form.",
        "Donnez le certificat de l'autorité qui a signé celui du serveur (.pem, .crt).",
        "Give the certificate of the authority that signed the server's (.pem, .crt).")

    static let badPin = error(
        "bad_pin", "Cette empreinte de clé n'a pas la forme attendue.",
        "This pin of a public key does not have the expected form.",
        "Écrivez `sha256//` puis 44 caractères, plusieurs empreintes séparées par `;` ; la "
            + "personne qui tient le serveur les donne.",
        "Write `sha256//` and 44 characters, several pins separated by `;`; who runs the server "
            + "gives them.")

    private static let unknownAuthority = error(
        "unknown_authority",
        "Le certificat du serveur n'est signé par aucune autorité que cet appareil connaît.",
        "The server's certificate is not signed by any authority that this device knows.",
        "Sur un réseau public, ouvrez d'abord sa page d'accueil. Si le serveur a sa propre "
            + "autorité, donnez son certificat : --ca FICHIER (`relais enrol`, `relais trust`).",
        "On a public network, open its welcome page first. If the server has an authority of its "
            + "own, give its certificate: --ca FILE (`relais enrol`, `relais trust`).")

    private static let certificateExpired = error(
        "certificate_expired",
        "Le certificat du serveur n'est pas valable à la date de cet appareil.",
        "The server's certificate is not valid at this device's date.",
        "Vérifiez la date de cet appareil ; si elle est juste, prévenez la coordination. Vos "
            + "saisies restent ici.",
        "Check this device's date; if it is right, tell the coordinator. What you wrote stays "
            + "here.")

    private static let wrongHost = error(
        "wrong_host", "Le certificat présenté est celui d'un autre serveur.",
        "The certificate shown is another server's.",
        "Vérifiez l'adresse : c'est le nom qui est dans le certificat qu'il faut donner. Sur un "
            + "réseau public, ouvrez d'abord sa page d'accueil.",
        "Check the address: the name that is in the certificate must be given. On a public "
            + "network, open its welcome page first.")

    private static let pinMismatch = error(
        "pin_mismatch", "La clé du serveur n'est pas celle que cet appareil attend.",
        "The server's key is not the one that this device expects.",
        "Demandez à la coordination si la clé a changé ; si oui, donnez la nouvelle empreinte : "
            + "`relais trust --pin`. Sinon, n'employez pas ce réseau.",
        "Ask the coordinator whether the key was changed; if so, give the new pin: `relais trust "
            + "--pin`. If not, do not use this network.")

    private static let tlsFailed = error(
        "tls_failed", "La connexion chiffrée n'a pas pu s'établir.",
        "The encrypted connection could not be made.",
        "Vérifiez l'adresse et son port : ce qui y répond ne parle pas TLS 1.2 ou plus récent.",
        "Check the address and its port: what answers there does not speak TLS 1.2 or newer.")

    /// What a transport found, for people; `nil` when it is not about trust.
    static func error(of failure: TransportError) -> RelaisError? {
        let error: RelaisError? =
            switch failure.kind {
            case .unknownAuthority: unknownAuthority
            case .certificateExpired: certificateExpired
            case .wrongHost: wrongHost
            case .pinMismatch: pinMismatch
            case .tls: tlsFailed
            default: nil
            }
        return error.map { error in
            RelaisError(
                code: error.code, message: error.message, remedy: error.remedy,
                detail: failure.detail)
        }
    }

    private static let strangers: Set<String> = [
        "not_a_relais_server", unknownAuthority.code, certificateExpired.code, wrongHost.code,
        pinMismatch.code, tlsFailed.code,
    ]

    /// Whether something else than the server seems to answer in its place, as on a network with a
    /// welcome page: for who waits, the server is not there, and may come back.
    package static func isStranger(_ error: RelaisError) -> Bool { strangers.contains(error.code) }
}
