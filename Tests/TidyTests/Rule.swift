// A rule of the house: what it is called, where it applies, and how it finds what breaks it.

import Testing

/// One file of the repository.
struct RepositoryFile: Sendable {
    /// Where it is, from the root of the repository.
    let path: String
    let text: String
    let isExecutable: Bool
    /// The text taken apart, once for all rules; `nil` when it is not Swift.
    let swift: SwiftText?

    init(path: String, text: String, isExecutable: Bool) {
        self.path = path
        self.text = text
        self.isExecutable = isExecutable
        swift = path.hasSuffix(".swift") ? SwiftText(text) : nil
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    func isIn(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    func violation(_ line: Int, _ message: String) -> Violation {
        Violation(path: path, line: line, message: message)
    }
}

/// A rule that each file keeps or breaks by itself.
struct Rule: Sendable, CustomTestStringConvertible {
    let name: String
    private let breaches: @Sendable (RepositoryFile) -> [Violation]

    var testDescription: String { name }

    /// A rule for every file.
    init(_ name: String, files breaches: @escaping @Sendable (RepositoryFile) -> [Violation]) {
        self.name = name
        self.breaches = breaches
    }

    /// A rule for every Swift file; it is given the text taken apart.
    init(
        _ name: String,
        swift breaches: @escaping @Sendable (RepositoryFile, SwiftText) -> [Violation]
    ) {
        self.init(name) { file in
            file.swift.map { breaches(file, $0) } ?? []
        }
    }

    func violations(in file: RepositoryFile) -> [Violation] { breaches(file) }

    static let all: [Rule] =
        lengthRules + wordRules + importRules + documentationRules + repositoryRules
        + catalogueRules + errorRules
}

/// Folders of the libraries: what they hold ends up in other people's programs.
let libraryFolders = [
    "SQLite", "Gzip", "Cryptography", "Shared", "ClientCore", "CurlTransport", "Server",
    "Synthetic",
]
.map { "Sources/" + $0 }
