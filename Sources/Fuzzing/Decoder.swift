// Decoder: everything that takes bytes from anybody, each with what must hold of any bytes at all.

#if Fuzzing
    /// A decoder, by the name that `Scripts/fuzz` takes.
    enum Decoder: String, CaseIterable {
        case jsonReader = "json-reader"
        case transactionBytes = "transaction-bytes"
        case recordBytes = "record-bytes"
        case lineageBytes = "lineage-bytes"
        case syncRequest = "sync-request"
        case syncResponse = "sync-response"
        case enrol
        case verify
        case records
        case history
        case giveBack = "return"
        case mend
        case fork
        case receipt
        case wireFailure = "wire-failure"
        case eventStream = "event-stream"
        case csv
        case openingHours = "opening-hours"
        case gzip
        case binarySyncRequest = "binary-sync-request"
        case binarySyncResponse = "binary-sync-response"
        case binaryContinuedResponse = "binary-continued-response"
        case binaryEnrolRequest = "binary-enrol-request"
        case binaryEnrolResponse = "binary-enrol-response"
        case binaryVerifyRequest = "binary-verify-request"
        case binaryVerifyResponse = "binary-verify-response"
        case binaryRecordsRequest = "binary-records-request"
        case binaryRecordsResponse = "binary-records-response"
        case binaryHistoryRequest = "binary-history-request"
        case binaryHistoryResponse = "binary-history-response"
        case binaryReturnRequest = "binary-return-request"
        case binaryReturnResponse = "binary-return-response"
        case binaryMendRequest = "binary-mend-request"
        case binaryMendResponse = "binary-mend-response"
        case binaryForkRequest = "binary-fork-request"
        case binaryForkResponse = "binary-fork-response"
        case binaryReceiptRequest = "binary-receipt-request"
        case binaryReceipt = "binary-receipt"

        /// What libFuzzer calls with each input.
        typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt

        /// One for each decoder: a C function can capture nothing, so it cannot be told which.
        var callback: Callback {
            switch self {
            case .jsonReader: { give($0, $1, DocumentChecks.json) }
            case .transactionBytes: { give($0, $1, CanonicalChecks.transaction) }
            case .recordBytes: { give($0, $1, CanonicalChecks.record) }
            case .lineageBytes: { give($0, $1, CanonicalChecks.lineage) }
            case .syncRequest: { give($0, $1, MessageChecks.syncRequest) }
            case .syncResponse: { give($0, $1, MessageChecks.syncResponse) }
            case .enrol: { give($0, $1, MessageChecks.enrol) }
            case .verify: { give($0, $1, MessageChecks.verify) }
            case .records: { give($0, $1, MessageChecks.records) }
            case .history: { give($0, $1, MessageChecks.history) }
            case .giveBack: { give($0, $1, MessageChecks.giveBack) }
            case .mend: { give($0, $1, MessageChecks.mend) }
            case .fork: { give($0, $1, MessageChecks.fork) }
            case .receipt: { give($0, $1, MessageChecks.receipt) }
            case .wireFailure: { give($0, $1, MessageChecks.failure) }
            case .eventStream: { give($0, $1, MessageChecks.eventStream) }
            case .csv: { give($0, $1, DocumentChecks.csv) }
            case .openingHours: { give($0, $1, DocumentChecks.openingHours) }
            case .gzip: { give($0, $1, DocumentChecks.gzip) }
            case .binarySyncRequest: { give($0, $1, BinaryChecks.syncRequest) }
            case .binarySyncResponse: { give($0, $1, BinaryChecks.syncResponse) }
            case .binaryContinuedResponse: { give($0, $1, BinaryChecks.continuedResponse) }
            case .binaryEnrolRequest: { give($0, $1, BinaryChecks.enrolRequest) }
            case .binaryEnrolResponse: { give($0, $1, BinaryChecks.enrolResponse) }
            case .binaryVerifyRequest: { give($0, $1, BinaryChecks.verifyRequest) }
            case .binaryVerifyResponse: { give($0, $1, BinaryChecks.verifyResponse) }
            case .binaryRecordsRequest: { give($0, $1, BinaryChecks.recordsRequest) }
            case .binaryRecordsResponse: { give($0, $1, BinaryChecks.recordsResponse) }
            case .binaryHistoryRequest: { give($0, $1, BinaryChecks.historyRequest) }
            case .binaryHistoryResponse: { give($0, $1, BinaryChecks.historyResponse) }
            case .binaryReturnRequest: { give($0, $1, BinaryChecks.returnRequest) }
            case .binaryReturnResponse: { give($0, $1, BinaryChecks.returnResponse) }
            case .binaryMendRequest: { give($0, $1, BinaryChecks.mendRequest) }
            case .binaryMendResponse: { give($0, $1, BinaryChecks.mendResponse) }
            case .binaryForkRequest: { give($0, $1, BinaryChecks.forkRequest) }
            case .binaryForkResponse: { give($0, $1, BinaryChecks.forkResponse) }
            case .binaryReceiptRequest: { give($0, $1, BinaryChecks.receiptRequest) }
            case .binaryReceipt: { give($0, $1, BinaryChecks.receipt) }
            }
        }
    }

    /// Hands an input to a check. 0 tells libFuzzer that the input may join its corpus.
    private func give(
        _ data: UnsafePointer<UInt8>?, _ size: Int, _ check: ([UInt8]) -> Void
    ) -> CInt {
        check(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
    }
#endif
