// Numbers for these tests, made by rules written down a second time, so that a mistake in the
// product is not repeated by its test.

/// A generator whose draws are the same in every run.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

enum Digits {
    static func random(_ count: Int, using generator: inout SplitMix) -> String {
        String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &generator))") })
    }

    /// A number of this many digits whose last is its Luhn check digit.
    static func luhn(_ count: Int, using generator: inout SplitMix) -> String {
        let body = "1" + random(count - 2, using: &generator)
        let table = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
        var sum = 0
        for (place, character) in body.reversed().enumerated() {
            let digit = character.wholeNumberValue ?? 0
            sum += place % 2 == 0 ? table[digit] : digit
        }
        return body + "\((10 - sum % 10) % 10)"
    }

    /// The thirteen characters of a social security number, a Corsican one now and then.
    static func socialSecurityBody(using generator: inout SplitMix) -> String {
        let months = Array(1...12) + [20] + Array(30...42) + Array(50...99)
        let department =
            Int.random(in: 0..<6, using: &generator) == 0
            ? ["2A", "2B"].randomElement(using: &generator) ?? "2A"
            : two(Int.random(in: 1...99, using: &generator))
        return ["1", "2", "3", "4", "7", "8"][Int.random(in: 0..<6, using: &generator)]
            + random(2, using: &generator)
            + two(months.randomElement(using: &generator) ?? 1) + department
            + three(Int.random(in: 1...990, using: &generator))
            + three(Int.random(in: 1...999, using: &generator))
    }

    static func socialSecurityKey(_ body: String) -> String {
        let digits = body.replacing("2A", with: "19").replacing("2B", with: "18")
        return two(97 - (Int(digits) ?? 0) % 97)
    }

    static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }

    static func three(_ number: Int) -> String { (number < 100 ? "0" : "") + two(number) }
}
