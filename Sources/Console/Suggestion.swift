// Which known word somebody probably meant, when the one they typed does not exist.

enum Suggestion {
    /// The candidate nearest to `word`, if two mistakes at most separate them; the first on a tie.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            guard let distance = distance(Array(word), Array(candidate)),
                distance < word.count, distance < best?.distance ?? .max
            else { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// The number of letters added, removed, replaced or swapped with their neighbour between two
    /// words (optimal string alignment); `nil` above two, before comparing when lengths tell.
    static func distance(_ left: [Character], _ right: [Character]) -> Int? {
        let limit = 2
        guard abs(left.count - right.count) <= limit else { return nil }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1],
                    left[row - 1] == right[column]
                {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            guard current.contains(where: { $0 <= limit }) else { return nil }
            beforeLast = last
            last = current
        }
        return last[right.count] <= limit ? last[right.count] : nil
    }
}
