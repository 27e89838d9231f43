// LedgerRenewal: a ledger that was lost begins anew with what the restored backup knows, so that a
// later restore of an older one does not undo that either.

import Shared

extension Ledger {
    /// Notes every withdrawn access, role, holder, erasure and epoch that a territory still knows.
    func renew(from reader: any StorageReading) throws {
        for user in try reader.users() { try note(.changed(user)) }
        for device in try reader.devices() where device.state != .server {
            // The server's own writers are nobody's.
            guard let user = try reader.user(device.user) else { continue }
            try note(.enrolled(device, user))
            if device.state == .revoked || device.state == .lost {
                try note(.revoked(device.replica, isLost: device.state == .lost))
            }
        }
        for portfolio in try reader.portfolios() { try note(.portfolio(portfolio)) }
        for access in try reader.exceptionalAccesses(of: nil) { try note(.access(access)) }
        for scope in try reader.allScopes() {
            try reader.eachRecord(scope: scope) { record, _ in
                // A row that cannot be read was not erased.
                guard let state = try? RecordState(bytes: record.state), state.erasure != nil
                else { return }
                try note(.erased(record.key, scope: scope))
            }
        }
        for fork in try reader.info().lineage.forks { try note(.opened(fork)) }
    }
}
