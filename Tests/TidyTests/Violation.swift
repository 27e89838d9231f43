// A breach of a rule of the house, told like a compiler tells it.

/// One line that breaks one rule.
struct Violation: Hashable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}
