// Synchronisation: POST /v1/sync. Push in one storage transaction, then a page from a snapshot.

import Shared

struct Synchronisation {
    let data: ServerData
    let schema: Schema
    let live: LiveHub
    /// Where a page of a pull ends.
    let pageBytes: Int

    /// An answer, and the rows that belong in it.
    struct Answer {
        var response: SyncResponse
        var blocks: [FeedBlock] = []

        /// The answer in the binary form, with the rows as they are kept.
        var pieces: [HTTPResponse.Piece] {
            let length = blocks.reduce(0) { $0 + $1.rows.count }
            let head = BinaryCodec().encode(response, beforeRows: length)
            return [.plain(head)] + blocks.map(\.rows) + [.plain([0])]
        }
    }

    /// - Parameter form: of the answer.
    func answer(
        _ request: SyncRequest, _ credential: DeviceCredential, in form: WireForm
    ) throws -> Answer {
        try Synchronisation.check(protocolVersion: request.protocolVersion)
        // What it wrote waits on the device, and comes once it is updated: only the program that
        // speaks is judged, never the version that a transaction was written by.
        if request.schema < schema.oldestSafeVersion { throw ServerErrors.clientTooOld }
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        // Only the binary form has rows, and only who has said so reads them.
        let takesRows = form == .binary && request.reads.contains(.rows)
        var turn = takesRows ? data.blocks.turn(of: credential.territory) : nil
        if let answer = try storage.read({ try readOnly(request, credential, $0, turn) }) {
            return answer
        }
        let answer = try push(request, credential, storage, in: form)
        tell(answer, credential.territory, storage)
        if takesRows { turn = data.blocks.turn(of: credential.territory) }
        return try storage.read { reader in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, reader, admitsRevoked: true,
                now: data.ports.now())
            return try respond(request, answer, device, reader, turn)
        }
    }

    /// The answer to a request for which nothing has to be written; `nil` for one that brings
    /// something.
    private func readOnly(
        _ request: SyncRequest, _ credential: DeviceCredential, _ reader: any StorageReading,
        _ turn: Int?
    ) throws -> Answer? {
        let authenticated = try Accounts.authenticate(
            credential.replica, secret: credential.secret, reader, admitsRevoked: true,
            now: data.ports.now())
        let device = authenticated.device
        let info = try reader.info()
        data.blocks.note(info)
        let isElsewhere = request.epoch.map { $0 != info.epoch } ?? false
        if device.state == .revoked && !isElsewhere {
            // Nothing new to seal and nothing to note: what it holds is to go.
            let hasSaidSo = Set(request.scopes.map(\.name)) == device.held
            if request.bringsNothing && hasSaidSo { throw ServerErrors.revoked }
            return nil
        }
        if let epoch = request.epoch {
            if isElsewhere {
                // Nothing is taken from a device that speaks of another epoch, nor sent to it,
                // before it has given back what the server lost. One whose access was withdrawn
                // sends again what the restore lost, before it is told to forget it.
                let answer = Sequencer.Answer(
                    acknowledgements: [], nextNumber: device.lastNumber + 1, chain: device.chain)
                return Answer(response: withoutPage(request, answer, epoch: info.epoch, info))
            }
            let isAhead = request.scopes.contains { scope in
                scope.floor.map { $0.epoch == epoch && $0.sequence > info.head } ?? false
            }
            // Nobody can know more of an epoch than its server, unless the server's data was put
            // back without saying so: its numbers would be given twice.
            if isAhead { throw ServerErrors.rolledBack }
        }
        guard request.bringsNothing, request.after == device.lastNumber,
            request.last >= device.lastNumber,
            Set(request.scopes.map(\.name)) == device.held, isSeenLately(device),
            Confirmation.of(request.scopes, device, info) == nil
        else { return nil }
        guard request.chain == device.chain else {
            throw ServerErrors.forked(.otherHistory(device.replica, through: request.after))
        }
        let answer = Sequencer.Answer(
            acknowledgements: [], nextNumber: device.lastNumber + 1)
        return try respond(request, answer, authenticated, reader, turn)
    }

    /// How old the time may be when a device was last heard: an hour, in milliseconds. Who looks
    /// for silent devices counts days, and noting each request would cost a commit.
    private static let noteAfter: UInt64 = 3600 * 1000

    /// Whether it is noted already that the device speaks.
    private func isSeenLately(_ device: Device) -> Bool {
        guard let seen = device.lastSeen else { return false }
        let now = data.ports.now()
        return now >= seen && now - seen < Synchronisation.noteAfter
    }

    /// What became of a push, to a device that gets nothing now.
    private func withoutPage(
        _ request: SyncRequest, _ answer: Sequencer.Answer, epoch: Epoch, _ info: TerritoryInfo
    ) -> SyncResponse {
        SyncResponse(
            epoch: epoch, lineage: info.lineage, head: info.head, time: data.ports.now(),
            acknowledgements: answer.acknowledgements, nextNumber: answer.nextNumber,
            chain: answer.chain, scopes: request.scopes, isComplete: false, records: [],
            replicas: [], acts: answer.acts)
    }

    /// What became of a push, and a page. A device whose access was withdrawn is told what became
    /// of its last push, and gets nothing; once it has nothing more to send, it is told to purge.
    private func respond(
        _ request: SyncRequest, _ answer: Sequencer.Answer, _ device: AuthenticatedDevice,
        _ reader: any StorageReading, _ turn: Int?
    ) throws -> Answer {
        if device.device.state == .revoked {
            if request.bringsNothing { throw ServerErrors.revoked }
            let info = try reader.info()
            return Answer(
                response: withoutPage(request, answer, epoch: request.epoch ?? info.epoch, info))
        }
        let puller = Puller(
            reader, device, maximumBytes: pageBytes,
            // Rows would stand before the echoes in an answer, and end it.
            blocks: turn == nil || answer.pushed != nil ? nil : data.blocks,
            turn: turn ?? 0, now: data.ports.now(), pushed: answer.pushed)
        let page = try puller.page(for: request.scopes, in: request.epoch)
        data.blocks.note(page.info)
        var response = SyncResponse(
            epoch: page.info.epoch, lineage: page.info.lineage, head: page.info.head,
            time: data.ports.now(), acknowledgements: answer.acknowledgements,
            nextNumber: answer.nextNumber, chain: answer.chain,
            backedUp: page.info.backedUp(now: data.ports.now()),
            decisions: try decisions(request.undecided, device, reader), scopes: page.scopes,
            isComplete: page.isComplete, records: page.records, gone: page.gone,
            replicas: page.replicas, digests: page.digests, acts: answer.acts)
        if let pushed = answer.pushed {
            response.echoes = Echoes(
                horizon: pushed.horizon, page.echoes, of: request.transactions)
        }
        return Answer(response: response, blocks: page.blocks)
    }

    /// Whether the device can be left to make of its records what it has written: it says so,
    /// declares the same fields, and holds all of its scopes already.
    private func mayEcho(_ request: SyncRequest, in form: WireForm) -> Bool {
        form == .binary && request.reads.contains(.echoes) && !request.transactions.isEmpty
            && request.schema == schema.version
            && request.scopes.allSatisfy { $0.floor?.epoch == request.epoch }
    }

    /// Takes what the device wrote.
    private func push(
        _ request: SyncRequest, _ credential: DeviceCredential, _ storage: any TerritoryStorage,
        in form: WireForm
    ) throws -> Sequencer.Answer {
        var early: Sequencer.Answer?
        do {
            return try storage.write { writer in
                let device = try Accounts.authenticate(
                    credential.replica, secret: credential.secret, writer, admitsRevoked: true,
                    now: data.ports.now())
                var sequencer = try Sequencer(
                    writer, device, schema: schema, now: data.ports.now())
                var answer = try sequencer.push(
                    request.transactions, former: request.former, after: request.after,
                    chain: request.chain, last: request.last, oldest: request.oldest,
                    held: Set(request.scopes.map(\.name)),
                    notesRecords: mayEcho(request, in: form))
                answer.acts = try ActTaker(writer: writer, schema: schema, now: data.ports.now())
                    .take(request.acts, of: device)
                try Confirmation.note(request.scopes, device.device.replica, writer)
                try FileErasures(writer, schema: schema, ports: data.ports)
                    .complete(
                        request.transactions,
                        by: .device(user: device.user.id, device.device.replica))
                if DeliberateBug.answerBeforeCommit.isOn, answer.nextNumber % 7 == 0 {
                    early = answer
                    throw ServerErrors.internalFailure
                }
                return answer
            }
        } catch {
            if let early { return early }
            throw error
        }
    }

    /// What was decided of transactions that the device still has in quarantine. It is told of its
    /// user's own only.
    private func decisions(
        _ undecided: [DeliveryAddress], _ device: AuthenticatedDevice, _ reader: any StorageReading
    ) throws -> [Decision] {
        try undecided.compactMap { address in
            let refused = try reader.quarantined(address.replica, number: address.number)
            guard let kind = refused?.decision,
                try reader.device(address.replica)?.user == device.user.id
            else { return nil }
            return Decision(address: address, kind: kind)
        }
    }

    /// Takes back what a device holds of a line that was lost.
    func takeBack(
        _ request: ReturnRequest, _ credential: DeviceCredential
    ) throws -> ReturnResponse {
        try write(credential, admitsRevoked: true) { writer, device in
            var rejoiner = try Rejoiner(
                writer, device, schema: schema, ports: data.ports, lineage: request.lineage)
            return try rejoiner.take(request)
        }
    }

    /// Gives a copied store a number of its own; one whose access was withdrawn, to say its last
    /// words under.
    func fork(_ request: ForkRequest, _ credential: DeviceCredential) throws -> ForkResponse {
        guard Accounts.isSecret(request.secret) else { throw ServerErrors.malformed("secret") }
        let admitsRevoked = !DeliberateBug.withdrawnCopyIsSilenced.isOn
        return try write(credential, admitsRevoked: admitsRevoked) { writer, device in
            try Forker(writer, ports: data.ports).fork(request, device)
        }
    }

    /// Mends damaged rows with bytes whose digest the server has kept.
    func mend(_ request: MendRequest, _ credential: DeviceCredential) throws -> MendResponse {
        // Bytes change without moving in the feed.
        defer { data.blocks.forget(credential.territory) }
        return try write(credential) { writer, device in
            try Mender(writer, device, schema: schema, now: data.ports.now()).mend(request)
        }
    }

    private func write<R>(
        _ credential: DeviceCredential, admitsRevoked: Bool = false,
        _ body: (any StorageWriting, AuthenticatedDevice) throws -> R
    ) throws -> R {
        guard let storage = try data.territory(credential.territory) else {
            throw ServerErrors.unauthorised
        }
        return try storage.write { writer in
            let device = try Accounts.authenticate(
                credential.replica, secret: credential.secret, writer,
                admitsRevoked: admitsRevoked, now: data.ports.now())
            return try body(writer, device)
        }
    }

    /// Tells who watches that something was accepted. The push is committed and stays so whatever
    /// fails here: the lookout finds the commit, and tells of it half a second later.
    private func tell(
        _ answer: Sequencer.Answer, _ territory: String, _ storage: any TerritoryStorage
    ) {
        let hasAccepted = answer.acknowledgements.contains { acknowledgement in
            if case .accepted = acknowledgement { true } else { false }
        }
        guard hasAccepted, live.isWatched(territory) else { return }
        do {
            let info = try storage.read { try $0.info() }
            live.changed(territory, LiveHead(epoch: info.epoch, sequence: info.head))
        } catch {
            data.report(error)
        }
    }

    static func check(protocolVersion: Int) throws {
        if protocolVersion < ProtocolVersion.current { throw ServerErrors.clientTooOld }
        if protocolVersion > ProtocolVersion.current { throw ServerErrors.serverTooOld }
    }
}

extension SyncRequest {
    /// Whether it has neither anything that was written nor anything for the audit.
    fileprivate var bringsNothing: Bool { transactions.isEmpty && acts.isEmpty }
}
