// Simulation: runs a seed or a schedule, and makes a schedule that fails shorter.

import FoundationEssentials
package import Shared

/// What came of a run.
package struct SimulationResult: Sendable {
    package let seed: UInt64
    package let steps: [Step]
    /// `nil` when every law held.
    package let failure: SimulationFailure?
    /// One line for each step and message, when asked for.
    package let trace: [String]
}

/// Runs schedules.
package struct Simulation: Sendable {
    /// Changes what the server answers to synchronisations, on its way.
    package typealias Tampering = @Sendable (SyncResponse) -> SyncResponse

    private let template: Template
    private let tampering: Tampering?

    /// Pages lose their last record on the way: a fault that has to be noticed.
    package static let losing: Tampering = { response in
        var response = response
        if response.records.count > 1 { response.records.removeLast() }
        return response
    }

    /// - Parameter tampering: a fault of one's own, to see that it is noticed.
    package init(_ template: Template, tampering: Tampering? = nil) {
        self.template = template
        self.tampering = tampering
    }

    /// Runs the schedule of a seed.
    package func run(seed: UInt64, isTracing: Bool = false) async -> SimulationResult {
        await run(ScheduleGenerator.schedule(seed: seed), seed: seed, isTracing: isTracing)
    }

    /// Runs a schedule; the seed gives the chance of its steps.
    package func run(
        _ steps: [Step], seed: UInt64, isTracing: Bool = false
    ) async -> SimulationResult {
        var failure: SimulationFailure?
        var trace: [String] = []
        do {
            let world = try World(
                template, seed: seed, isTracing: isTracing, tampering: tampering)
            do {
                try await world.run(steps)
            } catch {
                failure = error as? SimulationFailure ?? SimulationFailure("error", "\(error)")
            }
            trace = world.trace
            world.remove()
        } catch {
            failure = SimulationFailure("error", "\(error)")
        }
        return SimulationResult(seed: seed, steps: steps, failure: failure, trace: trace)
    }

    /// The shortest schedule found that fails in the same way.
    package func shrink(_ result: SimulationResult) async -> SimulationResult {
        guard let law = result.failure?.law else { return result }
        var best = result
        var size = max(1, best.steps.count / 2)
        while size > 0 {
            var start = 0
            while start < best.steps.count {
                var steps = best.steps
                steps.removeSubrange(start..<min(start + size, steps.count))
                if !steps.contains(where: { $0.action == .quiet }), let last = best.steps.last {
                    steps.append(last)
                }
                if steps.count < best.steps.count,
                    let better = await fails(steps, law, best.seed)
                {
                    best = better
                } else {
                    start += size
                }
            }
            size /= 2
        }
        return await shrinkEvents(best, law)
    }

    /// Leaves out what happens to exchanges, one at a time.
    private func shrinkEvents(_ result: SimulationResult, _ law: String) async -> SimulationResult {
        var best = result
        for index in best.steps.indices {
            var event = 0
            while case .sync(let device, let events) = best.steps[index].action,
                event < events.count
            {
                var fewer = events
                fewer.remove(at: event)
                var steps = best.steps
                steps[index].action = .sync(device: device, fewer)
                if let better = await fails(steps, law, best.seed) {
                    best = better
                } else {
                    event += 1
                }
            }
        }
        return best
    }

    private func fails(
        _ steps: [Step], _ law: String, _ seed: UInt64
    ) async -> SimulationResult? {
        let result = await run(steps, seed: seed)
        return result.failure?.law == law ? result : nil
    }
}
