// TerminalTests: a passphrase that is asked for at a terminal, which shows nothing of it.

import Shared
import Testing

@Suite(.ownThreads) struct TerminalTests {
    private let device: Device
    private let phrase = "quatre mots de rien"

    init() throws { device = try Device() }

    /// Runs a command at a terminal, and answers each question with a line.
    private func run(_ arguments: [String], _ answers: [String]) throws -> Outcome {
        let terminal = try Terminal()
        #expect(terminal.showsTyping)
        let program = try Program(
            Surroundings.relais, arguments + ["--store", device.store],
            variables: ["RELAIS_LANG": "fr"], terminal: terminal)
        for (index, answer) in answers.enumerated() {
            try program.waitForErrors("\u{A0}: ", times: index + 1)
            try terminal.typeUnseen(answer + "\n")
        }
        let outcome = try program.finish()
        // The terminal is what it was, and nobody who looks at it has read anything.
        #expect(terminal.showsTyping)
        let told = outcome.output + outcome.errors + terminal.shown()
        for answer in answers { #expect(!told.contains(answer), "\(told)") }
        return outcome
    }

    @Test("it is asked for without being shown, twice for a new one, and the terminal is put back")
    func asked() throws {
        let person = try device.put("person", "given_name=Yasmine")
        let differing = try run(["lock"], [phrase, phrase + "s"])
        #expect(differing.status == 1 && differing.errors.contains("diffèrent"))
        #expect(try device.json("get", "person", person).text("id") == person)
        let locked = try run(["lock"], [phrase, phrase])
        #expect(locked.status == 0 && locked.errors.contains("Nouvelle phrase de passe\u{A0}: "))
        #expect(locked.errors.contains("Encore une fois\u{A0}: "))
        #expect(try device.run("status").error().text("code") == "store_locked")
        let read = try run(["get", "person", person], [phrase])
        #expect(read.status == 0 && read.output.contains("Yasmine"))
        let wrong = try run(["get", "person", person], ["cinq autres mots"])
        #expect(wrong.status == 1 && !wrong.output.contains("Yasmine"))
        // An interrupt ends the question: nobody is left with a terminal that shows nothing.
        let interrupted = try run(["get", "person", person], ["\u{3}"])
        #expect(interrupted.status == 1 && interrupted.errors.contains("vide"))
        #expect(try run(["unlock"], [phrase]).status == 0)
        #expect(try device.json("get", "person", person).text("id") == person)
    }
}
