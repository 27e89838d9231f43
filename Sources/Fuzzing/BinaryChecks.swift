// The messages in the binary form: what is read is the one form of what it says, and says the same
// in JSON.

#if Fuzzing
    import Shared

    enum BinaryChecks {
        private static let codec = BinaryCodec()
        private static let json = JSONCodec()

        static func syncRequest(_ bytes: [UInt8]) {
            let isBrief = codec.isBrief(bytes)
            let encode = { (message: SyncRequest) -> [UInt8] in
                isBrief ? codec.encodeBriefly(message) : codec.encode(message)
            }
            check(bytes, codec.syncRequest, encode, json.syncRequest, json.encode)
        }

        static func syncResponse(_ bytes: [UInt8]) {
            guard let message = try? codec.syncResponse(bytes) else { return }
            for record in message.records where record.canonical != nil {
                precondition(record.canonical == record.state.bytes, "a row is another state")
            }
            // What was passed over is not written again, and rows share shapes in many ways.
            if message.passedOver > 0 || message.records.contains(where: { $0.canonical != nil }) {
                let again = try? codec.syncResponse(codec.encode(message))
                return precondition(again?.records == message.records, "rows have changed")
            }
            check(bytes, codec.syncResponse, codec.encode, json.syncResponse, json.encode) {
                // JSON has no echoes.
                var message = $0
                message.echoes = nil
                return message
            }
        }

        /// A request of which two bytes tell the length, and an answer that goes on with it.
        static func continuedResponse(_ bytes: [UInt8]) {
            guard bytes.count > 2 else { return }
            let length = min(Int(bytes[0]) << 8 | Int(bytes[1]), bytes.count - 2)
            let request = Array(bytes[2..<2 + length])
            let answer = Array(bytes[(2 + length)...])
            guard let tables = try? codec.readRequest(request).tables,
                let message = try? codec.syncResponse(answer, to: request),
                message.passedOver == 0
            else { return }
            let written = codec.encode(message, goingOnWith: tables)
            precondition((try? codec.syncResponse(written, to: request)) == message, "it changed")
        }

        static func enrolRequest(_ bytes: [UInt8]) {
            check(bytes, codec.enrolRequest, codec.encode, json.enrolRequest, json.encode)
        }

        static func enrolResponse(_ bytes: [UInt8]) {
            check(bytes, codec.enrolResponse, codec.encode, json.enrolResponse, json.encode)
        }

        static func verifyRequest(_ bytes: [UInt8]) {
            check(bytes, codec.verifyRequest, codec.encode, json.verifyRequest, json.encode)
        }

        static func verifyResponse(_ bytes: [UInt8]) {
            check(bytes, codec.verifyResponse, codec.encode, json.verifyResponse, json.encode)
        }

        static func recordsRequest(_ bytes: [UInt8]) {
            check(bytes, codec.recordsRequest, codec.encode, json.recordsRequest, json.encode)
        }

        static func recordsResponse(_ bytes: [UInt8]) {
            check(bytes, codec.recordsResponse, codec.encode, json.recordsResponse, json.encode)
        }

        static func historyRequest(_ bytes: [UInt8]) {
            check(bytes, codec.historyRequest, codec.encode, json.historyRequest, json.encode)
        }

        static func historyResponse(_ bytes: [UInt8]) {
            check(bytes, codec.historyResponse, codec.encode, json.historyResponse, json.encode)
        }

        static func returnRequest(_ bytes: [UInt8]) {
            check(bytes, codec.returnRequest, codec.encode, json.returnRequest, json.encode)
        }

        static func returnResponse(_ bytes: [UInt8]) {
            check(bytes, codec.returnResponse, codec.encode, json.returnResponse, json.encode)
        }

        static func mendRequest(_ bytes: [UInt8]) {
            check(bytes, codec.mendRequest, codec.encode, json.mendRequest, json.encode)
        }

        static func mendResponse(_ bytes: [UInt8]) {
            check(bytes, codec.mendResponse, codec.encode, json.mendResponse, json.encode)
        }

        static func forkRequest(_ bytes: [UInt8]) {
            check(bytes, codec.forkRequest, codec.encode, json.forkRequest, json.encode)
        }

        static func forkResponse(_ bytes: [UInt8]) {
            check(bytes, codec.forkResponse, codec.encode, json.forkResponse, json.encode)
        }

        static func receiptRequest(_ bytes: [UInt8]) {
            check(bytes, codec.receiptRequest, codec.encode, json.receiptRequest, json.encode)
        }

        static func receipt(_ bytes: [UInt8]) {
            check(bytes, codec.receipt, codec.encode, json.receipt, json.encode)
        }

        private static func check<Message: Equatable>(
            _ bytes: [UInt8], _ read: ([UInt8]) throws(WireError) -> Message,
            _ write: (Message) -> [UInt8], _ readJSON: ([UInt8]) throws(WireError) -> Message,
            _ writeJSON: (Message) -> [UInt8], inJSON: (Message) -> Message = { $0 }
        ) {
            guard let message = try? read(bytes) else { return }
            let written = write(message)
            precondition((try? read(written)) == message, "a message changed")
            // Only frames that were passed over may be lost: all else stands as it stood.
            precondition(
                written == bytes || isLeft(written[...], of: bytes[...]),
                "another form of a message was read")
            let said = inJSON(message)
            precondition((try? readJSON(writeJSON(said))) == said, "JSON says less")
        }

        /// Whether a message is another one without some frames of later programs.
        private static func isLeft(_ written: ArraySlice<UInt8>, of bytes: ArraySlice<UInt8>)
            -> Bool
        {
            guard written.prefix(5) == bytes.prefix(5) else { return false }
            var (written, rest) = (written.dropFirst(5), bytes.dropFirst(5))
            while let frame = frame(&rest) {
                if written.starts(with: frame) {
                    written = written.dropFirst(frame.count)
                } else if frame[frame.startIndex] < 32 {
                    return false
                }
            }
            return written == [0]
        }

        /// The next frame, number and length and all; `nil` at the end.
        private static func frame(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
            guard let number = rest.first, number != 0 else { return nil }
            let head = rest
            rest = rest.dropFirst()
            var (length, shift) = (0, 0)
            while let byte = rest.popFirst() {
                length |= Int(byte & 127) << shift
                shift += 7
                if byte < 128 || shift > 28 { break }
            }
            rest = rest.dropFirst(length)
            return head[head.startIndex..<rest.startIndex]
        }
    }
#endif
