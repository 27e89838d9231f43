// The errors of the protocol: what a server sends stands in the tables of docs/PROTOCOL.md, with
// its status, and what stands there is sent.

let errorRules = [
    Rule("every error that is sent is on the page", swift: unlisted),
    Rule("every error on the page is sent", files: unsent),
]

@Sendable private func unlisted(_ file: RepositoryFile, _ text: SwiftText) -> [Violation] {
    guard isSender(file) else { return [] }
    return ErrorCode.all(in: text).compactMap { code in
        guard let statuses = ErrorPage.shared.statuses[code.text] else {
            return ErrorCode.unsent.contains(code.text)
                ? nil : file.violation(code.line, "\(code.text) is not in docs/PROTOCOL.md")
        }
        guard let status = code.status, !statuses.isEmpty, !statuses.contains(status) else {
            return nil
        }
        return file.violation(code.line, "docs/PROTOCOL.md has \(code.text) without \(status)")
    }
}

@Sendable private func unsent(_ file: RepositoryFile) -> [Violation] {
    guard file.path == ErrorPage.path else { return [] }
    return ErrorPage(file.text).places.filter { !ErrorCode.sent.contains($0.code) }.map {
        file.violation($0.line, "nothing sends \($0.code)")
    }
}

/// Whether what a file says may be an answer, or the reason of one.
private func isSender(_ file: RepositoryFile) -> Bool {
    // What these say is for whoever starts the server and administers it there.
    let isOperators = ["TLSErrors.swift", "BackupErrors.swift", "PrivacyErrors.swift"]
        .contains(file.name)
    let folders = ["Accounts", "Handlers", "HTTP", "Limits", "Live", "Operations", "Sync"]
    let files = [
        "Server/ServerErrors.swift", "Shared/Domain/Crossing.swift",
        "Shared/Import/FieldText.swift", "Shared/Schema/Validation.swift",
    ]
    return folders.contains { file.isIn("Sources/Server/\($0)") } && !isOperators
        || files.contains { file.path == "Sources/\($0)" }
}

/// An error as the code names it.
private struct ErrorCode {
    let text: String
    let line: Int
    /// The status that stands before it.
    let status: Int?

    /// What looks like a code and is in no answer.
    static let unsent: Set<String> = [
        // Said by `relais-server` to whoever types it.
        "backup_not_written", "bad_territory_code", "damaged_backup", "data_newer",
        "data_not_usable", "not_a_backup", "server_running", "territory_exists",
        "unknown_author", "unknown_territory",
        // Said on the device: the server takes what two people have put together.
        "codes_exclude_each_other",
        // An outcome in the audit, and a call of the system.
        "device_lost", "pthread_create",
    ]

    /// Everything that may be sent.
    static let sent = Set(
        Repository.files.filter(isSender).compactMap(\.swift).flatMap { all(in: $0) }.map(\.text))

    static func all(in text: SwiftText) -> [ErrorCode] {
        var before = ""
        return text.lines.indices.flatMap { index in
            let (raw, code) = (Array(text.lines[index].utf8), Array(text.code[index].utf8))
            let marks = code.indices.filter { code[$0] == UInt8(ascii: "\"") }
            var codes: [ErrorCode] = []
            for pair in stride(from: 0, to: marks.count - 1, by: 2) {
                let said = String(decoding: raw[(marks[pair] + 1)..<marks[pair + 1]], as: UTF8.self)
                before += String(decoding: code[..<marks[pair]], as: UTF8.self)
                if let found = ErrorCode(said, after: before, line: index + 1) {
                    codes.append(found)
                }
            }
            before = text.code[index]
            return codes
        }
    }

    private init?(_ said: String, after code: String, line: Int) {
        text = said
        self.line = line
        let before = code.split(separator: " ").last ?? ""
        let number = before.suffix(4).dropLast()
        let isStatus = before.hasSuffix(",") && number.count == 3 && number.allSatisfy(\.isNumber)
        status = isStatus ? Int(number) : nil
        let words = said.split(separator: "_", omittingEmptySubsequences: false)
        guard words.allSatisfy({ word in !word.isEmpty && word.allSatisfy(\.isLowercase) }),
            words.count > 1 || status != nil || before.hasSuffix("code:")
        else { return nil }
    }
}

/// The tables of errors of the page.
private struct ErrorPage {
    static let path = "docs/PROTOCOL.md"
    static let shared = ErrorPage(Repository.files.first { $0.path == path }?.text ?? "")

    /// With which statuses each code stands there; none where its table has none.
    private(set) var statuses: [String: Set<Int>] = [:]
    private(set) var places: [(code: String, line: Int)] = []

    init(_ text: String) {
        var isThere = false
        var columns: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            if line.hasPrefix("## ") { isThere = line == "## Errors" }
            guard isThere, line.hasPrefix("|") else {
                columns = []
                continue
            }
            let cells = line.split(separator: "|").map { String($0) }
            if columns.isEmpty { columns = cells.map { $0.filter(\.isLetter) } }
            guard let column = columns.firstIndex(of: "code"), column < cells.count
            else { continue }
            let status = columns.firstIndex(of: "status").map { cells[$0] } ?? ""
            let numbers = status.split { !$0.isNumber }.compactMap { Int($0) }
            let spans = cells[column].split(separator: "`", omittingEmptySubsequences: false)
            for span in spans.indices where !span.isMultiple(of: 2) {
                let code = String(spans[span])
                statuses[code, default: []].formUnion(numbers)
                places.append((code, index + 1))
            }
        }
    }
}
