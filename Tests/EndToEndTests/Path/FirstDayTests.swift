// FirstDayTests: somebody who knows nothing but `relais --help` holds a permanence and gets its
// receipt, in either language. Nothing is read but what people read.

import Shared
import Testing

@Suite(.ownThreads) struct FirstDayTests {
    /// One person at a terminal.
    private final class Newcomer {
        let device: Device
        let language: String
        private(set) var known: String

        init(_ language: String) throws {
            self.language = language
            device = try Device()
            known = ""
            known = try say("--help")
        }

        /// Types a command, and reads what it says.
        @discardableResult
        func say(_ arguments: String..., fails: Bool = false) throws -> String {
            let outcome = try Program(
                Surroundings.relais, arguments,
                variables: ["RELAIS_LANG": language, "RELAIS_STORE": device.store]
            ).finish()
            #expect((outcome.status == 0) != fails, "\(outcome.summary)")
            let text = outcome.output + outcome.errors
            // What is copied into a terminal stays whole.
            for line in text.split(separator: "\n") {
                #expect(line.count <= 80, "\(line)")
            }
            return text
        }

        /// Learns a command as one does: it is in the help, and its own help has an example.
        func learn(_ path: String...) throws {
            #expect(known.contains(path.joined(separator: " ")), "\(path)")
            let help = try Program(
                Surroundings.relais, path + ["--help"], variables: ["RELAIS_LANG": language]
            ).finish()
            #expect(help.status == 0)
            #expect(help.output.contains("relais \(path.joined(separator: " "))"))
            #expect(help.output.contains(language == "fr" ? "Exemple" : "Example"))
        }
    }

    /// The identity that stands at the end of the line with a label.
    private func id(_ label: String, in text: String) throws -> String {
        let line = try #require(
            text.split(separator: "\n").first { $0.hasPrefix(label) }, "\(text)")
        let word = try #require(line.split(separator: " ").last.map(String.init))
        _ = try #require(RecordID(word), "\(line)")
        return word
    }

    @Test("from the help alone to a closed permanence with a receipt", arguments: ["fr", "en"])
    func firstDay(language: String) throws {
        let server = try TestServer()
        try server.start()
        let newcomer = try Newcomer(language)
        let isFrench = language == "fr"
        try newcomer.learn("enrol")
        try newcomer.say("enrol", server.url, try server.invite("Anna"))
        try newcomer.say("sync")
        #expect(try server.stop().status == 0)

        // Nothing is open yet, and what to do is said.
        try newcomer.learn("permanence", "status")
        #expect(
            try newcomer.say("permanence", "status", fails: true)
                .contains("relais permanence open"))
        try newcomer.learn("permanence", "open")
        try newcomer.say("permanence", "open", "place_name=Centre social de Pontanézen")
        try newcomer.learn("person", "new")
        let yasmine = try id(
            isFrench ? "personne" : "person",
            in: try newcomer.say(
                "person", "new", "Yasmine", "Benkacem", "birth_year=1987", "--visit"))
        // She seems to come a second time under another name: she is shown, and nobody is added.
        let shown = try newcomer.say("person", "new", "yasmine", "BEN-KACEM", fails: true)
        #expect(shown.contains(yasmine) && shown.contains("--another"))
        try newcomer.learn("permanence", "visit")
        try newcomer.say("permanence", "visit", "--person", "Benkacem", "needs+=mobilite")
        try newcomer.say("permanence", "visit", "audiences+=jeunes")
        try newcomer.say("permanence", "visit", "--count", "3")
        // A slip.
        try newcomer.learn("undo")
        try newcomer.say("permanence", "visit", "--count", "40")
        try newcomer.say("undo")
        let status = try newcomer.say("permanence", "status")
        for line in isFrench
            ? ["passages notés\u{A0}:", "personnes identifiées\u{A0}:", "besoins\u{A0}:"]
            : ["visits noted:", "people identified:", "needs:"]
        {
            #expect(status.contains(line), "\(status)")
        }
        try newcomer.learn("permanence", "close")
        let closed = try newcomer.say("permanence", "close")
        #expect(closed.contains(isFrench ? "fermée" : "closed"))
        let total = try #require(
            closed.split(separator: "\n").first {
                $0.hasPrefix(isFrench ? "total des passages" : "visits in all")
            })
        #expect(total.hasSuffix(" 6"), "\(closed)")
        let permanence = try id(isFrench ? "permanence" : "drop-in session", in: closed)
        #expect(
            try newcomer.say("permanence", "close", permanence, fails: true)
                .contains("relais permanence status \(permanence)"))

        try server.start()
        try newcomer.say("sync")
        try newcomer.learn("permanence", "receipt")
        try proves(newcomer, permanence)
        try newcomer.learn("follow-ups")
        #expect(
            try newcomer.say("follow-ups")
                .contains(isFrench ? "Rien à relancer." : "Nothing to follow up."))
    }

    /// The receipt proves everything, also without an identity: the one that was closed last is
    /// meant.
    private func proves(_ newcomer: Newcomer, _ permanence: String) throws {
        let receipts = [
            try newcomer.say("permanence", "receipt"),
            try newcomer.say("permanence", "receipt", permanence),
        ]
        let words =
            newcomer.language == "fr"
            ? "4 enregistrés, 4 reçus, 0 à revoir" : "4 recorded, 4 received, 0 to review"
        for receipt in receipts { #expect(receipt.contains(words), "\(receipt)") }
    }
}
