// Accesses: scopes that the device holds for a time only. When that is over they are purged, also
// without a network; what was written in them and not sent yet stays, and is sent.
//
// The time is the server's, as the device last heard it. A clock that is put back gains nothing for
// long: at the next synchronisation the server says what the device holds.

import SQLite
import Shared

extension StoreCore {
    /// Notes until when the server opens a scope, in its own time.
    func open(_ scope: String, until: UInt64) throws {
        try connection.run(
            "INSERT OR REPLACE INTO relais_access VALUES (?, ?)",
            [.text(scope), .integer(Int64(clamping: until))])
    }

    /// Whether some access is over. Asked before everything that is read, so that nothing of it is
    /// shown any more.
    func hasEndedAccess() throws -> Bool {
        let first = try connection.cached("SELECT min(until) FROM relais_access")
        defer { first.reset() }
        guard try first.step(), !first.isNull(0) else { return false }
        return first.int64(0) <= serverTime(try DeviceState(connection))
    }

    /// Purges the scopes whose time is over.
    func endAccesses() throws {
        let now = serverTime(try DeviceState(connection))
        var ended: Set<String> = []
        try connection.rows("SELECT scope FROM relais_access WHERE until <= ?", [.integer(now)]) {
            ended.insert($0.string(0))
        }
        for scope in try ScopeRow.all(connection) where ended.contains(scope.name) {
            try purge(scope)
        }
        try connection.run("DELETE FROM relais_access WHERE until <= ?", [.integer(now)])
    }

    /// The server's clock, as far as this device can tell; never before it was last heard.
    private func serverTime(_ device: DeviceState) -> Int64 {
        let now = max(Int64(clamping: ports.now()), Int64(clamping: device.clockChecked ?? 0))
        let (time, isOver) = now.addingReportingOverflow(device.clockDrift)
        return isOver ? now : time
    }
}
