// History as JSON, and the one error shape of the protocol.

extension JSONCodec {
    package func encode(_ message: HistoryRequest) -> [UInt8] {
        write { writer in
            writer.key("record")
            writer.recordKey(message.record)
            if let before = message.before { writer.field("before", before) }
        }
    }

    package func historyRequest(_ bytes: [UInt8]) throws(WireError) -> HistoryRequest {
        var record: RecordKey?
        var before: UInt64?
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "record": record = try reader.recordKey()
            case "before": before = try reader.unsigned()
            default: return false
            }
            return true
        }
        return HistoryRequest(record: try required(record, "record"), before: before)
    }

    package func encode(_ message: HistoryResponse) -> [UInt8] {
        write { writer in
            writer.key("entries")
            writer.array(message.entries) { $0.historyEntry($1) }
            if let next = message.next { writer.field("next", next) }
            if !message.isComplete { writer.field("complete", false) }
        }
    }

    package func historyResponse(_ bytes: [UInt8]) throws(WireError) -> HistoryResponse {
        var entries: [HistoryResponse.Entry] = []
        var next: UInt64?
        var isComplete = true
        try message(bytes) { reader, key throws(WireError) in
            switch key {
            case "entries":
                entries = try reader.array(limit: 100_000) { reader throws(WireError) in
                    try reader.historyEntry()
                }
            case "next": next = try reader.unsigned()
            case "complete": isComplete = try reader.bool()
            default: return false
            }
            return true
        }
        return HistoryResponse(entries: entries, next: next, isComplete: isComplete)
    }
}

extension WireWriter {
    fileprivate mutating func historyEntry(_ entry: HistoryResponse.Entry) {
        object { writer in
            writer.field("transaction", entry.transaction.description)
            writer.field("sequence", entry.sequence)
            writer.field("replica", UInt64(entry.replica))
            writer.field("user", entry.user)
            writer.key("stamp")
            writer.stamp(entry.stamp)
            writer.key(RecordActionKey.of(entry.action))
            writer.action(entry.action)
            if !entry.isClockVerified { writer.field("clock_verified", false) }
            if let corrected = entry.corrected {
                writer.key("corrected")
                writer.stamp(corrected)
            }
        }
    }
}

extension WireReader {
    fileprivate mutating func historyEntry() throws(WireError) -> HistoryResponse.Entry {
        var transaction: TransactionID?
        var sequence: UInt64?
        var replica: Replica?
        var user = ""
        var stamp: Stamp?
        var action: RecordChange.Action?
        var isClockVerified = true
        var corrected: Stamp?
        try object { reader, key throws(WireError) in
            switch key {
            case "transaction": transaction = try reader.transactionID()
            case "sequence": sequence = try reader.unsigned()
            case "replica": replica = try reader.replica()
            case "user": user = try reader.string(limit: 200)
            case "stamp": stamp = try reader.stamp()
            case "clock_verified": isClockVerified = try reader.bool()
            case "corrected": corrected = try reader.stamp()
            case "write", "delete", "erase":
                guard action == nil else { throw WireError("two actions on one record") }
                action = try reader.action(key)
            default: return false
            }
            return true
        }
        return HistoryResponse.Entry(
            transaction: try required(transaction, "transaction"),
            sequence: try required(sequence, "sequence"),
            replica: try required(replica, "replica"), user: user,
            stamp: try required(stamp, "stamp"),
            action: try required(action, "write, delete or erase"),
            isClockVerified: isClockVerified, corrected: corrected)
    }
}

/// The one error shape of the protocol.
package struct WireFailure: Hashable, Sendable {
    package var code: String
    package var message: Phrase
    package var remedy: Phrase
    package var isTransient: Bool
    package var detail: String?

    package init(_ error: RelaisError) {
        code = error.code
        message = error.message
        remedy = error.remedy
        isTransient = error.isTransient
        detail = error.detail
    }

    /// The error that the other side meant.
    package var error: RelaisError {
        RelaisError(
            code: code, message: message, remedy: remedy, isTransient: isTransient,
            detail: detail)
    }

    package var json: [UInt8] {
        JSONCodec().write { writer in
            writer.field("code", code)
            writer.field("message", message)
            writer.field("remedy", remedy)
            writer.field("transient", isTransient)
            if let detail { writer.field("detail", detail) }
        }
    }

    package init(json bytes: [UInt8]) throws(WireError) {
        var code: String?
        var message: Phrase?
        var remedy = Phrase(fr: "", en: "")
        var isTransient: Bool?
        var detail: String?
        try JSONCodec().message(bytes) { reader, key throws(WireError) in
            switch key {
            case "code": code = try reader.string(limit: 100)
            case "message": message = try reader.phrase()
            case "remedy": remedy = try reader.phrase()
            case "transient": isTransient = try reader.bool()
            case "detail": detail = try reader.string(limit: 10_000)
            default: return false
            }
            return true
        }
        self.init(
            RelaisError(
                code: try required(code, "code"), message: try required(message, "message"),
                remedy: remedy, isTransient: try required(isTransient, "transient"),
                detail: detail))
    }
}
