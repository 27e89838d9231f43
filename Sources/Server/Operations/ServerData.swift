// ServerData: the folder that holds a server's territories, one file each.
//
// A territory's file is its isolation: no query can cross from one territory to another, and moving
// a territory is moving a file. Administrative commands open the same files while the server runs.

import FoundationEssentials
import SQLite
package import Shared

/// The territories of a data folder.
package final class ServerData: Sendable {
    package let folder: String
    package let ports: Ports
    /// What was refused and is not in an audit yet.
    package let refusals = RefusalLog()
    /// What is passed on in the same bytes to many devices.
    let blocks = FeedBlocks()
    /// Who tried wrong codes.
    let enrolments = Locked(EnrolmentLimiter())
    private let open = Locked<[String: SQLiteTerritoryStorage]>([:])
    private let log: @Sendable (String) -> Void

    /// Opens a data folder, making it when it does not exist.
    ///
    /// - Parameter log: takes lines for the operator; they never hold a personal field.
    package init(
        folder: String, ports: Ports = .system, log: @escaping @Sendable (String) -> Void
    ) throws {
        self.folder = folder
        self.ports = ports
        self.log = log
        do {
            for name in ["/territories", "/ledger"] {
                try FileManager.default.createDirectory(
                    atPath: folder + name, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
        } catch {
            throw AdministrationErrors.dataNotUsable(folder, detail: "createDirectory")
        }
    }

    /// Makes a territory.
    package func createTerritory(_ code: String, name: String) throws {
        guard ServerData.isCode(code) else { throw AdministrationErrors.badTerritoryCode(code) }
        guard !FileManager.default.fileExists(atPath: path(code)) else {
            throw AdministrationErrors.territoryExists(code)
        }
        let storage = try translate {
            try SQLiteTerritoryStorage.create(
                path: path(code), code: code, name: name, epoch: Epoch(ports.random()),
                ledger: try Ledger(path: ledgerPath(code)),
                event: AuditEvent(
                    at: ports.now(), .operator, .territoryCreated,
                    on: AuditSubject.territory(code)))
        }
        open.withLock { $0[code] = storage }
    }

    /// A territory by its code; `nil` when there is none.
    package func territory(_ code: String) throws -> SQLiteTerritoryStorage? {
        if let storage = open.withLock({ $0[code] }) { return storage }
        guard ServerData.isCode(code), FileManager.default.fileExists(atPath: path(code)) else {
            return nil
        }
        let storage = try translate {
            try renewLedger(of: code)
            return try SQLiteTerritoryStorage(
                path: path(code), ledger: try Ledger(path: ledgerPath(code)))
        }
        return open.withLock { territories in
            // Another request may have opened it first: one writer each is enough.
            if let first = territories[code] { return first }
            territories[code] = storage
            return storage
        }
    }

    /// A ledger that is gone would otherwise begin empty, and be taken for one that knows all.
    private func renewLedger(of code: String) throws {
        if FileManager.default.fileExists(atPath: ledgerPath(code)) { return }
        let known = try SQLiteTerritoryStorage(path: path(code))
        if try Ledger.renewIfMissing(ledgerPath(code), from: known, now: ports.now()) {
            log("ledger_missing: \(code): begun anew with what the territory knows")
        }
    }

    /// Tells the operator something, without anything personal.
    func report(_ line: String) { log(line) }

    /// A territory that must exist.
    package func existingTerritory(_ code: String) throws -> SQLiteTerritoryStorage {
        guard let storage = try territory(code) else {
            throw AdministrationErrors.unknownTerritory(code)
        }
        return storage
    }

    /// Every territory, by code.
    package func territories() throws -> [(code: String, storage: SQLiteTerritoryStorage)] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/territories")
        let codes = names.filter { $0.hasSuffix(".sqlite") }.map { String($0.dropLast(7)) }
        return try codes.sorted().compactMap { code in
            try territory(code).map { (code, $0) }
        }
    }

    /// Tells the operator of a failure, without anything personal.
    func report(_ error: any Error) {
        if let error = error as? SQLiteError {
            log("storage error \(error.extendedCode): \(error.message)")
        } else if let error = error as? RelaisError {
            log("\(error.code): \(error.detail ?? "no detail")")
        } else {
            log("internal error: \(type(of: error))")
        }
    }

    /// Says what a failing file means for an operator.
    package func translate<R>(_ body: () throws -> R) throws -> R {
        do {
            return try body()
        } catch let error as SQLiteError {
            throw AdministrationErrors.dataNotUsable(
                folder, detail: "SQLite \(error.extendedCode): \(error.message)")
        } catch MigrationError.newerVersion {
            throw AdministrationErrors.newerData(folder)
        }
    }

    /// The file of a territory.
    func path(_ code: String) -> String { "\(folder)/territories/\(code).sqlite" }

    /// The file that keeps what a restore of the territory must not undo.
    func ledgerPath(_ code: String) -> String { "\(folder)/ledger/\(code).sqlite" }

    static func isCode(_ code: String) -> Bool {
        (1...40).contains(code.utf8.count)
            && code.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
    }
}

enum StorageFailure {
    /// What a failure of storage means for a device.
    static func refusal(_ error: any Error) -> Refusal {
        if let error = error as? SQLiteError, error.isFull { return ServerErrors.storageFull }
        return ServerErrors.internalFailure
    }
}
