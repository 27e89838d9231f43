// DirectorySample: a small directory in a store of its own, at a known moment.

import FoundationEssentials
import Glibc
import SQLite
import Shared

@testable import ClientCore

final class DirectorySample {
    let folder: String
    let store: Store

    /// Friday 27 November 2026, 11:00 in Brest.
    static let now: UInt64 = 1_795_773_600_000

    init() throws {
        folder = temporaryPath()
        let random = Locked(SeededGenerator(seed: 11))
        store = try Store(
            folder: folder + "/store", schema: JobSearch.schema,
            ports: Ports(
                now: { DirectorySample.now }, random: { random.withLock { $0.next() } },
                sleep: { _ in }),
            passphrase: StoreSample.passphrase)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Makes this device one of an organisation's, without a server.
    func enrol(organisation: RecordID, role: Role = .mediator) throws {
        let connection =
            try StoreSample.passphrase.map { try StoreFile(folder: folder + "/store").open($0) }
            ?? Connection(path: folder + "/store/relais.sqlite", mode: .readWrite)
        try connection.execute(
            """
            UPDATE relais_device SET url = 'http://x', territory = 't', territory_name = 'Brest',
                replica = 1, user = '\(organisation)', user_name = 'Anna',
                organisation = '\(organisation)', role = '\(role.rawValue)', secret = 's'
            """)
    }

    @discardableResult
    func make<M: Model>(
        _ model: M.Type, _ fill: @escaping (inout Draft<M>) -> Void
    ) throws -> RecordID {
        try store.write { $0.create(model, fill) }
    }

    func titles(_ request: SearchRequest) throws -> [String] {
        try store.search(request).map(\.title)
    }
}
