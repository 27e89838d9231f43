// PersonArgument: somebody named on the command line, by their identity or by their name.

import ClientCore
import Shared

extension Context {
    /// The person that an argument names: by the identity, or by words of the name or the digits
    /// of the number that one person alone has here. What is only like it is not taken for it.
    func person(_ text: String, _ store: Store) throws(RelaisError) -> RecordID {
        if let id = RecordID(text) { return id }
        let named = try People(store).named(text)
        guard let only = named.first else { throw PersonArgument.nobody(text) }
        guard named.count == 1 else { throw PersonArgument.several(text, named.count) }
        return only
    }
}

/// Why a name does not tell who is meant.
private enum PersonArgument {
    static func nobody(_ text: String) -> RelaisError {
        RelaisError(
            code: "no_such_person",
            message: Phrase(
                fr: "Personne ici ne s'appelle « \(text) ».",
                en: "Nobody here is called \"\(text)\"."),
            remedy: Phrase(
                fr: "`relais person find NOM` cherche à une lettre près ; `relais person new` note "
                    + "une nouvelle personne.",
                en: "`relais person find NAME` searches but for a letter; `relais person new` "
                    + "notes a new person."))
    }

    static func several(_ text: String, _ count: Int) -> RelaisError {
        RelaisError(
            code: "several_people",
            message: Phrase(
                fr: "« \(text) » peut être l'une de \(count) personnes.",
                en: "\"\(text)\" may be any of \(count) people."),
            remedy: Phrase(
                fr: "Donnez le nom en entier, ou l'identifiant que montre `relais person find`.",
                en: "Give the whole name, or the id that `relais person find` shows."))
    }
}
