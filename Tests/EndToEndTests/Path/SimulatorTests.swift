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

    @Test("a seed that fails is named, made short, and told with its trace, and the run fails")
    func failing() throws {
        let outcome = try run("--losing", "--seeds", "0..40")
        #expect(outcome.status == 1, "\(outcome.summary)")
        let lines = outcome.output.split(separator: "\n").map(String.init)
        let first = try #require(lines.first)
        let seed = try #require(first.split(separator: " ").dropFirst().first)
        #expect(first.hasPrefix("seed \(seed) ") && lines.count > 10, "\(outcome.summary)")
        let trace = try #require(lines.firstIndex(of: "trace:"), "\(outcome.summary)")
        // What failed, how long the shortest schedule is, its steps.
        #expect(lines[1] == "seed \(seed.dropLast()): \(trace - 2) steps")
        #expect((2..<12).contains(trace - 2), "\(outcome.summary)")
        let failure = try #require(lines.first { $0.hasPrefix("FAILED ") })
        let law = try #require(failure.split(separator: " ").dropFirst().first)
        #expect(first.contains(" \(law) "), "\(outcome.summary)")
        #expect(lines.last?.contains(" 1 failed, ") == true)
        let again = try run("--losing", "--replay", String(seed.dropLast()))
        #expect(again.status == 1 && again.output.contains(failure), "\(again.summary)")
    }

    @Test("what the simulator does not understand runs nothing", arguments: ["2..0", "all", "3"])
    func misuse(_ seeds: String) throws {
        let outcome = try run("--seeds", seeds)
        #expect(outcome.status == 2, "\(outcome.summary)")
        #expect(outcome.output.hasPrefix("simulator: simulator [--seeds FROM..TO]"))
    }
}
