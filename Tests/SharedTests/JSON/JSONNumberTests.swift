// Numbers at their edges: which are integers, which fit, and that none changes on its way.

import Shared
import Testing

@Suite("JSON numbers")
struct JSONNumberTests {
    private func reader(_ text: String) throws -> JSONReader {
        try JSONReader(Array(text.utf8))
    }

    @Test(
        "integers are read to the edges of Int64 and refused beyond",
        arguments: [
            ("0", 0), ("-0", 0), ("7", 7), ("-1", -1), ("9223372036854775807", Int64.max),
            ("-9223372036854775808", Int64.min), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("18446744073709551616", nil), ("1.0", nil),
            ("1e2", nil),
            ("1E2", nil), ("0.5", nil), ("99999999999999999999999999", nil),
        ] as [(String, Int64?)])
    func int64(text: String, value: Int64?) throws {
        var reader = try reader(text)
        if let value {
            #expect(try reader.int64() == value)
            try reader.finish()
        } else {
            #expect(throws: JSONError.badNumber) { try reader.int64() }
        }
    }

    @Test(
        "integers are read to the edges of UInt64 and refused beyond",
        arguments: [
            ("0", 0), ("-0", 0), ("18446744073709551615", UInt64.max), ("-1", nil),
            ("18446744073709551616", nil), ("184467440737095516150", nil), ("1.0", nil),
            ("1e2", nil),
        ] as [(String, UInt64?)])
    func uint64(text: String, value: UInt64?) throws {
        var reader = try reader(text)
        if let value {
            #expect(try reader.uint64() == value)
            try reader.finish()
        } else {
            #expect(throws: JSONError.badNumber) { try reader.uint64() }
        }
    }

    @Test("an integer within bounds includes both bounds")
    func bounds() throws {
        for value in -5...5 {
            var reader = try reader("\(value)")
            if -2...3 ~= value {
                #expect(try reader.int(in: -2...3) == value)
            } else {
                #expect(throws: JSONError.badNumber) { try reader.int(in: -2...3) }
            }
        }
        for value in [Int.min, Int.max] {
            var reader = try reader("\(value)")
            #expect(try reader.int(in: .min ... .max) == value)
        }
    }

    @Test(
        "a number is an integer when its text says so and it fits",
        arguments: [
            ("1", .integer(1)), ("-0", .integer(0)), ("1.0", .real(1)), ("1e0", .real(1)),
            ("1E+2", .real(100)), ("1e-2", .real(0.01)), ("-1.5e-1", .real(-0.15)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .real(0x1p63)),
            ("-9223372036854775809", .real(-0x1p63)), ("18446744073709551615", .real(0x1p64)),
            ("1e00005", .real(100_000)), ("1e-400", .real(0)),
            ("5e-324", .real(.leastNonzeroMagnitude)),
            ("1.7976931348623157e308", .real(.greatestFiniteMagnitude)),
        ] as [(String, JSONNumber)])
    func kinds(text: String, number: JSONNumber) throws {
        var reader = try reader(text)
        #expect(try reader.number() == number)
        try reader.finish()
    }

    @Test("what no Double can hold is refused, even when it is skipped")
    func tooLarge() throws {
        for text in [
            "1e400", "-1e400", "1e99999999999999999999", "1" + String(repeating: "0", count: 309),
        ] {
            for read in [
                { (reader: inout JSONReader) in _ = try reader.double() },
                { (reader: inout JSONReader) in _ = try reader.number() },
                { (reader: inout JSONReader) in try reader.skipValue() },
            ] {
                var reader = try reader(text)
                #expect(throws: JSONError.badNumber) { try read(&reader) }
            }
        }
    }

    @Test("the sign of a negative zero is kept in a real")
    func negativeZero() throws {
        var plain = try reader("-0")
        #expect(try plain.double().sign == .minus)
        #expect(JSON.real(-0.0).bytes == Array("-0.0".utf8))
    }

    @Test("a number of 1,100 bytes is read, one more byte is refused")
    func length() throws {
        let longest = "0." + String(repeating: "3", count: 1_098)
        var good = try reader(longest)
        #expect(try good.double() == 1.0 / 3.0)
        var bad = try reader(longest + "3")
        #expect(throws: JSONError.badNumber) { try bad.double() }
    }

    @Test("every real comes back from its text to the bit, and stays a real")
    func reals() throws {
        var generator = SeededGenerator(seed: 7)
        let edges: [Double] = [
            0, 1, -1, 0.1, 1e15, 1e16, 1e17, 0x1p53, 0x1p63, 1e22, 1e23, .pi,
            .leastNonzeroMagnitude,
            .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        ]
        for value in edges + (0..<5_000).map({ _ in generator.real() }) {
            var writer = JSONWriter()
            writer.double(value)
            var reader = try JSONReader(writer.bytes)
            guard case .real(let back) = try reader.number() else {
                Issue.record("\(value) reads back as an integer")
                continue
            }
            #expect(back.bitPattern == value.bitPattern)
        }
    }

    @Test("every width of integer is written in full")
    func writtenIntegers() throws {
        var generator = SeededGenerator(seed: 8)
        var values: [Int64] = [0, 1, -1, 9, 10, 99, 100, .min, .min + 1, .max]
        for _ in 0..<2_000 { values.append(Int64(truncatingIfNeeded: generator.next())) }
        for value in values {
            let shifted = value >> Int64.random(in: 0..<64, using: &generator)
            var writer = JSONWriter()
            writer.beginArray()
            writer.int(shifted)
            writer.uint(UInt64(bitPattern: shifted))
            writer.int(Int8(truncatingIfNeeded: shifted))
            writer.endArray()
            let expected =
                "[\(shifted),\(UInt64(bitPattern: shifted)),\(Int8(truncatingIfNeeded: shifted))]"
            #expect(writer.bytes == Array(expected.utf8))
        }
    }

    @Test("a real that is not finite is a mistake of the program")
    func notFinite() async {
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.double(.infinity)
        }
        await #expect(processExitsWith: .failure) {
            var writer = JSONWriter()
            writer.double(.nan)
        }
    }
}
