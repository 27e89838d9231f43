// TextFormats+Places: the codes by which communes, post and neighbourhoods are known.

extension TextFormats {
    /// A commune's INSEE code: five characters, digits or the capitals of 2A and 2B.
    public static let communeCode = TextFormat(
        "commune_code",
        fr: "un code commune de l'INSEE a cinq caractères, chiffres ou majuscules, par exemple "
            + "29019 ou 2A004 ; ce n'est pas le code postal.",
        en: "an INSEE commune code has five characters, digits or capitals, for example 29019 or "
            + "2A004; it is not the postal code."
    ) { bytes in
        bytes.count == 5 && bytes.allSatisfy { ASCII.isDigit($0) || ASCII.isUpper($0) }
    }

    /// A postal code: five digits.
    public static let postalCode = TextFormat(
        "postal_code",
        fr: "un code postal a cinq chiffres, par exemple 29200.",
        en: "a postal code has five digits, for example 29200."
    ) { ASCII.areDigits($0, count: 5) }

    /// A priority neighbourhood of 2024: `QN`, the département on three characters, two digits,
    /// then `N`, `M` or `I`.
    public static let qpv = TextFormat(
        "qpv",
        fr: "un code de quartier prioritaire s'écrit QN, le département sur trois caractères, deux "
            + "chiffres, puis N, M ou I, par exemple QN02901M.",
        en: "a priority neighbourhood's code is QN, the département on three characters, two "
            + "digits, then N, M or I, for example QN02901M."
    ) { bytes in
        guard bytes.count == 8, bytes.starts(with: Array("QN".utf8)) else { return false }
        let department = bytes[2..<5]
        let isCorsican = ["02A", "02B"].contains { $0.utf8.elementsEqual(department) }
        return (isCorsican || ASCII.areDigits(department, count: 3))
            && ASCII.areDigits(bytes[5..<7], count: 2)
            && Array("NMI".utf8).contains(bytes[7])
    }
}
