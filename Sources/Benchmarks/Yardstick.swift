// Yardstick: SQLite itself, in C, with the rows that the product wrote.

import CYardstick

/// What some raw writing took, for each row, in seconds.
struct Yardstick {
    let cpu: Double
    let wall: Double

    /// Runs one of the yardsticks.
    init(_ call: (UnsafeMutablePointer<yardstick_cost>) -> Int32) throws {
        var cost = yardstick_cost()
        let code = call(&cost)
        guard code == 0, cost.rows > 0 else {
            throw BenchmarkFailure(call: "a yardstick", code: code)
        }
        cpu = cost.cpu / Double(cost.rows)
        wall = cost.wall / Double(cost.rows)
    }

    /// The median of several runs.
    init(medianOf runs: [Yardstick]) {
        cpu = median(runs.map(\.cpu))
        wall = median(runs.map(\.wall))
    }

    /// Copies a server's journal and records for the yardstick of changes.
    static func territory(_ source: String, to target: String) throws {
        let code = yardstick_territory(source, target)
        guard code == 0 else { throw BenchmarkFailure(call: "yardstick_territory", code: code) }
    }

    /// Copies a device's people for the yardsticks of a device.
    static func people(_ source: String, to target: String) throws {
        let code = yardstick_people(source, target)
        guard code == 0 else { throw BenchmarkFailure(call: "yardstick_people", code: code) }
    }
}

/// Durable commits of one small row, one at a time.
final class YardstickLog {
    private let log: OpaquePointer

    init(_ path: String) throws {
        var opened: OpaquePointer?
        let code = yardstick_log_open(path, &opened)
        guard code == 0, let opened else {
            throw BenchmarkFailure(call: "yardstick_log_open", code: code)
        }
        log = opened
    }

    deinit { yardstick_log_close(log) }

    /// The wall time of each of so many commits.
    func commit(_ count: Int) throws -> [Double] {
        try (0..<count).map { _ in
            var seconds = 0.0
            let code = yardstick_log_commit(log, &seconds)
            guard code == 0 else { throw BenchmarkFailure(call: "a commit", code: code) }
            return seconds
        }
    }
}
