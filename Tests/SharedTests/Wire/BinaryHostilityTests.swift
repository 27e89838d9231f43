// Messages in the binary form from anybody: damaged, cut, endless, told in another way.

import Foundation
@testable import Shared
import Testing

@Suite("Hostile binary messages")
struct BinaryHostilityTests {
    private static let kinds = AnyMessage.Kind.allCases.filter { $0 != .failure }
    private static let codec = BinaryCodec()

    /// What is read has one form, but for frames that were passed over.
    private func check(_ bytes: [UInt8], _ kind: AnyMessage.Kind) {
        guard let message = try? kind.read(bytes, Self.codec) else { return }
        let again = message.bytes(Self.codec)
        if again == bytes { return }
        #expect(again.count < bytes.count, "\(kind.rawValue) is read in another form")
        #expect(again.dropLast().elementsEqual(bytes.prefix(again.count - 1)))
    }

    @Test("every strict prefix is refused, and so is more", arguments: kinds)
    func prefixes(kind: AnyMessage.Kind) {
        var random = SeededGenerator(seed: 81)
        let messages = [GoldenMessages.message(kind)] + (0..<6).map { _ in random.message(kind) }
        for bytes in messages.map({ $0.bytes(Self.codec) }) {
            for length in 0..<bytes.count {
                #expect((try? kind.read(Array(bytes.prefix(length)), Self.codec)) == nil)
            }
            #expect((try? kind.read(bytes + [0], Self.codec)) == nil)
            #expect((try? kind.read(bytes + bytes, Self.codec)) == nil)
        }
    }

    @Test("any byte of an example may be another", arguments: kinds)
    func mutations(kind: AnyMessage.Kind) {
        let bytes = GoldenMessages.message(kind).bytes(Self.codec)
        for index in bytes.indices {
            let byte = bytes[index]
            // Each bit, the neighbours, the ends of what a byte can say; the fuzzer does the rest.
            let others = (0..<8).map { byte ^ (1 << UInt8($0)) } + [byte &+ 1, byte &- 1, 0, 0xFF]
            for value in others where value != byte {
                var damaged = bytes
                damaged[index] = value
                check(damaged, kind)
            }
        }
    }

    @Test("what is still read after damage has one form", arguments: kinds)
    func damage(kind: AnyMessage.Kind) {
        var random = SeededGenerator(seed: 82)
        for _ in 0..<150 {
            let bytes = random.message(kind).bytes(Self.codec)
            for _ in 0..<20 {
                check(random.mutated(bytes), kind)
            }
        }
    }

    @Test("random bytes behind the first ones do not bring a reader down", arguments: kinds)
    func noise(kind: AnyMessage.Kind) {
        var random = SeededGenerator(seed: 83)
        let start = Array(GoldenMessages.message(kind).bytes(Self.codec).prefix(5))
        for _ in 0..<1_000 {
            let rest = (0..<random.below(80)).map { _ in UInt8(random.below(256)) }
            check(start + rest, kind)
            // A frame that may be any of them, as long as it says.
            let frame = UInt8(1 + random.below(18))
            check(start + [frame, UInt8(rest.count)] + rest + [0], kind)
        }
    }

    @Test("one message is not taken for another, nor another version for this one")
    func otherMessages() {
        var random = SeededGenerator(seed: 84)
        for kind in Self.kinds {
            for other in Self.kinds where other != kind {
                let bytes = random.message(other).bytes(Self.codec)
                #expect((try? kind.read(bytes, Self.codec)) == nil)
            }
            var newer = random.message(kind).bytes(Self.codec)
            newer[3] += 1
            #expect((try? kind.read(newer, Self.codec)) == nil)
            #expect((try? kind.read(random.message(kind).bytes, Self.codec)) == nil)
        }
    }

    @Test("a frame that nobody knows is passed over, where it stands in order", arguments: kinds)
    func unknownFrames(kind: AnyMessage.Kind) throws {
        var random = SeededGenerator(seed: 85)
        for _ in 0..<20 {
            let message = random.message(kind)
            let bytes = Array(message.bytes(Self.codec).dropLast())
            // 32 is kept for bundles of other devices; 200 for what comes later.
            let carried: [UInt8] = [32, 3, 1, 2, 3]
            #expect(try kind.read(bytes + carried + [200, 0, 0], Self.codec) == message)
            #expect((try? kind.read(bytes + [200, 0] + carried + [0], Self.codec)) == nil)
            #expect((try? kind.read(bytes + [32, 0, 32, 0, 0], Self.codec)) == nil)
            #expect((try? kind.read(bytes + [32, 4, 1, 2, 3, 0], Self.codec)) == nil)
        }
    }

    @Test("references do not make a short message say more than a long one may")
    func allowance() throws {
        let text = String(repeating: "x", count: BinaryForm.tableTextBytes)
        let elements = Array(repeating: text, count: 10_000)
        let bytes = { (fields: Int) in
            let edits = (10..<10 + fields).map {
                RecordChange.Edit(field: "f\($0)", change: .edit(add: elements, remove: []))
            }
            let change = RecordChange(
                collection: "c", id: RecordID(high: 1, low: 1), action: .write(edits))
            return Self.codec.encode(
                SyncRequest(
                    schema: 1, epoch: nil, after: 0, chain: .start,
                    transactions: [
                        Transaction(
                            id: TransactionID(1), stamp: Stamp(1), schema: 1, seen: nil,
                            records: [change])
                    ], scopes: []))
        }
        #expect(throws: Never.self) { try Self.codec.syncRequest(bytes(20)) }
        let over = bytes(30)
        #expect(over.count < 1 << 20)
        #expect(throws: WireError.self) { try Self.codec.syncRequest(over) }
    }

    @Test("10,000 transactions pass, one more does not")
    func transactions() {
        let bytes = { (count: Int) in
            let one = Transaction(
                id: TransactionID(1), stamp: Stamp(1), schema: 1, seen: nil, records: [])
            return Self.codec.encode(
                SyncRequest(
                    schema: 1, epoch: nil, after: 0, chain: .start,
                    transactions: Array(repeating: one, count: count), scopes: []))
        }
        let most = bytes(WireLimits.transactions)
        #expect(throws: Never.self) { try Self.codec.syncRequest(most) }
        let more = bytes(WireLimits.transactions + 1)
        #expect(throws: WireError.self) { try Self.codec.syncRequest(more) }
    }

    @Test("a count is never believed before it is checked", arguments: kinds)
    func hugeCounts(kind: AnyMessage.Kind) {
        let start = Array(GoldenMessages.message(kind).bytes(Self.codec).prefix(5))
        let counts: [[UInt8]] = [
            Array(repeating: 0xFF, count: 9) + [0x01], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            [0x80, 0x80, 0x80, 0x08], [0x80, 0x00],
        ]
        for frame in UInt8(1)...18 {
            for count in counts {
                check(start + [frame] + count + [0], kind)
                check(start + [frame, UInt8(count.count + 3)] + count + [0, 0, 0, 0], kind)
            }
        }
    }
}
