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
        case wireFailure = "wire-failure"
        case eventStream = "event-stream"
        case csv
        case gzip

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
            case .wireFailure: { give($0, $1, MessageChecks.failure) }
            case .eventStream: { give($0, $1, MessageChecks.eventStream) }
            case .csv: { give($0, $1, DocumentChecks.csv) }
            case .gzip: { give($0, $1, DocumentChecks.gzip) }
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
