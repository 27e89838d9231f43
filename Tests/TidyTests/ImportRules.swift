// Which module may see which: the arrows of the architecture, and one door to each C library.

let importRules = [
    Rule("each C library has one importer", swift: strayCImports),
    Rule("libraries keep to their modules", swift: forbiddenImports),
]

/// The folder that may import each C module; the simulator's disk is below SQLite.
private let doors = [
    "CSQLite": "Sources/SQLite", "CZlib": "Sources/Gzip", "CCurl": "Sources/CurlTransport",
    "CCrypto": "Sources/Cryptography", "CHash": "Sources/Shared/Hash",
    "CMicroHTTPD": "Sources/Server/HTTP", "CGnuTLS": "Sources/Server/HTTP",
]

@Sendable private func strayCImports(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    imports(text).compactMap { line, module in
        guard let door = doors[module], !file.isIn(door) else { return nil }
        if module == "CSQLite" && file.isIn("Sources/FaultyDisk") { return nil }
        return file.violation(line, "only \(door) imports \(module)")
    }
}

@Sendable private func forbiddenImports(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    imports(text).compactMap { line, module in
        // The lock is made of what the system has, which is not called the same everywhere.
        let isLock =
            file.path == "Sources/Shared/Ports/Locked.swift"
            && ["Glibc", "Darwin"].contains(module)
        // Nor is what hashes, and where the system has nothing, Swift does it.
        let isHash = file.path == "Sources/Shared/Hash/SHA256.swift" && module == "CHash"
        if file.isIn("Sources/Shared"), module != "FoundationEssentials", !isLock, !isHash {
            return file.violation(line, "Shared imports nothing, or FoundationEssentials")
        }
        let kept = ["Foundation", "Glibc", "CurlTransport", "Dispatch"]
        if file.isIn("Sources/ClientCore"), kept.contains(module) {
            return file.violation(line, "ClientCore does not import \(module)")
        }
        if libraryFolders.contains(where: file.isIn), module == "Foundation" {
            return file.violation(line, "libraries import FoundationEssentials, not Foundation")
        }
        return nil
    }
}

private let importModifiers: Set<String> = [
    "public", "package", "internal", "fileprivate", "private",
]

private let importKinds: Set<String> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
]

/// The modules that a file imports, with the line of each.
private func imports(_ text: SwiftText) -> [(line: Int, module: String)] {
    text.lines.indices.compactMap { index in
        var tokens = text.tokens(ofLine: index + 1)[...]
        skipAttributes(&tokens)
        while let first = tokens.first, importModifiers.contains(first) { tokens.removeFirst() }
        guard tokens.popFirst() == "import" else { return nil }
        if let kind = tokens.first, importKinds.contains(kind) { tokens.removeFirst() }
        return tokens.first.map { (index + 1, $0) }
    }
}

/// Drops `@name` and `@name(…)` from the beginning of a line.
func skipAttributes(_ tokens: inout ArraySlice<String>) {
    while tokens.first == "@" {
        tokens = tokens.dropFirst(2)
        guard tokens.first == "(" else { continue }
        var depth = 0
        repeat {
            if tokens.first == "(" { depth += 1 }
            if tokens.first == ")" { depth -= 1 }
            tokens = tokens.dropFirst()
        } while depth > 0 && !tokens.isEmpty
    }
}
