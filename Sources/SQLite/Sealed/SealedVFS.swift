// SealedVFS: gives one connection files that are sealed on the disk, over the files of the system.
//
// Only a database and its write-ahead log can be opened through it. SQLite keeps everything else in
// memory (`Connection.prepareSealed`); what it would write elsewhere all the same is refused, so
// nothing can be written in the clear. Shared memory is the system's: it holds numbers of pages.
// https://www.sqlite.org/vfs.html

import CSQLite

/// A VFS of its own for one connection, registered for as long as it lives.
final class SealedVFS {
    let name: String
    /// The VFS of the system.
    fileprivate let base: UnsafeMutablePointer<sqlite3_vfs>
    fileprivate let methods: UnsafeMutablePointer<sqlite3_io_methods>
    fileprivate let cipher: PageCipher
    fileprivate var hasDatabase = false
    fileprivate weak var log: SealedLogFile?
    private let vfs: UnsafeMutablePointer<sqlite3_vfs>
    private let cName: UnsafeMutablePointer<CChar>

    /// nil when there is no memory or no VFS of the system.
    init?(cipher: PageCipher) {
        guard let base = sqlite3_vfs_find(nil) else { return nil }
        self.base = base
        self.cipher = cipher
        methods = .allocate(capacity: 1)
        methods.initialize(to: sealedMethods())
        vfs = .allocate(capacity: 1)
        // No two of them live at one address.
        name = "sealed-\(UInt(bitPattern: vfs))"
        let characters = Array(name.utf8CString)
        cName = .allocate(capacity: characters.count)
        cName.initialize(from: characters, count: characters.count)
        vfs.initialize(to: sqlite3_vfs())
        vfs.pointee.iVersion = 2
        vfs.pointee.szOsFile = Int32(SealedHandle.length) + base.pointee.szOsFile
        vfs.pointee.mxPathname = base.pointee.mxPathname
        vfs.pointee.zName = UnsafePointer(cName)
        vfs.pointee.pAppData = Unmanaged.passUnretained(self).toOpaque()
        vfs.pointee.xOpen = openSealed
        forwardNames(in: vfs)
        forwardServices(in: vfs)
        guard sqlite3_vfs_register(vfs, 0) == SQLITE_OK else { return nil }
    }

    deinit {
        sqlite3_vfs_unregister(vfs)
        vfs.deallocate()
        methods.deallocate()
        cName.deallocate()
    }
}

/// What SQLite holds of an open file: its methods, our object, then the file of the system.
struct SealedHandle {
    static let length = MemoryLayout<SealedHandle>.size

    var head: sqlite3_file
    var object: Unmanaged<SealedOpenFile>?
}

/// An open file and the VFS that it came from.
final class SealedOpenFile {
    let vfs: SealedVFS
    let file: SealedFile
    let isDatabase: Bool

    init(_ file: SealedFile, isDatabase: Bool, _ vfs: SealedVFS) {
        self.file = file
        self.isDatabase = isDatabase
        self.vfs = vfs
    }

    /// Forgets a file that is about to close.
    func forget() { if isDatabase { vfs.hasDatabase = false } }

    /// A lock of the shared memory was let go; the first is the one to write.
    func unlocked(_ first: Int32) { if first == 0 { vfs.log?.leave() } }
}

/// What concerns names of files is the system's.
private func forwardNames(in vfs: UnsafeMutablePointer<sqlite3_vfs>) {
    vfs.pointee.xDelete = { vfs, path, syncs in
        system(of: vfs).flatMap { $0.pointee.xDelete?($0, path, syncs) } ?? SQLITE_MISUSE
    }
    vfs.pointee.xAccess = { vfs, path, flags, result in
        system(of: vfs).flatMap { $0.pointee.xAccess?($0, path, flags, result) }
            ?? SQLITE_MISUSE
    }
    vfs.pointee.xFullPathname = { vfs, path, count, out in
        system(of: vfs).flatMap { $0.pointee.xFullPathname?($0, path, count, out) }
            ?? SQLITE_MISUSE
    }
}

/// So are time and chance.
private func forwardServices(in vfs: UnsafeMutablePointer<sqlite3_vfs>) {
    vfs.pointee.xRandomness = { vfs, count, out in
        system(of: vfs).flatMap { $0.pointee.xRandomness?($0, count, out) } ?? 0
    }
    vfs.pointee.xSleep = { vfs, microseconds in
        system(of: vfs).flatMap { $0.pointee.xSleep?($0, microseconds) } ?? 0
    }
    vfs.pointee.xCurrentTime = { vfs, out in
        system(of: vfs).flatMap { $0.pointee.xCurrentTime?($0, out) } ?? SQLITE_MISUSE
    }
    vfs.pointee.xCurrentTimeInt64 = { vfs, out in
        system(of: vfs).flatMap { $0.pointee.xCurrentTimeInt64?($0, out) } ?? SQLITE_MISUSE
    }
    vfs.pointee.xGetLastError = { vfs, count, out in
        system(of: vfs).flatMap { $0.pointee.xGetLastError?($0, count, out) } ?? 0
    }
}

private func system(
    of vfs: UnsafeMutablePointer<sqlite3_vfs>?
) -> UnsafeMutablePointer<sqlite3_vfs>? {
    object(of: vfs)?.base
}

private func object(of vfs: UnsafeMutablePointer<sqlite3_vfs>?) -> SealedVFS? {
    guard let data = vfs?.pointee.pAppData else { return nil }
    return Unmanaged<SealedVFS>.fromOpaque(data).takeUnretainedValue()
}

private func openSealed(
    _ vfs: UnsafeMutablePointer<sqlite3_vfs>?, _ path: UnsafePointer<CChar>?,
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
) -> Int32 {
    guard let vfs = object(of: vfs), let file else { return SQLITE_MISUSE }
    file.pointee.pMethods = nil
    let isDatabase = flags & SQLITE_OPEN_MAIN_DB != 0
    let isLog = flags & SQLITE_OPEN_WAL != 0
    // A second database of the connection would share the key and the places of the first.
    guard path != nil, isLog || (isDatabase && !vfs.hasDatabase) else { return SQLITE_CANTOPEN }
    let memory = UnsafeMutableRawPointer(file)
    let below = (memory + SealedHandle.length).assumingMemoryBound(to: sqlite3_file.self)
    below.pointee.pMethods = nil
    let opened = BaseFile(below)
    let code = vfs.base.pointee.xOpen?(vfs.base, path, below, flags, outFlags) ?? SQLITE_MISUSE
    guard code == SQLITE_OK else {
        // "xOpen must set pMethods … or NULL": what it set has to be closed.
        _ = opened.close()
        return code
    }
    if isDatabase {
        let code = checkLength(of: opened, isNew: flags & SQLITE_OPEN_CREATE != 0)
        if code != SQLITE_OK {
            _ = opened.close()
            return code
        }
    }
    let sealed: SealedFile
    if isDatabase {
        sealed = SealedDatabase(opened, cipher: vfs.cipher)
        vfs.hasDatabase = true
    } else {
        let log = SealedLogFile(opened, cipher: vfs.cipher)
        vfs.log = log
        sealed = log
    }
    let object = SealedOpenFile(sealed, isDatabase: isDatabase, vfs)
    memory.assumingMemoryBound(to: SealedHandle.self).pointee.object = .passRetained(object)
    file.pointee.pMethods = UnsafePointer(vfs.methods)
    return SQLITE_OK
}

/// A database without a page would be a new one to SQLite; only who makes one may have it.
private func checkLength(of file: BaseFile, isNew: Bool) -> Int32 {
    var size: Int64 = 0
    let code = file.size(&size)
    if code != SQLITE_OK { return code }
    if size < SealedPages.headLength { return SQLITE_CANTOPEN }
    return isNew || SealedPages().length(sealed: size) > 0 ? SQLITE_OK : SealedCode.altered
}
