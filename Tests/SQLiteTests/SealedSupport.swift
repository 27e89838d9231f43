// A sealed database in a folder, and its files taken and put back as a crash or somebody else
// leaves them.

import Cryptography
import FoundationEssentials
import Glibc
import SQLite
import Shared
import Testing

struct SealedSample {
    let folder: Folder
    private let key: [UInt8]

    init(key: UInt8 = 9) throws {
        folder = try Folder()
        self.key = [UInt8](repeating: key, count: 32)
        try FileHead.write([UInt8](repeating: 1, count: FileHead.length), to: folder.database)
    }

    private init(folder: Folder, key: [UInt8]) {
        self.folder = folder
        self.key = key
    }

    func cipher() throws -> PageCipher { try SealedSample.cipher(key) }

    func open(_ path: String? = nil, _ mode: Connection.Mode = .readWrite) throws -> Connection {
        try Connection(
            path: path ?? folder.database, mode: mode, busyTimeoutMilliseconds: 60_000,
            cipher: try cipher())
    }

    /// A way to open the file that another thread may have.
    func opener() -> @Sendable () throws -> Connection {
        { [key, path = folder.database] in
            try Connection(
                path: path, mode: .readWrite, busyTimeoutMilliseconds: 60_000,
                cipher: SealedSample.cipher(key))
        }
    }

    private static func cipher(_ key: [UInt8]) throws -> PageCipher {
        let sealer = try #require(LibcryptoSealing().sealer(key: key))
        return PageCipher(seal: sealer.seal, open: sealer.open)
    }

    /// Notes with a full-text index, as a store has them.
    func notes() throws -> Connection {
        let connection = try open(nil, .readWriteCreate)
        try connection.configure(durability: .full)
        try connection.execute(
            """
            CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT) STRICT;
            CREATE INDEX by_text ON note (text);
            CREATE VIRTUAL TABLE words USING fts5 (text);
            """)
        return connection
    }

    /// The files as they are now, with connections open: what a `kill -9` would leave.
    func image() throws -> SealedImage {
        SealedImage(
            database: Array(try read(folder.database)),
            log: Array((try? read(folder.database + "-wal")) ?? Data()))
    }

    /// A sample of its own on an image.
    func restored(_ image: SealedImage) throws -> SealedSample {
        let sample = SealedSample(folder: try Folder(), key: key)
        try Data(image.database).write(to: URL(filePath: sample.folder.database))
        if !image.log.isEmpty {
            try Data(image.log).write(to: URL(filePath: sample.folder.database + "-wal"))
        }
        return sample
    }

    private func read(_ path: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path))
    }
}

struct SealedImage {
    var database: [UInt8]
    var log: [UInt8]

    static let page = 4096 + 28
    static let frame = 24 + 4096 + 56
    static let logStart = 128
}

extension Connection {
    /// Everything: texts, what the index finds, and that the file is sound.
    func everything() throws -> [String] {
        var texts = try texts()
        try rows("SELECT text FROM words ORDER BY rowid") { texts.append($0.string(0)) }
        for problem in try integrityCheck() { throw Refusal(reason: problem) }
        return texts
    }

    func addWords(_ text: String) throws {
        try transaction(.immediate) {
            try add(text)
            try run("INSERT INTO words (text) VALUES (?)", [.text(text)])
        }
    }
}
