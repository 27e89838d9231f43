// Rejoiner: takes back, after a restore, what devices hold of the line that was lost.
//
// Runs inside one storage transaction. A device gives back each record whose version is not on the
// server's line, whoever wrote it: its author may be gone. What cannot be joined is sealed whole.
// Each record is answered with what the server now holds, which replaces what the device held.

package import Shared

/// Joins what one device gives back.
package struct Rejoiner {
    private let writer: any StorageWriting
    private let schema: Schema
    private let ports: Ports
    private let device: AuthenticatedDevice
    private let scopes: Set<String>
    private let info: TerritoryInfo
    private let position: Position
    private var joined: [(key: RecordKey, previous: UInt64)] = []
    /// What came to another scope, or is new, and may have parts elsewhere.
    private var moved: [(key: RecordKey, scope: ScopeName)] = []

    package init(
        _ writer: any StorageWriting, _ authenticated: AuthenticatedDevice, schema: Schema,
        ports: Ports, lineage: Lineage
    ) throws {
        self.writer = writer
        self.schema = schema
        self.ports = ports
        device = authenticated
        scopes = Authorisation.scopeNames(of: authenticated.member)
        // The device may have lived through epochs that no backup of this line has heard of. None
        // of them can have left this line after where it ends.
        let own = try writer.info()
        try writer.put(
            Lineage(
                forks: lineage.forks.map { fork in
                    guard fork.parent == own.epoch else { return fork }
                    return Lineage.Fork(
                        epoch: fork.epoch, parent: fork.parent,
                        sequence: min(fork.sequence, own.head))
                }))
        info = try writer.info()
        position = Position(epoch: info.epoch, sequence: info.head + 1)
    }

    package mutating func take(_ request: ReturnRequest) throws -> ReturnResponse {
        guard request.epoch == info.epoch else { throw ServerErrors.epochChanged }
        var response = ReturnResponse(
            epoch: info.epoch, records: [], absent: [], refused: [], replicas: [])
        for record in request.records {
            if let problem = try join(record) {
                try seal(record, problem)
                response.refused.append(
                    ReturnResponse.Refused(
                        key: record.key, code: problem.code, message: problem.message))
            }
            if device.device.state != .revoked, let stored = try writer.record(record.key),
                let scope = stored.scope(in: scopes)
            {
                // A row that cannot be read is neither told nor absent: the device keeps its own,
                // and verification mends the row or names it.
                guard let state = try? RecordState(stored) else { continue }
                response.records.append(
                    RecordDelta(
                        collection: record.collection, id: record.id, scope: scope,
                        sequence: stored.sequence, isWhole: true, state: state))
            } else {
                response.absent.append(record.key)
            }
        }
        try finish()
        response.replicas = try ReplicaInfo.authors(of: response.records, writer)
        return response
    }

    /// Joins what was sealed: whoever decides answers for what its giver could not.
    ///
    /// - Returns: why nobody can join it.
    mutating func accept(_ sealed: SealedRecord) throws -> Admission.Problem? {
        guard let state = try? RecordState(bytes: sealed.state) else { return Rejoiner.malformed }
        let record = ReturnedRecord(
            collection: sealed.key.collection, id: sealed.key.id, scope: sealed.scope,
            base: sealed.base, state: state)
        let stored = try writer.record(record.key)
        guard let scope = ScopeName(stored?.scope ?? record.scope) else {
            return Rejoiner.notAllowed
        }
        if let problem = try join(record, over: stored, in: scope, isDecided: true) {
            return problem
        }
        try finish()
        return nil
    }

    /// The joins of one request share a sequence, and what is part of them follows.
    private func finish() throws {
        if !joined.isEmpty { try append() }
        let mover = Mover(writer: writer, schema: schema, now: ports.now())
        for (key, scope) in moved {
            _ = try mover.follow(key, to: scope, by: device.device.replica)
        }
    }

    /// Joins a record; answers why when it cannot be joined.
    private mutating func join(_ record: ReturnedRecord) throws -> Admission.Problem? {
        // It may not say any more what anybody else wrote; what it holds is not lost for that.
        if device.device.state == .revoked { return Rejoiner.withdrawn }
        let stored = try writer.record(record.key)
        // It may have moved on the line that was lost, or on this one.
        guard scopes.contains(record.scope), stored.map({ $0.scope(in: scopes) != nil }) ?? true,
            let scope = ScopeName(stored?.scope ?? record.scope)
        else { return Rejoiner.notAllowed }
        return try join(record, over: stored, in: scope, isDecided: false)
    }

    /// - Parameter isDecided: whether somebody has decided who may write the record; otherwise the
    ///   device's user must be allowed to.
    private mutating func join(
        _ record: ReturnedRecord, over stored: StoredRecord?, in scope: ScopeName, isDecided: Bool
    ) throws -> Admission.Problem? {
        if try writer.tombstone(record.key) != nil {
            return record.state.isDeleted(info.lineage) ? nil : Rejoiner.gone
        }
        let known: RecordState
        do throws(ByteError) {
            known = try RecordState(stored)
        } catch {
            // Whoever decides may give up the row: nobody may hold any more what it should be.
            guard isDecided else { return Admission.damaged }
            known = RecordState()
        }
        let places =
            record.state.writes.map(\.position) + record.state.replacements.map(\.position)
        let bases =
            record.state.deletions.map(\.knowledge.base)
            + record.state.replacements.map(\.knowledge.base) + [record.base]
        guard places.allSatisfy(isPlausible), !bases.contains(where: info.isBeyond) else {
            return Rejoiner.malformed
        }
        let ours = JoinSide(known, base: info.end)
        let theirs = JoinSide(record.state, base: record.base)
        var state = RecordState.join(ours, theirs, at: position, info.lineage)
        if stored != nil && state == known { return nil }
        // Nobody can prove what the lost line held: who may only read it does not write it so.
        guard isDecided || mayWrite(record, stored) else { return Rejoiner.onlyRead }
        if let horizon = info.horizon(now: ports.now()) {
            state.forget(before: horizon, info.lineage)
        }
        if known.erasure == nil && state.erasure != nil {
            guard try isDecided || mayErase() else { return Rejoiner.malformed }
            try writer.note(.erased(record.key, scope: scope.description))
        }
        if state.erasure != nil {
            try Eraser(writer: writer, schema: schema, now: ports.now())
                .clean(record.key, before: stored?.sequence, at: position)
        }
        state.changed = position
        let place = try Placement(storage: writer, schema: schema)
            .place(record.key, state, from: scope, over: stored)
        if stored.map({ !$0.isAt(place) }) ?? true { moved.append((record.key, place.scope)) }
        if let stored, stored.isAltered { try writer.settleDigest(of: stored) }
        let isMoved = !DeliberateBug.givenBackIsNotDelivered.isOn
        try writer.put(
            StoredRecord(
                record.key, at: place, over: stored,
                sequence: isMoved ? position.sequence : stored?.sequence ?? position.sequence,
                state: state.bytes))
        joined.append((record.key, stored?.sequence ?? 0))
        return nil
    }

    /// Whether the device's user may write a record where they hold it.
    private func mayWrite(_ record: ReturnedRecord, _ stored: StoredRecord?) -> Bool {
        guard let scope = ScopeName(stored?.scope(in: scopes) ?? record.scope) else { return false }
        return Authorisation.mayWrite(
            schema.collection(record.collection), scope: scope, member: device.member)
    }

    /// Whether an erasure that the server knows nothing of may be given back. The ledger has every
    /// one before it is answered for; only where it was lost are devices all that remembers.
    private func mayErase() throws -> Bool {
        if device.user.role == .coordinator { return true }
        return try writer.setting(Ledger.lossSetting) != nil
    }

    /// Whether a write may have had its place on a line that this one descends from or has left.
    private func isPlausible(_ place: Position?) -> Bool {
        guard let place else { return false }
        if place.epoch == info.epoch { return place.sequence <= info.head }
        return info.lineage.meeting(place, with: info.epoch) != nil
    }

    private func seal(_ record: ReturnedRecord, _ problem: Admission.Problem) throws {
        try writer.put(
            SealedRecord(
                replica: device.device.replica, key: record.key, scope: record.scope,
                base: record.base, code: problem.code, message: problem.message,
                state: record.state.bytes, receivedAt: ports.now()))
    }

    /// The joins of one request share a sequence, so that no page shows half of them.
    private func append() throws {
        try writer.append(
            JournalEntry(
                .join, naming: joined, after: info, id: TransactionID(ports.random()),
                replica: device.device.replica, schema: schema, now: ports.now()))
    }

    private static let notAllowed = Admission.Problem(
        code: "not_allowed",
        message: Phrase(
            fr: "Cet enregistrement n'est plus de ceux que vous voyez.",
            en: "This record is no longer one that you may see."))

    private static let withdrawn = Admission.Problem(
        code: "device_revoked",
        message: Phrase(
            fr: "L'accès de cet appareil a été retiré ; la coordination décidera.",
            en: "This device's access was withdrawn; the coordinator will decide."))

    private static let onlyRead = Admission.Problem(
        code: "returned_by_reader",
        message: Phrase(
            fr: "Votre compte ne peut pas modifier cet enregistrement : ce que vous en rendez est "
                + "gardé pour la coordination.",
            en: "Your account may not change this record: what you give back of it is kept for "
                + "the coordinator."))

    private static let gone = Admission.Problem(
        code: "record_gone",
        message: Phrase(
            fr: "Cet enregistrement a été supprimé il y a longtemps ; il n'en reste rien.",
            en: "This record was deleted long ago; nothing is left of it."))

    private static let malformed = Admission.Problem(
        code: "malformed_return",
        message: Phrase(
            fr: "Cet enregistrement contient une saisie que le serveur n'a jamais eue.",
            en: "This record holds a change that the server never had."))
}

extension ReplicaInfo {
    /// Who wrote what is in some records.
    static func authors(
        of records: [RecordDelta], and others: Set<Replica> = [], _ reader: any StorageReading
    ) throws -> [ReplicaInfo] {
        var numbers = others
        var last: Replica?
        for record in records {
            record.state.eachWrite { write in
                if write.replica != last { numbers.insert(write.replica) }
                last = write.replica
            }
        }
        return try authors(numbers, reader)
    }

    /// Who writes under some replica numbers, as far as the server knows.
    static func authors(
        _ numbers: Set<Replica>, _ reader: any StorageReading
    ) throws -> [ReplicaInfo] {
        try numbers.sorted().compactMap { replica in
            guard let device = try reader.device(replica), let user = try reader.user(device.user)
            else { return nil }
            return ReplicaInfo(replica: replica, user: user.id, userName: user.name)
        }
    }
}
