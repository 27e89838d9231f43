// FaultyVFS: SQLite's own VFS with some calls in between, for the files of the disks that there
// are. It is the default of the process from the first disk on; what is on no disk is not touched.
// https://www.sqlite.org/vfs.html

import CSQLite
import SQLite
import Shared

typealias SQLiteFile = UnsafeMutablePointer<sqlite3_file>

/// Extended result codes, whose macros Swift cannot import. https://www.sqlite.org/rescode.html
enum InputOutput {
    static let read = SQLITE_IOERR | (1 << 8)
    static let write = SQLITE_IOERR | (3 << 8)
    static let sync = SQLITE_IOERR | (4 << 8)
    static let truncate = SQLITE_IOERR | (6 << 8)
    static let delete = SQLITE_IOERR | (10 << 8)
}

/// A file of a disk that is open.
final class FaultyFile {
    let disk: FaultyDisk
    let path: String
    /// The methods of SQLite's own file.
    let base: sqlite3_io_methods
    /// What SQLite calls instead.
    let methods: UnsafeMutablePointer<sqlite3_io_methods>

    init(_ disk: FaultyDisk, _ path: String, _ base: sqlite3_io_methods) {
        self.disk = disk
        self.path = path
        self.base = base
        methods = .allocate(capacity: 1)
        var faulty = base
        // Without `xFetch`, which would read past us.
        faulty.iVersion = min(base.iVersion, 2)
        addFaults(to: &faulty)
        methods.initialize(to: faulty)
    }

    deinit { methods.deallocate() }

    /// Our object stands behind what SQLite's own VFS keeps of the file.
    static func place(in file: SQLiteFile) -> UnsafeMutablePointer<Unmanaged<FaultyFile>?> {
        (UnsafeMutableRawPointer(file) + FaultyVFS.baseLength)
            .assumingMemoryBound(to: Unmanaged<FaultyFile>?.self)
    }

    static func of(_ file: SQLiteFile?) -> FaultyFile? {
        file.flatMap { place(in: $0).pointee?.takeUnretainedValue() }
    }
}

enum FaultyVFS {
    private struct Weak { weak var disk: FaultyDisk? }

    private static let disks = Locked<[String: Weak]>([:])
    // Written once, before anything is opened through it.
    private nonisolated(unsafe) static let registered = register()

    static var base: UnsafeMutablePointer<sqlite3_vfs> { registered }
    static var baseLength: Int { (Int(registered.pointee.szOsFile) + 15) & ~15 }

    static func add(_ disk: FaultyDisk, _ databases: [String]) {
        _ = registered
        disks.withLock { disks in
            for path in databases { disks[path] = Weak(disk: disk) }
        }
    }

    static func remove(_ databases: [String]) {
        disks.withLock { disks in
            for path in databases where disks[path]?.disk == nil { disks[path] = nil }
        }
    }

    /// The disk that a database, or what goes with it, is on.
    static func disk(of path: String) -> FaultyDisk? {
        let suffix = ["-wal", "-journal"].first { path.hasSuffix($0) } ?? ""
        let database = String(path.dropLast(suffix.count))
        return disks.withLock { $0[database]?.disk }
    }

    /// Puts our VFS in front of SQLite's own; it lives as long as the process.
    private static func register() -> UnsafeMutablePointer<sqlite3_vfs> {
        // What `Connection` configures comes before anything that starts SQLite.
        _ = try? Connection(path: ":memory:", mode: .readWriteCreate)
        guard let base = sqlite3_vfs_find(nil) else { fatalError("SQLite has no VFS") }
        let vfs = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        // The other calls of the system's VFS do not look at who is called.
        vfs.initialize(to: base.pointee)
        let name = Array("faulty".utf8CString)
        let kept = UnsafeMutablePointer<CChar>.allocate(capacity: name.count)
        kept.initialize(from: name, count: name.count)
        vfs.pointee.zName = UnsafePointer(kept)
        vfs.pointee.szOsFile =
            (base.pointee.szOsFile + 15) & ~15
            + Int32(MemoryLayout<Unmanaged<FaultyFile>?>.size)
        vfs.pointee.xOpen = openFaulty
        vfs.pointee.xDelete = deleteFaulty
        sqlite3_vfs_register(vfs, 1)
        return base
    }
}

private func openFaulty(
    _: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?, _ file: SQLiteFile?,
    _ flags: Int32, _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let file else { return SQLITE_MISUSE }
    FaultyFile.place(in: file).initialize(to: nil)
    let base = FaultyVFS.base
    guard let path, let disk = FaultyVFS.disk(of: String(cString: path)) else {
        return base.pointee.xOpen?(base, path, file, flags, outFlags) ?? SQLITE_MISUSE
    }
    if disk.isDown { return SQLITE_CANTOPEN }
    let code = base.pointee.xOpen?(base, path, file, flags, outFlags) ?? SQLITE_MISUSE
    guard code == SQLITE_OK, let methods = file.pointee.pMethods?.pointee else { return code }
    let opened = FaultyFile(disk, String(cString: path), methods)
    opened.begin(file)
    FaultyFile.place(in: file).pointee = .passRetained(opened)
    file.pointee.pMethods = UnsafePointer(opened.methods)
    return SQLITE_OK
}

private func deleteFaulty(
    _: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?, _ syncs: Int32
) -> Int32 {
    let base = FaultyVFS.base
    if let path, let disk = FaultyVFS.disk(of: String(cString: path)) {
        if disk.isDown { return InputOutput.delete }
        disk.state.withLock { $0.images[String(cString: path)] = nil }
    }
    return base.pointee.xDelete?(base, path, syncs) ?? SQLITE_MISUSE
}
