// The messages of the protocol: a message that is read is written and read as the same.

#if Fuzzing
    import Shared

    enum MessageChecks {
        private static let codec = JSONCodec()

        static func syncRequest(_ bytes: [UInt8]) {
            check(bytes, codec.syncRequest, codec.encode)
        }

        static func syncResponse(_ bytes: [UInt8]) {
            check(bytes, codec.syncResponse, codec.encode)
        }

        static func enrol(_ bytes: [UInt8]) {
            check(bytes, codec.enrolRequest, codec.encode)
            check(bytes, codec.enrolResponse, codec.encode)
        }

        static func verify(_ bytes: [UInt8]) {
            check(bytes, codec.verifyRequest, codec.encode)
            check(bytes, codec.verifyResponse, codec.encode)
        }

        static func records(_ bytes: [UInt8]) {
            check(bytes, codec.recordsRequest, codec.encode)
            check(bytes, codec.recordsResponse, codec.encode)
            // A state that came over the line must survive the store that it is put into.
            guard let response = try? codec.recordsResponse(bytes) else { return }
            for record in response.records {
                let stored = try? RecordState(bytes: record.state.bytes)
                precondition(stored == record.state, "a state that was received cannot be stored")
            }
        }

        static func history(_ bytes: [UInt8]) {
            check(bytes, codec.historyRequest, codec.encode)
            check(bytes, codec.historyResponse, codec.encode)
        }

        static func giveBack(_ bytes: [UInt8]) {
            check(bytes, codec.returnRequest, codec.encode)
            check(bytes, codec.returnResponse, codec.encode)
        }

        static func mend(_ bytes: [UInt8]) {
            check(bytes, codec.mendRequest, codec.encode)
            check(bytes, codec.mendResponse, codec.encode)
        }

        static func fork(_ bytes: [UInt8]) {
            check(bytes, codec.forkRequest, codec.encode)
            check(bytes, codec.forkResponse, codec.encode)
        }

        static func receipt(_ bytes: [UInt8]) {
            check(bytes, codec.receiptRequest, codec.encode)
            check(bytes, codec.receipt, codec.encode)
        }

        static func failure(_ bytes: [UInt8]) {
            check(bytes, { bytes throws(WireError) in try WireFailure(json: bytes) }, \.json)
        }

        /// The first byte says how long the pieces are that the rest comes in.
        static func eventStream(_ bytes: [UInt8]) {
            let length = Int(bytes.first ?? 0) % 17 + 1
            let stream = bytes.dropFirst()
            var whole = EventStreamParser()
            let items = whole.read(stream)
            var cut = EventStreamParser()
            var cutItems: [EventStreamItem] = []
            for start in stride(from: stream.startIndex, to: stream.endIndex, by: length) {
                cutItems += cut.read(stream[start..<min(start + length, stream.endIndex)])
            }
            precondition(cutItems == items, "how the bytes are cut makes a difference")
            precondition(cut.failure == whole.failure, "only one of two cuts fails")
            for case .event(_, let data) in items {
                precondition(data.utf8.count <= 3 * EventStreamParser.maximumDataBytes)
                guard let head = try? LiveHead(json: Array(data.utf8)) else { continue }
                precondition((try? LiveHead(json: head.json)) == head, "a head changed")
            }
        }

        private static func check<Message: Equatable>(
            _ bytes: [UInt8], _ read: ([UInt8]) throws(WireError) -> Message,
            _ write: (Message) -> [UInt8]
        ) {
            guard let message = try? read(bytes) else { return }
            let written = write(message)
            guard let again = try? read(written) else {
                preconditionFailure("a message is not read back")
            }
            precondition(again == message, "a message changed")
            precondition(write(again) == written, "a message has two forms")
        }
    }
#endif
