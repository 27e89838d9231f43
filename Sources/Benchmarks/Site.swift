// Site: a territory whose people have come from many devices.

import Server
import Shared

/// A server with so many people, and the devices that wrote them.
final class Site {
    let territory: Territory
    let records: Int
    /// How far the order was before the first of them.
    let start: UInt64
    let people: [RecordID]
    private let devices: [ScriptedDevice]
    private let batch: Int
    private var random: SeededGenerator
    private var workload = Workload(seed: 2)
    /// What taking them cost: seconds of CPU and of wall time, and bytes of the requests.
    let filling: (cpu: Double, wall: Double, bytes: Int)

    convenience init(folder: String, records: Int, devices: Int, batch: Int) throws {
        try self.init(
            try Territory(folder: folder), records: records, devices: devices, batch: batch)
    }

    /// Pushes the people, `batch` in a request, one device after the other.
    init(_ territory: Territory, records: Int, devices count: Int, batch: Int) throws {
        start = try territory.head().sequence
        let devices = try (0..<count).map { try ScriptedDevice(territory, "device \($0)") }
        var random = SeededGenerator(seed: 1)
        var workload = Workload(seed: 1)
        var people: [RecordID] = []
        // An answer brings a page: of one record, so that the push alone is measured.
        let meter = territory.meter(pageBytes: 1)
        let yesterday = territory.ports.now() - 24 * 3600 * 1000
        var wall = 0.0
        for first in stride(from: 0, to: records, by: batch) {
            let transactions = (first..<min(first + batch, records)).map { index in
                let (id, transaction) = workload.newPerson(at: yesterday + UInt64(index), &random)
                people.append(id)
                return transaction
            }
            let request = devices[first / batch % count].push(transactions)
            let before = Stopwatch.wall()
            let response = meter.handle(request)
            wall += Stopwatch.wall() - before
            try Site.check(response, transactions.count)
        }
        self.territory = territory
        self.records = records
        self.people = people
        self.devices = devices
        self.batch = batch
        self.random = random
        filling = (meter.cpu, wall, meter.bytes.up)
    }

    private static func check(_ response: HTTPResponse, _ count: Int) throws {
        let outcome = try ScriptedDevice.outcome(response)
        guard outcome == (count, 0) else {
            throw BenchmarkFailure(call: "a push was refused", code: Int32(outcome.refused))
        }
    }

    /// Requests of all the devices, each with one batch of single-field changes; no person twice.
    ///
    /// - Parameters:
    ///   - people: whom to change; any of all when `nil`.
    ///   - seen: what the authors have in front of them; everything when `nil`.
    func changes(of people: [RecordID]? = nil, seen: Position? = nil) throws -> [HTTPRequest] {
        let seen = try seen ?? territory.head()
        let now = territory.ports.now()
        var chosen = people ?? self.people
        return devices.map { device in
            device.seen = seen
            let transactions = (0..<batch).map { _ in
                let id = chosen.remove(swapping: Int(random.next() % UInt64(chosen.count)))
                return workload.change(of: id, at: now, seen: seen, &random)
            }
            return device.push(transactions)
        }
    }

    /// Where each device is after its last push.
    var ends: [ScriptedDevice.End] { devices.map(\.end) }

    /// Sends requests from as many threads, all at once.
    ///
    /// - Returns: the wall time.
    func send(_ requests: [HTTPRequest], to meter: Meter) throws -> Double {
        let answers = Locked<[HTTPResponse]>([])
        let start = Stopwatch.wall()
        try Threads.atOnce(requests.count) { index in
            let answer = meter.handle(requests[index])
            answers.withLock { $0.append(answer) }
        }
        let wall = Stopwatch.wall() - start
        let all = answers.withLock { $0 }
        guard all.count == requests.count else {
            throw BenchmarkFailure(call: "an answer is missing", code: 0)
        }
        for answer in all { try Site.check(answer, batch) }
        return wall
    }
}

extension Array {
    /// Takes an element out; the last one comes to its place.
    fileprivate mutating func remove(swapping index: Int) -> Element {
        swapAt(index, count - 1)
        return removeLast()
    }
}
