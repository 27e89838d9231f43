// AccessEnding: taking back, before its time, what was opened to a device by exception.

package import Shared

extension Administration {
    /// Ends what is open to a device by exception: from its next request on it no longer holds it.
    /// What it had written there and not sent is sealed in quarantine, and then it purges.
    ///
    /// - Parameter portfolio: only this one; `nil` for everything that is open to the device.
    /// - Returns: what was ended.
    package func endAccess(
        of replica: Replica, to portfolio: RecordID? = nil
    ) throws -> [ExceptionalAccess] {
        try write { writer in
            guard let device = try writer.device(replica), device.state != .server,
                let user = try writer.user(device.user), administrator.reaches(user)
            else { throw AdministrationErrors.unknownDevice(String(replica)) }
            let now = ports.now()
            // One that a clock which was put back holds for later is ended as well.
            var open = try writer.exceptionalAccesses(of: replica).filter { access in
                access.ended == nil && now < access.until
                    && (portfolio.map { $0 == access.portfolio } ?? true)
            }
            if open.isEmpty { throw AdministrationErrors.unknownAccess(replica) }
            for index in open.indices {
                open[index].ended = now
                // A restore must not open it again.
                try writer.note(.access(open[index]))
                try writer.put(open[index])
                let (file, portfolio) = (open[index].file, open[index].portfolio)
                try audit(
                    .accessEnded, on: AuditSubject.file(file, in: portfolio, schema),
                    outcome: AuditSubject.device(replica), writer)
            }
            return open
        }
    }
}
