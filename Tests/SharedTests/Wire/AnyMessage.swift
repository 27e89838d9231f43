// AnyMessage: every message of the protocol behind one type, so that one test body serves them all.

import Shared

enum AnyMessage: Hashable, Sendable {
    case syncRequest(SyncRequest)
    case syncResponse(SyncResponse)
    case enrolRequest(EnrolRequest)
    case enrolResponse(EnrolResponse)
    case verifyRequest(VerifyRequest)
    case verifyResponse(VerifyResponse)
    case recordsRequest(RecordsRequest)
    case recordsResponse(RecordsResponse)
    case historyRequest(HistoryRequest)
    case historyResponse(HistoryResponse)
    case failure(WireFailure)

    var bytes: [UInt8] {
        let codec = JSONCodec()
        return switch self {
        case .syncRequest(let message): codec.encode(message)
        case .syncResponse(let message): codec.encode(message)
        case .enrolRequest(let message): codec.encode(message)
        case .enrolResponse(let message): codec.encode(message)
        case .verifyRequest(let message): codec.encode(message)
        case .verifyResponse(let message): codec.encode(message)
        case .recordsRequest(let message): codec.encode(message)
        case .recordsResponse(let message): codec.encode(message)
        case .historyRequest(let message): codec.encode(message)
        case .historyResponse(let message): codec.encode(message)
        case .failure(let failure): failure.json
        }
    }

    enum Kind: String, CaseIterable, Sendable {
        case syncRequest = "sync-request"
        case syncResponse = "sync-response"
        case enrolRequest = "enrol-request"
        case enrolResponse = "enrol-response"
        case verifyRequest = "verify-request"
        case verifyResponse = "verify-response"
        case recordsRequest = "records-request"
        case recordsResponse = "records-response"
        case historyRequest = "history-request"
        case historyResponse = "history-response"
        case failure

        func read(_ bytes: [UInt8]) throws(WireError) -> AnyMessage {
            let codec = JSONCodec()
            return switch self {
            case .syncRequest: .syncRequest(try codec.syncRequest(bytes))
            case .syncResponse: .syncResponse(try codec.syncResponse(bytes))
            case .enrolRequest: .enrolRequest(try codec.enrolRequest(bytes))
            case .enrolResponse: .enrolResponse(try codec.enrolResponse(bytes))
            case .verifyRequest: .verifyRequest(try codec.verifyRequest(bytes))
            case .verifyResponse: .verifyResponse(try codec.verifyResponse(bytes))
            case .recordsRequest: .recordsRequest(try codec.recordsRequest(bytes))
            case .recordsResponse: .recordsResponse(try codec.recordsResponse(bytes))
            case .historyRequest: .historyRequest(try codec.historyRequest(bytes))
            case .historyResponse: .historyResponse(try codec.historyResponse(bytes))
            case .failure: .failure(try WireFailure(json: bytes))
            }
        }

        func isRefused(_ bytes: [UInt8]) -> Bool { (try? read(bytes)) == nil }

        func isRefused(_ text: String) -> Bool { isRefused(Array(text.utf8)) }
    }
}

extension SeededGenerator {
    mutating func message(_ kind: AnyMessage.Kind) -> AnyMessage {
        switch kind {
        case .syncRequest: .syncRequest(syncRequest())
        case .syncResponse: .syncResponse(syncResponse())
        case .enrolRequest:
            .enrolRequest(
                EnrolRequest(protocolVersion: below(9), code: text(), secret: text()))
        case .enrolResponse:
            .enrolResponse(
                EnrolResponse(
                    territory: text(), territoryName: text(), replica: replica(), user: text(),
                    userName: text(), organisation: text(), role: text()))
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
        case .failure: .failure(WireFailure(failure()))
        }
    }

    private mutating func syncRequest() -> SyncRequest {
        SyncRequest(
            protocolVersion: below(9), schema: below(1 << 31),
            epoch: flag() ? position().epoch : nil, after: number(),
            chain: ChainHash.start.appending([UInt8(below(256))]),
            transactions: (0..<below(4)).map { _ in transaction() },
            scopes: (0..<below(4)).map { _ in scope() })
    }

    private mutating func syncResponse() -> SyncResponse {
        SyncResponse(
            epoch: position().epoch, lineage: lineage(), head: number(), time: number(),
            acknowledgements: (0..<below(4)).map { _ in acknowledgement() }, nextNumber: number(),
            scopes: (0..<below(3)).map { _ in scope() }, isComplete: flag(),
            records: (0..<below(4)).map { _ in delta() },
            replicas: (0..<below(3)).map { _ in
                ReplicaInfo(replica: replica(), user: text(), userName: text())
            })
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
                    collection: name(), id: recordID(), digest: Digest(high: next(), low: next()))
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
