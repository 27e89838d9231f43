// What a store keeps of how its server is trusted; see ServerTrust.

import SQLite
public import Shared

extension Store {
    /// How the store's server is to be trusted, as it was chosen at enrolment or since.
    public func trust() throws(RelaisError) -> ServerTrust {
        try withCore { core in try core.trust() }
    }

    /// Changes how the store's server is trusted, from the next request on.
    public func setTrust(_ trust: ServerTrust) throws(RelaisError) {
        try withWriting { core in try core.save(trust) }
    }
}

extension StoreCore {
    func trust() throws -> ServerTrust {
        let row = try connection.cached("SELECT authority, pin, plain FROM relais_trust")
        defer { row.reset() }
        guard try row.step() else { return .system }
        return try ServerTrust(
            authority: row.isNull(0) ? nil : row.string(0),
            pin: row.isNull(1) ? nil : row.string(1),
            allowsPlainHTTP: row.int64(2) != 0)
    }

    func save(_ trust: ServerTrust) throws {
        let update = try connection.cached(
            "INSERT OR REPLACE INTO relais_trust (one, authority, pin, plain) VALUES (1, ?, ?, ?)")
        if let authority = trust.authority {
            try update.bind(1, authority)
        } else {
            try update.bindNull(1)
        }
        if let pin = trust.pin { try update.bind(2, pin) } else { try update.bindNull(2) }
        try update.bind(3, trust.allowsPlainHTTP ? 1 : 0)
        try update.run()
    }
}
