// TextFormats+Companies: registration numbers and the national codes of activities and jobs.

extension TextFormats {
    /// A company's number: nine digits, the last of them a Luhn check digit.
    public static let siren = TextFormat(
        "siren",
        fr: "ce n'est pas un SIREN : neuf chiffres sans espace, dont le dernier vérifie les "
            + "autres ; comparez avec le document de l'entreprise.",
        en: "this is not a SIREN: nine digits without a space, the last of which checks the "
            + "others; compare with the company's document."
    ) { isSIREN($0) }

    /// An establishment's number: 14 digits with a Luhn check digit. La Poste has more
    /// establishments than its check digits allow: its numbers are also right when their digits
    /// add up to a multiple of five.
    public static let siret = TextFormat("siret") { text in
        let digits = Array(text.utf8)
        guard ASCII.areDigits(digits, count: 14) else {
            return Phrase(
                fr: "un SIRET a 14 chiffres, sans espace ni point ; pour une entreprise seule, le "
                    + "SIREN en a neuf.",
                en: "a SIRET has 14 digits, without spaces or points; a company's SIREN has nine.")
        }
        guard isSIRET(digits) else {
            return Phrase(
                fr: "ce SIRET n'existe pas : son dernier chiffre ne vérifie pas les autres ; "
                    + "cherchez une faute de frappe ou deux chiffres inversés.",
                en: "there is no such SIRET: its last digit does not check the others; look for a "
                    + "typing error or two digits swapped.")
        }
        return nil
    }

    /// An activity's code: four digits and a capital, without the dot of some publications.
    public static let naf = TextFormat("naf") { text in
        let bytes = Array(text.utf8)
        if isNAF(bytes) { return nil }
        if bytes.count == 6, bytes[2] == UInt8(ascii: "."), isNAF(bytes[..<2] + bytes[3...]) {
            let right = text.filter { $0 != "." }
            return Phrase(
                fr: "un code NAF s'écrit sans point : \(right).",
                en: "a NAF code is written without a dot: \(right).")
        }
        return Phrase(
            fr: "un code NAF a quatre chiffres et une lettre majuscule, par exemple 4322A.",
            en: "a NAF code has four digits and a capital letter, for example 4322A.")
    }

    /// An occupation's code in ROME 4.0: a capital and four digits, and one that exists.
    public static let rome = TextFormat("rome") { text in
        if RomeCodes.contains(text) { return nil }
        guard RomeCodes.isWritten(text) else {
            return Phrase(
                fr: "un code ROME a une lettre majuscule et quatre chiffres, par exemple K2204.",
                en: "a ROME code has a capital letter and four digits, for example K2204.")
        }
        return Phrase(
            fr: "ce code ROME n'existe pas ; cherchez une faute de frappe, ou écrivez le métier "
                + "en toutes lettres.",
            en: "there is no such ROME code; look for a typing error, or write the occupation in "
                + "words.")
    }

    private static let laPoste = Array("356000000".utf8)

    private static func isSIREN(_ digits: [UInt8]) -> Bool {
        ASCII.areDigits(digits, count: 9) && isLuhn(digits) && digits.contains { $0 != 0x30 }
    }

    private static func isSIRET(_ digits: [UInt8]) -> Bool {
        guard digits.prefix(9).contains(where: { $0 != 0x30 }) else { return false }
        if isLuhn(digits) { return true }
        return digits.starts(with: laPoste)
            && digits.reduce(0) { $0 + Int($1 - UInt8(ascii: "0")) }.isMultiple(of: 5)
    }

    private static func isNAF(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
        bytes.last.map(ASCII.isUpper) == true && ASCII.areDigits(bytes.dropLast(), count: 4)
    }

    /// ISO/IEC 7812-1, annex B. Only digits are handed in.
    private static func isLuhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (index, byte) in digits.reversed().enumerated() {
            let digit = Int(byte - UInt8(ascii: "0"))
            let doubled = digit * 2
            sum += index.isMultiple(of: 2) ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10)
    }
}
