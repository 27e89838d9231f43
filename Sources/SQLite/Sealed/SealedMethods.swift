// The methods that SQLite calls on a sealed file: bytes go through `SealedFile`, locks and shared
// memory to the file of the system.

import CSQLite

private typealias File = UnsafeMutablePointer<sqlite3_file>

private func open(_ file: File?) -> SealedOpenFile? {
    guard let file else { return nil }
    return UnsafeMutableRawPointer(file).assumingMemoryBound(to: SealedHandle.self).pointee
        .object?.takeUnretainedValue()
}

/// Calls a method of the file of the system.
private func below<R>(
    _ file: File?, otherwise: R, _ call: (sqlite3_io_methods, File) -> R?
) -> R {
    guard let base = open(file)?.file.base, let methods = base.methods?.pointee else {
        return otherwise
    }
    return call(methods, base.pointer) ?? otherwise
}

/// Version 2: without `xFetch`, SQLite does not map the file into memory.
func sealedMethods() -> sqlite3_io_methods {
    var methods = sqlite3_io_methods()
    methods.iVersion = 2
    addBytes(to: &methods)
    addLocks(to: &methods)
    addSharedMemory(to: &methods)
    return methods
}

private func addBytes(to methods: inout sqlite3_io_methods) {
    methods.xClose = { file in
        guard let file, let object = open(file) else { return SQLITE_OK }
        object.forget()
        let code = object.file.base.close()
        let handle = UnsafeMutableRawPointer(file).assumingMemoryBound(to: SealedHandle.self)
        handle.pointee.object?.release()
        handle.pointee.object = nil
        return code
    }
    methods.xRead = { file, buffer, count, offset in
        guard let file = open(file)?.file, count >= 0, offset >= 0 else { return SQLITE_MISUSE }
        return file.read(
            into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)), at: offset)
    }
    methods.xWrite = { file, bytes, count, offset in
        guard let file = open(file)?.file, count >= 0, offset >= 0 else { return SQLITE_MISUSE }
        return file.write(UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: offset)
    }
    methods.xTruncate = { file, length in
        open(file)?.file.truncate(length) ?? SQLITE_MISUSE
    }
    methods.xSync = { file, flags in open(file)?.file.sync(flags) ?? SQLITE_MISUSE }
    methods.xFileSize = { file, size in
        guard let file = open(file)?.file, let size else { return SQLITE_MISUSE }
        return file.size(&size.pointee)
    }
}

private func addLocks(to methods: inout sqlite3_io_methods) {
    methods.xLock = { file, level in
        below(file, otherwise: SQLITE_MISUSE) { $0.xLock?($1, level) }
    }
    methods.xUnlock = { file, level in
        below(file, otherwise: SQLITE_MISUSE) { $0.xUnlock?($1, level) }
    }
    methods.xCheckReservedLock = { file, result in
        below(file, otherwise: SQLITE_MISUSE) { $0.xCheckReservedLock?($1, result) }
    }
    methods.xFileControl = { file, operation, argument in
        // These would change the length of the file below SQLite's back, by its measure.
        if operation == SQLITE_FCNTL_SIZE_HINT || operation == SQLITE_FCNTL_CHUNK_SIZE {
            return SQLITE_OK
        }
        return below(file, otherwise: SQLITE_NOTFOUND) {
            $0.xFileControl?($1, operation, argument)
        }
    }
    methods.xSectorSize = { file in below(file, otherwise: 0) { $0.xSectorSize?($1) } }
    methods.xDeviceCharacteristics = { file in
        // Pieces lie across sectors, so no write is atomic; like SQLite's default, the layout
        // counts on a write that changes nothing beside what it writes.
        let kept = below(file, otherwise: 0) { $0.xDeviceCharacteristics?($1) }
        return kept & SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN | SQLITE_IOCAP_POWERSAFE_OVERWRITE
    }
}

private func addSharedMemory(to methods: inout sqlite3_io_methods) {
    methods.xShmMap = { file, page, size, extends, memory in
        below(file, otherwise: SQLITE_MISUSE) { $0.xShmMap?($1, page, size, extends, memory) }
    }
    methods.xShmLock = { file, first, count, flags in
        if flags & SQLITE_SHM_UNLOCK != 0 { open(file)?.unlocked(first) }
        return below(file, otherwise: SQLITE_MISUSE) { $0.xShmLock?($1, first, count, flags) }
    }
    methods.xShmBarrier = { file in
        below(file, otherwise: ()) { $0.xShmBarrier?($1) }
    }
    methods.xShmUnmap = { file, deletes in
        below(file, otherwise: SQLITE_OK) { $0.xShmUnmap?($1, deletes) }
    }
}
