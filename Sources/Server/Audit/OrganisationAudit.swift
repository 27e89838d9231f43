// OrganisationAudit: the lines of a territory's audit that concern one organisation: what its
// people did, and what was done to its people, devices, portfolios and refused changes.

import Shared

struct OrganisationAudit {
    private let storage: any TerritoryStorage
    private let organisation: RecordID

    init(_ organisation: RecordID, _ storage: any TerritoryStorage) {
        self.organisation = organisation
        self.storage = storage
    }

    /// The last lines, the oldest first.
    ///
    /// - Parameters:
    ///   - count: how many at most.
    ///   - time: none before it, in Unix milliseconds.
    func lines(last count: Int, since time: UInt64) throws -> [AuditLine] {
        try storage.read { reader in
            let users = Set(
                try reader.users().filter {
                    $0.organisation == organisation && $0.id != ServerWriter.userID
                }.map(\.id))
            let replicas = Set(
                try reader.devices().filter { users.contains($0.user) }.map(\.replica))
            let portfolios = Set(
                try reader.portfolios().filter { $0.organisation == organisation }.map(\.id))
            var found: [AuditLine] = []
            try reader.audit(after: 0) { line in
                guard line.at >= time, concerns(line, users, replicas, portfolios) else {
                    return true
                }
                found.append(line)
                if found.count > 2 * count { found.removeFirst(found.count - count) }
                return true
            }
            return found.suffix(count)
        }
    }

    private func concerns(
        _ line: AuditLine, _ users: Set<String>, _ replicas: Set<Replica>,
        _ portfolios: Set<RecordID>
    ) -> Bool {
        if let device = line.device { return replicas.contains(device) }
        let parts = line.subject.split(separator: ":", maxSplits: 2).map(String.init)
        guard parts.count >= 2 else { return false }
        return switch parts[0] {
        case "user": users.contains(parts[1])
        case "device", "transaction", "sealed": Replica(parts[1]).map(replicas.contains) ?? false
        case "portfolio": RecordID(parts[1]).map(portfolios.contains) ?? false
        case "organisation": RecordID(parts[1]) == organisation
        default: false
        }
    }
}
