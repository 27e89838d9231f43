// GoldenVariant: messages beside those of GoldenMessages, which say what those do not. Their files
// were written from docs/PROTOCOL.md by another program than this one.

import Shared

/// A further example of a message.
enum GoldenVariant: String, CaseIterable, Sendable {
    /// A device that no server has told anything, and that reads all there is.
    case firstRequest = "sync-first-request"
    /// What was joined after a restore, decisions, and a complete pull.
    case healedResponse = "sync-healed-response"
    case sumRequest = "verify-sum-request"
    case bucketsRequest = "verify-buckets-request"
    /// Clocks that were wrong, and a beginning that is no longer kept.
    case correctedHistory = "history-corrected-response"
    /// A number that was refused, and transactions that the server keeps.
    case refusedFork = "fork-refused-response"

    private static let epoch = Epoch(0x5EED_0000_0000_0002)
    private static let parent = Epoch(0x5EED_0000_0000_0001)
    private static let person = RecordID(high: 0x0192_F0C1_2B3C_7DEF, low: 0x8123_4567_89AB_CDEF)
    private static let place = RecordID(high: 0x0192_F0C1_2B3C_7AAA, low: 0x8000_0000_0000_0001)

    var kind: AnyMessage.Kind {
        switch self {
        case .firstRequest: .syncRequest
        case .healedResponse: .syncResponse
        case .sumRequest, .bucketsRequest: .verifyRequest
        case .correctedHistory: .historyResponse
        case .refusedFork: .forkResponse
        }
    }

    var message: AnyMessage {
        switch self {
        case .firstRequest: .syncRequest(Self.first)
        case .healedResponse: .syncResponse(Self.healed)
        case .sumRequest: .verifyRequest(VerifyRequest(scope: "territory", depth: .scope))
        case .bucketsRequest:
            .verifyRequest(VerifyRequest(scope: "organisation/12", depth: .buckets))
        case .correctedHistory: .historyResponse(Self.corrected)
        case .refusedFork: .forkResponse(Self.refused)
        }
    }

    private static func stamp(_ milliseconds: Int64, counter: UInt16 = 0) -> Stamp {
        Stamp(milliseconds: UInt64(1_790_000_000_000 + milliseconds), counter: counter)
    }

    private static func text(_ field: String, _ text: String) -> RecordChange.Edit {
        .init(field: field, change: .assign(.text(text)))
    }

    private static var first: SyncRequest {
        let transaction = { (id: UInt64, after: Int64, change: RecordChange) in
            Transaction(
                id: TransactionID(id), stamp: stamp(after), schema: 3, seen: nil,
                records: [change])
        }
        return SyncRequest(
            schema: 3, epoch: nil, after: 0, chain: .start,
            transactions: [
                transaction(
                    0xD1, 0,
                    RecordChange(
                        collection: "place", id: place,
                        action: .write([
                            text("name", "Espace emploi"),
                            .init(field: "visits", change: .increment(1)),
                        ]))),
                transaction(
                    0xD2, 1,
                    RecordChange(
                        collection: "place", id: place, own: [TransactionID(0xD1)],
                        action: .write([
                            .init(field: "tags", change: .edit(add: ["accueil"], remove: []))
                        ]))),
            ], scopes: [], reads: [.rows, .tables, .echoes])
    }

    private static var healed: SyncResponse {
        SyncResponse(
            epoch: epoch,
            lineage: Lineage(forks: [.init(epoch: epoch, parent: parent, sequence: 1_000)]),
            head: 1_203, time: 1_790_000_000_600,
            acknowledgements: [.accepted(first: 42, count: 2, sequence: 1_202)], nextNumber: 44,
            decisions: [
                Decision(address: DeliveryAddress(replica: 7, number: 39), kind: .accepted),
                Decision(address: DeliveryAddress(replica: 7, number: 40), kind: .dismissed),
            ],
            scopes: [HeldScope(name: "territory", floor: joined)], isComplete: true,
            records: [
                RecordDelta(
                    collection: "person", id: person, scope: "territory", sequence: 1_203,
                    isWhole: false, state: joinedState),
                RecordDelta(
                    collection: "place", id: place, scope: "territory", sequence: 90,
                    isWhole: true, state: oldState),
            ],
            replicas: [
                ReplicaInfo(replica: 7, user: person.description, userName: "Maëlle Le Gall")
            ], digests: [ScopeDigest(name: "territory", digest: Digest(high: 3, low: 4))])
    }

    private static let joined = Position(epoch: epoch, sequence: 1_203)

    /// What a device gave back: it stands where it was joined, and says where it stood.
    private static var joinedState: RecordState {
        let write = { (id: UInt64, stamp: Stamp, former: UInt64, isVerified: Bool) in
            Write(
                transaction: TransactionID(id), stamp: stamp, claimed: stamp, replica: 7,
                position: joined, former: [Position(epoch: parent, sequence: former)],
                isClockVerified: isVerified)
        }
        let minor = write(0x30, stamp(95, counter: 2), 1_095, false)
        let phone = write(0x32, stamp(96), 1_096, true)
        return RecordState(
            fields: [
                FieldState(
                    name: "is_minor", changed: joined,
                    siblings: [Sibling(write: minor, content: .value(.bool(false)))]),
                FieldState(name: "languages", changed: joined),
                FieldState(
                    name: "phone", changed: joined,
                    siblings: [Sibling(write: phone, content: .value(.text("0600000003")))]),
            ], deletionsChanged: joined, changed: joined,
            applied: [minor, phone].map { Applied(transaction: $0.transaction, position: joined) },
            replacements: [
                Replacement(
                    transaction: phone.transaction, position: joined,
                    knowledge: Knowledge(
                        base: Position(epoch: parent, sequence: 1_090), own: [TransactionID(0x31)]),
                    touched: [
                        .init(field: "languages", elements: ["ar", "fr"].map { Array($0.utf8) }),
                        .init(field: "phone", elements: nil),
                    ])
            ])
    }

    /// From before the fork.
    private static var oldState: RecordState {
        let position = Position(epoch: parent, sequence: 90)
        let write = Write(
            transaction: TransactionID(0x20), stamp: Stamp(5), claimed: Stamp(5), replica: 3,
            position: position)
        return RecordState(
            fields: [
                FieldState(
                    name: "name", changed: position,
                    siblings: [Sibling(write: write, content: .value(.text("Espace emploi")))])
            ], changed: position)
    }

    private static var corrected: HistoryResponse {
        HistoryResponse(
            entries: [
                .init(
                    transaction: TransactionID(0xE3), sequence: 1_203, replica: 7, user: "u12",
                    stamp: stamp(7_200_000, counter: 1),
                    action: .write([
                        text("phone", "0600000003"),
                        .init(field: "tags", change: .edit(add: ["a", "b"], remove: ["c"])),
                        .init(field: "visits", change: .increment(-2)),
                    ]), isClockVerified: false, corrected: stamp(0, counter: 9)),
                .init(
                    transaction: TransactionID(0xE2), sequence: 1_200, replica: 8,
                    user: person.description, stamp: stamp(-5_000), action: .delete,
                    isClockVerified: false),
                .init(
                    transaction: TransactionID(0xE1), sequence: 1_100, replica: 7, user: "u12",
                    stamp: stamp(86_400_000), action: .write([]), corrected: stamp(-6_000)),
            ], next: nil, isComplete: false)
    }

    private static var refused: ForkResponse {
        ForkResponse(
            epoch: epoch, replica: 8, common: 43,
            acknowledgements: [
                .accepted(first: 42, count: 1, sequence: 1_201),
                .quarantined(
                    number: 43, code: "unknown_code",
                    message: Phrase(
                        fr: "Cette valeur n'est pas dans la liste.", en: "Not in the list.")),
            ],
            refused: [
                Transaction(
                    id: TransactionID(0xF1), stamp: stamp(3), schema: 3,
                    seen: Position(epoch: epoch, sequence: 1_190),
                    records: [
                        RecordChange(
                            collection: "place", id: place,
                            action: .write([text("kind", "nowhere")]))
                    ]),
                Transaction(
                    id: TransactionID(0xF2), stamp: stamp(4, counter: 1), schema: 4,
                    seen: Position(epoch: parent, sequence: 990), isClockVerified: false,
                    records: [
                        RecordChange(
                            collection: "place", id: place, base: .none,
                            own: [TransactionID(0xF1)], action: .delete),
                        RecordChange(
                            collection: "person", id: person,
                            action: .write([.init(field: "phone", change: .assign(.null))])),
                    ]),
            ])
    }
}
