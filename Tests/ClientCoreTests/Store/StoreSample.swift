// StoreSample: a store in a folder of its own, what its file holds, and a server made of answers.

import Cryptography
import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

@testable import ClientCore

/// A library: a schema of the tests' own.
struct Book: Model {
    static let shared = Book()
    static let header = ModelHeader("book", fr: "livre", en: "book", access: .territory)
    let title = Field.text("title", fr: "titre", en: "title", merge: .review, search: .title)
    let about = Field.text("about", fr: "sujet", en: "about", search: .body)
    let genre = Field.code("genre", StoreSample.genres, fr: "genre", en: "genre")
    let tags = Field.tags("tags", fr: "mots", en: "tags", search: .body)
    let loans = Field.counter("loans", fr: "prêts", en: "loans")
    let source = Field.text("source", fr: "source", en: "source")
    let sourceID = Field.text("source_id", fr: "clé", en: "key")
}

struct Note: Model {
    static let shared = Note()
    static let header = ModelHeader("note", fr: "note", en: "note", access: .organisation)
    let text = Field.text("text", fr: "texte", en: "text", required: true)
}

final class StoreSample {
    let folder: String
    let ports: Ports
    private(set) var store: Store

    static let genres = CodeList(
        "genres", ["novel", "poem"].map { CodeList.Entry($0, Phrase(fr: $0, en: $0)) })
    static let schema = Schema(
        version: 1,
        collections: [CollectionDeclaration(Book.self), CollectionDeclaration(Note.self)])

    init(schema: Schema = StoreSample.schema) throws {
        folder = temporaryPath()
        let random = Locked(SeededGenerator(seed: 5))
        let now = Locked<UInt64>(1_700_000_000_000)
        ports = Ports(
            now: {
                now.withLock {
                    $0 += 1
                    return $0
                }
            }, random: { random.withLock { $0.next() } }, sleep: { _ in })
        store = try Store(
            folder: folder + "/store", schema: schema, ports: ports,
            passphrase: StoreSample.passphrase)
    }

    /// With the variable RELAIS_TEST_LOCKED, the stores of the tests are locked with this.
    static let passphrase = ProcessInfo.processInfo.environment["RELAIS_TEST_LOCKED"].map { _ in
        StorePassphrase("une phrase de passe", sealing: LibcryptoSealing())
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Opens the store again, as another program would.
    func reopen(schema: Schema = StoreSample.schema, maximumPages: Int? = nil) throws {
        store = try another(schema: schema, maximumPages: maximumPages)
    }

    /// A second instance on the same folder.
    func another(schema: Schema = StoreSample.schema, maximumPages: Int? = nil) throws -> Store {
        try Store(
            folder: folder + "/store", schema: schema, ports: ports,
            passphrase: StoreSample.passphrase, maximumPages: maximumPages)
    }

    /// A connection of the test's own to the store's file.
    func connection(
        _ mode: Connection.Mode = .readWrite, busyTimeoutMilliseconds: Int32 = 5000
    ) throws -> Connection {
        if let passphrase = StoreSample.passphrase {
            return try StoreFile(folder: folder + "/store").open(passphrase)
        }
        return try Connection(
            path: folder + "/store/relais.sqlite", mode: mode,
            busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    }

    /// Everything that the file holds, row by row, with its definitions.
    func contents() throws -> [String] {
        let connection = try connection(.readOnly)
        var tables: [String] = []
        var lines: [String] = []
        try connection.rows("SELECT name, sql FROM sqlite_master ORDER BY name", []) { row in
            lines.append("\(row.string(0)): \(row.string(1))")
            if !row.string(1).hasPrefix("CREATE INDEX"), !row.isNull(1) {
                tables.append(row.string(0))
            }
        }
        for table in tables {
            try connection.rows("SELECT * FROM \"\(table)\" ORDER BY 1", []) { row in
                lines.append("\(table) \((0..<row.columnCount).map { row.value($0) })")
            }
        }
        return lines
    }

    func book(_ title: String, _ more: [String: FieldEdit] = [:]) throws -> RecordID {
        try store.write {
            $0.create("book", more.merging(["title": .assign(.text(title))]) { $1 })
        }
    }

    func titles() throws -> [String] {
        try store.records(Book.self).map { $0.title ?? "-" }.sorted()
    }

    /// The numbers of the device's transactions.
    func numbers() throws -> [Int64] {
        var numbers: [Int64] = []
        try connection(.readOnly).rows("SELECT number FROM relais_journal ORDER BY number", []) {
            numbers.append($0.int64(0))
        }
        return numbers
    }
}

/// A server that is only its answers: sequences are given as they come.
struct SampleServer {
    let epoch = Epoch(9)
    private var states: [RecordKey: RecordState] = [:]
    private(set) var head: UInt64 = 0
    private var pending: [RecordDelta] = []
    private var floor: Position?

    /// Somebody else's write, which the next answer delivers whole.
    ///
    /// - Parameter seen: through which sequence its author knew the record.
    mutating func write(
        _ collection: String, _ id: RecordID, _ fields: [String: FieldValue],
        seen: UInt64? = nil, scope: String = "territory"
    ) {
        head += 1
        let key = RecordKey(collection: collection, id: id)
        let edits = fields.map { RecordChange.Edit(field: $0.key, change: .assign($0.value)) }
            .sorted { $0.field < $1.field }
        let write = Write(
            transaction: TransactionID(1_000 + head), stamp: Stamp(milliseconds: head),
            claimed: Stamp(milliseconds: head), replica: 77,
            position: Position(epoch: epoch, sequence: head))
        states[key, default: RecordState()].apply(
            RecordChange(collection: collection, id: id, action: .write(edits)), by: write,
            knowledge: Knowledge(
                base: seen.map { Position(epoch: epoch, sequence: $0) }),
            lineage: Lineage(), keepsAncestors: { _ in true })
        pending.removeAll { $0.id == id && $0.collection == collection }
        pending.append(
            RecordDelta(
                collection: collection, id: id, scope: scope, sequence: head, isWhole: true,
                state: states[key] ?? RecordState()))
    }

    /// The next answer, with what was written since the last one.
    ///
    /// - Parameter page: where the pull stands; `nil` when it has come to its end.
    mutating func answer(page: UInt64? = nil, nextNumber: UInt64 = 1) -> SyncResponse {
        let records = pending
        pending = []
        let before = floor
        if page == nil { floor = Position(epoch: epoch, sequence: head) }
        return SyncResponse(
            epoch: epoch, lineage: Lineage(), head: head, time: 0, acknowledgements: [],
            nextNumber: nextNumber,
            scopes: [HeldScope(name: "territory", floor: before, page: page)],
            isComplete: page == nil, records: records, replicas: [])
    }
}

extension Store {
    /// Takes an answer, as a synchronisation would.
    @discardableResult
    func take(_ response: SyncResponse) throws -> AppliedAnswer {
        try apply(response, to: try syncRequest(maximumTransactions: 0))
    }
}

extension Store {
    /// What is to be sent now, by a store that may not be enrolled.
    func syncRequest(maximumTransactions: Int) throws(RelaisError) -> SyncRequest {
        try withReading { core in
            try core.syncRequest(
                try DeviceState(core.connection), maximumTransactions: maximumTransactions)
        }
    }
}
