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

    /// The wall time of durable commits of one small row.
    static func commits(_ path: String, _ count: Int) throws -> [Double] {
        var seconds = [Double](repeating: 0, count: count)
        let code = yardstick_commits(path, Int32(count), &seconds)
        guard code == 0 else { throw BenchmarkFailure(call: "yardstick_commits", code: code) }
        return seconds
    }
}
