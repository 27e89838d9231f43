// Administrator: who administers, and how far they reach: the operator at the command line, the
// whole territory; a coordinator with their own device, their own organisation and nothing else.

package import Shared

/// Somebody who administers a territory.
package struct Administrator: Sendable {
    /// A coordinator's device, as it proved itself; `nil` for the operator.
    private let coordinator: AuthenticatedDevice?

    private init(coordinator: AuthenticatedDevice?) { self.coordinator = coordinator }

    /// Whoever has the server's data.
    package static let `operator` = Administrator(coordinator: nil)

    /// A coordinator, for their organisation.
    ///
    /// - Throws: a `Refusal` for any other role.
    package init(_ device: AuthenticatedDevice) throws {
        guard device.user.role == .coordinator else { throw ServerErrors.notCoordinator }
        self.init(coordinator: device)
    }

    /// How the audit names them.
    package var actor: AuditActor { coordinator?.actor ?? .operator }

    /// The only organisation that they reach; `nil` for all of them.
    package var organisation: RecordID? { coordinator?.user.organisation }

    /// Whether an organisation is theirs to administer.
    package func reaches(_ organisation: RecordID) -> Bool {
        self.organisation.map { $0 == organisation } ?? true
    }

    /// Whether a user is theirs to administer. The server's own writer is nobody's.
    package func reaches(_ user: User) -> Bool {
        user.id != ServerWriter.userID && reaches(user.organisation)
    }

    /// Whether what a device has sent, and was not taken, is theirs to see and to decide.
    func reaches(author replica: Replica, _ reader: any StorageReading) throws -> Bool {
        // What nobody wrote any more, after a restore, is the operator's.
        guard let author = try reader.device(replica).flatMap({ try reader.user($0.user) }) else {
            return organisation == nil
        }
        return reaches(author.organisation)
    }

    /// Whether this is the administrator's own user.
    func isOwn(_ user: String) -> Bool { coordinator?.user.id == user }

    /// Whether this is the device that they speak with.
    func isOwn(_ replica: Replica) -> Bool { coordinator?.device.replica == replica }

    /// Makes sure, in the transaction that acts, that they still are what they were when they
    /// proved themselves.
    func confirm(_ reader: any StorageReading) throws {
        guard let coordinator else { return }
        guard let device = try reader.device(coordinator.device.replica), device.state == .active
        else { throw ServerErrors.revoked }
        guard let user = try reader.user(device.user), !user.hasLeft, user.role == .coordinator,
            user.organisation == coordinator.user.organisation
        else { throw ServerErrors.notCoordinator }
    }

    /// Makes sure that they may release some changes: a release has the server's own power, so that
    /// a coordinator must have at least as much themselves over what stands there.
    func confirm(
        release records: [RecordChange], _ reader: any StorageReading, _ schema: Schema
    ) throws {
        guard let member = try member(reader) else { return }
        for record in records {
            let key = RecordKey(collection: record.collection, id: record.id)
            let stored = try reader.record(key)
            let collection = schema.collection(record.collection)
            if let stored {
                guard let scope = ScopeName(stored.scope),
                    Authorisation.mayWrite(collection, scope: scope, member: member)
                else { throw AdministrationErrors.releaseNotYours }
            }
            // Of a record that two organisations hold, each may change its own part.
            if let collection,
                Crossing(collection, member: member)
                    .problem(with: record.action, over: try RecordState(stored)) != nil
            {
                throw AdministrationErrors.releaseNotYours
            }
        }
    }

    /// Makes sure that they may join a sealed record: a decision has no more power than their own
    /// device would have had, had it given the record back.
    func confirm(
        joining sealed: SealedRecord, _ reader: any StorageReading, _ schema: Schema
    ) throws {
        guard let member = try member(reader) else { return }
        let held = Authorisation.scopeNames(of: member)
        let stored = try reader.record(sealed.key)
        guard held.contains(sealed.scope),
            let scope = (stored.map { $0.scope(in: held) } ?? sealed.scope)
                .flatMap(ScopeName.init),
            Authorisation.mayWrite(
                schema.collection(sealed.key.collection), scope: scope, member: member)
        else { throw AdministrationErrors.releaseNotYours }
    }

    /// What the rules of access know of a coordinator; `nil` for the operator.
    private func member(_ reader: any StorageReading) throws -> Member? {
        try coordinator.map {
            try AuthenticatedDevice($0.device, of: $0.user, reader).member
        }
    }
}
