// user list, role, leave: the accounts of a territory, and what becomes of them.

import Console
import Server
import Shared

struct UserCommand {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func list() throws {
        let data = try invocation.data()
        let (_, storage) = try data.oneTerritory(invocation)
        let users = try data.translate { try data.oversight(storage).users() }
        for (user, devices) in users {
            let numbers = devices.map { String($0.device.replica) }.joined(separator: " ")
            let state = user.hasLeft ? Phrase(fr: "parti(e)", en: "left") : user.role.label
            output.line("\(user.id)  \(user.name)  \(state.text(output.language))  \(numbers)")
        }
        output.document(
            .members([
                ("users", .array(users.map { AdministrationDocuments.user($0.user, $0.devices) }))
            ]))
    }

    func role() throws {
        let data = try invocation.data()
        let role = try Role(argument: try invocation.required("role"))
        let administration = try invocation.administration(data)
        let user = try data.translate {
            try administration.setRole(role, of: invocation.positionals[0])
        }
        output.line(
            Phrase(
                fr: "\(user.id) : \(role.label.french), dès la prochaine requête de ses appareils",
                en: "\(user.id): \(role.label.english), from the next request of their devices on"))
        output.document(.members([("user", .string(user.id)), ("role", .string(role.rawValue))]))
    }

    func leave() throws {
        let data = try invocation.data()
        let administration = try invocation.administration(data)
        let (user, devices) = try data.translate {
            try administration.depart(invocation.positionals[0])
        }
        output.line(
            Phrase(
                fr: "\(user.id) : départ noté, \(devices.count) appareil(s) sans accès",
                en: "\(user.id): departure noted, \(devices.count) device(s) without access"))
        output.document(
            .members([
                ("user", .string(user.id)),
                ("revoked", .array(devices.map { .integer(Int64($0.replica)) })),
            ]))
    }
}

extension Role {
    /// A role as it is typed.
    init(argument: String) throws(RelaisError) {
        guard let role = Role(rawValue: argument) else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(argument) » n'est pas un rôle.",
                    en: "\"\(argument)\" is not a role."),
                remedy: Phrase(fr: "Rôles : \(roles).", en: "Roles: \(roles)."))
        }
        self = role
    }
}
