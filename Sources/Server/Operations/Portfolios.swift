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
        return try write { writer in
            guard administrator.reaches(organisation),
                try writer.organisationName(organisation) != nil
            else { throw AdministrationErrors.unknownOrganisation(organisation.description) }
            try put(portfolio, .portfolioCreated, writer)
            return portfolio
        }
    }

    /// Gives a portfolio to another user of its organisation: from their next synchronisation on
    /// their devices hold its files, and those of the holder before no longer do.
    package func handOver(_ id: RecordID, to holder: String) throws -> Portfolio {
        try write { writer in
            guard var portfolio = try writer.portfolio(id),
                administrator.reaches(portfolio.organisation)
            else { throw AdministrationErrors.unknownPortfolio(id.description) }
            portfolio.holder = holder
            try put(portfolio, .handedOver, writer)
            return portfolio
        }
    }

    /// Every portfolio that the administrator reaches, with who holds it.
    package func portfolios() throws -> [(Portfolio, User?)] {
        try storage.read { reader in
            let reached = try reader.portfolios().filter {
                administrator.reaches($0.organisation)
            }
            return try reached.map { portfolio in
                (portfolio, try portfolio.holder.flatMap { try reader.user($0) })
            }
        }
    }

    private func put(
        _ portfolio: Portfolio, _ what: AuditKind, _ writer: any StorageWriting
    ) throws {
        if let holder = portfolio.holder {
            guard let user = try writer.user(holder), user.organisation == portfolio.organisation,
                !user.hasLeft
            else { throw AdministrationErrors.unknownUser(holder) }
        }
        // Who may see a file must not be undone by a restore.
        try writer.note(.portfolio(portfolio))
        try writer.put(portfolio)
        try audit(what, on: AuditSubject.portfolio(portfolio.id, to: portfolio.holder), writer)
    }
}
