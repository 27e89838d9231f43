// HelpTextTests: an example of the help fits the screen, and is still the command that it was when
// somebody copies it.

import Shared
import Testing

@testable import Console

@Suite struct HelpTextTests {
    @Test func aShortExampleStaysOnItsLine() {
        #expect(
            HelpText.example("relais put place name=Mairie") == ["  relais put place name=Mairie"])
        let full = "relais " + String(repeating: "x", count: 69)
        #expect(HelpText.example(full) == ["  " + full])
    }

    @Test func aLongOneIsBrokenBetweenTheWordsOfTheShell() {
        let id = "0192f0c1-2b3c-7def-8123-456789abcdef"
        #expect(
            HelpText.example("relais barrier aim \(id) 'Passer le permis' 'action=Appeler un ami'")
                == [
                    "  relais barrier aim \(id) 'Passer le permis' \\",
                    "    'action=Appeler un ami'",
                ])
        #expect(
            HelpText.example("relais access \(id) --reason \"remplace Anna ce matin-là\"")
                == ["  relais access \(id) --reason \\", "    \"remplace Anna ce matin-là\""])
    }

    /// What the shell makes of it: a backslash before the end of a line takes both away.
    @Test(arguments: 0..<200)
    func whatIsCopiedIsTheSameCommand(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = (0..<Int.random(in: 1...20, using: &random)).map { _ in
            let text = String(repeating: "é", count: Int.random(in: 1...30, using: &random))
            return Bool.random(using: &random) ? text : "'\(text) \(text)'"
        }
        let lines = HelpText.example(words.joined(separator: " "))
        #expect(lines.allSatisfy { $0.count <= Columns.width })
        let copied = lines.joined(separator: "\n").split(separator: "\\\n").joined(separator: " ")
        // No quoted word is broken, so spaces between words are all that may differ.
        for word in words { #expect(lines.contains { $0.contains(word) }) }
        let joined = copied.split(separator: " ").joined(separator: " ")
        #expect(joined == words.joined(separator: " "))
    }
}
