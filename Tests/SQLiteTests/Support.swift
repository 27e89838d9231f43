// What the tests of this module share: a folder that goes away, a repeatable source of chance, and
// short ways to ask a database for something.

import FoundationEssentials
import Glibc
import SQLite
import Testing

/// A new empty folder, removed with all it holds when the test lets go of it.
final class Folder {
    let path: String

    init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/relais-sqlite-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var database: String { path + "/data.db" }

    /// - Parameter busyTimeoutMilliseconds: SQLite lets nobody wait in line, so on a slow disk one
    ///   of several writers may wait for long.
    func open(
        _ mode: Connection.Mode = .readWriteCreate, busyTimeoutMilliseconds: Int32 = 60_000
    ) throws -> Connection {
        try Connection(
            path: database, mode: mode, busyTimeoutMilliseconds: busyTimeoutMilliseconds)
    }

    /// A configured database with the table `note (id INTEGER PRIMARY KEY, text TEXT)`.
    func notes() throws -> Connection {
        let connection = try open()
        try connection.configure(durability: .normal)
        try connection.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT")
        return connection
    }
}

/// SplitMix64: the same seed gives the same numbers on every machine.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// An error that has nothing to do with SQLite.
struct Refusal: Error, Equatable {
    let reason: String
}

extension Connection {
    /// The integer that a query answers with.
    func integer(_ sql: String) throws -> Int {
        let statement = try prepare(sql)
        try #require(try statement.step())
        return statement.int(0)
    }

    /// The texts of all notes, in order.
    func texts() throws -> [String] {
        var texts: [String] = []
        try rows("SELECT text FROM note ORDER BY id") { row in texts.append(row.string(0)) }
        return texts
    }

    func add(_ text: String) throws {
        try run("INSERT INTO note (text) VALUES (?)", [.text(text)])
    }
}

/// The `SQLiteError` that `body` throws; the test fails when it throws none.
func sqliteError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () throws -> Void
) throws -> SQLiteError {
    let error = #expect(throws: SQLiteError.self, sourceLocation: sourceLocation) { try body() }
    return try #require(error, sourceLocation: sourceLocation)
}
