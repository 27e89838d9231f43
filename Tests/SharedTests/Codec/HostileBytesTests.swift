// Bytes that are no canonical form: each is refused, none is trusted, none brings the program down.

import Shared
import Testing

@Suite("Hostile bytes")
struct HostileBytesTests {
    enum Form: CaseIterable {
        case transaction, state, lineage

        /// The canonical bytes of what `bytes` say.
        func reread(_ bytes: [UInt8]) throws(ByteError) -> [UInt8] {
            switch self {
            case .transaction: try Transaction(bytes: bytes).bytes
            case .state: try RecordState(bytes: bytes).bytes
            case .lineage: try Lineage(bytes: bytes).bytes
            }
        }

        func sample(_ random: inout SeededGenerator) -> [UInt8] {
            switch self {
            case .transaction: random.transaction().bytes
            case .state: random.recordState().bytes
            case .lineage: random.lineage().bytes
            }
        }

        func isRefused(_ bytes: [UInt8]) -> Bool { (try? reread(bytes)) == nil }
    }

    @Test("every strict prefix is refused, and so is one byte more", arguments: Form.allCases)
    func prefixes(form: Form) {
        var random = SeededGenerator(seed: 51)
        for _ in 0..<40 {
            let bytes = form.sample(&random)
            for length in 0..<bytes.count {
                #expect(form.isRefused(Array(bytes.prefix(length))))
            }
            #expect(form.isRefused(bytes + [0]))
            #expect(!form.isRefused(bytes))
        }
    }

    @Test(
        "what is still read after damage is the one form of what it says", arguments: Form.allCases)
    func mutations(form: Form) {
        var random = SeededGenerator(seed: 52)
        var read = 0
        for _ in 0..<800 {
            let bytes = form.sample(&random)
            for _ in 0..<10 {
                let damaged = random.mutated(bytes)
                guard let again = try? form.reread(damaged) else { continue }
                read += 1
                #expect((try? form.reread(again)) == again)
            }
        }
        #expect(read > 100, "the damage is subtle enough to be read at times")
    }

    @Test("random bytes do not bring a decoder down", arguments: Form.allCases)
    func noise(form: Form) {
        var random = SeededGenerator(seed: 53)
        for _ in 0..<2_000 {
            let bytes =
                [2] + (0..<random.below(60)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? form.reread(bytes)
        }
    }

    @Test("a number has one form: its shortest")
    func numbers() throws {
        var random = SeededGenerator(seed: 54)
        for _ in 0..<1_000 {
            let value = random.number()
            var writer = ByteWriter()
            writer.unsigned(value)
            var reader = ByteReader(writer.bytes)
            #expect(try reader.unsigned() == value)
            var longer = writer.bytes
            longer[longer.count - 1] |= 0x80
            longer.append(0)
            var second = ByteReader(longer)
            #expect(throws: ByteError.self) { try second.unsigned() }
        }
        for tooLong in [
            Array(repeating: 0xFF, count: 10), Array(repeating: 0x80, count: 30),
            Array(repeating: 0xFF, count: 9) + [0x02],
        ] as [[UInt8]] {
            var reader = ByteReader(tooLong)
            #expect(throws: ByteError.self) { try reader.unsigned() }
        }
        var greatest = ByteReader(Array(repeating: 0xFF, count: 9) + [0x01])
        #expect(try greatest.unsigned() == .max)
    }

    @Test("signed numbers, fixed words, texts and values are read back")
    func primitives() throws {
        var random = SeededGenerator(seed: 55)
        for _ in 0..<1_000 {
            let (signed, word, text) = (random.integer(), random.next(), random.text())
            let (value, id) = (random.fieldValue(), random.recordID())
            var writer = ByteWriter()
            writer.signed(signed)
            writer.fixed(word)
            writer.text(text)
            writer.value(value)
            writer.id(id)
            var reader = ByteReader(writer.bytes)
            #expect(try reader.signed() == signed)
            #expect(try reader.fixed() == word)
            #expect(try reader.text().utf8.elementsEqual(text.utf8))
            #expect(try reader.value() == value)
            #expect(try reader.id() == id)
            try reader.finish()
        }
    }

    @Test("a length is never believed before it is checked")
    func lengths() {
        var writer = ByteWriter()
        writer.unsigned(.max)
        var reader = ByteReader(writer.bytes)
        #expect(throws: ByteError.self) { try reader.text() }
        var counted = ByteReader(writer.bytes + Array(repeating: 0, count: 100))
        #expect(throws: ByteError.self) { try counted.count(of: 1) }
        var exact = ByteReader([5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: Never.self) { try exact.count(of: 2) }
        var beyond = ByteReader([6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
        #expect(throws: ByteError.self) { try beyond.count(of: 2) }
    }

    @Test("text that is not UTF-8 and reals that are not finite are refused")
    func badValues() {
        for bytes in [[5, 1, 0xFF], [5, 2, 0xC0, 0x80], [5, 3, 0xED, 0xA0, 0x80]] as [[UInt8]] {
            var reader = ByteReader(bytes)
            #expect(throws: ByteError.self) { try reader.value() }
        }
        for number in [Double.infinity, -.infinity, .nan] {
            var writer = ByteWriter()
            writer.byte(4)
            writer.fixed(number.bitPattern)
            var reader = ByteReader(writer.bytes)
            #expect(throws: ByteError.self) { try reader.value() }
        }
        for tag in UInt8(6)...255 {
            var reader = ByteReader([tag, 0, 0, 0, 0, 0, 0, 0, 0])
            #expect(throws: ByteError.self) { try reader.value() }
        }
    }

    @Test("bytes of another format say so", arguments: [0, 1, 9] as [UInt8])
    func otherFormat(format: UInt8) {
        var random = SeededGenerator(seed: 56)
        for form in [Form.transaction, .state] {
            var bytes = form.sample(&random)
            if bytes[0] == format { continue }
            bytes[0] = format
            do {
                _ = try form.reread(bytes)
                Issue.record("another format was read")
            } catch {
                #expect(error.reason == .newerFormat)
            }
        }
    }

    @Test("a state whose tables are out of order, or name a write twice, is refused")
    func tablesOutOfOrder() throws {
        let write = { (id: UInt64, epoch: UInt64) in
            Write(
                transaction: TransactionID(id), stamp: Stamp(id), claimed: Stamp(id), replica: 1,
                position: Position(epoch: Epoch(epoch), sequence: 1))
        }
        let siblings = [write(1, 1), write(2, 2)].map {
            Sibling(write: $0, content: .value(.null))
        }
        let field = { (name: String) in FieldState(name: name, siblings: siblings) }
        let sound = RecordState(fields: [field("a"), field("b")])
        #expect(try RecordState(bytes: sound.bytes) == sound)
        for fields in [[field("b"), field("a")], [field("a"), field("a")]] {
            #expect(throws: ByteError.self) {
                try RecordState(bytes: RecordState(fields: fields).bytes)
            }
        }
        let swapped = FieldState(name: "a", siblings: siblings.reversed())
        #expect(throws: ByteError.self) {
            try RecordState(bytes: RecordState(fields: [swapped]).bytes)
        }
        let deletions = siblings.map {
            Deletion(write: $0.write, knowledge: Knowledge(base: nil))
        }
        #expect(throws: ByteError.self) {
            try RecordState(bytes: RecordState(deletions: deletions.reversed()).bytes)
        }
        // The epochs stand from the third byte on, eight bytes each.
        var bytes = sound.bytes
        bytes.swapAt(9, 17)
        #expect(throws: ByteError.self) { try RecordState(bytes: bytes) }
    }
}
