// SimulatorTests: the simulator as it is started from a command line.

import Testing

@Suite(.ownThreads) struct SimulatorTests {
    private func run(_ arguments: String...) throws -> Outcome {
        try Program(Surroundings.simulator, arguments).finish()
    }

    @Test("the simulator counts the seeds that it ran, and replays one with its trace")
    func seedsAndReplay() throws {
        let seeds = try run("--seeds", "0..2")
        #expect(seeds.status == 0, "\(seeds.summary)")
        #expect(seeds.output.hasPrefix("3 seeds, 0 failed, "), "\(seeds.summary)")

        let replay = try run("--replay", "3")
        #expect(replay.status == 0, "\(replay.summary)")
        let lines = replay.output.split(separator: "\n")
        let trace = try #require(lines.firstIndex(of: "trace:"), "\(replay.summary)")
        // The first line counts the steps that stand between it and the trace.
        #expect(lines.first == "seed 3: \(trace - 1) steps")
        #expect(trace > 10 && lines.count > trace + 50, "\(replay.summary)")
        #expect(lines.last == "every law held", "\(replay.summary)")
    }

    @Test("what the simulator does not understand runs nothing", arguments: ["2..0", "all", "3"])
    func misuse(_ seeds: String) throws {
        let outcome = try run("--seeds", seeds)
        #expect(outcome.status == 2, "\(outcome.summary)")
        #expect(outcome.output.hasPrefix("simulator: simulator [--seeds FROM..TO]"))
    }
}
