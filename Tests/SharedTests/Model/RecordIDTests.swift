// Identities of records: made, written, read, ordered.

import Foundation
import Shared
import Testing

@Suite("Record identities")
struct RecordIDTests {
    @Test("version 7 is ordered by the millisecond of its making, and says its version")
    func versionSeven() {
        var random = SeededGenerator(seed: 81)
        var last: RecordID?
        for step in 0..<2_000 {
            let milliseconds = 1_700_000_000_000 + UInt64(step)
            let id = RecordID.make(milliseconds: milliseconds, random: &random)
            if let last { #expect(last < id) }
            last = id
            #expect(id.high >> 16 == milliseconds)
            #expect(id.high >> 12 & 0xF == 7)
            #expect(id.low >> 62 == 0b10)
        }
    }

    @Test("within one millisecond identities differ, and every random bit is used")
    func randomness() {
        var random = SeededGenerator(seed: 82)
        let ids = (0..<4_000).map { _ in RecordID.make(milliseconds: 5, random: &random) }
        #expect(Set(ids).count == ids.count)
        #expect(ids.reduce(0) { $0 | $1.high } & 0xFFF == 0xFFF)
        #expect(ids.reduce(0) { $0 | $1.low } == 0xBFFF_FFFF_FFFF_FFFF)
        #expect(ids.reduce(.max) { $0 & $1.high } & 0xFFF == 0)
        #expect(ids.reduce(.max) { $0 & $1.low } == 0x8000_0000_0000_0000)
        let late = RecordID.make(milliseconds: .max, random: &random)
        #expect(late.high >> 16 == 0xFFFF_FFFF_FFFF)
    }

    @Test("a fact has the identity that its scope, collection and parts give it, everywhere")
    func deterministic() {
        let id = RecordID.deterministic(
            scope: "organisation/12", collection: "attendance", parts: ["event-1", "person-é"])
        #expect(id.description == "bdca9b12-0f38-88a3-a43c-e3b447848753")
        #expect(
            RecordID.deterministic(scope: "", collection: "", parts: []).description
                == "af5570f5-a181-8b7a-b78c-af4bc70a660f")
        let others = [
            RecordID.deterministic(
                scope: "organisation/13", collection: "attendance",
                parts: ["event-1", "person-é"]),
            RecordID.deterministic(
                scope: "organisation/12attendance", collection: "",
                parts: ["event-1", "person-é"]),
            RecordID.deterministic(
                scope: "organisation/12", collection: "attendance",
                parts: ["event-1person-é"]),
            RecordID.deterministic(
                scope: "organisation/12", collection: "attendance",
                parts: ["person-é", "event-1"]),
            RecordID.deterministic(
                scope: "organisation/12", collection: "attendance",
                parts: ["event-1", "person-é", ""]),
        ]
        #expect(!others.contains(id))
        #expect(Set(others).count == others.count)
        #expect(others.allSatisfy { $0.high >> 12 & 0xF == 8 && $0.low >> 62 == 0b10 })
    }

    @Test("an identity is written as everybody writes UUIDs, and read back in either case")
    func text() throws {
        var random = SeededGenerator(seed: 83)
        for _ in 0..<1_000 {
            let id = random.recordID()
            let text = id.description
            let uuid = try #require(UUID(uuidString: text))
            #expect(uuid.uuidString.lowercased() == text)
            #expect(RecordID(text) == id)
            #expect(RecordID(text.uppercased()) == id)
            #expect(RecordID(bytes: id.bytes) == id)
            let bytes = withUnsafeBytes(of: uuid.uuid) { Array($0) }
            #expect(bytes == id.bytes)
        }
    }

    @Test("nothing else is an identity")
    func badTexts() {
        let good = "0192f0c1-2b3c-7def-8123-456789abcdef"
        #expect(RecordID(good) != nil)
        for bad in [
            "", String(good.dropLast()), good + "0", good.replacing("-", with: ""),
            "{\(good)}", good.replacing("f", with: "g"), good.replacing("-", with: "0"),
            "0192f0c12-b3c-7def-8123-456789abcdef", " " + good.dropLast(),
            "0192f0c1-2b3c-7def-8123-456789abcdé", "+192f0c1-2b3c-7def-8123-456789abcdef",
        ] {
            #expect(RecordID(bad) == nil, "\(bad)")
        }
        for count in [0, 15, 17] {
            #expect(RecordID(bytes: Array(repeating: UInt8(0), count: count)) == nil)
        }
    }

    @Test("the order is that of the bytes, and of the texts")
    func order() {
        var random = SeededGenerator(seed: 84)
        for _ in 0..<1_000 {
            let left = random.recordID()
            let right = random.flag() ? random.recordID() : RecordID(high: left.high, low: 0)
            #expect((left < right) == (left.description < right.description))
            #expect((left < right) == left.bytes.lexicographicallyPrecedes(right.bytes))
        }
    }

    @Test("a transaction's identity is up to sixteen hexadecimal digits")
    func transactionIdentities() {
        var random = SeededGenerator(seed: 85)
        for _ in 0..<500 {
            let id = TransactionID(random.number())
            #expect(id.description.utf8.count == 16)
            #expect(TransactionID(id.description) == id)
            #expect(TransactionID(id.description.uppercased()) == id)
        }
        #expect(TransactionID("a") == TransactionID(10))
        for bad in ["", "+1", "-1", "-0", " 1", "0x1", "g", "é", "00000000000000000"] {
            #expect(TransactionID(bad) == nil, "\(bad)")
        }
    }
}
