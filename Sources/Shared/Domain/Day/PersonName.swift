// PersonName: a given or a family name in the forms in which it is compared.
//
// French papers, forms and ears disagree on accents, hyphens, capitals and particles; none of them
// makes another person. « Ben Salah », « Bensalah » and « BEN-SALAH » compare as the same.

/// One name, folded.
struct PersonName: Hashable, Sendable {
    /// The words that count, in their order: particles are left out, unless nothing else is there.
    let words: [String]
    /// Those words as one.
    let core: String
    /// All words as one, particles too.
    let full: String
    /// How the words that count sound, roughly: what a French ear hears alike is written alike.
    let sound: String

    /// Words that stand before a name or are glued to it.
    private static let particles: Set<String> = [
        "de", "du", "des", "d", "le", "la", "les", "l", "el", "al", "ben", "bin", "bint", "bent",
        "ibn", "ait", "ould", "van", "von", "der", "den", "da", "do", "dos", "das", "di", "della",
        "y", "nee", "ep", "epouse",
    ]

    init(_ text: String?) {
        let all = PersonName.words(text ?? "")
        let counting = all.filter { !PersonName.particles.contains($0) }
        words = counting.isEmpty ? all : counting
        core = words.joined()
        full = all.joined()
        sound = PersonName.sound(core)
    }

    var isEmpty: Bool { full.isEmpty }

    /// Small letters without accents, apart at everything that is no letter.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        for scalar in text.unicodeScalars {
            if LetterFolding.append(scalar, to: &word) { continue }
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    // MARK: Comparing

    /// How two names agree.
    enum Agreement: Sendable {
        /// The same.
        case same
        /// One letter apart, or spelt otherwise and heard alike.
        case near
        /// One has all the words of the other, and more.
        case part
    }

    /// How two names agree; `nil` when they do not, or one is empty. It is the same either way.
    func agreement(with other: PersonName) -> Agreement? {
        if isEmpty || other.isEmpty { return nil }
        if core == other.core || full == other.full || core == other.full || full == other.core {
            return .same
        }
        let (mine, theirs) = (Set(words), Set(other.words))
        if mine == theirs { return .same }
        let soundAlike = sound == other.sound && min(core.utf8.count, other.core.utf8.count) >= 4
        if soundAlike || PersonName.areNear(core, other.core)
            || PersonName.areNear(full, other.full)
        {
            return .near
        }
        return mine.isSubset(of: theirs) || theirs.isSubset(of: mine) ? .part : nil
    }

    /// Whether one letter was added, left out, changed, or exchanged with the next one. Short words
    /// are not compared so: « Ali » and « Alia » are two names.
    static func areNear(_ left: String, _ right: String) -> Bool {
        let (a, b) = (Array(left.utf8), Array(right.utf8))
        guard min(a.count, b.count) >= 4, abs(a.count - b.count) <= 1 else { return false }
        var start = 0
        while start < min(a.count, b.count), a[start] == b[start] { start += 1 }
        let (x, y) = (a[start...], b[start...])
        if x.isEmpty && y.isEmpty { return true }
        if x.dropFirst().elementsEqual(y.dropFirst()) { return true }
        if x.dropFirst().elementsEqual(y) || x.elementsEqual(y.dropFirst()) { return true }
        guard x.count >= 2, y.count >= 2 else { return false }
        return x[start] == y[start + 1] && x[start + 1] == y[start]
            && x.dropFirst(2).elementsEqual(y.dropFirst(2))
    }

    /// Letters that are heard alike, as one: « Benkassem » and « Benkacem », « Mohammed » and
    /// « Mohamed », « Philippe » and « Filipe ».
    static func sound(_ word: String) -> String {
        let letters = Array(word.utf8)
        var result: [UInt8] = []
        func letter(_ character: Character) -> UInt8 { character.asciiValue ?? 0 }
        for (index, byte) in letters.enumerated() {
            let next = index + 1 < letters.count ? letters[index + 1] : 0
            var heard = byte
            switch byte {
            case letter("h"): continue
            case letter("p") where next == letter("h"): heard = letter("f")
            case letter("c"):
                let isSoft = [letter("e"), letter("i"), letter("y")].contains(next)
                heard = isSoft ? letter("s") : letter("k")
            case letter("u") where result.last == letter("k") && letters[index - 1] == letter("q"):
                continue
            case letter("q"): heard = letter("k")
            case letter("y"): heard = letter("i")
            case letter("z"): heard = letter("s")
            case letter("w"): heard = letter("v")
            default: break
            }
            if result.last != heard { result.append(heard) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Keys of which two names that agree share at least one.
    var keys: Set<String> {
        if isEmpty { return [] }
        var keys: Set<String> = Set(words).union([core, full, "~" + sound])
        // One letter apart: both become the same when the right letter is left out of each.
        for word in [core, full] where word.utf8.count >= 4 {
            let letters = Array(word.utf8)
            for index in letters.indices {
                var shorter = letters
                shorter.remove(at: index)
                keys.insert(String(decoding: shorter, as: UTF8.self))
            }
        }
        return keys
    }
}
