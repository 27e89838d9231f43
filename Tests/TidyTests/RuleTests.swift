// Proof that each rule can be broken, is told on the right line, and is not broken by looks alone.

import Testing

/// The lines that the named rule objects to.
private func lines(
    _ rule: String, _ text: String, path: String = "Sources/Server/A.swift",
    isExecutable: Bool = false
) throws -> [Int] {
    let rule = try #require(Rule.all.first { $0.name == rule })
    let file = RepositoryFile(path: path, text: text, isExecutable: isExecutable)
    let violations = rule.violations(in: file)
    #expect(violations.allSatisfy { $0.path == path && "\($0)".hasPrefix("\(path):\($0.line): ") })
    return violations.map(\.line).sorted()
}

@Suite struct LengthRuleTests {
    @Test func aLongFileIsFound() throws {
        let rule = "files have 400 lines at most"
        #expect(try lines(rule, String(repeating: "//\n", count: 400)) == [])
        #expect(try lines(rule, String(repeating: "//\n", count: 401)) == [401])
        #expect(try lines(rule, String(repeating: "//\n", count: 401), path: "a.md") == [])
    }

    @Test func aLongLineIsFound() throws {
        let rule = "lines have 100 columns at most"
        let columns = { String(repeating: "é", count: $0) }
        #expect(try lines(rule, "//\n//" + columns(98)) == [])
        #expect(try lines(rule, "//\n//" + columns(99) + "\n") == [2])
    }

    @Test(arguments: [
        "func f() {", "func f<T>(_ x: T) throws(E) -> [Int: T] where T: P {", "init?(a: Int) {",
        "subscript(a: Int) -> Int {", "deinit {", "static func < (a: A, b: A) -> Bool {",
        "func f(g: () -> Int = { 1 }, t: T = T(x: [1])) -> (Int) {", "func `init`() {",
        "func f() -> String { let text = \"}}}\\(g(\"}\"))}\"",
        "func f() { // }", "func f() { /* } /* } */ } */", "func f() { let a = #\"\\\"}\"#",
        "func f() { let a = \"\"\"\n}\"}\n\"\"\"",
    ])
    func aLongFunctionIsFound(head: String) throws {
        let rule = "functions have 70 lines at most"
        let extra = head.split(separator: "\n").count
        let text = { (count: Int) in
            "struct A {\n" + head + "\n"
                + String(repeating: "  x { y }\n", count: count - extra - 1)
                + "}\nfunc short() { }\n}\n"
        }
        #expect(try lines(rule, text(70)) == [])
        #expect(try lines(rule, text(71)) == [2])
    }

    @Test func whatHasNoBodyIsNoLongFunction() throws {
        let rest = String(repeating: "x\n", count: 100)
        for head in [
            "protocol P { func f() -> Int\n func g()\n var x: Int { get }\n init()\n }\nstruct S {",
            "let a = f(.init(x))\nstruct S {", "self.init(x)\nstruct S {", "let subscript_ = 1 ; {",
        ] {
            #expect(try lines("functions have 70 lines at most", head + "\n" + rest + "}") == [])
        }
    }
}

@Suite struct WordRuleTests {
    @Test(arguments: ["TODO", "FIXME", "XXX"])
    func leftoversAreFound(word: String) throws {
        let rule = "nothing is left for later"
        #expect(try lines(rule, "//\n// \(word): more\n/* \(word) */ let a = 1") == [2, 3])
        #expect(try lines(rule, "// \(word)X \(word)_\nlet a = \"\(word)\"") == [])
        #expect(try lines(rule, "\"\\(f(/* \(word) */ 1))\"") == [1])
    }

    @Test func shortcutsAreFound() throws {
        let rule = "nothing crashes or prints on the sly"
        let text = "// print(1)\ntry! f()\nprint(1)\nfatalError(\"\")\nfingerprint(1)\n\"print(1)\""
        #expect(try lines(rule, text) == [2, 3, 4])
        #expect(try lines(rule, text, path: "Sources/CLI/A.swift") == [2])
        #expect(try lines(rule, "let a = \"\"\"\ntry!\n\"\"\"\ntry!") == [4])
    }

    @Test(arguments: [
        "let now = Date()", "Date.now", "let id = \"\\(UUID())\"", "try await Task.sleep(for: x)",
        "var g = SystemRandomNumberGenerator()", "Int.random(in: 0..<f(using: 3))",
        "Bool.random()", "let a: Int = .random(in: b)", "list.randomElement()", "list.shuffled()",
        "getrandom(p, 8, 0)",
    ])
    func timeAndChanceAreFound(line: String) throws {
        let rule = "time and chance come from one place"
        #expect(try lines(rule, "//\n" + line) == [2])
        #expect(try lines(rule, "//\n" + line, path: "Sources/CLI/SystemClock.swift") == [])
        #expect(try lines(rule, "// \(line)") == [])
    }

    @Test(arguments: [
        "Int.random(in: f(0..<4), using: &generator)", "list.randomElement(\n  using: &generator)",
        "Update()", "CalendarDate()", "UUID(uuidString: text)", "self.ports.random()", "random()",
        "Date(timeInterval: 1)",
    ])
    func whatIsHandedInIsNot(line: String) throws {
        #expect(try lines("time and chance come from one place", line) == [])
    }

    @Test(arguments: [
        "final class A: @unchecked Sendable {}", "nonisolated(unsafe) var a = 1",
        "let f = unsafeBitCast(-1, to: F.self)",
    ])
    func theUnsafeIsJustified(line: String) throws {
        let rule = "what is unsafe is justified on the line above"
        #expect(try lines(rule, line) == [1])
        #expect(try lines(rule, "// Why.\n\n\(line)") == [3])
        #expect(try lines(rule, "\(line) // Why.") == [1])
        #expect(try lines(rule, "    // Why.\n    \(line)") == [])
        #expect(try lines(rule, "// Why.\n\(line)\n\(line)\nlet a = 1\n\(line)") == [5])
    }
}

@Suite struct ImportRuleTests {
    @Test(arguments: [
        ("CSQLite", "Sources/SQLite"), ("CZlib", "Sources/Gzip"),
        ("CCurl", "Sources/CurlTransport"), ("CCrypto", "Sources/Cryptography"),
        ("CHash", "Sources/Shared/Hash"), ("CMicroHTTPD", "Sources/Server/HTTP"),
    ])
    func aStrayImportOfCIsFound(module: String, door: String) throws {
        let rule = "each C library has one importer"
        let text = "//\nimport \(module)\n// import \(module)"
        #expect(try lines(rule, text, path: door + "/A.swift") == [])
        #expect(try lines(rule, text, path: door + "s/A.swift") == [2])
        #expect(try lines(rule, text, path: "Tests/SQLiteTests/A.swift") == [2])
    }

    @Test(arguments: [
        ("Sources/Shared", "Glibc"), ("Sources/Shared", "Foundation"), ("Sources/Shared", "SQLite"),
        ("Sources/ClientCore/Sync", "Foundation"), ("Sources/ClientCore", "Glibc"),
        ("Sources/ClientCore", "CurlTransport"), ("Sources/ClientCore", "Dispatch"),
        ("Sources/Server", "Foundation"),
    ])
    func anImportAgainstTheArrowsIsFound(folder: String, module: String) throws {
        let rule = "libraries keep to their modules"
        for line in [
            "import \(module)", "public import \(module)", "@preconcurrency import \(module)",
            "@_spi(A) package import struct \(module).B", "import \(module).C",
        ] {
            #expect(try lines(rule, "//\n" + line, path: folder + "/A.swift") == [2])
        }
        #expect(try lines(rule, "import \(module)", path: "Tests/TidyTests/A.swift") == [])
        #expect(try lines(rule, "import FoundationEssentials", path: folder + "/A.swift") == [])
    }
}

@Suite struct DocumentationRuleTests {
    @Test func aFileWithoutAContractIsFound() throws {
        let rule = "every file opens with its contract"
        #expect(try lines(rule, "// A thing.\nlet a = 1") == [])
        for text in ["", "\n// Late.", "let a = 1", "/// Documentation.\nlet a = 1"] {
            #expect(try lines(rule, text) == [1])
        }
    }

    @Test(arguments: [
        "public let a = 1", "public struct A {}", "@frozen public enum A {}", "public init() {}",
        "    public private(set) var a: Int", "private(set) public var a: Int", "open class A {}",
        "public static func == (a: A, b: A) -> Bool { true }", "final public class A {}",
        "@available(*, deprecated, message: \"no\") public typealias A = B",
        "public @Sendable func f() {}",
    ])
    func aPublicDeclarationWithoutDocumentationIsFound(line: String) throws {
        let rule = "every public declaration is documented"
        #expect(try lines(rule, "//\n\n\(line)") == [3])
        #expect(try lines(rule, "// Not documentation.\n\(line)") == [2])
        #expect(try lines(rule, "/// Detached.\n\n\(line)") == [3])
        #expect(try lines(rule, "/// What it is.\n\(line)") == [])
        #expect(try lines(rule, "/** What it is. */\n@A\n@B(c)\n\(line)") == [])
    }

    @Test(arguments: [
        "public import Shared", "public extension A {", "let a = 1", "package let a = 1", ".public",
        "public override func f() {}", "// public let a = 1", "f(public: 1)", "open(1)", "open.f()",
        "let a = \"public\"",
    ])
    func whatDeclaresNothingPublicIsNot(line: String) throws {
        #expect(try lines("every public declaration is documented", line) == [])
    }
}

@Suite struct RepositoryRuleTests {
    @Test func aDependencyIsFound() throws {
        let rule = "the package has no dependency"
        let none = "let package = Package(\n    dependencies: [],\n    targets: [])"
        #expect(try lines(rule, none, path: "Package.swift") == [])
        #expect(try lines(rule, none + "\n// .package(", path: "Package.swift") == [])
        let some = "let package = Package(\n    dependencies: [\n        .package(url: \"x\")\n])"
        #expect(try lines(rule, some, path: "Package.swift") == [1, 3])
        #expect(try lines(rule, "// dependencies: [],", path: "Package.swift") == [1])
    }

    @Test func aBuildProductThatIsNotIgnoredIsFound() throws {
        let rule = "build products are ignored"
        #expect(try lines(rule, ".build*/\nPackage.resolved\n", path: ".gitignore") == [])
        #expect(try lines(rule, ".build*/\n", path: ".gitignore") == [1])
        #expect(try lines(rule, "# .build*/\n", path: ".gitignore") == [1, 1])
    }

    @Test func anIdleScriptIsFound() throws {
        let rule = "scripts are executable"
        let text = "#!/usr/bin/env bash\n"
        for path in ["Scripts/run", ".ci/run"] {
            #expect(try lines(rule, text, path: path, isExecutable: true) == [])
            #expect(try lines(rule, text, path: path) == [1])
            #expect(try lines(rule, "#!/bin/sh\n", path: path, isExecutable: true) == [1])
        }
        #expect(try lines(rule, text, path: "docs/run") == [])
    }

    @Test(arguments: ["/wo" + "rk/shared", "/" + ".lib" + "rary/x", "\"\\(a)/wo" + "rk/\""])
    func aTraceOfTheWorkshopIsFound(name: String) throws {
        let rule = "no file names the workshop"
        #expect(try lines(rule, "//\n// see \(name)", path: "docs/A.md") == [2])
        #expect(try lines(rule, ".lib" + "rary(name: \"A\")\nwork/a", path: "Package.swift") == [])
    }
}

@Suite struct ErrorRuleTests {
    @Test(arguments: [
        "RelaisError(code: \"gone\", a: b)", "refusal(\n404, \"gone\", \"x\")",
        "wrong(\"no_such_thing\", 1)", "case gone = \"no_such_thing\"",
        "f(\"a b\", x, \"no_such_thing\")",
    ])
    func anErrorThatIsNotOnThePageIsFound(code: String) throws {
        let rule = "every error that is sent is on the page"
        let text = "//\n" + code
        let line = text.split(separator: "\n").count
        #expect(try lines(rule, text, path: "Sources/Server/Sync/A.swift") == [line])
        #expect(try lines(rule, text, path: "Sources/Server/ServerErrors.swift") == [line])
        #expect(try lines(rule, text, path: "Sources/Server/HTTP/TLSErrors.swift") == [])
        #expect(try lines(rule, text, path: "Sources/ClientCore/A.swift") == [])
    }

    @Test func anErrorWithAnotherStatusIsFound() throws {
        let rule = "every error that is sent is on the page"
        let text = { (status: Int) in "f(\(status), \"epoch_changed\", \"x\")" }
        #expect(try lines(rule, text(409), path: "Sources/Server/ServerErrors.swift") == [])
        #expect(try lines(rule, text(404), path: "Sources/Server/ServerErrors.swift") == [1])
        let told = "f(code: \"malformed\", \"name\", \"n'est pas lisible\", \"device_lost\")"
        #expect(try lines(rule, told, path: "Sources/Server/ServerErrors.swift") == [])
    }

    @Test func anErrorThatNobodySendsIsFound() throws {
        let rule = "every error on the page is sent"
        let rows = "| 400 | `malformed`, `no_such_thing` | no |\n\n| key |\n| `none` |\n"
        let text = "| code |\n| `none` |\n## Errors\n\n| status | code |\n|---|---|\n" + rows
        #expect(try lines(rule, text, path: "docs/PROTOCOL.md") == [7])
        #expect(try lines(rule, text, path: "docs/MERGE.md") == [])
    }
}

@Suite struct SwiftTextTests {
    @Test(arguments: [
        ("a // b", "a     "), ("a /* b /* c */ d */ e", "a                   e"),
        ("\"b\" c", "\" \" c"), ("\"\\\"b\" c", "\"   \" c"), ("#\"\\\"# b", "#\" \"# b"),
        ("\"a\\(b(\"c\"))d\" e", "\"  (b(\" \")) \" e"), ("\"open\nb", "\"    \nb"),
        ("#\"\\(a)\\#(b)\"# c", "#\"      (b)\"# c"), ("\"//\" b", "\"  \" b"), ("/*", "  "),
    ])
    func commentsAndStringsAreBlanked(text: String, code: String) {
        #expect(SwiftText(text).code.joined(separator: "\n") == code)
    }

    @Test func linesStayTheSame() {
        let text = "let a = \"\"\"\n  b {\n  \"\"\"\n/*\n}\n*/ c\n"
        let parts = SwiftText(text)
        #expect(parts.lines.count == 6 && parts.code.count == 6 && parts.prose.count == 6)
        #expect(parts.tokens.last == SwiftText.Token(text: "c", line: 6))
    }
}
