// Where a secret may come from, and that it goes nowhere else.

import Glibc
import Shared
import Testing

@testable import Console

private func secret(
    _ argument: String, _ kind: Secret.Kind = .passphrase, input: Int32 = -1
) throws -> String {
    try Secret(argument: argument, kind: kind, standardInput: input).text
}

private func code(_ body: () throws -> String) throws -> String {
    try #require(throws: RelaisError.self) { try body() }.code
}

@Suite struct SecretTests {
    @Test func aDashIsOneLineOfStandardInputAndNoMore() throws {
        let pipe = try Pipe()
        let lines = " first phrase\r\nsecond\nlast"
        #expect(write(pipe.input, lines, lines.utf8.count) == lines.utf8.count)
        pipe.closeInput()
        #expect(try secret("-", input: pipe.output) == "first phrase")
        #expect(try secret("-", input: pipe.output) == "second")
        #expect(try secret("-", input: pipe.output) == "last")
        #expect(try code { try secret("-", input: pipe.output) } == "secret_empty")
    }

    @Test func aFileIsReadByItsPathOrWithAnAt() throws {
        let folder = try Folder()
        let path = try folder.file("code", "\u{FEFF}\t ABCD-EFGH-JKLM \nrest\n")
        for kind in [Secret.Kind.oneTimeCode, .passphrase] {
            #expect(try secret(path, kind) == "ABCD-EFGH-JKLM")
            #expect(try secret("@" + path, kind) == "ABCD-EFGH-JKLM")
        }
    }

    @Test func onlyAOneTimeCodeMayBeWrittenInTheOpen() throws {
        #expect(try secret(" ABCD-EFGH-JKLM\n", .oneTimeCode) == "ABCD-EFGH-JKLM")
        let error = try #require(throws: RelaisError.self) { try secret("open sesame") }
        #expect(error.code == "usage")
        #expect(!"\(error)".contains("sesame"))
    }

    @Test func whatCannotBeReadIsTold() throws {
        let folder = try Folder()
        #expect(try code { try secret("@\(folder.path)/nothing") } == "secret_unreadable")
        #expect(try code { try secret(folder.path) } == "secret_unreadable")
        #expect(try code { try secret("-", input: -1) } == "secret_unreadable")
    }

    @Test func lengthIsBounded() throws {
        let folder = try Folder()
        let longest = String(repeating: "x", count: Secret.maximumBytes)
        let fits = try folder.file("fits", longest + "\n")
        let tooLong = try folder.file("long", longest + "x")
        #expect(try secret(fits) == longest)
        #expect(try code { try secret(tooLong) } == "secret_too_long")
        #expect(try code { try secret(longest + "x", .oneTimeCode) } == "secret_too_long")
        #expect(try code { try secret("@/dev/zero") } == "secret_too_long")
    }

    @Test func emptyAndBinaryAreRefused() throws {
        let folder = try Folder()
        let blank = try folder.file("blank", " \u{A0}\t\nsecret")
        let binary = try folder.file("binary", [0xFF, 0xFE, 0x0A])
        #expect(try code { try secret(blank) } == "secret_empty")
        #expect(try code { try secret("", .oneTimeCode) } == "secret_empty")
        #expect(try code { try secret(binary) } == "secret_not_text")
    }

    @Test func aSecretIsNeverShownByAccident() throws {
        struct Holder { let secret: Secret }
        let holder = Holder(secret: try Secret(argument: "hunter2", kind: .oneTimeCode))
        var dumped = ""
        dump(holder, to: &dumped)
        #expect(!"\(holder) \(holder.secret) \(String(reflecting: holder))".contains("hunter2"))
        #expect(!dumped.contains("hunter2"))
    }
}
