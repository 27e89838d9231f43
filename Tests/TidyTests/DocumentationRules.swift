// What must be written down: the contract of each file, and what each public declaration is for.

let documentationRules = [
    Rule("every file opens with its contract", swift: withoutContract),
    Rule("every public declaration is documented", swift: undocumented),
]

@Sendable private func withoutContract(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    let first = text.lines.first ?? ""
    guard !first.hasPrefix("//") || first.hasPrefix("///") else { return [] }
    return [file.violation(1, "the file does not open with a comment that says its contract")]
}

@Sendable private func undocumented(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    text.lines.indices.compactMap { index in
        guard declaresPublicly(text.tokens(ofLine: index + 1)[...]) else { return nil }
        let above = text.lines[..<index].last { !trimmed($0).hasPrefix("@") }.map(trimmed) ?? ""
        guard !above.hasPrefix("///"), !above.hasSuffix("*/") else { return nil }
        return file.violation(index + 1, "this public declaration has no documentation above it")
    }
}

private let modifiers: Set<String> = [
    "final", "static", "class", "nonisolated", "mutating", "nonmutating", "indirect", "lazy",
    "weak", "unowned", "required", "convenience", "private", "internal", "fileprivate", "package",
    "dynamic", "isolated", "consuming", "borrowing", "optional", "prefix", "infix", "postfix",
]

/// What `open` must come before, to be more than a name.
private let openable: Set<String> = ["class", "func", "var", "subscript"]

/// Whether a line begins a declaration that others see. An extension and an import declare nothing
/// of their own, and an override says what its parent says.
private func declaresPublicly(_ line: ArraySlice<String>) -> Bool {
    var tokens = line
    var isPublic = false
    skipAttributes(&tokens)
    while let token = tokens.first {
        let next = tokens.dropFirst().first ?? ""
        if token == "public" || (token == "open" && openable.contains(next)) {
            isPublic = true
        } else if !modifiers.contains(token) {
            return isPublic && !["import", "extension", "override"].contains(token)
        }
        tokens = tokens.dropFirst()
        if tokens.first == "(" { tokens = tokens.drop { $0 != ")" }.dropFirst() }
        skipAttributes(&tokens)
    }
    return isPublic
}

private func trimmed(_ line: String) -> String {
    var rest = line[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
}
