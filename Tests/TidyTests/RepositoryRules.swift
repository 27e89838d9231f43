// What the repository promises as a whole: no dependency, no build product, scripts that run, and
// no trace of the machine it was written on.

import Glibc

let repositoryRules = [
    Rule("the package has no dependency", files: dependencies),
    Rule("build products are ignored", files: ignored),
    Rule("scripts are executable", files: idleScripts),
    Rule("no file names the workshop", files: workshopNames),
]

@Sendable private func dependencies(_ file: RepositoryFile) -> [Violation] {
    guard file.path == "Package.swift", let text = file.swift else { return [] }
    var violations = text.code.enumerated().filter { $0.element.contains(".package(") }.map {
        file.violation($0.offset + 1, "Relais has no packages")
    }
    if !text.code.contains(where: { $0.hasPrefix("    dependencies: [],") }) {
        violations.append(file.violation(1, "the package does not say \"dependencies: []\""))
    }
    return violations
}

@Sendable private func ignored(_ file: RepositoryFile) -> [Violation] {
    guard file.path == ".gitignore" else { return [] }
    let lines = file.text.split(separator: "\n")
    return [".build*/", "Package.resolved"].filter { !lines.contains($0[...]) }.map {
        file.violation(1, "\"\($0)\" is not ignored")
    }
}

@Sendable private func idleScripts(_ file: RepositoryFile) -> [Violation] {
    guard file.isIn("Scripts") || file.isIn(".ci") else { return [] }
    var violations: [Violation] = []
    if !file.isExecutable { violations.append(file.violation(1, "the script is not executable")) }
    if !file.text.hasPrefix("#!/usr/bin/env bash\n") {
        violations.append(file.violation(1, "the script does not begin with #!/usr/bin/env bash"))
    }
    return violations
}

/// Written in two halves, so that this file keeps its own rule.
private let workshop = ["/wo" + "rk/", ".lib" + "rary"]

@Sendable private func workshopNames(_ file: RepositoryFile) -> [Violation] {
    let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
    // Most files name none of them, which is soon seen on their bytes.
    guard workshop.contains(where: { strstr(file.text, $0) != nil }) else { return [] }
    return lines.enumerated().flatMap { index, line in
        workshop.compactMap { name in
            // `.library(` is how a manifest declares a product.
            let isNamed = line.ranges(of: name).contains { line[$0.upperBound...].first != "(" }
            return isNamed ? file.violation(index + 1, "\"\(name)\" is of no use to others") : nil
        }
    }
}
