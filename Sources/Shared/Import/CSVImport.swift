// CSVImport: the records of a CSV file whose first line names fields.

enum CSVImport {
    /// Reads a file into a collector.
    ///
    /// - Throws: `ImportFault` when nothing of the file can be read.
    static func read(
        _ bytes: [UInt8], into collector: inout ImportCollector
    ) throws(ImportFault) {
        var reader = try CSVReader(bytes)
        let columns: [String]
        switch reader.next() {
        case nil: throw ImportFault(line: 1, reason: ImportReasons.noHeader)
        case .fault(let fault)?: throw fault
        case .row(_, let cells)?: columns = cells.map(FieldText.trimmed)
        }
        let collectionColumn = columns.firstIndex(of: "collection")
        try check(columns, collectionColumn, &collector)
        while let item = reader.next() {
            switch item {
            case .fault(let fault): collector.refuse(fault)
            case .row(let line, let cells):
                // Spreadsheets write rows of nothing but separators below the last record.
                if cells.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) { continue }
                guard cells.count == columns.count else {
                    let reason = ImportReasons.cells(cells.count, columns.count)
                    collector.refuse(ImportFault(line: line, reason: reason))
                    continue
                }
                let stated = collectionColumn.map { FieldText.trimmed(cells[$0]) } ?? ""
                guard let collection = stated.isEmpty ? collector.collection : stated else {
                    let reason = ImportReasons.noCollection(collector.base)
                    collector.refuse(ImportFault(line: line, reason: reason))
                    continue
                }
                var record = RawRecord(collection: collection)
                for (index, name) in columns.enumerated()
                where index != collectionColumn && !name.isEmpty {
                    record.add(name, cells[index])
                }
                collector.add(record, line: line)
            }
        }
    }

    /// Finds what is wrong with the columns before any row is read.
    private static func check(
        _ columns: [String], _ collectionColumn: Int?, _ collector: inout ImportCollector
    ) throws(ImportFault) {
        var seen: Set<String> = []
        for name in columns where !name.isEmpty && !seen.insert(name).inserted {
            throw ImportFault(line: 1, reason: ImportReasons.columnTwice(name))
        }
        if collectionColumn == nil {
            guard let name = collector.collection else {
                throw ImportFault(line: 1, reason: ImportReasons.noCollection(collector.base))
            }
            guard let declaration = collector.declaration(name, line: 1) else {
                // Already said by the collector, which says each reason once.
                throw ImportFault(line: 1, reason: ImportReasons.noNaturalKey(name))
            }
            for name in columns where !name.isEmpty && declaration.field(name) == nil {
                collector.ignore(column: name, of: declaration.name)
            }
        }
        for name in ["source", "source_id"] where !seen.contains(name) {
            throw ImportFault(line: 1, reason: ImportReasons.columnMissing(name))
        }
    }
}
