// Examples of each message in both forms, as they have always been written. A change of these files
// is a change of the protocol: whoever runs an older program must still be understood.

import Shared
import Testing

@Suite("Wire examples")
struct WireGoldenTests {
    private func file(_ kind: AnyMessage.Kind) throws -> [UInt8] {
        try goldenFile(kind.rawValue + ".json")
    }

    @Test("the example is read as the message it stands for", arguments: AnyMessage.Kind.allCases)
    func isRead(kind: AnyMessage.Kind) throws {
        #expect(try kind.read(file(kind)) == GoldenMessages.message(kind))
    }

    @Test("the message is written as its example, key by key", arguments: AnyMessage.Kind.allCases)
    func isWritten(kind: AnyMessage.Kind) throws {
        let example = try JSON.parse(file(kind))
        #expect(example.bytes == GoldenMessages.message(kind).bytes)
    }

    @Test(
        "the binary example says the same as the one in JSON, and nothing else says it",
        arguments: AnyMessage.Kind.allCases.filter { $0 != .failure })
    func binary(kind: AnyMessage.Kind) throws {
        let bytes = try goldenBytes(kind.rawValue)
        let message = try kind.read(file(kind))
        #expect(try kind.read(bytes, BinaryCodec()) == message)
        #expect(message.bytes(BinaryCodec()) == bytes)
        #expect(WireForm(of: bytes) == .binary)
        #expect(WireForm(of: message.bytes) == .json)
    }

    @Test("a further example says what it should, in both forms", arguments: GoldenVariant.allCases)
    func variant(variant: GoldenVariant) throws {
        let text = try goldenFile(variant.rawValue + ".json")
        let bytes = try goldenBytes(variant.rawValue)
        let message = variant.message
        #expect(try variant.kind.read(text) == message)
        #expect(try variant.kind.read(bytes, BinaryCodec()) == message)
        #expect(try JSON.parse(text).bytes == message.bytes)
        #expect(message.bytes(BinaryCodec()) == bytes)
        for length in bytes.indices {
            let part = Array(bytes.prefix(length))
            #expect((try? variant.kind.read(part, BinaryCodec())) == nil)
        }
        #expect((try? variant.kind.read(bytes + [0], BinaryCodec())) == nil)
        // A frame of a later program is passed over.
        let later = Array(bytes.dropLast()) + [0xC8, 0, 0]
        #expect(try variant.kind.read(later, BinaryCodec()) == message)
    }
}
