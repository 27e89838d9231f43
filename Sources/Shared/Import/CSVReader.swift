// CSVReader: rows from the bytes of a CSV file (RFC 4180), as spreadsheets in France and elsewhere
// write it: comma or semicolon, with or without byte order mark, LF or CRLF.
//
// Whatever the bytes are, it answers rows and faults and comes to an end; a fault costs the row it
// is in, and only a quote that is never closed costs what follows.

/// A pull reader over one file.
package struct CSVReader: Sendable {
    /// What the file holds at one place.
    package enum Item: Hashable, Sendable {
        /// A row; `line` is the line, from 1, on which it begins.
        case row(line: Int, cells: [String])
        /// A row that cannot be read.
        case fault(ImportFault)
    }

    /// The bytes of one row, its cells' quotes included.
    package static let maximumRowBytes = 1 << 20
    /// The cells of one row.
    package static let maximumColumns = 1000

    /// `;` or `,`: the one that the first row has more of outside quotes.
    package let separator: UInt8

    private let bytes: [UInt8]
    private var index: Int
    /// The line that `index` is on, from 1.
    private var line = 1

    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    /// A reader at the start of a file.
    ///
    /// - Throws: `ImportFault` for a file that is too large or is not UTF-8.
    package init(_ bytes: [UInt8]) throws(ImportFault) {
        index = try TextFile.start(of: bytes)
        self.bytes = bytes
        separator = CSVReader.separator(bytes, from: index)
    }

    /// The next row or fault; empty lines are passed over. `nil` at the end of the file.
    package mutating func next() -> Item? {
        while index < bytes.count {
            if !passLineEnd() { return row() }
        }
        return nil
    }

    private mutating func row() -> Item {
        let first = line
        let start = index
        var cells: [String] = []
        while true {
            if index < bytes.count, bytes[index] == CSVReader.quote {
                switch quotedCell(rowStart: start) {
                case .success(let cell): cells.append(cell)
                case .failure(let fault): return .fault(fault)
                }
                guard isAtCellEnd else {
                    return fault(first, ImportReasons.textAfterQuote)
                }
            } else {
                guard let cell = plainCell(rowStart: start) else {
                    return fault(first, ImportReasons.rowTooLong)
                }
                cells.append(cell)
            }
            if cells.count > CSVReader.maximumColumns {
                return fault(first, ImportReasons.tooManyColumns)
            }
            if index < bytes.count, bytes[index] == separator {
                index += 1
                continue
            }
            _ = passLineEnd()
            return .row(line: first, cells: cells)
        }
    }

    /// A cell without quotes around it; `nil` when the row becomes too long.
    private mutating func plainCell(rowStart: Int) -> String? {
        let start = index
        while index < bytes.count, bytes[index] != separator, bytes[index] != CSVReader.lineFeed {
            index += 1
        }
        var end = index
        if end > start, index == bytes.count || bytes[index] == CSVReader.lineFeed,
            bytes[end - 1] == CSVReader.carriageReturn
        {
            end -= 1
        }
        guard index - rowStart <= CSVReader.maximumRowBytes else { return nil }
        return CSVReader.text(bytes[start..<end])
    }

    /// A cell that begins with a quote, up to and with the quote that closes it.
    private mutating func quotedCell(rowStart: Int) -> Result<String, ImportFault> {
        let quoteLine = line
        var content: [UInt8] = []
        index += 1
        var start = index
        while index < bytes.count, index - rowStart <= CSVReader.maximumRowBytes {
            if bytes[index] == CSVReader.lineFeed { line += 1 }
            guard bytes[index] == CSVReader.quote else {
                index += 1
                continue
            }
            let isDoubled = index + 1 < bytes.count && bytes[index + 1] == CSVReader.quote
            content += bytes[start..<(isDoubled ? index + 1 : index)]
            index += isDoubled ? 2 : 1
            start = index
            if !isDoubled { return .success(CSVReader.text(content[...])) }
        }
        // Where the cell was meant to end is unknown, so nothing after it can be trusted.
        let reason =
            index < bytes.count ? ImportReasons.quoteTooLong : ImportReasons.openQuote
        index = bytes.count
        return .failure(ImportFault(line: quoteLine, reason: reason))
    }

    private var isAtCellEnd: Bool {
        guard index < bytes.count else { return true }
        let byte = bytes[index]
        let isReturn =
            byte == CSVReader.carriageReturn
            && (index + 1 == bytes.count || bytes[index + 1] == CSVReader.lineFeed)
        return byte == separator || byte == CSVReader.lineFeed || isReturn
    }

    /// Passes one line end, or a carriage return that ends the file.
    private mutating func passLineEnd() -> Bool {
        var position = index
        if position < bytes.count, bytes[position] == CSVReader.carriageReturn { position += 1 }
        if position < bytes.count, bytes[position] == CSVReader.lineFeed {
            index = position + 1
            line += 1
            return true
        }
        guard position > index, position == bytes.count else { return false }
        index = position
        return true
    }

    /// A fault of the row that began on `first`; reading goes on with the next line.
    private mutating func fault(_ first: Int, _ reason: Phrase) -> Item {
        while index < bytes.count, bytes[index] != CSVReader.lineFeed { index += 1 }
        _ = passLineEnd()
        return .fault(ImportFault(line: first, reason: reason))
    }

    /// A cell's text, without the apostrophe that keeps a spreadsheet from computing it.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        var bytes = bytes
        if bytes.count > 1, bytes.first == UInt8(ascii: "'"),
            "=+-@".utf8.contains(bytes[bytes.startIndex + 1])
        {
            bytes = bytes.dropFirst()
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func separator(_ bytes: [UInt8], from start: Int) -> UInt8 {
        let (comma, semicolon) = (UInt8(ascii: ","), UInt8(ascii: ";"))
        var commas = 0
        var semicolons = 0
        var isQuoted = false
        let content = bytes[start...].drop { $0 == lineFeed || $0 == carriageReturn }
        for byte in content.prefix(maximumRowBytes) {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == lineFeed { break }
            if byte == comma { commas += 1 }
            if byte == semicolon { semicolons += 1 }
        }
        return semicolons > commas ? semicolon : comma
    }
}
