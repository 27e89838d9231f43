// Bench: what the rows share: a folder, sizes, and servers and devices that are built once.

import ClientCore
import FoundationEssentials
import Shared

/// How much is done.
struct Scale {
    /// The records of the store that most rows work on.
    var records = 100_000
    let devices = 20
    /// The transactions of one push.
    var batch = 500
    /// How often what is quick is measured.
    var rounds = 3
    /// Whether a tenth of everything is enough: for a look whether all of it still runs.
    var isQuick = false
    /// Whether ten times as many records are tried as well: a million.
    var isLong = false

    /// How many records the stores have that must cost the same however many they have.
    var sizes: [Int] { isLong ? [records, 10 * records] : [records] }
    /// The changes of a round: one batch of each device.
    var changes: Int { devices * batch }

    /// A tenth of each size.
    static let quick: Scale = {
        var scale = Scale()
        scale.records = 10_000
        scale.batch = 50
        scale.rounds = 1
        scale.isQuick = true
        return scale
    }()
}

/// What the rows of one run share.
final class Bench {
    let folder: String
    let scale: Scale
    private var sites: [Int: Site] = [:]
    private var devices: [Int: BenchDevice] = [:]
    private var bootstraps: [Int: [Bootstrap]] = [:]
    private var count = 0

    init(folder: String, scale: Scale) {
        self.folder = folder
        self.scale = scale
    }

    /// A path that nothing else has.
    func place(_ name: String) -> String {
        count += 1
        return "\(folder)/\(name)\(count)"
    }

    /// A server with so many people, made when it is first asked for.
    func site(_ records: Int) throws -> Site {
        if let site = sites[records] { return site }
        let site = try Site(
            folder: place("site"), records: records, devices: scale.devices, batch: scale.batch)
        sites[records] = site
        return site
    }

    /// Keeps a server that a row has filled.
    func keep(_ site: Site) { sites[site.records] = site }

    /// A device that holds all of that server, up to date.
    func device(_ records: Int) async throws -> BenchDevice {
        let device: BenchDevice
        if let known = devices[records] {
            device = known
        } else {
            device = try await site(records).territory.device("device")
            devices[records] = device
        }
        _ = try await device.engine.sync()
        return device
    }

    /// First pulls of all of that server, each by a program of its own.
    func bootstraps(_ records: Int) throws -> [Bootstrap] {
        if let known = bootstraps[records] { return known }
        let made = try Bootstrap.run(self, records: records)
        bootstraps[records] = made
        return made
    }
}

/// A device with its store, and the line that measures the other side.
struct BenchDevice {
    let store: Store
    let engine: SyncEngine
    let line: MeasuredLine
}

/// What one side and the other spend on something, in seconds.
struct Cost {
    var server = 0.0
    var client = 0.0
    var wall = 0.0

    /// Measures a piece of work of this process in which a line is used.
    static func measure(
        _ line: MeasuredLine, _ body: () async throws -> Void
    ) async throws -> Cost {
        let (server, process, wall) = (line.meter.cpu, Stopwatch.process(), Stopwatch.wall())
        try await body()
        let spent = line.meter.cpu - server
        return Cost(
            server: spent, client: Stopwatch.process() - process - spent,
            wall: Stopwatch.wall() - wall)
    }
}
