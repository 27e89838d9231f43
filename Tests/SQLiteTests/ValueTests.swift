// What is written is what is read, byte by byte, for every kind of value and at its edges.

import SQLite
import Testing

@Suite struct ValueTests {
    private let connection: Connection

    init() throws {
        connection = try Connection(path: ":memory:", mode: .readWriteCreate)
        try connection.execute("CREATE TABLE any (value)")
    }

    private func stored(_ bind: (Statement) throws -> Void) throws -> Statement {
        let insert = try connection.prepare("INSERT INTO any (value) VALUES (?) RETURNING value")
        try bind(insert)
        try #require(try insert.step())
        return insert
    }

    @Test(arguments: [
        Value.null, .integer(0), .integer(-1), .integer(.max), .integer(.min), .real(0.1),
        .real(-.infinity), .real(.leastNonzeroMagnitude), .real(5), .text(""), .text("é œ 👩‍👩‍👧"),
        .text("a\0b\0"), .text("\0"), .text(String(repeating: "n", count: 100_000)), .blob([]),
        .blob([0]), .blob([0xFF, 0, 0x80]), .blob([UInt8](repeating: 7, count: 1 << 20)),
    ])
    func everyKindComesBackAsItWas(_ value: Value) throws {
        let row = try stored { try $0.bind(1, value) }
        #expect(row.value(0) == value)
        #expect(row.isNull(0) == (value == .null))
    }

    @Test func randomValuesComeBackAsTheyWere() throws {
        var chance = SplitMix(state: 1)
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0..<200, using: &chance)).map { _ in
                UInt8.random(in: 0...255, using: &chance)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            let number = Int64(bitPattern: chance.next())
            let real = Double.random(in: -1e300...1e300, using: &chance)
            for value in [Value.blob(bytes), .text(text), .integer(number), .real(real)] {
                #expect(try stored { try $0.bind(1, value) }.value(0) == value)
            }
        }
    }

    @Test func emptyTextAndEmptyBytesAreNotNull() throws {
        let text = try stored { try $0.bind(1, "") }
        #expect(!text.isNull(0) && text.value(0) == .text(""))
        let bytes = try stored { try $0.bind(1, [UInt8]()) }
        #expect(!bytes.isNull(0) && bytes.value(0) == .blob([]))
        let buffer = try stored { try $0.bind(1, UnsafeRawBufferPointer(start: nil, count: 0)) }
        #expect(!buffer.isNull(0) && buffer.bytes(0).isEmpty)
        #expect(buffer.withBytes(0) { $0.isEmpty })
    }

    @Test func nilIsNullWhateverItsType() throws {
        #expect(try stored { try $0.bind(1, nil) }.isNull(0))
        #expect(try stored { try $0.bind(1, String?.none) }.isNull(0))
        #expect(try stored { try $0.bind(1, Int64?.none) }.isNull(0))
        #expect(try stored { try $0.bind(1, [UInt8]?.none) }.isNull(0))
        #expect(try stored { try $0.bind(1, Int?.some(4)) }.int(0) == 4)
        #expect(try stored { try $0.bind(1, Double?.some(4.5)) }.double(0) == 4.5)
        #expect(try stored { try $0.bind(1, String?.some("s")) }.string(0) == "s")
    }

    @Test func nullReadsAsNothing() throws {
        let row = try stored { try $0.bindNull(1) }
        #expect(row.int64(0) == 0 && row.double(0) == 0)
        #expect(row.string(0).isEmpty && row.bytes(0).isEmpty)
    }

    @Test func notANumberIsStoredAsNull() throws {
        #expect(try stored { try $0.bind(1, Double.nan) }.isNull(0))
    }

    @Test func textThatIsNotUTF8IsRepaired() throws {
        let row = try connection.prepare("SELECT CAST(x'41FF42C3' AS TEXT)")
        #expect(try row.step())
        #expect(row.string(0) == "A\u{FFFD}B\u{FFFD}")
    }

    @Test func lentBytesAreThoseOfTheColumn() throws {
        let bytes = (0..<70_000).map { UInt8(truncatingIfNeeded: $0) }
        let row = try stored { insert in
            try bytes.withUnsafeBytes { try insert.bind(1, $0) }
        }
        #expect(row.withBytes(0) { Array($0) == bytes })
        #expect(throws: Refusal(reason: "mine")) {
            try row.withBytes(0) { _ in throw Refusal(reason: "mine") }
        }
    }

    @Test func boundBytesAreCopied() throws {
        var bytes: [UInt8] = [1, 2, 3]
        let insert = try connection.prepare("SELECT ?")
        try bytes.withUnsafeMutableBytes { buffer in
            try insert.bind(1, UnsafeRawBufferPointer(buffer))
            buffer[0] = 9
        }
        #expect(try insert.step())
        #expect(insert.bytes(0) == [1, 2, 3])
    }
}
