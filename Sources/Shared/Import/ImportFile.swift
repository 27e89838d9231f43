// ImportFile: the records that one file holds, whatever its form: CSV, JSON, or JSON lines; in the
// fields of the schema, in those of data·inclusion, or in those of France Travail's offers.
//
// No byte of a file makes it fail as a whole but an encoding that is not UTF-8: what cannot be
// taken is left out with its line and its reason, and everything else is kept.

/// Reads files for import.
package enum ImportFile {
    /// The records of one file.
    ///
    /// - Parameters:
    ///   - name: its ending tells the form (`.csv`, `.json`, `.jsonl`); what stands before tells
    ///     the collection when the content does not: `brest-organisation.csv`.
    ///   - bytes: the whole file, at most 64 MiB.
    ///   - schema: which collections and fields there are, and what fits them.
    package static func parse(name: String, bytes: [UInt8], schema: Schema) -> ImportBatch {
        ImportBatch(files: [(name: name, bytes: bytes)], schema: schema)
    }

    /// The records of one file, before keys that contradict each other are looked for.
    static func read(name: String, bytes: [UInt8], schema: Schema) -> ImportBatch {
        let (base, ending) = parts(of: name)
        var collector = ImportCollector(
            file: name, schema: schema, collection: collection(named: base, schema), base: base)
        do throws(ImportFault) {
            switch ending {
            case "csv": try CSVImport.read(bytes, into: &collector)
            case "json": try JSONImport.read(bytes, into: &collector)
            case "jsonl": try JSONImport.readLines(bytes, into: &collector)
            default: throw ImportFault(line: 1, reason: ImportReasons.unknownForm)
            }
        } catch {
            collector.skip(error)
        }
        return collector.batch
    }

    /// The collection with the longest name that is, or ends, a file's name.
    static func collection(named base: String, _ schema: Schema) -> String? {
        schema.collections.map(\.name).filter { name in
            guard base.hasSuffix(name) else { return false }
            let before = base.dropLast(name.count).last
            return before.map { !$0.isLetter && !$0.isNumber } ?? true
        }.max { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    /// A file's name in lower case, without its folders and ending; and its ending.
    private static func parts(of name: String) -> (base: String, ending: String) {
        let file = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? ""
        let parts = file.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, let ending = parts.last else { return (file.lowercased(), "") }
        return (parts.dropLast().joined(separator: "."), String(ending))
    }
}

/// Collects what one file holds, and says what is wrong with the file as a whole only once.
struct ImportCollector {
    /// The collection that the file's name tells, if any.
    let collection: String?
    /// The file's name without folders and ending.
    let base: String
    private(set) var batch = ImportBatch()
    private let file: String
    private let schema: Schema
    private var said: Set<Phrase> = []

    init(file: String, schema: Schema, collection: String?, base: String) {
        self.file = file
        self.schema = schema
        self.collection = collection
        self.base = base
    }

    /// Notes what is wrong with the file or with a part of it that is no record; the same reason
    /// only once.
    mutating func skip(_ fault: ImportFault) {
        guard said.insert(fault.reason).inserted else { return }
        batch.skipped.append(ImportSkipped(file: file, line: fault.line, reason: fault.reason))
    }

    /// Notes a record that cannot be read.
    mutating func refuse(_ fault: ImportFault) {
        batch.read += 1
        batch.skipped.append(ImportSkipped(file: file, line: fault.line, reason: fault.reason))
    }

    /// The declaration of a collection that records can be imported into; otherwise says why not.
    mutating func declaration(_ name: String, line: Int) -> CollectionDeclaration? {
        guard let declaration = schema.collection(name) else {
            skip(ImportFault(line: line, reason: ImportReasons.unknownCollection(name)))
            return nil
        }
        guard declaration.hasNaturalKey else {
            skip(ImportFault(line: line, reason: ImportReasons.noNaturalKey(name)))
            return nil
        }
        return declaration
    }

    /// Says that a column is no field of a collection, which is a fault of the file, not of a row.
    mutating func ignore(column: String, of collection: String) {
        skip(ImportFault(line: 1, reason: ImportReasons.unknownColumn(column, collection)))
    }

    /// Takes a record, or notes why it cannot be taken.
    mutating func add(_ record: RawRecord, line: Int) {
        guard let declaration = declaration(record.collection, line: line) else {
            batch.read += 1
            return
        }
        for (name, _) in record.cells where declaration.field(name) == nil {
            if !record.isForeign { ignore(column: name, of: declaration.name) }
        }
        let reader = RowReader(schema: schema, declaration: declaration)
        do throws(ImportRefusal) {
            let row = try reader.row(record, file: file, line: line)
            batch.read += 1
            batch.rows.append(row)
        } catch {
            refuse(ImportFault(line: line, reason: error.reason))
        }
    }
}
