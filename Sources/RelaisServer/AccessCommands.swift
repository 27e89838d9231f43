// access list, end: what is open by exception, and ending it before its time.

import Console
import Server
import Shared

struct AccessCommands {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func list() throws {
        let data = try invocation.data()
        let (_, storage) = try data.oneTerritory(invocation)
        let opened = try data.translate { try data.oversight(storage).accesses() }
        if opened.isEmpty {
            output.line(
                Phrase(fr: "Rien n'est ouvert par exception.", en: "Nothing is open by exception."))
        }
        write(opened.map { ($0.access, $0.user) })
    }

    func end() throws {
        let data = try invocation.data()
        let text = invocation.positionals[0]
        let portfolio = try invocation.option("portfolio").map(identity)
        guard let replica = Replica(text) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas un numéro d'appareil.",
                    en: "\"\(text)\" is not a device number."),
                remedy: Phrase(
                    fr: "`relais-server access list` les donne.",
                    en: "`relais-server access list` gives them."))
        }
        let administration = try invocation.administration(data)
        let ended = try data.translate {
            try administration.endAccess(of: replica, to: portfolio)
        }
        let user = try data.translate {
            try data.oversight(administration.storage).device(replica)?.user
        }
        write(ended.map { ($0, user) })
    }

    private func write(_ accesses: [(ExceptionalAccess, User?)]) {
        for (access, user) in accesses {
            let until = Instant(milliseconds: Int64(clamping: access.ended ?? access.until))
            let words: Phrase =
                access.ended == nil
                ? Phrase(fr: "jusqu'à \(until)", en: "until \(until)")
                : Phrase(fr: "retiré le \(until)", en: "ended at \(until)")
            output.line(
                "\(access.replica)  \(user?.name ?? "—")  \(access.portfolio)  "
                    + "\(words.text(output.language))  \(access.reason)")
        }
        output.document(
            .members([
                (
                    "exceptionalAccesses",
                    .array(accesses.map { AdministrationDocuments.access($0, by: $1) })
                )
            ]))
    }

    private func identity(_ text: String) throws -> RecordID {
        guard let id = RecordID(text) else { throw PrivacyErrors.badID(text) }
        return id
    }
}
