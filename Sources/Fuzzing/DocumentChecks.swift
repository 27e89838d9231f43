// Documents of others: JSON as a tree, tables, opening hours, compressed bytes.

#if Fuzzing
    import Gzip
    import Shared

    enum DocumentChecks {
        static func json(_ bytes: [UInt8]) {
            let tree = try? JSON.parse(bytes)
            let isSkipped = skips(bytes)
            guard let tree else { return }
            precondition(isSkipped, "a document is read as a tree but not passed over")
            let written = tree.bytes
            precondition((try? JSON.parse(written)) == tree, "a tree changed")
        }

        /// Whether the document is passed over; it is not held to have unique keys then.
        private static func skips(_ bytes: [UInt8]) -> Bool {
            do {
                var reader = try JSONReader(bytes)
                try reader.skipValue()
                try reader.finish()
                return true
            } catch {
                return false
            }
        }

        static func csv(_ bytes: [UInt8]) {
            guard var reader = try? CSVReader(bytes) else { return }
            let separator = reader.separator
            // A header of two cells, so that the separator is found again.
            var table: [UInt8] = [UInt8(ascii: "h"), separator, UInt8(ascii: "h"), 0x0A]
            var rows: [[String]] = []
            var last = 0
            while let item = reader.next() {
                switch item {
                case .row(let line, let cells):
                    precondition(line > last && !cells.isEmpty, "rows go back")
                    last = line
                    rows.append(cells)
                    table += cells.map(quoted).joined(separator: [separator]) + [0x0A]
                case .fault(let fault): precondition(fault.line > 0)
                }
            }
            guard table.count < CSVReader.maximumRowBytes else { return }
            guard var again = try? CSVReader(table) else {
                preconditionFailure("a table is not read back")
            }
            precondition(again.separator == separator, "the separator changed")
            _ = again.next()
            for cells in rows {
                guard case .row(_, let copy)? = again.next() else {
                    preconditionFailure("a row is lost")
                }
                precondition(copy == cells, "a row changed")
            }
            precondition(again.next() == nil, "a row appeared")
        }

        private static func quoted(_ cell: String) -> [UInt8] {
            let quote = UInt8(ascii: "\"")
            return [quote] + cell.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
        }

        static func openingHours(_ bytes: [UInt8]) {
            guard let hours = OpeningHours(String(decoding: bytes, as: UTF8.self)) else { return }
            for words in hours.words { precondition(!words.french.isEmpty, "a rule of no words") }
            let first = CalendarDate(daysSince1970: 20_000 + bytes.count)
            for distance in 0..<7 {
                let day = CalendarDate(daysSince1970: first.daysSince1970 + distance)
                var end = 0
                for span in hours.times(on: day) {
                    precondition(span.lowerBound >= end && span.upperBound <= 2880, "a bad span")
                    end = span.upperBound + 1
                }
            }
            _ = hours.status(at: FrenchTime(day: first, minute: bytes.count))
        }

        static func gzip(_ bytes: [UInt8]) {
            let limit = 1 << 16
            if let content = try? Gzip.decompress(bytes, limit: limit) {
                precondition(content.count <= limit, "the limit was passed")
                let packed = Gzip.compress(content)
                precondition((try? Gzip.decompress(packed, limit: limit)) == content)
            }
            let packed = Gzip.compress(bytes, level: Int32(bytes.count % 10))
            precondition((try? Gzip.decompress(packed, limit: bytes.count)) == bytes)
            if !bytes.isEmpty {
                precondition((try? Gzip.decompress(packed, limit: bytes.count - 1)) == nil)
            }
        }
    }
#endif
