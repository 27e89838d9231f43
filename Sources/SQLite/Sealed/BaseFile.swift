// A file of the system as SQLite's own VFS opens it: its methods, called with numbers and buffers.
// Going through it keeps the POSIX locks that closing any other descriptor would drop.
// https://www.sqlite.org/howtocorrupt.html, section 2.2

import CSQLite

struct BaseFile {
    private let file: UnsafeMutablePointer<sqlite3_file>

    init(_ file: UnsafeMutablePointer<sqlite3_file>) { self.file = file }

    var pointer: UnsafeMutablePointer<sqlite3_file> { file }
    var methods: UnsafePointer<sqlite3_io_methods>? { file.pointee.pMethods }

    func close() -> Int32 { methods?.pointee.xClose?(file) ?? SQLITE_OK }

    /// Answers `SealedCode.shortRead` at the end of the file, with zeros for what is missing.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int32 {
        methods?.pointee.xRead?(file, buffer.baseAddress, Int32(buffer.count), offset)
            ?? SQLITE_MISUSE
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        methods?.pointee.xWrite?(file, bytes.baseAddress, Int32(bytes.count), offset)
            ?? SQLITE_MISUSE
    }

    func truncate(_ length: Int64) -> Int32 {
        methods?.pointee.xTruncate?(file, length) ?? SQLITE_MISUSE
    }

    func sync(_ flags: Int32) -> Int32 {
        methods?.pointee.xSync?(file, flags) ?? SQLITE_MISUSE
    }

    func size(_ size: inout Int64) -> Int32 {
        methods?.pointee.xFileSize?(file, &size) ?? SQLITE_MISUSE
    }
}

/// Extended result codes of files, whose macros Swift cannot import.
/// https://www.sqlite.org/rescode.html
enum SealedCode {
    static let shortRead = SQLITE_IOERR | (2 << 8)
    static let write = SQLITE_IOERR | (3 << 8)
    /// "Indicates that the checksum on a page of the database file is incorrect", as the checksum
    /// VFS uses it.
    static let altered = SQLITE_IOERR | (32 << 8)
}
