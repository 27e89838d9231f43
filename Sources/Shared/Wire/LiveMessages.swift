// LiveHead: what `GET /v1/live` tells: how far a territory has come, and nothing of what is in it.

/// How far a territory's order has come. Told as one event, `event: changed`.
///
/// It names no record and no scope. Somebody who may not see what changed learns that something
/// did, and when: the same number stands in every answer to a synchronisation, so the stream tells
/// nobody what they could not have asked for.
package struct LiveHead: Hashable, Sendable {
    /// The epoch that `sequence` is in.
    package var epoch: Epoch
    /// The sequence of the last accepted transaction; 0 before the first.
    package var sequence: UInt64

    package init(epoch: Epoch, sequence: UInt64) {
        self.epoch = epoch
        self.sequence = sequence
    }

    /// The name of the event that carries it.
    package static let eventName = "changed"

    /// The bytes of a heartbeat: a comment, which every reader of event streams passes over.
    package static let heartbeat = Array(":\n\n".utf8)

    /// The media type of a stream of events.
    package static let mediaType = "text/event-stream"

    /// The whole event, as it stands in the stream.
    package var event: [UInt8] {
        Array("event: \(LiveHead.eventName)\ndata: ".utf8) + json + Array("\n\n".utf8)
    }

    /// The event's data.
    package var json: [UInt8] {
        var writer = WireWriter()
        writer.object { writer in
            writer.field("epoch", epoch.description)
            writer.field("head", sequence)
        }
        return writer.bytes
    }

    /// Reads an event's data; unknown keys are skipped.
    package init(json bytes: [UInt8]) throws(WireError) {
        var reader = try WireReader(bytes, maximumBytes: EventStreamParser.maximumDataBytes)
        var epoch: Epoch?
        var head: UInt64?
        try reader.object { reader, key throws(WireError) in
            switch key {
            case "epoch":
                guard let value = Epoch(try reader.string(limit: 16)) else {
                    throw WireError("a bad epoch")
                }
                epoch = value
            case "head": head = try reader.unsigned()
            default: return false
            }
            return true
        }
        try reader.finish()
        self.init(
            epoch: try required(epoch, "epoch"), sequence: try required(head, "head"))
    }
}
