// Every cell of role × relation × collection × deed, against a real server over HTTP, in both
// directions: what is allowed works, and what is not has no effect and tells nothing.

import ClientCore
import Shared
import Testing

@testable import Server

@Suite("Permission matrix")
struct PermissionMatrixTests {
    @Test("every cell, over HTTP")
    func everyCell() async throws {
        let world = try await PermissionWorld()
        defer { world.stop() }
        let expected = PermissionCell.all(of: JobSearch.schema)
        var matrix = PermissionMatrix(world)
        try await matrix.readEverything()
        try await matrix.giveEverythingBack()
        try await matrix.mendEverything()
        try await matrix.changeEverything()
        // Nothing was left out, and nothing was asked that the table knows nothing of.
        #expect(Set(matrix.found.keys) == Set(expected.keys))
        let wrong = expected.filter { matrix.found[$0.key] != $0.value }
        let told = wrong.map { cell, verdict in
            let outcome = (matrix.found[cell] ?? nil).map { "\($0)" } ?? "neither"
            return "\(cell): \(outcome) instead of \(verdict)"
        }
        #expect(wrong.isEmpty, "\(wrong.count) of \(expected.count): \(told.sorted().prefix(20))")
        try matrix.expectThatNothingWasTold()
        #expect(expected.count > 9_000)
    }

    @Test("every kind of access has records in some relation, and a stranger in none of them")
    func everyAccessHasRows() {
        for collection in JobSearch.schema.collections {
            let rows = Relation.allCases.filter {
                PermissionTable.row(collection.access, $0) != nil
            }
            #expect(rows.count >= 2, "\(collection.name)")
            let stranger = PermissionTable.row(collection.access, .otherTerritory)
            #expect(stranger?.readers.isEmpty == true && stranger?.writers.isEmpty == true)
        }
    }
}

/// What was found in each cell. A cell that is neither one nor the other, such as a refusal that
/// had an effect, is left out of `found` as `nil`.
private struct PermissionMatrix {
    let world: PermissionWorld
    var found: [PermissionCell: Verdict?] = [:]
    private let codec = BinaryCodec()

    init(_ world: PermissionWorld) { self.world = world }

    /// The cases of a role that its own device asks about, then those that a stranger does.
    private func cases(of role: Role) -> [([PermissionCase], PermissionSpeaker)] {
        let own = world.cases.filter { $0.role == role }
        guard let device = world.speakers[role], let stranger = world.strangers[role] else {
            return []
        }
        return [
            (own.filter { $0.relation != .otherTerritory }, device),
            (own.filter { $0.relation == .otherTerritory }, stranger),
        ]
    }

    private mutating func note(_ one: PermissionCase, _ deed: Deed, _ isAllowed: Bool) {
        found[one.cell(deed)] = .some(isAllowed ? .allowed : .refused)
    }

    /// Asks as it is, and once more in the name of the territory that the records are in: a
    /// stranger is not known there at all.
    private func post(
        _ speaker: PermissionSpeaker, _ path: String, _ body: [UInt8]
    ) async throws -> [UInt8]? {
        let isStranger = world.strangers.values.contains { $0 === speaker }
        if isStranger {
            let refused = try await speaker.post(path, body, territory: "garden")
            try #require(refused.status == 401)
        }
        let response = try await speaker.post(path, body)
        return response.status == 200 ? response.body : nil
    }

    // MARK: Reading

    mutating func readEverything() async throws {
        for role in Role.allCases {
            for (cases, speaker) in cases(of: role) {
                _ = try await speaker.pull()
                let pulled = speaker.heard
                for one in cases { note(one, .pull, pulled.contains(one.read.marker)) }
                try await ask(cases, speaker)
                try await verify(cases, speaker)
            }
        }
    }

    private mutating func ask(
        _ cases: [PermissionCase], _ speaker: PermissionSpeaker
    ) async throws {
        let keys = cases.map(\.read.key)
        let records = try await post(
            speaker, "/v1/records", codec.encode(RecordsRequest(records: keys)))
        let whole = try codec.recordsResponse(try #require(records)).records
        let given = Set(whole.map { RecordKey(collection: $0.collection, id: $0.id) })
        let receipt = try await post(
            speaker, "/v1/receipt",
            codec.encode(ReceiptRequest(subject: try #require(keys.first), records: keys)))
        let held = Set(try codec.receipt(try #require(receipt)).content.held.map(\.key))
        for one in cases {
            note(one, .records, given.contains(one.read.key))
            note(one, .receipt, held.contains(one.read.key))
            let history = try await post(
                speaker, "/v1/history", codec.encode(HistoryRequest(record: one.read.key)))
            let entries = try history.map { try codec.historyResponse($0).entries }
            note(one, .history, entries?.count == 1)
        }
    }

    private mutating func verify(
        _ cases: [PermissionCase], _ speaker: PermissionSpeaker
    ) async throws {
        var listed: [ScopeName: Set<RecordKey>] = [:]
        for scope in Set(cases.map(\.scope)) {
            let answer = try await post(
                speaker, "/v1/verify",
                codec.encode(
                    VerifyRequest(scope: scope.description, depth: .records(bucket: 0x11))))
            guard let answer else { continue }
            listed[scope] = Set(
                try codec.verifyResponse(answer).entries.map {
                    RecordKey(collection: $0.collection, id: $0.id)
                })
        }
        for one in cases {
            note(one, .verify, listed[one.scope]?.contains(one.read.key) == true)
        }
    }

    // MARK: Healing

    /// Everybody gives back what they never held, as if a restore had lost it.
    mutating func giveEverythingBack() async throws {
        let info = try world.world.administration.storage.read { try $0.info() }
        let lost = Epoch(0x1057)
        let fork = Lineage.Fork(epoch: lost, parent: info.epoch, sequence: info.head)
        let base = Position(epoch: lost, sequence: info.head + 1)
        for role in Role.allCases {
            for (cases, speaker) in cases(of: role) {
                let records = try cases.compactMap { one in
                    try one.tried[.giveBack].map { try forged($0, one, speaker, at: base) }
                }
                let request = ReturnRequest(
                    epoch: info.epoch, lineage: Lineage(forks: [fork]), records: records)
                let answer = try await post(speaker, "/v1/return", codec.encode(request))
                let refused = try answer.map { try codec.returnResponse($0).refused.map(\.key) }
                for one in cases {
                    let planted = try #require(one.tried[.giveBack])
                    let isSame = try world.stored(planted.key)?.state == planted.state
                    let isRefused = refused?.contains(planted.key) ?? true
                    found[one.cell(.giveBack)] = .some(
                        isSame == isRefused ? (isSame ? .refused : .allowed) : nil)
                }
            }
        }
    }

    private func forged(
        _ planted: PlantedRecord, _ one: PermissionCase, _ speaker: PermissionSpeaker,
        at position: Position
    ) throws -> ReturnedRecord {
        let ports = world.world.data.ports
        let stamp = Stamp(milliseconds: ports.now())
        let write = Write(
            transaction: TransactionID(ports.random()), stamp: stamp, claimed: stamp,
            replica: speaker.replica, position: position)
        let field = FieldState(
            name: try world.field(one.collection), changed: position,
            siblings: [Sibling(write: write, content: .value(.text("forged")))])
        return ReturnedRecord(
            collection: planted.key.collection, id: planted.key.id,
            scope: one.scope.description, base: position,
            state: RecordState(fields: [field], changed: position))
    }

    /// Rows are damaged, and everybody offers the bytes that they had.
    mutating func mendEverything() async throws {
        try world.damage(world.cases.compactMap { $0.tried[.mend]?.key })
        for role in Role.allCases {
            for (cases, speaker) in cases(of: role) {
                let offered = try cases.compactMap { one in
                    try one.tried[.mend].map { planted in
                        ReturnedRecord(
                            collection: planted.key.collection, id: planted.key.id,
                            scope: planted.scope.description,
                            base: Position(epoch: Epoch(1), sequence: 1),
                            state: try RecordState(bytes: planted.state))
                    }
                }
                let answer = try await post(
                    speaker, "/v1/mend", codec.encode(MendRequest(records: offered)))
                let mended = try codec.mendResponse(try #require(answer)).mended
                for one in cases {
                    let planted = try #require(one.tried[.mend])
                    let isWhole = try world.stored(planted.key)?.state == planted.state
                    found[one.cell(.mend)] = .some(
                        isWhole == mended.contains(planted.key)
                            ? (isWhole ? .allowed : .refused) : nil)
                }
            }
        }
    }

    // MARK: Writing

    /// One push of a device that tries everything.
    mutating func changeEverything() async throws {
        for role in Role.allCases {
            for (cases, speaker) in cases(of: role) {
                let attempts = try cases.flatMap(attempts)
                let codes = try await speaker.push(attempts.map(\.transaction))
                for (attempt, code) in zip(attempts, codes) {
                    found[attempt.one.cell(attempt.deed)] = .some(try outcome(attempt, code))
                }
            }
        }
    }

    private struct Attempt {
        let one: PermissionCase
        let deed: Deed
        let key: RecordKey
        let transaction: Transaction
        /// Where the record was before; `nil` when it was not there.
        var before: StoredRecord?
        /// Where it must be when it was allowed.
        let goal: ScopeName
    }

    private func attempts(_ one: PermissionCase) throws -> [Attempt] {
        try [Deed.create, .change, .answer, .delete, .erase, .moveOut, .moveIn].compactMap { deed in
            let verdict = PermissionTable.verdict(
                one.collection.access, one.relation, one.role, deed)
            guard verdict != nil else { return nil }
            let (id, marker) = world.fresh()
            let planted = one.tried[deed]
            let key = planted?.key ?? RecordKey(collection: one.collection.name, id: id)
            let goal = deed == .moveOut ? try world.exit(one.relation, one.role) : one.home
            let text = RecordChange.Edit(
                field: try world.field(one.collection), change: .assign(.text(marker.text)))
            let place = world.placing(
                one.collection, in: goal, deed == .moveOut ? .ownOrganisation : one.relation,
                one.role)
            let answer = world.answer(one.collection).map { name, value in
                RecordChange.Edit(field: one.collection.key(of: name), change: .assign(value))
            }
            let transaction: Transaction
            switch deed {
            case .create: transaction = world.write(key, [text] + place)
            case .change: transaction = world.write(key, [text])
            case .answer: transaction = world.write(key, [answer].compactMap(\.self))
            case .delete: transaction = world.act(key, .delete, base: .at(try end()))
            case .erase: transaction = world.act(key, .erase)
            case .moveOut, .moveIn: transaction = world.write(key, place)
            case .pull, .records, .verify, .history, .receipt, .mend, .giveBack: return nil
            }
            return Attempt(
                one: one, deed: deed, key: key, transaction: transaction,
                before: try world.stored(key), goal: goal)
        }
    }

    private let refusals: Set<String> = [
        "not_allowed", "unknown_portfolio", "other_side", "envelope_sealed", "not_the_sender",
        "not_an_envelope",
    ]

    private func end() throws -> Position {
        try world.world.administration.storage.read { try $0.info().end }
    }

    /// What a push did; `nil` when what was told and what is there do not agree.
    private func outcome(_ attempt: Attempt, _ code: String?) throws -> Verdict? {
        let after = try world.stored(attempt.key)
        if attempt.one.relation == .otherTerritory {
            // Their own server knows no such record: it is theirs then, and has no effect here.
            return after == attempt.before ? .refused : nil
        }
        if let code {
            let isRefusal = refusals.contains(code)
            return isRefusal && after == attempt.before ? .refused : nil
        }
        guard let after, after != attempt.before else { return nil }
        let state = try RecordState(bytes: after.state)
        let info = try world.world.administration.storage.read { try $0.info() }
        switch attempt.deed {
        case .delete: return !state.isDeleted(info.lineage) ? nil : .allowed
        case .erase: return state.erasure == nil ? nil : .allowed
        default:
            if after.scope == attempt.goal.description { return .allowed }
            return after.scope == world.home.description ? .staysAtHome : nil
        }
    }

    // MARK: Telling

    /// No answer to anything has held the value of a record that its reader may not see.
    func expectThatNothingWasTold() throws {
        for role in Role.allCases {
            for (_, speaker) in cases(of: role) {
                let isStranger = world.strangers[role] === speaker
                for one in world.cases where isStranger || !mayRead(one, role) {
                    // Those that were moved were readable by others before or after.
                    let moved: Set<Deed> = [.moveIn, .moveOut]
                    let planted = [one.read] + one.tried.filter { !moved.contains($0.key) }.values
                    for record in planted where speaker.heard.contains(record.marker) {
                        Issue.record("\(role) was told of \(record.key) (\(one.relation))")
                    }
                }
            }
        }
    }

    /// Whether a member of the territory may read what was planted for a cell of any role.
    private func mayRead(_ one: PermissionCase, _ role: Role) -> Bool {
        let relation: Relation =
            switch one.relation {
            // What is in no relation to a stranger is in one to them.
            case .otherTerritory: one.scope == .territory ? .directory : .ownOrganisation
            case .ownPortfolio: one.role == role ? .ownPortfolio : .colleaguesPortfolio
            case .sponsored: one.role == role ? .sponsored : .colleaguesPortfolio
            case .directory, .ownOrganisation, .colleaguesPortfolio, .otherOrganisation,
                .otherPortfolio, .sent, .received, .crossing:
                one.relation
            }
        return PermissionTable.row(one.collection.access, relation)?.readers
            .contains(role) ?? false
    }
}
