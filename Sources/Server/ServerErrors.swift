// ServerErrors: what the server refuses, said for people, with the status that carries it.

package import Shared

/// A refusal: the error that the other side reads, and its HTTP status.
package struct Refusal: Error, Sendable {
    package let status: Int
    package let error: RelaisError
    /// When to ask again; `nil` when that is for the other side to decide.
    package let retryAfterSeconds: UInt64?
    /// What the audit is told and the other side is not; `nil` when the code says all of it.
    package let finding: RefusalFinding?

    package init(
        _ status: Int, _ error: RelaisError, retryAfterSeconds: UInt64? = nil,
        finding: RefusalFinding? = nil
    ) {
        self.retryAfterSeconds = retryAfterSeconds
        self.finding = finding
        self.status = status
        self.error = error
    }
}

enum ServerErrors {
    private static func refusal(
        _ status: Int, _ code: String, _ fr: String, _ en: String, _ remedyFr: String,
        _ remedyEn: String, isTransient: Bool = false, detail: String? = nil,
        retryAfterSeconds: UInt64? = nil
    ) -> Refusal {
        Refusal(
            status,
            RelaisError(
                code: code, message: Phrase(fr: fr, en: en),
                remedy: Phrase(fr: remedyFr, en: remedyEn), isTransient: isTransient,
                detail: detail),
            retryAfterSeconds: retryAfterSeconds)
    }

    static let unauthorised = refusal(
        401, "unauthorised", "Cet appareil n'est pas reconnu par le serveur.",
        "The server does not know this device.",
        "Demandez un nouveau code à la coordination ; ne supprimez pas le dossier.",
        "Ask the coordinator for a new code; do not delete the store.")

    static let revoked = refusal(
        403, "device_revoked", "L'accès de cet appareil a été retiré.",
        "This device's access was withdrawn.",
        "Adressez-vous à la coordination : elle a ce qui a été envoyé. Ce que le territoire avait "
            + "confié à cet appareil en est retiré.",
        "Talk to the coordinator, who has what was sent. What the territory had entrusted to this "
            + "device is removed from it.")

    static let notCoordinator = refusal(
        403, "not_coordinator", "Seule la coordination peut administrer sa structure.",
        "Only coordinators administer their organisation.",
        "Demandez-le à la coordination de votre structure.",
        "Ask the coordinator of your organisation.")

    static let badCode = refusal(
        403, "bad_code", "Ce code n'est pas valable.", "This code is not valid.",
        "Vérifiez la saisie, ou demandez un nouveau code à la coordination.",
        "Check what you typed, or ask the coordinator for a new code.")

    static let codeUsed = refusal(
        403, "code_used", "Ce code a déjà servi.", "This code was already used.",
        "Demandez un nouveau code à la coordination.", "Ask the coordinator for a new code.")

    static let codeExpired = refusal(
        403, "code_expired", "Ce code a expiré.", "This code has expired.",
        "Demandez un nouveau code à la coordination.", "Ask the coordinator for a new code.")

    static func tooManyCodes(seconds: UInt64) -> Refusal {
        refusal(
            429, "too_many_codes", "Trop de codes faux ont été essayés.",
            "Too many wrong codes were tried.",
            "Attendez quelques minutes, puis recommencez ; un code juste n'est pas perdu.",
            "Wait some minutes, then try again; a right code is not lost.", isTransient: true,
            retryAfterSeconds: seconds)
    }

    static let clientTooOld = refusal(
        426, "client_too_old", "Cette version de Relais ne peut plus parler à ce serveur.",
        "This version of Relais can no longer talk to this server.",
        "Mettez Relais à jour. Vous pouvez continuer à travailler ; rien n'est perdu.",
        "Update Relais. You can go on working; nothing is lost.")

    static let serverTooOld = refusal(
        426, "server_too_old", "Ce serveur est plus ancien que votre version de Relais.",
        "This server is older than your version of Relais.",
        "Demandez à la coordination de mettre le serveur à jour.",
        "Ask the coordinator to update the server.")

    static let notFound = refusal(
        404, "not_found", "Cette adresse n'existe pas sur ce serveur.",
        "There is no such address on this server.",
        "Vérifiez l'adresse du serveur.", "Check the server's address.")

    static let methodNotAllowed = refusal(
        405, "method_not_allowed", "Cette méthode ne convient pas à cette adresse.",
        "This method does not fit this address.",
        "Consultez docs/PROTOCOL.md.", "See docs/PROTOCOL.md.")

    static let unknownMediaType = refusal(
        415, "unknown_media_type", "Ce serveur ne connaît pas cette forme de message.",
        "This server does not know this form of message.",
        "Écrivez le message en JSON (docs/PROTOCOL.md), ou mettez le serveur à jour.",
        "Write the message as JSON (docs/PROTOCOL.md), or update the server.")

    /// A store and the server disagree on what was sent.
    ///
    /// - Parameter finding: where they do, for the audit.
    static func forked(_ finding: RefusalFinding) -> Refusal {
        Refusal(forked.status, forked.error, finding: finding)
    }

    private static let forked = refusal(
        409, "device_forked",
        "Ce dossier et le serveur ne s'accordent pas sur ce que cet appareil a envoyé.",
        "This store and the server disagree on what this device has sent.",
        "C'est sans doute une copie d'un autre dossier. Rien n'est perdu : un programme à jour lui "
            + "fait donner un numéro à lui et continue ; sinon, gardez le dossier et demandez un "
            + "nouveau code à la coordination.",
        "It is probably a copy of another store. Nothing is lost: a current program has it given a "
            + "number of its own and goes on; otherwise keep the folder and ask the coordinator "
            + "for a new code.")

    static let accessNotForRole = refusal(
        403, "not_allowed", "Votre rôle ne permet pas d'ouvrir des dossiers.",
        "Your role may not open files.", "Adressez-vous à la coordination.",
        "Talk to the coordinator.")

    static let unknownFile = refusal(
        404, "unknown_file", "Votre structure n'a pas ce dossier.",
        "Your organisation has no such file.",
        "Vérifiez l'identifiant ; la coordination peut le donner.",
        "Check the id; the coordinator can give it.")

    static let alreadyHeld = refusal(
        409, "already_held", "Vous tenez déjà ce dossier.", "You hold this file already.",
        "Synchronisez, et il sera sur cet appareil.",
        "Synchronise, and it will be on this device.")

    static let accessWantsReason = refusal(
        400, "reason_missing", "Il faut dire pourquoi ce dossier doit être ouvert.",
        "It must be said why this file has to be opened.",
        "Écrivez une phrase, de 10 à 500 caractères ; la coordination la lira.",
        "Write a sentence, of 10 to 500 characters; the coordinator will read it.")

    static let accessTooLong = refusal(
        400, "access_too_long", "Un dossier s'ouvre pour 1 à 72 heures.",
        "A file is opened for 1 to 72 hours.",
        "Choisissez une durée plus courte ; l'accès peut être demandé à nouveau.",
        "Choose a shorter time; access may be asked for again.")

    static let notAllReceived = refusal(
        409, "not_all_received", "Le serveur n'a pas encore tout ce que cet appareil a enregistré.",
        "The server does not have everything yet that this device has saved.",
        "Synchronisez d'abord ; rien n'a été modifié.", "Synchronise first; nothing was changed.")

    static let epochChanged = refusal(
        409, "epoch_changed", "Le serveur a été restauré entre-temps.",
        "The server was restored in the meantime.",
        "Synchronisez encore une fois.", "Synchronise once more.", isTransient: true)

    static let rolledBack = refusal(
        503, "server_rolled_back",
        "Les données du serveur sont plus anciennes que ce qu'il a déjà donné à cet appareil.",
        "The server's data is older than what it has already given to this device.",
        "Prévenez la coordination : une copie a été remise en place sans `relais-server restore`. "
            + "Vos saisies restent sur cet appareil.",
        "Tell the coordinator: a copy was put back without `relais-server restore`. What you "
            + "wrote stays on this device.")

    static func malformed(_ detail: String) -> Refusal {
        refusal(
            400, "malformed", "Le message n'est pas lisible.", "The message cannot be read.",
            "Consultez docs/PROTOCOL.md.", "See docs/PROTOCOL.md.", detail: detail)
    }

    static let internalFailure = refusal(
        500, "server_failed", "Le serveur n'a pas pu traiter la demande.",
        "The server could not handle the request.",
        "Recommencez plus tard ; rien n'a été enregistré à moitié.",
        "Try again later; nothing was half saved.", isTransient: true)

    /// Synchronising still works: only being told at once does not.
    static let liveFull = refusal(
        503, "live_full", "Trop d'appareils suivent ce serveur en direct.",
        "Too many devices watch this server.",
        "Rien n'est perdu : l'appareil se synchronise encore, et retentera de suivre plus tard.",
        "Nothing is lost: the device still synchronises, and will try to watch again later.",
        isTransient: true)

    static func tooManyRequests(seconds: UInt64) -> Refusal {
        refusal(
            429, "too_many_requests", "Trop de demandes en peu de temps.",
            "Too many requests in a short time.",
            "Attendez un moment et recommencez ; rien n'est perdu.",
            "Wait a moment and try again; nothing is lost.", isTransient: true,
            retryAfterSeconds: seconds)
    }

    static let storageFull = refusal(
        507, "server_full", "Le disque du serveur est plein.", "The server's disk is full.",
        "Prévenez la coordination ; vos saisies restent sur cet appareil.",
        "Tell the coordinator; what you wrote stays on this device.", isTransient: true)
}
