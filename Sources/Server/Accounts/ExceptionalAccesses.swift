// ExceptionalAccesses: opening a portfolio for a limited time, to one device, with a reason. Scopes
// are the units of replication, so it is the whole portfolio of the file that is lent.

package import Shared

/// Opens files outside of what their reader holds.
package struct ExceptionalAccesses {
    let writer: any StorageWriting
    let schema: Schema
    let now: UInt64

    /// How long an access may last, in hours.
    package static let hours: ClosedRange<UInt64> = 1...72
    /// How long it lasts unless told.
    package static let usualHours: UInt64 = 24
    /// A reason that says something, and no more than a person reads: in characters.
    package static let reasonLength = 10...500

    package init(_ writer: any StorageWriting, schema: Schema, now: UInt64) {
        self.writer = writer
        self.schema = schema
        self.now = now
    }

    /// Opens the portfolio that holds a file, for the device that asks.
    ///
    /// - Throws: a `Refusal`. A file that is not there is not told apart from one of another
    ///   organisation.
    package func open(
        _ id: RecordID, for device: AuthenticatedDevice, hours: UInt64, reason: String
    ) throws -> ExceptionalAccess {
        let member = device.member
        // Whoever could not write there if they held it does not work with people.
        guard
            Authorisation.scopes(of: member).contains(.organisation(member.organisation))
        else { throw ServerErrors.accessNotForRole }
        guard let file = try file(id),
            case .portfolio(let portfolio)? = ScopeName(file.scope)?.audience
        else { throw try isHeld(id, member) ? ServerErrors.alreadyHeld : ServerErrors.unknownFile }
        guard try writer.portfolio(portfolio)?.organisation == member.organisation else {
            throw ServerErrors.unknownFile
        }
        let current = try ExceptionalAccesses.current(of: device.device.replica, writer, now)
        // One that runs already may be asked for again: it then ends later.
        if member.portfolios.contains(portfolio), current[portfolio] == nil {
            throw ServerErrors.alreadyHeld
        }
        let access = ExceptionalAccess(
            replica: device.device.replica, portfolio: portfolio, file: file.key, reason: reason,
            since: now, until: now + hours * 3600 * 1000)
        // A restore must neither forget that it was opened nor make it last longer.
        try writer.note(.access(access))
        try writer.put(access)
        try writer.audit(
            AuditEvent(
                at: now, device.actor, .accessOpened,
                on: AuditSubject.file(file.key, in: portfolio, schema),
                outcome: "hours:\(hours)"))
        return access
    }

    /// The portfolios that are open to a device now, and until when.
    static func current(
        of replica: Replica, _ reader: any StorageReading, _ now: UInt64
    ) throws -> [RecordID: UInt64] {
        let open = try reader.exceptionalAccesses(of: replica).filter { $0.isOpen(now) }
        return Dictionary(open.map { ($0.portfolio, $0.until) }, uniquingKeysWith: max)
    }

    /// The first record of a file, in whatever collection files begin.
    private func file(_ id: RecordID) throws -> StoredRecord? {
        for collection in schema.collections {
            guard case .file = collection.access else { continue }
            let key = RecordKey(collection: collection.name, id: id)
            if let stored = try writer.record(key) { return stored }
        }
        return nil
    }

    private func isHeld(_ id: RecordID, _ member: Member) throws -> Bool {
        guard let scope = try file(id).flatMap({ ScopeName($0.scope) }) else { return false }
        return Authorisation.scopes(of: member).contains(scope)
    }
}
