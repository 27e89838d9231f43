// BackupFile: a backup's file, in the clear or sealed with a passphrase.
//
// A sealed one is a sealed database, page by page, so that making and restoring it are what they
// are in the clear, and every page is checked before anything is replaced.

import Cryptography
import SQLite
import Shared

/// Where a backup is, and what opens it.
struct BackupFile {
    let path: String
    private let passphrase: [UInt8]?

    /// - Parameter passphrase: without it the backup is in the clear.
    init(_ path: String, passphrase: String?) {
        self.path = path
        self.passphrase = passphrase.map { Array($0.utf8) }
    }

    /// A file that is to be made.
    init(new path: String, passphrase: String?) throws {
        if let passphrase, passphrase.count < KeyHead.minimumPassphrase {
            throw AdministrationErrors.weakPassphrase
        }
        self.init(path, passphrase: passphrase)
    }

    /// Begins a file that nobody has, with a key of its own; `nil` when it is to be in the clear.
    func begin(_ ports: Ports) throws -> PageCipher? {
        guard let passphrase else { return nil }
        let sealing = LibcryptoSealing()
        let key = ports.randomBytes(KeyHead.keyLength)
        let head = try KeyHead.make(key: key, passphrase: passphrase, sealing, ports: ports)
        try FileHead.write(head, to: path)
        return try cipher(key, sealing)
    }

    /// What opens the file; `nil` when it is in the clear, as the absence of a passphrase says.
    func cipher() throws -> PageCipher? {
        guard let head = try FileHead.read(path) else {
            throw AdministrationErrors.notABackup(path)
        }
        guard KeyHead.isHead(head) else {
            if passphrase != nil { throw AdministrationErrors.backupNotSealed(path) }
            return nil
        }
        guard let passphrase else { throw AdministrationErrors.backupSealed(path) }
        guard KeyHead.isUnchanged(head) else { throw AdministrationErrors.damagedBackup(path) }
        let sealing = LibcryptoSealing()
        do {
            return try cipher(try KeyHead(head).key(passphrase, sealing), sealing)
        } catch let failure as KeyHead.Failure {
            throw switch failure {
            case .wrongPassphrase: AdministrationErrors.wrongPassphrase(path)
            case .newer: AdministrationErrors.newerData(path)
            case .damaged, .notSealed: AdministrationErrors.damagedBackup(path)
            case .noMemory: AdministrationErrors.dataNotUsable(path, detail: "scrypt: no memory")
            }
        }
    }

    private func cipher(_ key: [UInt8], _ sealing: LibcryptoSealing) throws -> PageCipher {
        guard let sealer = sealing.sealer(key: key) else { throw KeyHead.Failure.noMemory }
        return PageCipher(seal: sealer.seal, open: sealer.open)
    }
}
