// What a withdrawn device number leaves open.

import Shared

extension Output {
    /// Notes under which other numbers somebody still comes in; nothing when there are none.
    ///
    /// A store that was copied, or put back from an old copy, went on under a number of its own;
    /// the one before it stays good, for another copy may use it.
    package func note(stillActive numbers: [String], of name: String) {
        if numbers.isEmpty { return }
        let listed = numbers.joined(separator: ", ")
        note(
            Phrase(
                fr: "\(name) entre encore avec : \(listed). Si les fichiers de l'appareil ont pu "
                    + "être copiés, retirez aussi ceux dont personne ne se sert.",
                en: "\(name) still comes in with: \(listed). If the files of the device may have "
                    + "been copied, revoke those that nobody uses as well."))
    }
}
