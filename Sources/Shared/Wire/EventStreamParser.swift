// EventStreamParser: reads server-sent events from bytes that come in any pieces.
//
// It follows the HTML standard, section 9.2 "Server-sent events"
// (https://html.spec.whatwg.org/multipage/server-sent-events.html), without `id` and `retry`, which
// nobody here uses. How the bytes are cut makes no difference to what is read, and what is kept
// between two pieces is bounded: a stream may come from anybody.

/// Something that stood in a stream of events.
package enum EventStreamItem: Hashable, Sendable {
    /// A whole event.
    case event(name: String, data: String)
    /// A comment: it says that the other end is there.
    case comment
}

/// Reads one stream from its first byte on. After a failure it reads nothing more.
package struct EventStreamParser: Sendable {
    /// A longer line ends the stream.
    package static let maximumLineBytes = 4 << 10
    /// An event with more data ends the stream.
    package static let maximumDataBytes = 16 << 10

    private var line: [UInt8] = []
    private var name: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    private var isFirstLine = true
    /// The last byte was a carriage return: a line feed right after it belongs to it.
    private var followsReturn = false
    /// Why the rest of the stream is not read: a line or an event was too long.
    package private(set) var failure: WireError?

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    package init() {}

    /// Takes the next bytes and answers with what they complete, up to a failure.
    package mutating func read(_ bytes: some Sequence<UInt8>) -> [EventStreamItem] {
        var items: [EventStreamItem] = []
        for byte in bytes {
            if failure != nil { break }
            switch byte {
            case UInt8(ascii: "\n") where followsReturn: followsReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                followsReturn = byte == UInt8(ascii: "\r")
                if let item = endLine() { items.append(item) }
            default:
                followsReturn = false
                if line.count < Self.maximumLineBytes {
                    line.append(byte)
                } else {
                    fail("a line is too long")
                }
            }
        }
        return items
    }

    private mutating func fail(_ reason: String) {
        failure = WireError("event stream: " + reason)
        line = []
        data = []
    }

    private mutating func endLine() -> EventStreamItem? {
        var text = line[...]
        defer { line.removeAll(keepingCapacity: true) }
        if isFirstLine {
            isFirstLine = false
            if text.starts(with: Self.byteOrderMark) { text = text.dropFirst(3) }
        }
        if text.isEmpty { return dispatch() }
        if text.first == UInt8(ascii: ":") { return .comment }
        let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
        var value = text[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let field = text[..<colon]
        if field.elementsEqual("event".utf8) {
            name = Array(value)
        } else if field.elementsEqual("data".utf8) {
            guard data.count + value.count < Self.maximumDataBytes else {
                fail("an event is too long")
                return nil
            }
            if hasData { data.append(UInt8(ascii: "\n")) }
            data += value
            hasData = true
        }
        return nil
    }

    /// An empty line ends an event; without data there is none.
    private mutating func dispatch() -> EventStreamItem? {
        defer {
            name = []
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return .event(
            name: name.isEmpty ? "message" : String(decoding: name, as: UTF8.self),
            data: String(decoding: data, as: UTF8.self))
    }
}
