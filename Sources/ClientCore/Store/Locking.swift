// Locking: a store that only a passphrase opens, made of one that anybody who has the file can
// read; and the way back.
//
// What the file held in the clear may survive on the disk until the system writes over it, and on
// flash storage longer: a store is best locked before it holds anybody.

import SQLite
public import Shared

extension Store {
    /// Whether the store in a folder is locked; `false` when there is none.
    public static func isLocked(folder: String) throws(RelaisError) -> Bool {
        try translate(folder) {
            if case .locked = try StoreFile(folder: folder).state() { return true }
            return false
        }
    }

    /// Locks the store in a folder: from then on nothing in its files can be read without the
    /// passphrase, which nobody can find again. Interrupted, it leaves the store as it was.
    ///
    /// - Throws: `RelaisError` `weak_passphrase`, `no_store`, `store_already_locked`, `store_busy`
    ///   when something uses the store, `disk_full`: it needs room for a second copy.
    public static func lock(
        folder: String, passphrase: StorePassphrase, ports: Ports = .system
    ) throws(RelaisError) {
        try lock(folder: folder, passphrase: passphrase, ports: ports) { _ in }
    }

    static func lock(
        folder: String, passphrase: StorePassphrase, ports: Ports,
        after: (StoreFile.Step) throws -> Void
    ) throws(RelaisError) {
        try replacing(folder) { file in
            try check(passphrase)
            switch try file.state() {
            case .locked: throw LockErrors.alreadyLocked
            case .none: throw LockErrors.noStore(folder)
            case .plain: try file.seal(passphrase, ports: ports, after: after)
            }
        }
    }

    /// Unlocks the store in a folder: it can be opened without a passphrase from then on.
    /// Interrupted, it leaves the store as it was.
    ///
    /// - Throws: `RelaisError` `store_not_locked`, `wrong_passphrase`, `store_busy`, `disk_full`.
    public static func unlock(
        folder: String, passphrase: StorePassphrase
    ) throws(RelaisError) {
        try unlock(folder: folder, passphrase: passphrase) { _ in }
    }

    static func unlock(
        folder: String, passphrase: StorePassphrase, after: (StoreFile.Step) throws -> Void
    ) throws(RelaisError) {
        try replacing(folder) { try $0.unseal(passphrase, after: after) }
    }

    /// Replaces the passphrase of a locked store. Who has a copy of the folder from before opens
    /// that copy with the old one.
    ///
    /// - Throws: `RelaisError` `weak_passphrase`, `store_not_locked`, `wrong_passphrase`,
    ///   `store_busy`.
    public static func changePassphrase(
        folder: String, from old: StorePassphrase, to new: StorePassphrase, ports: Ports = .system
    ) throws(RelaisError) {
        try replacing(folder) { file in
            try check(new)
            try file.change(old, to: new, ports: ports)
        }
    }

    /// Opens the file of a store, and answers with the gate that keeps it where it is.
    static func openFile(
        folder: String, passphrase: StorePassphrase?, ports: Ports
    ) throws -> (gate: StoreGate, connection: Connection) {
        let file = StoreFile(folder: folder)
        if let passphrase, case .none = try file.state() {
            try check(passphrase)
            let alone = try StoreGate(folder: folder, alone: true)
            defer { withExtendedLifetime(alone) {} }
            try file.create(passphrase, ports: ports)
        }
        let gate = try StoreGate(folder: folder, alone: false)
        file.removeLeftovers()
        return (gate, try file.open(passphrase))
    }

    private static func replacing(
        _ folder: String, _ body: (StoreFile) throws -> Void
    ) throws(RelaisError) {
        try translate(folder) {
            guard try FileHead.read(folder + "/relais.sqlite") != nil else {
                throw LockErrors.noStore(folder)
            }
            let gate = try StoreGate(folder: folder, alone: true)
            defer { withExtendedLifetime(gate) {} }
            try body(StoreFile(folder: folder))
        }
    }

    private static func check(_ passphrase: StorePassphrase) throws {
        if passphrase.length < StorePassphrase.minimumLength { throw LockErrors.weak }
    }
}
