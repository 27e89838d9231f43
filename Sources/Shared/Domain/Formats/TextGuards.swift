// TextGuards: what no text of the application may hold, whatever its field.

/// Guards for `Schema.textGuard`.
public enum TextGuards {
    /// Refuses a social security number. The sentence does not repeat it.
    public static let relais: @Sendable (String) -> Phrase? = { text in
        guard looksLikeSocialSecurityNumber(text) else { return nil }
        return Phrase(
            fr: "ce texte contient ce qui ressemble à un numéro de sécurité sociale. Relais n'en "
                + "garde jamais : retirez-le, le reste peut être enregistré.",
            en: "this text holds what looks like a social security number. Relais never keeps one: "
                + "take it out, the rest can be saved.")
    }
}
