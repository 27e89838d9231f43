// The house is kept by a test: every rule, on every file of the repository.

import Testing

@Suite struct TidyTests {
    @Test func theRepositoryIsFound() {
        let paths = Set(Repository.files.map(\.path))
        for path in ["Package.swift", ".gitignore", ".ci/run", "Scripts/setup", "Scripts/test"] {
            #expect(paths.contains(path))
        }
        #expect(paths.contains { $0.hasPrefix("Sources/Shared/") && $0.hasSuffix(".swift") })
    }

    @Test(arguments: Rule.all)
    func theRuleIsKept(rule: Rule) {
        for violation in Repository.files.flatMap(rule.violations(in:)) {
            Issue.record("\(violation)")
        }
    }
}
