// SocialSecurityNumber: finds what looks like a French social security number (NIR) in free text,
// because such a number must never be collected.
//
// Thirteen characters: sex, year, month, département, commune, order; then a key of two digits
// that people often leave out. Written with spaces where people put them, the shape is enough, for
// a number with a wrong key is still somebody's, mistyped. Fifteen digits written otherwise need
// the right key, so that telephone numbers, IBANs and SIRETs do not look like one.

/// Whether a text holds what looks like a social security number.
public func looksLikeSocialSecurityNumber(_ text: String) -> Bool {
    // Most texts have too few digits: a Corsican number has twelve.
    if text.utf8.count < 12 { return false }
    func digits(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(into: 0) { count, byte in if ASCII.isDigit(byte) { count += 1 } }
    }
    let count = text.utf8.withContiguousStorageIfAvailable(digits) ?? digits(text.utf8)
    if count < 12 { return false }
    return NumberRuns(text).runs.contains(where: SocialSecurityNumber.isFound(in:))
}

private enum SocialSecurityNumber {
    /// Where groups may end: after sex, year, month, département, commune, order.
    static let boundaries: Set<Int> = [1, 3, 5, 7, 10, 13]

    static func isFound(in run: [[UInt8]]) -> Bool {
        let whole = run.flatMap(\.self)
        if whole.count == 15, hasBody(whole), hasKey(whole) { return true }
        return run.indices.contains { begins(run[$0...]) }
    }

    /// Whether a number begins with the first of these groups.
    private static func begins(_ groups: ArraySlice<[UInt8]>) -> Bool {
        var digits: [UInt8] = []
        for group in groups {
            digits += group
            if digits.count == 15 { return hasBody(digits) && hasKey(digits) }
            guard boundaries.contains(digits.count) else { return false }
            if digits.count == 13 { return hasBody(digits) }
        }
        return false
    }

    /// Whether the first thirteen characters can be sex, year, month, département and so on.
    private static func hasBody(_ bytes: [UInt8]) -> Bool {
        let isCorsican =
            bytes[5] == UInt8(ascii: "2")
            && (bytes[6] == UInt8(ascii: "A") || bytes[6] == UInt8(ascii: "B"))
        for (index, byte) in bytes.enumerated() where !ASCII.isDigit(byte) {
            guard index == 6, isCorsican else { return false }
        }
        let month = number(bytes[3..<5])
        return Array("123478".utf8).contains(bytes[0])
            && ((1...12).contains(month) || month == 20 || (30...42).contains(month)
                || month >= 50)
            && (isCorsican || number(bytes[5..<7]) > 0)
            && number(bytes[7..<10]) > 0 && number(bytes[10..<13]) > 0
    }

    /// Whether the last two digits are the key of the thirteen before them.
    private static func hasKey(_ bytes: [UInt8]) -> Bool {
        var body = Array(bytes.prefix(13))
        if body[6] == UInt8(ascii: "A") {
            body.replaceSubrange(5..<7, with: Array("19".utf8))
        } else if body[6] == UInt8(ascii: "B") {
            body.replaceSubrange(5..<7, with: Array("18".utf8))
        }
        return number(bytes[13..<15]) == 97 - number(body[...]) % 97
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

/// A text cut into runs of groups: groups of a run have only spaces, points or hyphens between
/// them. A word with any letter but the A and B of Corsica ends the run, so `FR76…` is not read.
private struct NumberRuns {
    var runs: [[[UInt8]]] = []
    private var run: [[UInt8]] = []
    private var group: [UInt8] = []
    private var isWord = false
    private var gap = 0

    init(_ text: String) {
        for scalar in text.unicodeScalars { read(scalar) }
        endRun()
    }

    private mutating func read(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "0"..."9", "A", "B": append(UInt8(ascii: scalar))
        case "a": append(UInt8(ascii: "A"))
        case "b": append(UInt8(ascii: "B"))
        case " ", ".", "-", "\t", "\u{A0}", "\u{2009}", "\u{2011}", "\u{202F}": separate()
        default:
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                isWord = true
            } else {
                endRun()
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        gap = 0
        group.append(byte)
    }

    private mutating func separate() {
        endGroup()
        gap += 1
        if gap > 3 { endRun() }
    }

    private mutating func endGroup() {
        defer {
            group = []
            isWord = false
        }
        if isWord || (!group.isEmpty && !group.contains(where: ASCII.isDigit)) {
            finishRun()
        } else if !group.isEmpty {
            run.append(group)
        }
    }

    private mutating func endRun() {
        endGroup()
        finishRun()
    }

    private mutating func finishRun() {
        if !run.isEmpty { runs.append(run) }
        run = []
        gap = 0
    }
}
