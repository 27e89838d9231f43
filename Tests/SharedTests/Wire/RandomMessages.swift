// Generated messages: every kind, with everything that it may carry.

import Shared

extension SeededGenerator {
    mutating func message(_ kind: AnyMessage.Kind) -> AnyMessage {
        switch kind {
        case .syncRequest: .syncRequest(syncRequest())
        case .syncResponse: .syncResponse(syncResponse())
        case .enrolRequest:
            .enrolRequest(
                EnrolRequest(
                    protocolVersion: below(9), code: text(), secret: text(),
                    former: flag() ? .init(replica: replica(), secret: text()) : nil))
        case .enrolResponse:
            .enrolResponse(
                EnrolResponse(
                    territory: text(), territoryName: text(), replica: replica(), user: text(),
                    userName: text(), organisation: text(), role: text(),
                    receiptKey: flag() ? receipt().key : nil))
        case .verifyRequest: .verifyRequest(VerifyRequest(scope: name(), depth: depth()))
        case .verifyResponse: .verifyResponse(verifyResponse())
        case .recordsRequest:
            .recordsRequest(RecordsRequest(records: (0..<below(4)).map { _ in recordKey() }))
        case .recordsResponse:
            .recordsResponse(
                RecordsResponse(
                    epoch: position().epoch, records: (0..<below(3)).map { _ in delta() },
                    absent: (0..<below(3)).map { _ in recordKey() }))
        case .historyRequest:
            .historyRequest(HistoryRequest(record: recordKey(), before: flag() ? number() : nil))
        case .historyResponse:
            .historyResponse(
                HistoryResponse(
                    entries: (0..<below(4)).map { _ in historyEntry() },
                    next: flag() ? number() : nil))
        case .returnRequest, .returnResponse, .mendRequest, .mendResponse, .forkRequest,
            .forkResponse:
            healing(kind)
        case .receiptRequest:
            .receiptRequest(
                ReceiptRequest(
                    subject: recordKey(), records: (0..<below(4)).map { _ in recordKey() }))
        case .receipt: .receipt(receipt())
        case .failure: .failure(WireFailure(failure()))
        }
    }

    private mutating func healing(_ kind: AnyMessage.Kind) -> AnyMessage {
        switch kind {
        case .returnRequest:
            .returnRequest(
                ReturnRequest(epoch: position().epoch, lineage: lineage(), records: returned()))
        case .returnResponse:
            .returnResponse(
                ReturnResponse(
                    epoch: position().epoch, records: (0..<below(3)).map { _ in delta() },
                    absent: (0..<below(3)).map { _ in recordKey() },
                    refused: (0..<below(3)).map { _ in
                        .init(key: recordKey(), code: text(), message: phrase())
                    }, replicas: replicas()))
        case .mendRequest: .mendRequest(MendRequest(records: returned()))
        case .mendResponse:
            .mendResponse(MendResponse(mended: (0..<below(4)).map { _ in recordKey() }))
        case .forkRequest:
            .forkRequest(
                ForkRequest(
                    secret: text(), after: number(), chain: chain(),
                    chains: (0..<below(4)).map { _ in chain() }))
        default:
            .forkResponse(
                ForkResponse(
                    epoch: position().epoch, replica: replica(), common: number(),
                    acknowledgements: (0..<below(4)).map { _ in acknowledgement() },
                    refused: (0..<below(3)).map { _ in transaction() }))
        }
    }

    private mutating func receipt() -> Receipt {
        let content = ReceiptContent(
            territory: text(), epoch: position().epoch, head: number(), time: number(),
            subject: recordKey(),
            held: (0..<below(4)).map { _ in
                .init(key: recordKey(), digest: Digest(high: next(), low: next()))
            }, missing: (0..<below(3)).map { _ in recordKey() })
        guard let key = ReceiptKey((0..<32).map { _ in UInt8(below(256)) }),
            let signature = ReceiptSignature((0..<64).map { _ in UInt8(below(256)) })
        else { fatalError("32 bytes are a key, and 64 a signature.") }
        return Receipt(content: content, key: key, signature: signature)
    }

    private mutating func returned() -> [ReturnedRecord] {
        (0..<below(4)).map { _ in
            ReturnedRecord(
                collection: name(), id: recordID(), scope: name(), base: position(),
                state: recordState())
        }
    }

    private mutating func chain() -> ChainHash { .start.appending([UInt8(below(256))]) }

    private mutating func address() -> DeliveryAddress {
        DeliveryAddress(replica: replica(), number: number())
    }

    private mutating func replicas() -> [ReplicaInfo] {
        (0..<below(3)).map { _ in
            ReplicaInfo(replica: replica(), user: text(), userName: text())
        }
    }

    private mutating func syncRequest() -> SyncRequest {
        let after = number() >> 1
        let transactions = (0..<below(4)).map { _ in transaction() }
        return SyncRequest(
            protocolVersion: below(9), schema: below(1 << 31),
            epoch: flag() ? position().epoch : nil, after: after, chain: chain(),
            transactions: transactions, former: flag() ? [] : formerPlaces(after),
            last: flag() ? nil : after + UInt64(transactions.count + below(4)),
            oldest: flag() ? 1 : number(), scopes: (0..<below(4)).map { _ in scope() },
            undecided: flag() ? [] : (0..<below(4)).map { _ in address() }, acts: acts())
    }

    private mutating func acts() -> [DeviceAct] {
        let first = number() >> 1
        return (0..<below(4)).map { index in
            DeviceAct(
                number: first + 1 + UInt64(index * 3), at: number(), kind: name(), name: name(),
                id: flag() ? recordID() : nil, count: number())
        }
    }

    private mutating func formerPlaces(_ after: UInt64) -> [FormerPlaces] {
        (0..<below(4)).map { index in
            FormerPlaces(
                number: after + 1 + UInt64(index),
                positions: Set((0...below(3)).map { _ in position() })
                    .sorted(by: Position.canonicallyBefore))
        }
    }

    private mutating func syncResponse() -> SyncResponse {
        SyncResponse(
            epoch: position().epoch, lineage: lineage(), head: number(), time: number(),
            acknowledgements: (0..<below(4)).map { _ in acknowledgement() }, nextNumber: number(),
            chain: flag() ? chain() : nil, backedUp: perhapsPosition(),
            decisions: (0..<below(3)).map { _ in
                Decision(
                    address: address(),
                    kind: Decision.Kind.allCases.randomElement(using: &self) ?? .accepted)
            }, scopes: (0..<below(3)).map { _ in scope() }, isComplete: flag(),
            records: (0..<below(4)).map { _ in delta() },
            gone: (0..<below(3)).map { _ in GoneRecord(key: recordKey(), scope: name()) },
            replicas: replicas(),
            digests: (0..<below(3)).map { _ in
                ScopeDigest(name: name(), digest: Digest(high: next(), low: next()))
            }, acts: flag() ? number() : nil)
    }

    private mutating func acknowledgement() -> Acknowledgement {
        flag()
            ? .accepted(first: number(), count: 1 + below(10_000), sequence: number())
            : .quarantined(number: number(), code: text(), message: phrase())
    }

    private mutating func verifyResponse() -> VerifyResponse {
        VerifyResponse(
            epoch: position().epoch, head: number(), count: below(1 << 31),
            digests: (0..<below(4)).map { _ in Digest(high: number(), low: number()) },
            entries: (0..<below(3)).map { _ in
                .init(
                    collection: name(), id: recordID(), digest: Digest(high: next(), low: next()),
                    isDamaged: flag())
            })
    }

    private mutating func historyEntry() -> HistoryResponse.Entry {
        .init(
            transaction: TransactionID(next()), sequence: number(), replica: replica(),
            user: text(), stamp: Stamp(number()), action: action(),
            isClockVerified: flag(), corrected: flag() ? Stamp(number()) : nil)
    }

    private mutating func depth() -> VerifyRequest.Depth {
        [.scope, .buckets, .records(bucket: UInt8(below(256)))].randomElement(using: &self)
            ?? .scope
    }

    private mutating func scope() -> HeldScope {
        HeldScope(name: name(), floor: perhapsPosition(), page: flag() ? number() : nil)
    }

    private mutating func delta() -> RecordDelta {
        RecordDelta(
            collection: name(), id: recordID(), scope: name(), sequence: number(),
            isWhole: flag(), state: recordState())
    }

    private mutating func recordKey() -> RecordKey {
        RecordKey(collection: name(), id: recordID())
    }

    private mutating func replica() -> Replica { Replica(truncatingIfNeeded: number()) }

    private mutating func phrase() -> Phrase { Phrase(fr: text(), en: text()) }

    private mutating func failure() -> RelaisError {
        RelaisError(
            code: text(), message: phrase(), remedy: phrase(), isTransient: flag(),
            detail: flag() ? text() : nil)
    }
}
