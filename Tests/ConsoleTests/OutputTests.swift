// What is written where, byte by byte, through real pipes.

import Glibc
import Shared
import Testing

@testable import Console

private let broken = RelaisError(
    code: "store_locked", message: Phrase(fr: "Le dossier est occupé.", en: "The store is busy."),
    remedy: Phrase(fr: "Attendez !", en: "Wait."), isTransient: true, detail: "errno 11")

@Suite struct OutputTests {
    @Test func aPersonReadsLinesOnOutputAndNotesOnError() throws {
        let said = try listen(language: .french) { output in
            output.line(Phrase(fr: "Fini : 3 fiches", en: "Done: 3 records"))
            output.line("brest")
            output.note(Phrase(fr: "Ça va ?", en: "All right?"))
            output.document(.bool(true))
            return output.finish(0)
        }
        #expect(said.output == "Fini\u{A0}: 3 fiches\nbrest\n")
        #expect(said.error == "Ça va\u{202F}?\n")
        #expect(said.status == 0)
    }

    @Test func jsonIsOneDocumentAndNothingElse() throws {
        let said = try listen(json: true) { output in
            output.line("not for programs")
            output.note(Phrase(fr: "beside", en: "beside"))
            output.document(.object(["pending": .integer(2)]))
            return output.finish(0)
        }
        #expect(said.output == "{\"pending\":2}\n")
        #expect(said.error == "beside\n")
    }

    @Test func aStreamIsOneDocumentALine() throws {
        let said = try listen(json: true) { output in
            for number in 1...3 { output.document(.integer(Int64(number)), stream: true) }
            return 0
        }
        #expect(said.output == "1\n2\n3\n")
    }

    @Test func aSecondDocumentIsADefect() async {
        await #expect(processExitsWith: .failure) {
            let output = Output(
                environment: Environment(), isJSON: true, language: .english, standardOutput: -1)
            output.document(.null)
            output.document(.null)
        }
    }

    @Test func aFailureIsASentenceAndARemedy() throws {
        let said = try listen(language: .french) { $0.fail(broken) }
        #expect(said.output == "")
        #expect(
            said.error
                == "Erreur\u{A0}: Le dossier est occupé.\nÀ faire\u{A0}: Attendez\u{202F}!\n"
                + "Détail\u{A0}: errno 11\n")
        #expect(said.status == 1)
    }

    @Test(arguments: [Language.french, .english])
    func whatIsSaidOnErrorFitsTheScreenAndReadsInOrder(language: Language) throws {
        let words = "un mot après l'autre ; `relais permanence status 0192f0c1` : "
        let long = String(repeating: words, count: 9)
        let error = RelaisError(
            code: "x", message: Phrase(fr: long, en: long), remedy: Phrase(fr: long, en: long),
            detail: long + String(repeating: "é", count: 120))
        let note = Phrase(fr: long, en: long)
        let said = try listen(language: language) { output in
            output.note(note)
            return output.fail(error)
        }
        let lines = said.error.split(separator: "\n")
        // Only what cannot be broken is longer.
        #expect(lines.filter { $0.count > 80 }.allSatisfy { !$0.dropFirst(2).contains(" ") })
        #expect(lines.count { $0.count > 80 } == 1)
        let labels =
            language == .french
            ? ["Erreur\u{A0}: ", "À faire\u{A0}: ", "Détail\u{A0}: "]
            : ["Error: ", "What to do: ", "Detail: "]
        // A label begins its line, what follows it is set in, and nothing is lost or moved.
        #expect(lines.filter { !$0.hasPrefix("  ") }.dropFirst().count == 3)
        for (line, label) in zip(lines.filter { !$0.hasPrefix("  ") }.dropFirst(), labels) {
            #expect(line.hasPrefix(label))
        }
        let whole = lines.map { $0.drop { $0 == " " } }.joined(separator: " ")
        let sentence = language == .french ? Phrase.frenchTypography(long) : long
        let told = [
            sentence, labels[0] + sentence, labels[1] + sentence, labels[2] + (error.detail ?? ""),
        ].joined(separator: " ")
        #expect(
            whole.split(whereSeparator: { $0 == " " }) == told.split(whereSeparator: { $0 == " " }))
    }

    @Test func aFailureInJSONIsTheDocumentAndTheSentence() throws {
        let said = try listen(json: true) { $0.fail(broken) }
        #expect(
            said.output
                == "{\"error\":{\"code\":\"store_locked\",\"message\":\"The store is busy.\","
                + "\"remedy\":\"Wait.\",\"transient\":true}}\n")
        #expect(
            said.error == "Error: The store is busy.\nWhat to do: Wait.\nDetail: errno 11\n")
    }

    @Test func aFailureAfterTheDocumentLeavesItAlone() throws {
        let said = try listen(json: true) { output in
            output.document(.null)
            return output.fail(broken)
        }
        #expect(said.output == "null\n")
        #expect(said.error.hasPrefix("Error: "))
    }

    @Test func wrongUsageExitsWithTwo() throws {
        let error = RelaisError.usage(Phrase(fr: "x", en: "x"), remedy: Phrase(fr: "y", en: "y"))
        #expect(try listen { $0.fail(error) }.status == 2)
    }

    @Test func progressIsOnlyForATerminal() throws {
        let phrase = Phrase(fr: "Import", en: "Import")
        #expect(
            try listen { output in
                output.progress(phrase, done: 1, total: 2)
                return 0
            }.error == "")
        let said = try listen(language: .french, terminal: true) { output in
            for done in 0...1000 { output.progress(phrase, done: done, total: 100_000) }
            output.progress(phrase, done: 7)
            output.progress(phrase, done: 0, total: 0)
            output.line("done")
            return output.finish(0)
        }
        #expect(
            said.error
                == "\r\u{1B}[KImport\u{A0}: 0\u{A0}%\r\u{1B}[KImport\u{A0}: 1\u{A0}%"
                + "\r\u{1B}[KImport\u{A0}: 7\r\u{1B}[KImport\u{A0}: 100\u{A0}%\r\u{1B}[K")
        #expect(said.output == "done\n")
    }

    @Test func textFromARecordCannotDriveTheTerminal() throws {
        let said = try listen { output in
            output.line("a\u{1B}[2Jb\r\u{9B}c\td\ne\u{7F}")
            return 0
        }
        #expect(said.output == "a\u{FFFD}[2Jb\u{FFFD}\u{FFFD}c\td\ne\u{FFFD}\n")
    }

    @Test func aReaderWhoLeftIsAQuietFailure() async throws {
        let (output, error) = (try Pipe(), try Pipe())
        output.closeOutput()
        let status = await EntryPoint.run(
            sample, environment: Environment(arguments: ["status"]),
            standardOutput: output.input, standardError: error.input
        ) { _, voice in
            for _ in 0..<3 { voice.line("nobody reads this") }
            return 0
        }
        #expect(status == 1)
        #expect(error.contents() == "")
    }

    @Test func anOutputThatCannotBeWrittenIsTold() throws {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let error = try Pipe()
        let output = Output(
            environment: Environment(), isJSON: false, language: .english,
            standardOutput: full, standardError: error.input)
        output.line("x")
        #expect(output.finish(0) == 1)
        #expect(error.contents().hasPrefix("Error: standard output could not be written ("))
    }

    @Test func aLongAnswerIsWrittenWhole() throws {
        let pipe = try Pipe()
        // Non-blocking and larger than a pipe holds: write(2) transfers parts and refuses others.
        #expect(fcntl(pipe.input, F_SETFL, O_NONBLOCK) == 0)
        let text = String(repeating: "0123456789", count: 100_000)
        var reader = pthread_t()
        let argument = UnsafeMutableRawPointer(bitPattern: Int(pipe.output))
        try #require(pthread_create(&reader, nil, countToLineFeed, argument) == 0)
        Output(
            environment: Environment(), isJSON: false, language: .english,
            standardOutput: pipe.input
        ).line(text)
        pipe.closeInput()
        var length: UnsafeMutableRawPointer?
        #expect(pthread_join(reader, &length) == 0)
        #expect(Int(bitPattern: length) == text.utf8.count)
    }
}

/// Reads the descriptor that the pointer stands for until a line feed, and answers with the number
/// of bytes before it. A thread of its own, because both sides of the pipe block.
private func countToLineFeed(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let descriptor = Int32(Int(bitPattern: context))
    var length = 0
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return nil }
        length += count
        if buffer[count - 1] == UInt8(ascii: "\n") {
            return UnsafeMutableRawPointer(bitPattern: length - 1)
        }
    }
}
