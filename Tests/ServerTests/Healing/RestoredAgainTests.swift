// A server that is restored again while a device gives back what it had lost before: it says so,
// and the device begins again with the new epoch.

import ClientCore
import Server
import Shared
import Testing

@Suite("A server is restored again while a device gives back")
struct RestoredAgainTests {
    /// A line that notes what was answered, and on which path.
    private final class AnswersLine: Transport {
        private let line: TestLine
        let answers = Locked<[(path: String, response: TransportResponse)]>([])

        init(_ line: TestLine) { self.line = line }

        func send(
            _ request: TransportRequest
        ) async throws(TransportError) -> TransportResponse {
            let response = try await line.send(request)
            answers.withLock { $0.append((request.path, response)) }
            return response
        }
    }

    /// The author of what was lost never comes back.
    @Test("409 epoch_changed is told, and the device goes on", arguments: [false, true])
    func restoredAgain(_ isAnswerLost: Bool) async throws {
        let world = try World()
        let (anna, badr) = (try await world.device(), try await world.device())
        let plots = try ["a", "b", "c"].map { name in
            try anna.create("plot", ["name": .assign(.text(name))])
        }
        try await anna.sync()
        try world.backup()
        for plot in plots { try anna.set(plot, "soil", "argile") }
        try await anna.sync()
        try await badr.sync()
        try world.restore()
        // The announcement and the first record pass; then the line is cut.
        let line = AnswersLine(badr.line)
        let engine = SyncEngine(store: badr.store, transport: line, returnBytes: 1)
        badr.line.fail(
            [nil, nil] + Array(repeating: isAnswerLost ? .responseLost : .requestLost, count: 3))
        #expect(try await engine.sync().state == .offline)
        #expect(line.answers.withLock { $0.map(\.path) } == ["/v1/sync", "/v1/return"])
        #expect(try StoreContents(badr).count("relais_return") == 2)
        try world.restore()
        line.answers.withLock { $0 = [] }
        let report = try await engine.sync()
        #expect(report.state == .upToDate && report.error == nil)

        let answers = line.answers.withLock { $0 }
        let first = try #require(answers.first)
        #expect(first.path == "/v1/return" && first.response.status == 409)
        let failure = try WireFailure(json: first.response.body)
        #expect(failure.code == "epoch_changed" && failure.isTransient)
        // The other announcement, all three records, and a pull.
        #expect(answers.dropFirst().allSatisfy { $0.response.status == 200 })
        #expect(
            answers.dropFirst().map(\.path) == [
                "/v1/sync", "/v1/return", "/v1/return", "/v1/return", "/v1/sync",
            ])
        let carla = try await world.device()
        for device in [badr, carla] {
            try await device.sync()
            #expect(try await device.engine.verify().differences.isEmpty)
            #expect(try StoreContents(device).count("relais_return") == 0)
            for plot in plots { #expect(try device.text(plot, "soil") == "argile") }
        }
    }
}
