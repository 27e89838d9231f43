// GoldenMessages: the message that each golden file stands for, with something of everything in it.

import Shared

enum GoldenMessages {
    private static let epoch = Epoch(0x5EED_0000_0000_0002)
    private static let parent = Epoch(0x5EED_0000_0000_0001)
    private static let person = RecordID(high: 0x0192_F0C1_2B3C_7DEF, low: 0x8123_4567_89AB_CDEF)
    private static let place = RecordID(high: 0x0192_F0C1_2B3C_7AAA, low: 0x8000_0000_0000_0001)

    static func message(_ kind: AnyMessage.Kind) -> AnyMessage {
        switch kind {
        case .syncRequest: .syncRequest(syncRequest)
        case .syncResponse: .syncResponse(syncResponse)
        case .enrolRequest:
            .enrolRequest(
                EnrolRequest(
                    protocolVersion: 1, code: "K7QM-2XNP",
                    secret: secret,
                    former: .init(replica: 5, secret: String(secret.reversed()))))
        case .enrolResponse:
            .enrolResponse(
                EnrolResponse(
                    territory: "brest", territoryName: "Pays de Brest", replica: 7, user: "u12",
                    userName: "Maëlle Le Gall", organisation: "mission-locale", role: "member",
                    receiptKey: ReceiptKey(Array(1...32))))
        case .verifyRequest:
            .verifyRequest(
                VerifyRequest(scope: "organisation/12", depth: .records(bucket: 254)))
        case .verifyResponse: .verifyResponse(verifyResponse)
        case .recordsRequest:
            .recordsRequest(
                RecordsRequest(records: [RecordKey(collection: "person", id: person)]))
        case .recordsResponse:
            .recordsResponse(
                RecordsResponse(
                    epoch: epoch, records: [whole],
                    absent: [RecordKey(collection: "place", id: place)]))
        case .historyRequest:
            .historyRequest(
                HistoryRequest(
                    record: RecordKey(collection: "person", id: person), before: 1200))
        case .historyResponse: .historyResponse(historyResponse)
        case .returnRequest: .returnRequest(returnRequest)
        case .returnResponse: .returnResponse(returnResponse)
        case .mendRequest: .mendRequest(MendRequest(records: [returned]))
        case .mendResponse:
            .mendResponse(MendResponse(mended: [RecordKey(collection: "person", id: person)]))
        case .forkRequest:
            .forkRequest(
                ForkRequest(
                    secret: secret, after: 41, chain: chain, chains: [chain.appending([1])]))
        case .forkResponse:
            .forkResponse(
                ForkResponse(
                    epoch: epoch, replica: 8, common: 42,
                    acknowledgements: [.accepted(first: 42, count: 1, sequence: 1_201)]))
        case .receiptRequest, .receipt: receipt(kind)
        case .failure: .failure(failure)
        }
    }

    /// Signed with the key of RFC 8032, section 7.1, test 2.
    private static func receipt(_ kind: AnyMessage.Kind) -> AnyMessage {
        let subject = RecordKey(collection: "permanence", id: person)
        let visit = RecordKey(collection: "visit", id: place)
        let other = RecordKey(collection: "visit", id: RecordID(high: place.high, low: 1 << 63))
        if kind == .receiptRequest {
            return .receiptRequest(
                ReceiptRequest(subject: subject, records: [subject, visit, other]))
        }
        let content = ReceiptContent(
            territory: "brest", epoch: epoch, head: 1_207, time: 1_790_000_001_500,
            subject: subject,
            held: [
                .init(key: subject, digest: Digest(high: 0x0102_0304_0506_0708, low: 9)),
                .init(key: visit, digest: Digest(high: .max, low: 0)),
            ], missing: [other])
        let key = Hex.decode("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
        let signature = Hex.decode(receiptSignature)
        guard let key = key.flatMap({ ReceiptKey($0) }),
            let signature = signature.flatMap({ ReceiptSignature($0) })
        else { fatalError("The constants of a golden file are no key and signature.") }
        return .receipt(Receipt(content: content, key: key, signature: signature))
    }

    private static let receiptSignature =
        "e40a6aa7e74c48560038aaa9305cb756a18a181d580a0a89d1ed697efd30e852"
        + "15a47ec2f71a00df7211a09f2bdd8ffa32d798e51ab5d71ce6a4ae083f8fb300"

    private static let secret = String(repeating: "0123456789abcdef", count: 4)
    private static let chain = ChainHash.start.appending(Array(repeating: 7, count: 32))

    private static func at(_ sequence: UInt64) -> Position {
        Position(epoch: epoch, sequence: sequence)
    }

    private static func write(_ id: UInt64, _ sequence: UInt64, ahead: UInt64 = 0) -> Write {
        let stamp = Stamp(milliseconds: 1_790_000_000_000 + sequence, counter: 2)
        return Write(
            transaction: TransactionID(id), stamp: stamp,
            claimed: Stamp(stamp.rawValue + ahead << 16), replica: 7, position: at(sequence))
    }

    private static var syncRequest: SyncRequest {
        let edits: [RecordChange.Edit] = [
            .init(field: "barriers", change: .edit(add: ["mobility"], remove: ["housing"])),
            .init(field: "given_name", change: .assign(.text("Zoé \"Z\" \u{1F600}"))),
            .init(field: "is_minor", change: .assign(.bool(false))),
            .init(field: "latitude", change: .assign(.real(48.390394))),
            .init(field: "phone", change: .assign(.null)),
            .init(field: "visits", change: .increment(-2)),
        ]
        return SyncRequest(
            protocolVersion: 1, schema: 3, epoch: epoch, after: 41,
            chain: chain,
            transactions: [
                Transaction(
                    id: TransactionID(0xA1), stamp: Stamp(milliseconds: 1_790_000_000_000),
                    schema: 3, seen: at(1_200),
                    records: [
                        RecordChange(
                            collection: "person", id: person,
                            base: .at(Position(epoch: parent, sequence: 88)),
                            own: [TransactionID(0xA0)], action: .write(edits)),
                        RecordChange(
                            collection: "place", id: place, base: .none, action: .delete),
                    ]),
                Transaction(
                    id: TransactionID(0xA2), stamp: Stamp(milliseconds: 1_790_000_000_001),
                    schema: 3, seen: nil, isClockVerified: false,
                    origin: TransactionID(0x9F),
                    records: [
                        RecordChange(
                            collection: "person", id: person,
                            action: .write([
                                .init(field: "age", change: .assign(.integer(34)))
                            ])),
                        RecordChange(collection: "place", id: place, action: .erase),
                    ]),
            ],
            former: [
                FormerPlaces(
                    number: 42, positions: [Position(epoch: parent, sequence: 90)])
            ], last: 50, oldest: 12,
            scopes: [
                HeldScope(name: "territory", floor: at(1_200), page: 1_300),
                HeldScope(name: "organisation/12", floor: nil),
            ], undecided: [DeliveryAddress(replica: 7, number: 40)],
            acts: [
                DeviceAct(
                    number: 5, at: 1_790_000_000_000, kind: "export", name: "csv/person", id: nil,
                    count: 2),
                DeviceAct(
                    number: 6, at: 1_790_000_000_001, kind: "print", name: "person", id: person,
                    count: 1),
            ])
    }

    private static var whole: RecordDelta {
        let older = write(0x10, 1_190)
        let mine = write(0xA1, 1_201)
        let theirs = write(0xB2, 1_202, ahead: 600_000)
        let sibling = { (write: Write, text: String) in
            Sibling(write: write, content: .value(.text(text)))
        }
        return RecordDelta(
            collection: "person", id: person, scope: "organisation/12", sequence: 1_202,
            isWhole: true,
            state: RecordState(
                fields: [
                    FieldState(
                        name: "barriers", changed: at(1_201),
                        siblings: [Sibling(write: mine, content: .element("mobility"))]),
                    FieldState(
                        name: "phone", changed: at(1_202),
                        siblings: [sibling(mine, "0600000001"), sibling(theirs, "0600000002")],
                        ancestors: [sibling(older, "0600000000")]),
                    FieldState(
                        name: "visits", changed: at(1_201),
                        siblings: [Sibling(write: mine, content: .increment(-2))]),
                ],
                deletions: [
                    Deletion(
                        write: theirs,
                        knowledge: Knowledge(base: at(1_190), own: [TransactionID(0xB1)]))
                ], deletionsChanged: at(1_202)))
    }

    private static var syncResponse: SyncResponse {
        let write = Write(
            transaction: TransactionID(0x20), stamp: Stamp(5), claimed: Stamp(5), replica: 3,
            position: Position(epoch: parent, sequence: 90))
        return SyncResponse(
            epoch: epoch,
            lineage: Lineage(forks: [.init(epoch: epoch, parent: parent, sequence: 1_000)]),
            head: 1_202, time: 1_790_000_000_500,
            acknowledgements: [
                .accepted(first: 42, count: 1, sequence: 1_201),
                .quarantined(
                    number: 43, code: "not_allowed",
                    message: Phrase(fr: "Votre compte ne le permet pas.", en: "Not allowed.")),
            ],
            nextNumber: 44, chain: chain, backedUp: at(1_150),
            decisions: [
                Decision(address: DeliveryAddress(replica: 7, number: 40), kind: .corrected)
            ],
            scopes: [
                HeldScope(name: "territory", floor: at(1_202)),
                HeldScope(name: "organisation/12", floor: nil, page: 1_201),
            ],
            isComplete: false,
            records: [
                whole,
                RecordDelta(
                    collection: "place", id: place, scope: "territory", sequence: 1_100,
                    isWhole: false,
                    state: RecordState(fields: [
                        FieldState(
                            name: "name", changed: Position(epoch: parent, sequence: 90),
                            siblings: [
                                Sibling(write: write, content: .value(.text("Espace emploi")))
                            ])
                    ])),
                RecordDelta(
                    collection: "place", id: RecordID(high: place.high, low: place.low + 1),
                    scope: "territory", sequence: 1_202, isWhole: true,
                    state: RecordState(
                        changed: at(1_202), erasure: self.write(0xC3, 1_202))),
            ],
            gone: [
                GoneRecord(
                    key: RecordKey(
                        collection: "place",
                        id: RecordID(high: place.high, low: place.low + 2)), scope: "territory")
            ], replicas: [author],
            digests: [ScopeDigest(name: "territory", digest: Digest(high: 3, low: 4))], acts: 6)
    }

    private static let author = ReplicaInfo(
        replica: 7, user: "u12", userName: "Maëlle Le Gall")

    /// What a device kept of a record from the line that a restore has left.
    private static var returned: ReturnedRecord {
        var write = write(0x30, 95)
        write.position = Position(epoch: parent, sequence: 1_095)
        write.former = [at(95)]
        write.isClockVerified = false
        return ReturnedRecord(
            collection: "person", id: person, scope: "organisation/12",
            base: Position(epoch: parent, sequence: 1_100),
            state: RecordState(
                fields: [
                    FieldState(
                        name: "is_minor", changed: write.position,
                        siblings: [Sibling(write: write, content: .value(.bool(false)))])
                ], changed: write.position,
                applied: [
                    Applied(
                        transaction: write.transaction,
                        position: Position(epoch: parent, sequence: 1_095))
                ],
                replacements: [
                    Replacement(
                        transaction: write.transaction,
                        position: Position(epoch: parent, sequence: 1_095),
                        knowledge: Knowledge(base: at(90), own: [TransactionID(0x31)]),
                        touched: [
                            .init(field: "is_minor", elements: nil),
                            .init(
                                field: "languages",
                                elements: ["ar", "fr"].map { Array($0.utf8) }),
                        ])
                ]))
    }

    private static var returnRequest: ReturnRequest {
        ReturnRequest(
            epoch: epoch,
            lineage: Lineage(forks: [.init(epoch: epoch, parent: parent, sequence: 1_000)]),
            records: [returned])
    }

    private static var returnResponse: ReturnResponse {
        ReturnResponse(
            epoch: epoch, records: [whole],
            absent: [
                RecordKey(
                    collection: "place", id: RecordID(high: place.high, low: place.low + 3))
            ],
            refused: [
                .init(
                    key: RecordKey(collection: "place", id: place), code: "not_allowed",
                    message: Phrase(fr: "Votre compte ne le permet pas.", en: "Not allowed."))
            ], replicas: [author])
    }

    private static var verifyResponse: VerifyResponse {
        VerifyResponse(
            epoch: epoch, head: 1_202, count: 2,
            digests: [Digest(high: 0x0123_4567_89AB_CDEF, low: 1)],
            entries: [
                .init(collection: "person", id: person, digest: Digest(high: 0, low: .max)),
                .init(
                    collection: "place", id: place, digest: Digest(high: 1, low: 2),
                    isDamaged: true),
            ])
    }

    private static var historyResponse: HistoryResponse {
        let entry = { (sequence: UInt64, action: RecordChange.Action) in
            HistoryResponse.Entry(
                transaction: TransactionID(sequence), sequence: sequence, replica: 7, user: "u12",
                stamp: Stamp(milliseconds: 1_790_000_000_000, counter: 1), action: action)
        }
        let edit = RecordChange.Edit(field: "phone", change: .assign(.text("0600000001")))
        return HistoryResponse(
            entries: [entry(1_203, .erase), entry(1_202, .delete), entry(1_201, .write([edit]))],
            next: 1_201)
    }

    private static var failure: WireFailure {
        WireFailure(
            RelaisError(
                code: "server_busy",
                message: Phrase(fr: "Le serveur est occupé.", en: "The server is busy."),
                remedy: Phrase(fr: "Réessayez dans une minute.", en: "Try again in a minute."),
                isTransient: true, detail: "queue of 128 requests"))
    }
}
