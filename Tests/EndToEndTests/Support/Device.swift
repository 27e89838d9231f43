// Device: a store of its own, and the program that works on it.

import FoundationEssentials
import Shared

final class Device: Sendable {
    let folder: Folder
    let store: String

    /// - Parameter store: where the store is to be; in a folder of its own when `nil`.
    init(store: String? = nil) throws {
        folder = try Folder()
        self.store = store ?? folder.path + "/store"
    }

    /// With the variable RELAIS_TEST_LOCKED, which names a file with a passphrase, every store of
    /// the tests is locked.
    private static let locking: [String: String] = {
        let file = ProcessInfo.processInfo.environment["RELAIS_TEST_LOCKED"]
        return file.map { ["RELAIS_PASSPHRASE_FILE": $0] } ?? [:]
    }()

    /// Starts a command with `--json`.
    ///
    /// - Parameter variables: beside the usual ones.
    func start(
        _ arguments: [String], variables: [String: String] = [:], input: String? = nil
    ) throws -> Program {
        try Program(
            Surroundings.relais, arguments + ["--store", store, "--json"],
            variables: ["RELAIS_LANG": "en"].merging(Device.locking) { $1 }
                .merging(variables) { $1 }, input: input)
    }

    /// Runs a command with `--json`.
    func run(_ arguments: String..., input: String? = nil) throws -> Outcome {
        try start(arguments, input: input).finish()
    }

    /// Runs a command that must succeed.
    @discardableResult
    func json(_ arguments: String...) throws -> JSON {
        try start(arguments).finish().success()
    }

    /// Runs a command that must create or change a record, and answers with its id.
    @discardableResult
    func put(_ arguments: String...) throws -> String {
        try start(["put"] + arguments).finish().success().text("id")
    }

    /// Synchronises, which must reach the server's state.
    @discardableResult
    func sync() throws -> JSON {
        let report = try json("sync")
        guard try report.text("state") == "upToDate", try report.number("pending") == 0 else {
            throw Failure("not synchronised: \(report.shown)")
        }
        return report
    }

    func records(_ collection: String, _ options: String...) throws -> [JSON] {
        try start(["list", collection] + options).finish().success().list("records")
    }

    /// All that a person could see change: the state of the store, the records that the tests of
    /// bad input could touch, and what waits to be settled.
    func snapshot() throws -> [String] {
        try [
            ["status"], ["list", "person"], ["list", "note"], ["list", "organisation"],
            ["list", "place"], ["conflicts"], ["quarantine"],
        ].map { try start($0).finish().success().shown }
    }
}
