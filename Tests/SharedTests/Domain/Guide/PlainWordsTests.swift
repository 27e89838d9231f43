// PlainWordsTests: what is hard to read is told, once, and short sentences are left in peace.

import Shared
import Testing

struct PlainWordsTests {
    private let reader = PlainWords([
        (HardWord(term: "PMSMP", plain: "essai en entreprise"), ["PMSMP", "immersion"]),
        (HardWord(term: "freins", plain: nil), ["freins", "frein périphérique"]),
        (HardWord(term: "contrat", plain: "accord"), ["contrat"]),
        (HardWord(term: "CEJ", plain: "aide aux jeunes"), ["CEJ", "contrat d'engagement jeune"]),
    ])

    private func words(_ text: String) -> [String] {
        reader.warnings(in: text).compactMap {
            if case .hardWord(let written, _) = $0 { written } else { nil }
        }
    }

    @Test func theLongestTermSpeaksOnceWhateverItsCase() {
        #expect(words("Une pmsmp, puis une PMSMP.") == ["pmsmp"])
        #expect(
            words("Le contrat d’engagement jeune est un contrat.") == [
                "contrat d engagement jeune", "contrat",
            ])
        #expect(words("un frein peripherique") == ["frein peripherique"])
        #expect(words("contrats, defreins") == [])
        #expect(words("") == [])
    }

    @Test func longSentencesAreTold() {
        let twenty = Array(repeating: "mot", count: 20).joined(separator: " ")
        #expect(reader.warnings(in: twenty + ". " + twenty + "!").isEmpty)
        let found = reader.warnings(in: "Court. \(twenty) de trop. Court.")
        #expect(found == [.longSentence(words: 22, beginning: "mot mot mot mot mot")])
        // A line ends a sentence; a number and an address do not.
        #expect(reader.warnings(in: twenty + "\n" + twenty).isEmpty)
        #expect(reader.warnings(in: "3.5 www.a.fr " + twenty).count == 1)
    }

    @Test func anyTextIsReadInPeace() {
        var random = SeededGenerator(seed: 5)
        let pieces = ["mot", " ", ".", "\n", "é", "🙂", "PMSMP", "!?", "\u{301}", "d'", "…"]
        for _ in 0..<500 {
            let text = (0..<Int(random.next() % 80))
                .map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
            for warning in reader.warnings(in: text) {
                #expect(!warning.phrase.french.isEmpty && !warning.phrase.english.isEmpty)
            }
        }
    }
}
