// EditDistance: how many slips of the hand lie between two words, as far as it matters.

/// The distance of Damerau and Levenshtein, in its form of aligned pieces: a letter too much, too
/// few, wrong, or two neighbours swapped is one slip.
public enum EditDistance {
    /// The least number of slips that make `typed` the beginning of `word`.
    ///
    /// - Parameter bound: beyond it nothing is counted.
    /// - Returns: at most `bound`, or `nil`.
    public static func prefix(_ typed: [UInt8], of word: [UInt8], atMost bound: Int) -> Int? {
        // No beginning that is longer than this can be within the bound.
        let word = word.prefix(typed.count + bound)
        guard word.count + bound >= typed.count else { return nil }
        let letters = Array(word)
        // Rows of the table: one for each letter typed, one column for each beginning.
        var before: [Int] = []
        var last = Array(0...letters.count)
        var row = last
        for (index, letter) in typed.enumerated() {
            row[0] = index + 1
            var least = row[0]
            for column in letters.indices {
                let isSame = letters[column] == letter
                var slips = min(
                    last[column] + (isSame ? 0 : 1), last[column + 1] + 1, row[column] + 1)
                if index > 0, column > 0, letters[column - 1] == letter,
                    letters[column] == typed[index - 1]
                {
                    slips = min(slips, before[column - 1] + 1)
                }
                row[column + 1] = slips
                least = min(least, slips)
            }
            // A swap looks two rows back, so one hopeless row is not the end yet.
            if least > bound + 1 { return nil }
            before = last
            last = row
        }
        return last.min().flatMap { $0 <= bound ? $0 : nil }
    }
}
