// portfolio create, hand-over, list: who holds which files.

import Console
import Server
import Shared

struct PortfolioCommands {
    private let invocation: Invocation
    private let output: Output

    init(_ invocation: Invocation, _ output: Output) {
        self.invocation = invocation
        self.output = output
    }

    func create() throws {
        let organisation = try identity(try invocation.required("organisation"))
        let data = try invocation.data()
        let portfolio = try data.translate {
            try invocation.administration(data).createPortfolio(
                organisation: organisation, name: try invocation.required("name"),
                holder: invocation.option("holder"))
        }
        output.line(
            Phrase(fr: "portefeuille : \(portfolio.id)", en: "portfolio: \(portfolio.id)"))
        output.document(.members([("portfolio", .string(portfolio.id.description))]))
    }

    func handOver() throws {
        let id = try identity(invocation.positionals[0])
        let data = try invocation.data()
        let portfolio = try data.translate {
            try invocation.administration(data).handOver(
                id, to: try invocation.required("to"))
        }
        let holder = portfolio.holder ?? ""
        output.line(
            Phrase(
                fr: "portefeuille \(id) : \(holder), dès sa prochaine synchronisation",
                en: "portfolio \(id): \(holder), from the next synchronisation on"))
        output.document(
            .members([
                ("portfolio", .string(id.description)), ("holder", .string(holder)),
            ]))
    }

    func list() throws {
        let data = try invocation.data()
        let listed = try data.translate { try invocation.administration(data).portfolios() }
        for (portfolio, holder) in listed {
            output.line("\(portfolio.id)  \(portfolio.name)  \(holder?.name ?? "-")")
        }
        output.document(
            .members([
                (
                    "portfolios",
                    .array(
                        listed.map { AdministrationDocuments.portfolio($0.0, $0.1) })
                )
            ]))
    }

    private func identity(_ text: String) throws -> RecordID {
        guard let id = RecordID(text) else {
            throw RelaisError.usage(
                Phrase(
                    fr: "« \(text) » n'est pas un identifiant.",
                    en: "\"\(text)\" is not an id."),
                remedy: Phrase(
                    fr: "Recopiez les 36 caractères que donne la commande qui l'a créé.",
                    en: "Copy the 36 characters that the command gave that made it."))
        }
        return id
    }
}
