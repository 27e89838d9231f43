// Confirmation: what cannot be undone is asked for twice: by the identity again.

package import Shared

package enum Confirmation {
    /// Asks a person to repeat an identity; without a terminal, `--confirm` must.
    ///
    /// - Parameter question: what will be done, before it is asked.
    /// - Throws: code `not_confirmed`.
    package static func require(
        _ id: RecordID, _ invocation: Invocation, _ environment: Environment, _ output: Output,
        _ question: Phrase
    ) throws(RelaisError) {
        if let given = invocation.option("confirm") {
            guard RecordID(given) == id else { throw notConfirmed(id) }
            return
        }
        guard environment.isInputTerminal else { throw notConfirmed(id) }
        output.note(question)
        output.note(
            Phrase(
                fr: "Recopiez l'identifiant pour confirmer :",
                en: "Repeat the id to confirm:"))
        let line: [UInt8]? = (try? Descriptor(number: 0).readLine(limit: 100)) ?? nil
        let text = String(decoding: line ?? [], as: UTF8.self)
        let typed = text.filter { !$0.isWhitespace }
        guard RecordID(typed) == id else { throw notConfirmed(id) }
    }

    private static func notConfirmed(_ id: RecordID) -> RelaisError {
        RelaisError(
            code: "not_confirmed",
            message: Phrase(
                fr: "Effacer ne se défait pas : rien n'a été effacé, faute de confirmation.",
                en: "Erasing cannot be undone: nothing was erased, for want of a confirmation."),
            remedy: Phrase(
                fr: "Répétez l'identifiant : `--confirm \(id)`.",
                en: "Repeat the id: `--confirm \(id)`."))
    }
}
