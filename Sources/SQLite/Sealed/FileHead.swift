// FileHead: the first 4,096 bytes of a sealed file, which are in the clear: what they hold (keys,
// themselves encrypted) is the business of whoever seals the file.

import CSQLite

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Reads and writes heads, and puts one file in another's place.
package enum FileHead {
    /// The length of a head.
    package static let length = Int(SealedPages.headLength)

    /// The first bytes of a file, fewer than `length` when it is shorter; nil when there is none.
    package static func read(_ path: String) throws(SQLiteError) -> [UInt8]? {
        if access(path, F_OK) != 0 { return nil }
        return try withFile(path, SQLITE_OPEN_READONLY) { file throws(SQLiteError) in
            var size: Int64 = 0
            try check(file.size(&size), path)
            var head = [UInt8](repeating: 0, count: min(length, Int(clamping: size)))
            guard !head.isEmpty else { return [] }
            try check(head.withUnsafeMutableBytes { file.read(into: $0, at: 0) }, path)
            return head
        }
    }

    /// Writes bytes into a head, and returns when they are on the disk. Only the owner may read a
    /// file that is made for it.
    package static func write(
        _ bytes: [UInt8], at offset: Int = 0, to path: String
    ) throws(SQLiteError) {
        precondition(offset + bytes.count <= length, "a head ends before the pages")
        try Handle.createPrivately(path)
        try withFile(path, SQLITE_OPEN_READWRITE) { file throws(SQLiteError) in
            try check(bytes.withUnsafeBytes { file.write($0, at: Int64(offset)) }, path)
            try check(file.sync(SQLITE_SYNC_FULL), path)
        }
    }

    /// Puts the file at `path`, whole and on the disk, in the place of another. Nobody may have
    /// either of them open: who had the other one would write into what is gone.
    package static func move(_ path: String, to place: String) throws(SQLiteError) {
        try withFile(path, SQLITE_OPEN_READWRITE) { file throws(SQLiteError) in
            try check(file.sync(SQLITE_SYNC_FULL), path)
        }
        guard rename(path, place) == 0 else { throw failure("rename", SQLITE_IOERR, errno) }
        let folder = place.lastIndex(of: "/").map { place[...$0] } ?? "."
        let descriptor = open(String(folder), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open folder", SQLITE_IOERR, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync folder", SQLITE_IOERR, errno) }
    }

    /// Opens a file as SQLite does a database, so that its locks are left alone.
    private static func withFile<R>(
        _ path: String, _ mode: Int32, _ body: (BaseFile) throws(SQLiteError) -> R
    ) throws(SQLiteError) -> R {
        guard let vfs = sqlite3_vfs_find(nil) else { throw failure("no VFS", SQLITE_ERROR, 0) }
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: Int(vfs.pointee.szOsFile), alignment: 16)
        defer { memory.deallocate() }
        let pointer = memory.bindMemory(to: sqlite3_file.self, capacity: 1)
        pointer.pointee.pMethods = nil
        guard let name = sqlite3_create_filename(path, "", "", 0, nil) else {
            throw failure("no memory", SQLITE_NOMEM, 0)
        }
        defer { sqlite3_free_filename(name) }
        let file = BaseFile(pointer)
        defer { _ = file.close() }
        let flags = mode | SQLITE_OPEN_MAIN_DB
        try check(vfs.pointee.xOpen?(vfs, name, pointer, flags, nil) ?? SQLITE_MISUSE, path)
        return try body(file)
    }

    private static func check(_ code: Int32, _ path: String) throws(SQLiteError) {
        if code != SQLITE_OK { throw failure("head of the file", code, errno) }
    }

    private static func failure(
        _ message: String, _ code: Int32, _ systemCode: Int32
    ) -> SQLiteError {
        SQLiteError(extendedCode: code, message: message, systemCode: systemCode)
    }
}
