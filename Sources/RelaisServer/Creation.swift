// territory create, organisation create: what exists before the first person.

import Console
import Server
import Shared

struct Creation {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func territory() throws {
        let code = invocation.positionals[0]
        try invocation.data().createTerritory(code, name: try invocation.required("name"))
        output.line(Phrase(fr: "territoire : \(code)", en: "territory: \(code)"))
        output.document(.members([("territory", .string(code))]))
    }

    func organisation() throws {
        let data = try invocation.data()
        let id = try data.translate {
            try invocation.administration(data).createOrganisation(
                name: try invocation.required("name"))
        }
        output.line(Phrase(fr: "structure : \(id)", en: "organisation: \(id)"))
        output.document(.members([("organisation", .string(id.description))]))
    }
}

extension JSON {
    /// An object of these members, in this order.
    static func members(_ members: [(String, JSON)]) -> JSON {
        .object(JSONObject(members: members.map { .init(key: $0.0, value: $0.1) }))
    }
}
