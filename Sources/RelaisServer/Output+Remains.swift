// What erasures could not read, told to the operator.

import Console
import Shared

extension Output {
    /// Notes which damaged pieces an erasure stepped over; nothing when there are none.
    func note(remains: [String], of code: String) {
        if remains.isEmpty { return }
        let (count, places) = (remains.count, remains.joined(separator: ", "))
        note(
            Phrase(
                fr: "\(code) : \(count) élément(s) abîmé(s) n'ont pas pu être lus, et parlent "
                    + "peut-être d'une personne effacée : \(places). Restaurez une sauvegarde "
                    + "d'avant le dommage : l'effacement y est refait.",
                en: "\(code): \(count) damaged piece(s) could not be read, and may be about "
                    + "somebody who was erased: \(places). Restore a backup from before the "
                    + "damage: the erasure is made again in it."))
    }
}
