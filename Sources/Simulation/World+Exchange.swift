// What passes between a device and the server, and what the simulator concludes from it.

import ClientCore
import FaultyDisk
import Server
import Shared

extension World {
    /// One synchronisation, with what happens to its exchanges.
    func sync(_ device: SimulatedDevice, _ events: [LineEvent]) async throws {
        guard !device.isSyncing else { return }
        device.isSyncing = true
        device.events = events
        device.exchange = 0
        let life = device.life
        defer {
            device.isSyncing = false
            device.events = []
        }
        let withdrawn = try withdrawnNumber(of: device)
        do {
            let report = try await device.engine.sync()
            tell("= \(report.state.rawValue) \(report.error?.code ?? "")")
            if let withdrawn, report.state == .upToDate,
                try withdrawnNumber(of: device) == withdrawn
            {
                throw SimulationFailure("access", "\(device.name) came in as \(withdrawn)")
            }
            if life == device.life { try settle(device) }
            // It had purged itself also when it died while it said so.
            if report.state == .revoked { try notePurge(device) }
            if report.mended > 0 {
                throw SimulationFailure("digests", "\(device.name) mended \(report.mended)")
            }
        } catch let error as RelaisError {
            guard life == device.life else { throw error }
            try settle(device)
            guard error.code == "unauthorised" else { throw error }
            try await enrolAgain(device)
        }
    }

    /// Carries one request, through everything that happens to it.
    func carry(
        _ request: TransportRequest, from device: SimulatedDevice
    ) async throws -> TransportResponse {
        try settle(device)
        guard device.exchange < World.mostExchanges else {
            throw SimulationFailure("ends", "\(device.name) goes on after \(device.exchange)")
        }
        let events = device.events.filter { $0.exchange == device.exchange }
        device.exchange += 1
        let life = device.life
        for event in events {
            guard case .before(let step) = event.kind else { continue }
            try await runNested(step)
        }
        let kinds = Set(events.map(\.kind))
        if kinds.contains(.dieBefore) { try die(device) }
        guard life == device.life else { throw World.dead }
        let delivered = device.shown.delivered
        if kinds.contains(.delayCopy) && late.count < 4 { late.append((request, delivered)) }
        if kinds.contains(.loseRequest) { throw World.lost }
        if kinds.contains(.refuseAsTooLarge), request.path == "/v1/sync" {
            return World.tooLarge
        }
        var fault: FaultyDisk.Fault?
        for case .diskFails(let drawn) in kinds where request.path != "/v1/enrol" { fault = drawn }
        var answer = try deliver(request, delivered, device, fault)
        if kinds.contains(.duplicate) { answer = try deliver(request, delivered, device) }
        if kinds.contains(.serverDies) {
            try killServer()
            throw World.lost
        }
        for event in events {
            guard case .after(let step) = event.kind else { continue }
            try await runNested(step)
        }
        if kinds.contains(.dieAfter) { try die(device) }
        guard life == device.life else { throw World.dead }
        if kinds.contains(.loseResponse) { throw World.lost }
        for case .truncate(let percent) in kinds {
            let body = answer.response.body
            return TransportResponse(
                status: answer.response.status,
                body: Array(body.prefix(body.count * percent / 100)))
        }
        if let tampering, let response = answer.coming?.response {
            answer.response.body = BinaryCodec().encode(tampering(response))
        }
        try keepDurable(device)
        device.coming = answer.coming
        device.coming?.version = try device.fileVersion()
        return answer.response
    }

    /// No synchronisation of what a run holds needs half as many.
    private static let mostExchanges = 200
    private static let dead = TransportError(kind: .invalidAddress, detail: "the program died")
    private static let lost = TransportError(kind: .interrupted, detail: "lost")
    private static let tooLarge = TransportResponse(
        status: 413,
        body: WireFailure(
            RelaisError(
                code: "too_large", message: Phrase(fr: "trop", en: "too much"),
                remedy: Phrase(fr: "moins", en: "less"))
        ).json)

    private func deliver(
        _ request: TransportRequest, _ delivered: [RecordKey: FactSet], _ device: SimulatedDevice,
        _ fault: FaultyDisk.Fault? = nil
    ) throws -> (response: TransportResponse, coming: Coming?) {
        if let fault { server.disk.arm(fault) }
        let response = server.router.handle(HTTPRequest(request))
        let answer = TransportResponse(status: response.status, body: response.body)
        guard fault != nil && server.disk.disarm() else {
            return (answer, try observe(request, response, delivered, device))
        }
        let isDown = server.disk.isDown
        if isDown { try server.losePower() }
        tell("= \(isDown ? "power lost" : "disk failed"), \(response.status) \(request.path)")
        // What is answered is kept, also where the answer never leaves.
        if response.status == 200 {
            let coming = try observe(request, response, delivered, device)
            if !isDown { return (answer, coming) }
        } else {
            try takeUncertain(request, delivered)
        }
        if isDown { throw World.lost }
        return (answer, nil)
    }

    func deliverLate() throws {
        guard !late.isEmpty else { return }
        let (request, delivered) = late.removeFirst()
        let response = server.router.handle(HTTPRequest(request))
        _ = try observe(request, response, delivered, nil)
    }

    /// Reads what an exchange did to the server, and keeps what its answer tells the device.
    private func observe(
        _ request: TransportRequest, _ response: HTTPResponse, _ delivered: [RecordKey: FactSet],
        _ device: SimulatedDevice?
    ) throws -> Coming? {
        let name = device?.name ?? "late"
        guard response.status == 200 else {
            let code = (try? WireFailure(json: response.body))?.code ?? "?"
            tell("\(name) \(request.path) -> \(response.status) \(code)")
            if let device, code == "device_revoked" { try noteAnswered(device) }
            if response.status == 500 || response.status == 400 {
                throw SimulationFailure("server", "\(request.path) \(response.status) \(code)")
            }
            return nil
        }
        let codec = WireForm(of: response.body).codec
        let asked = WireForm(of: request.body).codec
        switch request.path {
        case "/v1/sync":
            let answer =
                try (codec as? BinaryCodec)?.syncResponse(response.body, to: request.body)
                ?? codec.syncResponse(response.body)
            if answer.epoch == server.epoch && answer.head > server.head { try readOrder() }
            let message = try? asked.syncRequest(request.body)
            let echoes = try answer.echoes?.records(of: message?.transactions ?? []) ?? []
            if let device { try checkScopes(answer, echoes, device) }
            try checkPromise(request, answer)
            tell("\(name) \(World.line(message, answer, echoes))")
            return Coming(
                response: answer, echoes: echoes, returned: nil, merged: server.merged,
                scopes: server.scopes, compacted: server.compacted)
        case "/v1/return":
            let message = try asked.returnRequest(request.body)
            let answer = try codec.returnResponse(response.body)
            if let device { try checkScopes(answer, device) }
            try takeBack(message, answer, delivered)
            tell(
                "\(name) return \(message.records.map { "\($0.id)" }) -> "
                    + "\(answer.records.count) whole, \(answer.absent.count) absent, "
                    + "\(answer.refused.map(\.code))")
            return Coming(
                response: nil, echoes: [], returned: (message, answer), merged: server.merged,
                scopes: server.scopes, compacted: server.compacted)
        case "/v1/fork":
            let answer = try codec.forkResponse(response.body)
            tell("\(name) fork -> \(answer.replica) with \(answer.refused.map(\.id))")
            try noteFork(answer.replica, try asked.forkRequest(request.body).secret, device)
            if let device { try checkOwner(of: answer.refused.map(\.id), device) }
            return Coming(
                response: nil, echoes: [], returned: nil,
                refused: FactSet(answer.refused.compactMap { oracle.number($0.id) }),
                merged: server.merged, scopes: server.scopes, compacted: server.compacted)
        default:
            tell("\(name) \(request.path)")
            return nil
        }
    }

    /// What a device gave back is merged, with all that its copies had taken in.
    private func takeBack(
        _ request: ReturnRequest, _ response: ReturnResponse, _ delivered: [RecordKey: FactSet]
    ) throws {
        let refused = Set(response.refused.map(\.key))
        for record in request.records {
            let facts = delivered[record.key] ?? FactSet()
            if refused.contains(record.key) {
                noteSealed(record, facts)
                continue
            }
            // What is deleted on both sides is not brought back to be deleted again.
            if server.compacted.contains(record.key) { continue }
            try noteScope(record.key)
            server.merged[record.key, default: FactSet()].formUnion(facts)
            if record.state.erasure != nil {
                noteErased(
                    record.key, isNoted: !server.accesses.erased.contains(record.key))
            }
        }
        try readOrder()
    }

    /// Takes into account the answer that the device has taken, if it has.
    func settle(_ device: SimulatedDevice) throws {
        try takeComing(device)
        // Also a fork makes refused ones wait again.
        device.shown.refused = FactSet(try device.refused().compactMap(oracle.number))
    }

    private func takeComing(_ device: SimulatedDevice) throws {
        guard let coming = device.coming else { return }
        device.coming = nil
        if try device.fileVersion() == coming.version {
            // A disk that fails at the very end may have it.
            device.shown.untaken = Shown.Untaken(coming, try device.progress())
            return
        }
        // What was written over it is not there.
        device.shown.doubt = nil
        device.shown.untaken = nil
        device.shown.taken.formUnion(coming.refused)
        if let response = coming.response {
            // In a new epoch a device goes back to where the two lines meet.
            if response.epoch != device.epoch { device.floors = [:] }
            device.epoch = response.epoch
            try take(response, coming, device)
        }
        if let returned = coming.returned {
            for record in returned.response.records {
                let key = RecordKey(collection: record.collection, id: record.id)
                // What the server holds, also where that is less: it took nothing from a reader.
                // What is in a scope that is yet to be pulled is not shown before it is.
                device.shown.delivered[key] =
                    try device.knows(record.scope) ? coming.merged[key] ?? FactSet() : nil
            }
            for key in returned.response.absent { device.shown.delivered[key] = nil }
        }
        try checkMonotone(device)
    }

    private func take(_ response: SyncResponse, _ coming: Coming, _ device: SimulatedDevice) throws
    {
        let isNews = !response.isComplete && response.records.isEmpty
        if !isNews || response.epoch == server.epoch {
            let names = Set(response.scopes.map(\.name))
            for (key, scope) in device.shown.scopes where !names.contains(scope) {
                device.shown.delivered[key] = nil
                device.shown.scopes[key] = nil
            }
        }
        let told = response.records.map {
            (RecordKey(collection: $0.collection, id: $0.id), $0.scope)
        }
        for (key, scope) in coming.echoes.map({ ($0.key, $0.place.scope) }) + told {
            device.shown.delivered[key, default: FactSet()]
                .formUnion(coming.merged[key] ?? FactSet())
            device.shown.scopes[key] = scope
        }
        for gone in response.gone where device.shown.scopes[gone.key] ?? gone.scope == gone.scope {
            device.shown.delivered[gone.key] = nil
            device.shown.scopes[gone.key] = nil
        }
        let floors = try device.heldFloors()
        try checkFloors(floors, after: response, device)
        guard response.isComplete else { return }
        for (key, facts) in coming.merged {
            // That something is gone does not say whether it was deleted, or went to others; but
            // what everybody sees goes to nobody.
            if coming.compacted.contains(key) && key.collection != SimulatedSchema.plot {
                continue
            }
            let end = Position(epoch: response.epoch, sequence: response.head)
            guard let scope = coming.scopes[key]?.first(where: { floors[$0] == end }) else {
                continue
            }
            device.shown.delivered[key, default: FactSet()].formUnion(facts)
            device.shown.scopes[key] = scope
        }
        // Who pulls a scope from nothing is not told what has left it: what does not come goes.
        for key in device.shown.delivered.keys {
            guard let scopes = coming.scopes[key], !scopes.contains(where: { floors[$0] != nil })
            else { continue }
            device.shown.delivered[key] = nil
            device.shown.scopes[key] = nil
        }
    }

    private static func line(
        _ request: SyncRequest?, _ response: SyncResponse, _ echoes: [Echo]
    ) -> String {
        guard let request else { return "sync of nothing known" }
        let floors = request.scopes.map { scope in
            "\(scope.name.prefix(3)) \(scope.floor.map { "\($0.sequence)" } ?? "-")"
                + (scope.page.map { " page \($0)" } ?? "")
        }
        let acknowledgements = response.acknowledgements.map { acknowledgement in
            switch acknowledgement {
            case .accepted(let first, let count, let sequence):
                "\(first)+\(count)@\(sequence)"
            case .quarantined(let number, let code, _): "\(number) \(code)"
            }
        }
        return "sync after \(request.after) send \(request.transactions.map(\.id)) "
            + "[\(floors.joined(separator: ", "))] -> \(response.epoch) head \(response.head) "
            + "[\(acknowledgements.joined(separator: ", "))] next \(response.nextNumber) "
            + "echoes \(echoes.map { "\($0.key.id)" }) "
            + "records \(response.records.map { "\($0.id)\($0.isWhole ? " whole" : "")" })"
            + (response.isComplete ? " complete" : "")
    }
}
