// Campaign: many seeds, and what is told of them.

import FoundationEssentials
import Glibc
import Simulation

struct Campaign {
    let simulation: Simulation
    let arguments: SimulatorArguments

    init(_ simulation: Simulation, _ arguments: SimulatorArguments) {
        self.simulation = simulation
        self.arguments = arguments
    }

    /// Whether every law held in every seed.
    func run() async -> Bool {
        if let seed = arguments.replay {
            let result = await simulation.run(seed: seed)
            await report(result)
            return result.failure == nil
        }
        var failing: [SimulationResult] = []
        var count = 0
        for seed in arguments.seeds {
            if Campaign.processorSeconds > arguments.seconds { break }
            let result = await simulation.run(seed: seed)
            count += 1
            if let failure = result.failure {
                Campaign.tell("seed \(seed): \(failure)")
                failing.append(result)
                if failing.count >= arguments.failures { break }
            }
        }
        if let first = failing.first, arguments.failures == 1 { await report(first) }
        let seconds = Campaign.processorSeconds
        let each = Int(seconds * 1_000_000 / Double(max(count, 1)))
        print("\(count) seeds, \(failing.count) failed, \(Int(seconds)) s, \(each) us each")
        return failing.isEmpty
    }

    /// Prints the trace of a run; of one that failed, its shortest schedule first.
    private func report(_ result: SimulationResult) async {
        var result = result
        if result.failure != nil { result = await simulation.shrink(result) }
        let traced = await simulation.run(result.steps, seed: result.seed, isTracing: true)
        print("seed \(result.seed): \(result.steps.count) steps")
        for step in result.steps { print("  \(step)") }
        print("trace:")
        for line in traced.trace { print("  \(line)") }
        print(traced.failure.map { "FAILED \($0)" } ?? "every law held")
    }

    /// Prints a line that is there at once, also where somebody reads from a file.
    static func tell(_ line: String) {
        print(line)
        fflush(nil)
    }

    private static var processorSeconds: Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
