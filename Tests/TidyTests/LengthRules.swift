// How long things may be: a file, a line, a function.

let lengthRules = [
    Rule("files have 400 lines at most", swift: longFile),
    Rule("lines have 100 columns at most", swift: longLines),
    Rule("functions have 70 lines at most", swift: longFunctions),
]

@Sendable private func longFile(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard text.lines.count > 400 else { return [] }
    return [file.violation(401, "the file has \(text.lines.count) lines, of 400 at most")]
}

@Sendable private func longLines(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    text.lines.enumerated().filter { $0.element.utf8.count > 100 && $0.element.count > 100 }.map {
        index, line in
        file.violation(index + 1, "the line has \(line.count) columns, of 100 at most")
    }
}

@Sendable private func longFunctions(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    text.tokens.indices.compactMap { start in
        guard beginsFunction(text.tokens, start), let end = endOfFunction(text.tokens, start)
        else { return nil }
        let first = text.tokens[start].line
        let count = text.tokens[end].line - first + 1
        guard count > 70 else { return nil }
        return file.violation(first, "the function has \(count) lines, of 70 at most")
    }
}

private func beginsFunction(_ tokens: [SwiftText.Token], _ index: Int) -> Bool {
    let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
    switch tokens[index].text {
    case "func": return true
    case "deinit": return next == "{"
    case "init", "subscript":
        let isMember = index > 0 && tokens[index - 1].text == "."
        return !isMember && ["(", "<", "?", "!"].contains(next)
    default: return false
    }
}

/// Words that begin another declaration: a function that meets one before its brace has no body.
private let declarations: Set<String> = [
    "func", "var", "let", "init", "deinit", "subscript", "associatedtype", "typealias", "case",
    "struct", "class", "enum", "actor", "protocol", "extension", "import",
]

private func endOfFunction(_ tokens: [SwiftText.Token], _ start: Int) -> Int? {
    var depth = 0
    var isInBody = false
    for index in tokens.indices.dropFirst(start + 1) {
        switch tokens[index].text {
        case "(", "[":
            depth += 1
        case ")", "]":
            depth -= 1
        case "{":
            if depth == 0 { isInBody = true }
            depth += 1
        case "}":
            depth -= 1
            if depth < 0 { return nil }
            if depth == 0, isInBody { return index }
        case let word where depth == 0 && declarations.contains(word):
            return nil
        default:
            break
        }
    }
    return nil
}
