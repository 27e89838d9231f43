// LetterFolding: how letters are compared, everywhere the same: without capitals and accents,
// ligatures as two letters. Names of people, words of offers, notes and searches agree on it.

/// Folds letters.
package enum LetterFolding {
    /// Adds what a scalar folds to, nothing for a mark upon the letter before it; `false`, and
    /// nothing is added, for what is neither a letter nor such a mark.
    package static func append(_ scalar: Unicode.Scalar, to word: inout String) -> Bool {
        switch scalar {
        case "a"..."z": word.unicodeScalars.append(scalar)
        case "A"..."Z":
            word.unicodeScalars.append(Unicode.Scalar(UInt8(scalar.value) | 0x20))
        // What French texts are full of, without asking for the name of each letter.
        case "é", "è", "ê", "ë", "É", "È", "Ê", "Ë": word += "e"
        case "à", "â", "À", "Â": word += "a"
        case "ç", "Ç": word += "c"
        case "î", "ï", "Î", "Ï": word += "i"
        case "ô", "Ô": word += "o"
        case "ù", "û", "ü", "Ù", "Û", "Ü": word += "u"
        case "œ", "Œ": word += "oe"
        default:
            guard scalar.value > 0x7F else { return false }
            if scalar.properties.generalCategory == .nonspacingMark { return true }
            guard scalar.properties.isAlphabetic else { return false }
            for small in scalar.properties.lowercaseMapping.unicodeScalars
            where small.properties.generalCategory != .nonspacingMark {
                word += base(small)
            }
        }
        return true
    }

    /// A text with its letters folded; everything else in it is kept.
    package static func fold(_ text: String) -> String {
        var text = text
        return text.withUTF8 { String(decoding: fold($0), as: UTF8.self) }
    }

    /// The same, in the bytes of UTF-8.
    private static func fold(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): result.append(byte | 0x20)
            case 0..<0x80: result.append(byte)
            case 0xC2..<0xC6:
                let scalar = Int(byte & 0x1F) << 6 | Int(text[index + 1] & 0x3F)
                result += latin[scalar - 0x80]
            default: result += folded(text[index..<index + length(byte)])
            }
            index += length(byte)
        }
        return result
    }

    /// How many bytes a scalar has that begins with this one.
    private static func length(_ byte: UInt8) -> Int {
        byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
    }

    /// What the letters of western languages fold to, by scalar from U+0080 through U+017F.
    private static let latin = (0x80..<0x180).map { value in
        folded(Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? [])
    }

    /// What one scalar folds to, in bytes as well.
    private static func folded(_ scalar: some BidirectionalCollection<UInt8>) -> [UInt8] {
        // Apostrophes, dashes and spaces, of which French texts have many: no letters.
        if scalar.first == 0xE2, let second = scalar.dropFirst().first,
            second == 0x80 || second == 0x81 && scalar.last ?? 0 < 0xB0
        {
            return Array(scalar)
        }
        var result = ""
        for scalar in String(decoding: scalar, as: UTF8.self).unicodeScalars
        where !append(scalar, to: &result) {
            result.unicodeScalars.append(scalar)
        }
        return Array(result.utf8)
    }

    /// The letter under the accent of a small one: « LATIN SMALL LETTER E WITH ACUTE » is an e, and
    /// « LATIN SMALL LIGATURE FI » an f and an i.
    private static func base(_ scalar: Unicode.Scalar) -> String {
        if scalar == "ß" { return "ss" }
        let name = (scalar.properties.name ?? "").split(separator: " ")
        guard name.count >= 4, name[0] == "LATIN", name[1] == "SMALL" else {
            return String(scalar)
        }
        let isLigature = name[2] == "LIGATURE" && name.count == 4
        let isLetter = name[2] == "LETTER" && (name[3].count == 1 || pairs.contains(name[3]))
        return isLigature || isLetter ? name[3].lowercased() : String(scalar)
    }

    /// Letters that are two.
    private static let pairs: Set<Substring> = ["AE", "DZ", "LJ", "NJ"]
}
