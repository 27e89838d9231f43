// Portfolios: making them, and handing them over.

package import Shared

extension Administration {
    /// Makes a portfolio of an organisation.
    ///
    /// - Parameter holder: the user who is to hold it, of the same organisation.
    package func createPortfolio(
        organisation: RecordID, name: String, holder: String?
    ) throws -> Portfolio {
        let portfolio = Portfolio(
            id: ports.makeRecordID(), organisation: organisation, name: name, holder: holder)
        return try storage.write { writer in
            guard try writer.organisationName(organisation) != nil else {
                throw AdministrationErrors.unknownOrganisation(organisation.description)
            }
            try put(portfolio, .portfolioCreated, writer)
            return portfolio
        }
    }

    /// Gives a portfolio to another user of its organisation: from their next synchronisation on
    /// their devices hold its files, and those of the holder before no longer do.
    package func handOver(_ id: RecordID, to holder: String) throws -> Portfolio {
        try storage.write { writer in
            guard var portfolio = try writer.portfolio(id) else {
                throw AdministrationErrors.unknownPortfolio(id.description)
            }
            portfolio.holder = holder
            try put(portfolio, .handedOver, writer)
            return portfolio
        }
    }

    /// Every portfolio of the territory, with who holds it.
    package func portfolios() throws -> [(Portfolio, User?)] {
        try storage.read { reader in
            try reader.portfolios().map { portfolio in
                (portfolio, try portfolio.holder.flatMap { try reader.user($0) })
            }
        }
    }

    private func put(
        _ portfolio: Portfolio, _ what: AuditKind, _ writer: any StorageWriting
    ) throws {
        if let holder = portfolio.holder {
            guard let user = try writer.user(holder), user.organisation == portfolio.organisation
            else { throw AdministrationErrors.unknownUser(holder) }
        }
        // Who may see a file must not be undone by a restore.
        try writer.note(.portfolio(portfolio))
        try writer.put(portfolio)
        try writer.audit(
            AuditEvent(
                at: ports.now(), .operator, what,
                on: AuditSubject.portfolio(portfolio.id, to: portfolio.holder)))
    }
}
