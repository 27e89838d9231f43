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
    case returnRequest(ReturnRequest)
    case returnResponse(ReturnResponse)
    case mendRequest(MendRequest)
    case mendResponse(MendResponse)
    case forkRequest(ForkRequest)
    case forkResponse(ForkResponse)
    case receiptRequest(ReceiptRequest)
    case receipt(Receipt)
    case failure(WireFailure)

    /// As JSON.
    var bytes: [UInt8] { bytes(JSONCodec()) }

    /// In one of the forms; an error is JSON in every one of them.
    func bytes(_ codec: some MessageCodec) -> [UInt8] {
        switch self {
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
        case .returnRequest(let message): codec.encode(message)
        case .returnResponse(let message): codec.encode(message)
        case .mendRequest(let message): codec.encode(message)
        case .mendResponse(let message): codec.encode(message)
        case .forkRequest(let message): codec.encode(message)
        case .forkResponse(let message): codec.encode(message)
        case .receiptRequest(let message): codec.encode(message)
        case .receipt(let message): codec.encode(message)
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
        case returnRequest = "return-request"
        case returnResponse = "return-response"
        case mendRequest = "mend-request"
        case mendResponse = "mend-response"
        case forkRequest = "fork-request"
        case forkResponse = "fork-response"
        case receiptRequest = "receipt-request"
        case receipt
        case failure

        func read(_ bytes: [UInt8]) throws(WireError) -> AnyMessage {
            try read(bytes, JSONCodec())
        }

        func read(
            _ bytes: [UInt8], _ codec: some MessageCodec
        ) throws(WireError) -> AnyMessage {
            switch self {
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
            case .returnRequest: .returnRequest(try codec.returnRequest(bytes))
            case .returnResponse: .returnResponse(try codec.returnResponse(bytes))
            case .mendRequest: .mendRequest(try codec.mendRequest(bytes))
            case .mendResponse: .mendResponse(try codec.mendResponse(bytes))
            case .forkRequest: .forkRequest(try codec.forkRequest(bytes))
            case .forkResponse: .forkResponse(try codec.forkResponse(bytes))
            case .receiptRequest: .receiptRequest(try codec.receiptRequest(bytes))
            case .receipt: .receipt(try codec.receipt(bytes))
            case .failure: .failure(try WireFailure(json: bytes))
            }
        }

        func isRefused(_ bytes: [UInt8]) -> Bool { (try? read(bytes)) == nil }

        func isRefused(_ text: String) -> Bool { isRefused(Array(text.utf8)) }
    }
}
