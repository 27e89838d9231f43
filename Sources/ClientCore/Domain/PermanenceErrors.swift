// PermanenceErrors: what a permanence cannot do in its state, and what to do instead.

import Shared

enum PermanenceErrors {
    static func notOpen(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_not_open",
            message: Phrase(
                fr: "Cette permanence n'est pas ouverte.", en: "This drop-in session is not open."),
            remedy: Phrase(
                fr: "`relais permanence open` en ouvre une ; après la fermeture, notez avec "
                    + "`relais put visit permanence=\(id) …`.",
                en: "`relais permanence open` opens one; after it was closed, note with "
                    + "`relais put visit permanence=\(id) …`."))
    }

    static func closedAlready(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_closed",
            message: Phrase(
                fr: "Cette permanence est déjà fermée.",
                en: "This drop-in session is closed already."),
            remedy: Phrase(
                fr: "`relais permanence status \(id)` en donne le bilan ; un passage oublié se "
                    + "note encore avec `relais put visit permanence=\(id) …`.",
                en: "`relais permanence status \(id)` shows what it came to; a forgotten visit is "
                    + "still noted with `relais put visit permanence=\(id) …`."))
    }

    static func notPlanned(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_not_planned",
            message: Phrase(
                fr: "Cette permanence est déjà ouverte, fermée ou annulée.",
                en: "This drop-in session is open, closed or cancelled already."),
            remedy: Phrase(
                fr: "`relais permanence status \(id)` montre où elle en est ; "
                    + "`relais permanence join \(id)` y prend part ; sans --id, "
                    + "`relais permanence open` en ouvre une autre.",
                en: "`relais permanence status \(id)` shows how it stands; "
                    + "`relais permanence join \(id)` takes part in it; without --id, "
                    + "`relais permanence open` opens another."))
    }

    static func none(forgotten: [OpenPermanence]) -> RelaisError {
        let remedy =
            forgotten.first.map { open in
                Phrase(
                    fr: "`relais permanence open` en ouvre une. L'une est restée ouverte : "
                        + "`relais permanence close \(open.id)` la ferme.",
                    en: "`relais permanence open` opens one. One was left open: "
                        + "`relais permanence close \(open.id)` closes it.")
            }
            ?? Phrase(
                fr: "`relais permanence open 'place_name=…'` en ouvre une ; "
                    + "`relais permanence join ID` prend part à celle d'un collègue.",
                en: "`relais permanence open 'place_name=…'` opens one; "
                    + "`relais permanence join ID` takes part in a colleague's.")
        return RelaisError(
            code: "no_open_permanence",
            message: Phrase(
                fr: "Aucune permanence n'est ouverte ici.",
                en: "No drop-in session is open here."),
            remedy: remedy)
    }

    static func several(_ open: [OpenPermanence]) -> RelaisError {
        let ids = open.prefix(3).map(\.id.description).joined(separator: ", ")
        return RelaisError(
            code: "several_open_permanences",
            message: Phrase(
                fr: "\(open.count) permanences sont ouvertes ici.",
                en: "\(open.count) drop-in sessions are open here."),
            remedy: Phrase(
                fr: "Dites laquelle par son identifiant : \(ids).",
                en: "Say which one by its id: \(ids)."))
    }

    static let noneClosed = RelaisError(
        code: "no_closed_permanence",
        message: Phrase(
            fr: "Vous n'avez fermé aucune permanence ici.",
            en: "You have closed no drop-in session here."),
        remedy: Phrase(
            fr: "`relais permanence close` ferme celle qui est ouverte.",
            en: "`relais permanence close` closes the one that is open."))

    static func notHeld(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "permanence_not_held",
            message: Phrase(
                fr: "Cette permanence n'a pas eu lieu : personne n'a pu y venir.",
                en: "This drop-in session has not taken place: nobody can have come to it."),
            remedy: Phrase(
                fr: "Choisissez-en une qui est ouverte ou fermée : "
                    + "`relais list permanence --where state=ouverte`.",
                en: "Choose one that is open or closed: "
                    + "`relais list permanence --where state=ouverte`."))
    }

    static func alreadyThere(_ collection: String) -> RelaisError {
        RelaisError(
            code: "already_there",
            message: Phrase(
                fr: "C'est déjà là : il n'y a rien à déplacer.",
                en: "It is there already: there is nothing to move."),
            remedy: Phrase(
                fr: "Donnez après --to l'identifiant d'un autre dossier ou d'une autre permanence.",
                en: "Give the id of another file or session after --to."),
            detail: collection)
    }
}
