// TextGuards: what no text of the application may hold, whatever its field.

/// Guards for `Schema.textGuard`, and what masks what they refuse.
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

    /// Puts a point in the place of each digit of what looks like a social security number, and
    /// leaves the rest of the text as it is.
    public static let masked: @Sendable (String) -> String = { text in
        var result = ""
        var run = ""
        func end() {
            result += looksLikeSocialSecurityNumber(run) ? withoutDigits(run) : run
            run = ""
        }
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic && !"ABab".unicodeScalars.contains(scalar) {
                end()
                result.unicodeScalars.append(scalar)
            } else {
                run.unicodeScalars.append(scalar)
            }
        }
        end()
        // A number that was cut otherwise than it is read: not a digit of the text is kept.
        return looksLikeSocialSecurityNumber(result) ? withoutDigits(result) : result
    }

    private static func withoutDigits(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            result.unicodeScalars.append(("0"..."9").contains(scalar) ? "•" : scalar)
        }
        return result
    }
}
