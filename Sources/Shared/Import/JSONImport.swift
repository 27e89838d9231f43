// JSONImport: the records of a JSON file (an array, or an object around one) or of JSON lines.
//
// Records are taken out one by one, so that one that is wrong costs only itself, and a file that
// breaks off keeps everything before the break.

enum JSONImport {
    private static let limits = JSONLimits(
        maximumBytes: TextFile.maximumBytes, maximumElements: 16_000_000)
    private static let recordLimits = JSONLimits(maximumBytes: 1 << 20)
    /// The keys under which an object holds its records: ours, and that of France Travail.
    private static let listKeys: Set<String> = ["records", "resultats"]

    /// Where a record stands in the file.
    private struct Piece {
        let line: Int
        let bytes: ArraySlice<UInt8>
    }

    /// Reads a JSON file into a collector.
    ///
    /// - Throws: `ImportFault` for what ends the reading; what came before has been collected.
    static func read(
        _ bytes: [UInt8], into collector: inout ImportCollector
    ) throws(ImportFault) {
        let content = try content(of: bytes)
        var lines = LineCounter()
        var pieces: [Piece] = []
        var collection: String?
        var fault: ImportFault?
        do throws(JSONError) {
            var reader = try JSONReader(content, limits: limits)
            let hasList: Bool
            if try reader.peekKind() == .object {
                hasList = try list(&reader, content, &collection, &pieces, &lines)
            } else {
                hasList = true
                try elements(&reader, content, &pieces, &lines)
            }
            try reader.finish()
            if !hasList { fault = ImportFault(line: 1, reason: ImportReasons.noRecords) }
        } catch {
            let line = lines.line(at: offset(of: error, content), in: content)
            fault = ImportFault(line: line, reason: ImportReasons.json(error))
        }
        for piece in pieces { take(piece, in: collection, &collector) }
        if let fault { throw fault }
    }

    /// Reads JSON lines into a collector; empty lines are passed over.
    static func readLines(
        _ bytes: [UInt8], into collector: inout ImportCollector
    ) throws(ImportFault) {
        let content = try content(of: bytes)
        var line = 1
        for piece in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        {
            if !piece.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
                take(Piece(line: line, bytes: piece), in: nil, &collector)
            }
            line += 1
        }
    }

    private static func content(of bytes: [UInt8]) throws(ImportFault) -> [UInt8] {
        let start = try TextFile.start(of: bytes)
        return start == 0 ? bytes : Array(bytes[start...])
    }

    /// The object around a list; answers whether it holds one.
    private static func list(
        _ reader: inout JSONReader, _ content: [UInt8], _ collection: inout String?,
        _ pieces: inout [Piece], _ lines: inout LineCounter
    ) throws(JSONError) -> Bool {
        var hasList = false
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if listKeys.contains(key), try reader.peekKind() == .array {
                hasList = true
                try elements(&reader, content, &pieces, &lines)
            } else if key == "collection", try reader.peekKind() == .string {
                collection = try reader.string()
            } else {
                try reader.skipValue()
            }
        }
        return hasList
    }

    private static func elements(
        _ reader: inout JSONReader, _ content: [UInt8], _ pieces: inout [Piece],
        _ lines: inout LineCounter
    ) throws(JSONError) {
        try reader.beginArray()
        while try reader.nextElement() {
            let bytes = try reader.rawValue()
            let line = lines.line(at: bytes.startIndex, in: content)
            pieces.append(Piece(line: line, bytes: bytes))
        }
    }

    private static func take(
        _ piece: Piece, in collection: String?, _ collector: inout ImportCollector
    ) {
        let object: JSONObject
        do throws(JSONError) {
            let tree = try JSON.parse(Array(piece.bytes), limits: recordLimits)
            guard case .object(let members) = tree else {
                collector.refuse(ImportFault(line: piece.line, reason: ImportReasons.notAnObject))
                return
            }
            object = members
        } catch {
            collector.refuse(ImportFault(line: piece.line, reason: ImportReasons.json(error)))
            return
        }
        if let record = DataInclusion.record(object) ?? FranceTravail.record(object) {
            collector.add(record, line: piece.line)
            return
        }
        var stated: String?
        if case .string(let name)? = object["collection"] { stated = FieldText.trimmed(name) }
        guard let name = stated ?? collection ?? collector.collection else {
            let reason = ImportReasons.noCollection(collector.base)
            collector.refuse(ImportFault(line: piece.line, reason: reason))
            return
        }
        var record = RawRecord(collection: name)
        for member in object.members where member.key != "collection" {
            if let cell = member.value.cell { record.cells.append((member.key, cell)) }
        }
        collector.add(record, line: piece.line)
    }

    /// Where a document is wrong; its end when that is all there is to say.
    private static func offset(of error: JSONError, _ content: [UInt8]) -> Int {
        switch error {
        case .unexpected(_, _, let offset), .wrongType(_, let offset): offset
        case .truncated, .trailingBytes: content.count
        default: 0
        }
    }
}

extension JSON {
    /// What a record's member says; `nil` for `null`.
    fileprivate var cell: ImportCell? {
        guard case .array(let elements) = self else {
            if self == .null { return nil }
            return scalarText.map(ImportCell.text) ?? .structure
        }
        let texts = elements.compactMap(\.scalarText)
        return texts.count == elements.count ? .list(texts) : .structure
    }

    /// A text, number or truth value as a cell would hold it; `nil` for anything else.
    var scalarText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .bool(let flag): String(flag)
        case .null, .array, .object: nil
        }
    }
}
