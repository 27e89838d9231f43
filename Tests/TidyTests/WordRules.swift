// Words that have no place in the code, or only in one place. Strings may say what they like.

import Glibc

let wordRules = [
    Rule("nothing is left for later", swift: leftovers),
    Rule("nothing crashes or prints on the sly", swift: shortcuts),
    Rule("time and chance come from one place", swift: impurities),
    Rule("what is unsafe is justified on the line above", swift: unjustified),
]

@Sendable private func leftovers(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    find(["TODO", "FIXME", "XXX"], in: text.prose).filter(\.isWhole).map { hit in
        file.violation(hit.line, "\"\(hit.word)\" is a promise to nobody; do it or drop it")
    }
}

@Sendable private func shortcuts(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    let isLibrary = libraryFolders.contains(where: file.isIn)
    let words = ["try!"] + (isLibrary ? ["fatalError(", "print("] : [])
    return find(words, in: text.code).filter(\.beginsWord).map { hit in
        file.violation(hit.line, "\"\(hit.word)\" is banned here; throw an error")
    }
}

@Sendable private func impurities(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard !file.name.hasPrefix("System") else { return [] }
    let sources = [
        "Date()", "Date.now", "UUID()", "SystemRandomNumberGenerator", "Task.sleep",
        "gettimeofday(", "getrandom(", "arc4random",
    ]
    let draws = [".random(", ".randomElement(", ".shuffled(", ".shuffle("]
    let hits =
        find(sources, in: text.code).filter(\.beginsWord)
        + find(draws, in: text.code).filter { !isHandedIn(text, $0) && !namesGenerator(text, $0) }
    return hits.map { hit in
        file.violation(
            hit.line, "\"\(hit.word)\" belongs in a file named System…; have it handed in")
    }
}

/// Whether chance comes from a value, as in `ports.random()`, and not from a type.
private func isHandedIn(_ text: SwiftText, _ hit: Hit) -> Bool {
    let before = text.code[hit.line - 1].prefix(hit.column)
    let receiver = before.reversed().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return hit.word == ".random(" && receiver.last?.isLowercase == true
}

/// Whether a call says `using:` between its parentheses, which makes chance repeatable.
private func namesGenerator(_ text: SwiftText, _ hit: Hit) -> Bool {
    let rest = [String(text.code[hit.line - 1].dropFirst(hit.column + hit.word.count))]
    let following = (rest + text.code[hit.line...].prefix(8)).joined(separator: " ")
    var depth = 1
    var arguments = ""
    for character in following {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        if depth == 0 { break }
        if depth == 1 { arguments.append(character) }
    }
    return arguments.contains("using:")
}

@Sendable private func unjustified(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    let words = ["@unchecked Sendable", "unsafeBitCast(", "nonisolated(unsafe)"]
    return find(words, in: text.code).compactMap { hit in
        // Neighbours of one kind may share one reason.
        let before = zip(text.lines, text.code).prefix(hit.line - 1).reversed()
        let above = before.first { !$0.1.contains(hit.word) }?.0.drop { $0 == " " }
        guard above?.hasPrefix("//") != true else { return nil }
        return file.violation(hit.line, "\"\(hit.word)\" needs its reason on the line above")
    }
}

/// One place where a word was found.
private struct Hit {
    let word: String
    /// Counted from one.
    let line: Int
    /// Counted from zero.
    let column: Int
    let beginsWord: Bool
    let endsWord: Bool

    var isWhole: Bool { beginsWord && endsWord }
}

private func find(_ words: [String], in lines: [String]) -> [Hit] {
    let isPartOfWord = { (character: Character?) in
        character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false
    }
    var hits: [Hit] = []
    for (index, line) in lines.enumerated() {
        // Most lines hold none of them, which is soon seen on their bytes.
        for word in words where strstr(line, word) != nil {
            for range in line.ranges(of: word) {
                let before = line[..<range.lowerBound]
                hits.append(
                    Hit(
                        word: word, line: index + 1, column: before.count,
                        beginsWord: !isPartOfWord(before.last),
                        endsWord: !isPartOfWord(line[range.upperBound...].first)))
            }
        }
    }
    return hits
}
