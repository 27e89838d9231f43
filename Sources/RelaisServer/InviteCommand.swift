// invite: a one-time code for a new device, of a new person or of a known one.

import Console
import Server
import Shared

struct InviteCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func run() throws {
        let data = try invocation.data()
        let storage = try data.existingTerritory(try invocation.required("territory"))
        let accounts = Accounts(storage: storage, ports: data.ports)
        let invitation = try data.translate { try invite(accounts) }
        let expires = Instant(milliseconds: Int64(invitation.expiresAt)).description
        output.line(
            Phrase(
                fr: "code : \(invitation.code)\ncompte : \(invitation.user)\nexpire : \(expires)",
                en: "code: \(invitation.code)\nuser: \(invitation.user)\nexpires: \(expires)"))
        output.document(AdministrationDocuments.invitation(invitation))
    }

    private func invite(_ accounts: Accounts) throws -> InvitationCode {
        if let user = invocation.option("user") {
            guard invocation.option("name") == nil else { throw InviteCommand.wrongUsage }
            return try accounts.invite(user: user)
        }
        guard let name = invocation.option("name"), let role = invocation.option("role"),
            let organisation = invocation.option("organisation")
        else { throw InviteCommand.wrongUsage }
        guard let id = RecordID(organisation) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(organisation) » n'est pas l'identifiant d'une structure.",
                    en: "\"\(organisation)\" is not the id of an organisation."),
                remedy: Phrase(
                    fr: "`relais-server organisation create` le donne.",
                    en: "`relais-server organisation create` gives it."))
        }
        return try accounts.invite(name: name, organisation: id, role: try Role(argument: role))
    }

    private static let wrongUsage = RelaisError.usage(
        Phrase(
            fr: "Il faut soit --user, soit --name, --organisation et --role.",
            en: "Either --user, or --name, --organisation and --role, is needed."),
        remedy: Phrase(
            fr: "Voyez `relais-server invite --help`.", en: "See `relais-server invite --help`."))
}
