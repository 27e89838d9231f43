// StoreFile: the one file of a store, in the clear or sealed, and how it becomes the other.
//
// The other file is written beside it, read back whole, and takes its place with one rename: at
// every moment there is one whole file, and it is the store. Whoever calls holds the gate.

import FoundationEssentials
import SQLite
import Shared

struct StoreFile {
    enum State {
        case none
        case plain
        case locked(KeyHead)
    }

    /// What a replacement has just done, for tests that end it there.
    enum Step: CaseIterable {
        case begun, copied, checked, emptied, moved
    }

    let folder: String
    var path: String { folder + "/relais.sqlite" }
    private var next: String { path + ".new" }

    func state() throws -> State {
        guard let head = try FileHead.read(path), !head.isEmpty else { return .none }
        return KeyHead.isHead(head) ? .locked(try KeyHead(head)) : .plain
    }

    /// Opens the file as it is.
    ///
    /// - Throws: `RelaisError` `store_locked` or `store_not_locked` when the passphrase and the
    ///   file do not go together; `wrong_passphrase`.
    func open(_ passphrase: StorePassphrase?) throws -> Connection {
        guard case .locked(let head) = try state() else {
            // Somebody may have put it in the place of a locked one.
            if passphrase != nil { throw LockErrors.notLocked }
            return try Connection(path: path, mode: .readWriteCreate)
        }
        guard let passphrase else { throw LockErrors.locked }
        let key = try head.key(passphrase.bytes, passphrase.sealing)
        return try Connection(
            path: path, mode: .readWrite, cipher: cipher(key, passphrase.sealing))
    }

    /// Makes a locked file where there is none.
    func create(_ passphrase: StorePassphrase, ports: Ports) throws {
        guard case .none = try state() else { return }
        removeLeftovers()
        let key = try begin(passphrase, ports)
        // In the mode of the log from the start: that cannot be interrupted.
        try Connection(
            path: next, mode: .readWriteCreate, cipher: cipher(key, passphrase.sealing)
        ).configure(durability: .full)
        try FileHead.move(next, to: path)
    }

    /// Puts a sealed copy in the place of a plain file.
    func seal(_ passphrase: StorePassphrase, ports: Ports, after: (Step) throws -> Void) throws {
        removeLeftovers()
        let key = try begin(passphrase, ports)
        try replace(from: nil, to: try cipher(key, passphrase.sealing), after)
    }

    /// Puts a plain copy in the place of a sealed file.
    func unseal(_ passphrase: StorePassphrase, after: (Step) throws -> Void) throws {
        guard case .locked(let head) = try state() else { throw LockErrors.notLocked }
        let key = try head.key(passphrase.bytes, passphrase.sealing)
        removeLeftovers()
        try replace(from: try cipher(key, passphrase.sealing), to: nil, after)
    }

    /// Gives the key another passphrase; the pages stay as they are.
    func change(
        _ old: StorePassphrase, to new: StorePassphrase, ports: Ports
    ) throws {
        guard case .locked(let head) = try state() else { throw LockErrors.notLocked }
        let key = try head.key(old.bytes, old.sealing)
        let writes = try head.replacement(
            key: key, passphrase: new.bytes, new.sealing, ports: ports)
        for (offset, bytes) in writes { try FileHead.write(bytes, at: offset, to: path) }
    }

    /// Removes what a replacement left that did not come to its end: in the clear, if it was to
    /// unlock.
    func removeLeftovers() {
        for suffix in ["", "-wal", "-shm", "-journal"] {
            try? FileManager.default.removeItem(atPath: next + suffix)
        }
    }

    /// Begins a sealed file beside this one, and answers with its key.
    private func begin(_ passphrase: StorePassphrase, _ ports: Ports) throws -> [UInt8] {
        let key = ports.randomBytes(KeyHead.keyLength)
        let head = try KeyHead.make(
            key: key, passphrase: passphrase.bytes, passphrase.sealing, ports: ports)
        try FileHead.write(head, to: next)
        return key
    }

    private func cipher(_ key: [UInt8], _ sealing: any Sealing) throws -> PageCipher {
        guard let sealer = sealing.sealer(key: key) else { throw KeyHead.Failure.noMemory }
        return PageCipher(seal: sealer.seal, open: sealer.open)
    }

    private func replace(
        from cipher: PageCipher?, to other: PageCipher?, _ after: (Step) throws -> Void
    ) throws {
        do {
            try after(.begun)
            try copy(from: cipher, to: other, after)
            // It is empty: everything is in the file.
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: path + suffix)
            }
            try after(.emptied)
            try FileHead.move(next, to: path)
        } catch {
            removeLeftovers()
            throw error
        }
        try after(.moved)
    }

    /// Writes the copy beside the file, and folds the log into the file.
    private func copy(
        from cipher: PageCipher?, to other: PageCipher?, _ after: (Step) throws -> Void
    ) throws {
        let source = try Connection(
            path: path, mode: .readWrite, busyTimeoutMilliseconds: 0, cipher: cipher)
        // Also against programs that know no gate.
        try source.execute("PRAGMA locking_mode = EXCLUSIVE")
        try source.checkpoint()
        try source.backup(to: next, cipher: other)
        try after(.copied)
        let copy = try Connection(path: next, mode: .readWrite, cipher: other)
        let problems = try copy.integrityCheck()
        guard problems.isEmpty, try copy.userVersion == source.userVersion else {
            throw StoreErrors.damaged(problems.first ?? "copy")
        }
        try after(.checked)
    }
}
