// That CSV is read as spreadsheets write it, and that what is wrong costs as little as it can.

import Shared
import Testing

@Suite("CSV reader")
struct CSVReaderTests {
    @Test("quotes, doubled quotes and line ends in quotes", arguments: ["\n", "\r\n"])
    func quoting(end: String) throws {
        let text = ["a,b", "\"x, \"\"y\"\"\",\"one\(end)two\"", ",\"\"", "last,"]
            .joined(separator: end)
        #expect(
            try items(text) == [
                .row(line: 1, cells: ["a", "b"]),
                .row(line: 2, cells: ["x, \"y\"", "one\(end)two"]),
                .row(line: 4, cells: ["", ""]),
                .row(line: 5, cells: ["last", ""]),
            ])
    }

    @Test(
        "the separator is the one that the header has more of outside quotes",
        arguments: [
            ("a;b;c\n", ";"), ("a,b,c\n", ","), ("\"a,b,c\";d\n", ";"), ("\"a;b;c\",d\n", ","),
            ("a\n1;2;3\n", ","), ("\n\na;b\n", ";"), ("", ","),
        ])
    func separator(text: String, expected: Character) throws {
        #expect(try CSVReader(Array(text.utf8)).separator == expected.asciiValue)
    }

    @Test("a byte order mark is no part of the first name")
    func byteOrderMark() throws {
        #expect(try items("\u{FEFF}a;b\n") == [.row(line: 1, cells: ["a", "b"])])
        #expect(try items("\u{FEFF}\"a;\";b") == [.row(line: 1, cells: ["a;", "b"])])
    }

    @Test("empty lines are passed over and counted")
    func emptyLines() throws {
        #expect(
            try items("\n\r\na,b\n\n\r\n1,2\n\n\r") == [
                .row(line: 3, cells: ["a", "b"]), .row(line: 6, cells: ["1", "2"]),
            ])
    }

    @Test("a cell that was neutralised for spreadsheets is read without its apostrophe")
    func neutralised() throws {
        #expect(
            try items("'=1,'+2,'-3,\"'@x\",'y,',''=\n")
                == [.row(line: 1, cells: ["=1", "+2", "-3", "@x", "'y", "'", "''="])])
    }

    @Test("a quote that is never closed is told at its line, and no earlier row is lost")
    func openQuote() throws {
        let items = try items("a,b\n1,2\n\"x\ny\",\"3\n4,5\n")
        #expect(items.count == 3)
        #expect(items.first == .row(line: 1, cells: ["a", "b"]))
        guard case .fault(let fault)? = items.last else {
            Issue.record("no fault")
            return
        }
        #expect(fault.line == 4)
        #expect(fault.reason.english.contains("never closed"))
    }

    @Test("text after a closed quote costs its row alone")
    func textAfterQuote() throws {
        let items = try items("a,b\n\"1\"x,2\n3,4")
        #expect(faultLines(items) == [2])
        #expect(items.last == .row(line: 3, cells: ["3", "4"]))
    }

    @Test("a row that is too long or too wide costs itself alone")
    func limits() throws {
        let long = String(repeating: "x", count: CSVReader.maximumRowBytes)
        let wide = String(repeating: ",", count: CSVReader.maximumColumns)
        let items = try items("a,b\n\(long),y\n\(wide)\n1,2\n\(wide.dropFirst())\n")
        #expect(faultLines(items) == [2, 3])
        #expect(items.count == 5)
        #expect(items[3] == .row(line: 4, cells: ["1", "2"]))
    }

    @Test("a quoted cell beyond the length of a row ends the reading")
    func endlessQuote() throws {
        let long = String(repeating: "x\n", count: CSVReader.maximumRowBytes)
        #expect(faultLines(try items("a,b\n\"\(long)\",y\n1,2\n")) == [2])
    }

    @Test("a file in ISO-8859-1 is refused with its first bad line and what to do")
    func latin1() {
        let bytes = Array("a,b\nx,y\n1,".utf8) + [0xE9] + Array("\n2,é\n".utf8)
        let fault = #expect(throws: ImportFault.self) { try CSVReader(bytes) }
        #expect(fault?.line == 3)
        for text in [fault?.reason.french, fault?.reason.english] {
            #expect(text?.contains("ISO-8859-1") == true && text?.contains("UTF-8") == true)
        }
    }

    @Test("a file in UTF-16 and a file that is too large are refused")
    func refusedFiles() {
        for mark: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
            let fault = #expect(throws: ImportFault.self) { try CSVReader(mark + [0x61, 0]) }
            #expect(fault?.reason.english.contains("UTF-16") == true)
        }
        let large = [UInt8](repeating: 0x61, count: TextFile.maximumBytes + 1)
        let fault = #expect(throws: ImportFault.self) { try CSVReader(large) }
        #expect(fault?.reason.english.contains("64 MiB") == true)
    }

    private func items(_ text: String) throws -> [CSVReader.Item] {
        try CSVSample.items(Array(text.utf8))
    }

    private func faultLines(_ items: [CSVReader.Item]) -> [Int] {
        items.compactMap { if case .fault(let fault) = $0 { fault.line } else { nil } }
    }
}

enum CSVSample {
    static func items(_ bytes: [UInt8]) throws(ImportFault) -> [CSVReader.Item] {
        var reader = try CSVReader(bytes)
        var items: [CSVReader.Item] = []
        while let item = reader.next() { items.append(item) }
        return items
    }
}
