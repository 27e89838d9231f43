// BugHunt: switches the rules of the design off one by one, and tells how soon that is noticed. It
// needs the trait `DeliberateBugs`, without which nothing can be switched off.

import Shared
import Simulation

extension Campaign {
    #if DeliberateBugs
        /// No seed of the hunt notices these; `docs/HACKING.md` says what does.
        private static let rare: Set<DeliberateBug> = [
            .formerPlacesAreNotSent, .unsavedIsNotNamed, .withdrawnCopyIsSilenced,
            .refusalsAreAlwaysLost,
        ]
    #endif

    /// Whether every deliberate bug was found but those that seeds hardly ever notice.
    func findBugs() async -> Bool {
        #if DeliberateBugs
            var missed = 0
            print("bug                            first seed   of 100   laws")
            let bugs = DeliberateBug.allCases.filter {
                arguments.bug == nil || $0.rawValue == arguments.bug
            }
            if let bug = bugs.first, arguments.bug != nil, arguments.replay != nil {
                DeliberateBug.chosen.withLock { $0 = bug }
                return await run()
            }
            for bug in bugs {
                DeliberateBug.chosen.withLock { $0 = bug }
                if !(await hunt(bug)) && !Self.rare.contains(bug) { missed += 1 }
            }
            DeliberateBug.chosen.withLock { $0 = nil }
            print("\(bugs.count) bugs, \(missed) missed")
            return missed == 0 && !bugs.isEmpty
        #else
            print("simulator: build it with --traits DeliberateBugs")
            return false
        #endif
    }

    /// Counts among the first hundred seeds; goes on until one fails when none of them does.
    private func hunt(_ bug: DeliberateBug) async -> Bool {
        var first: UInt64?
        var count = 0
        var laws: Set<String> = []
        for seed in arguments.seeds {
            if seed >= arguments.seeds.lowerBound + 100 && first != nil { break }
            guard let failure = await simulation.run(seed: seed).failure else { continue }
            first = first ?? seed
            if seed < arguments.seeds.lowerBound + 100 { count += 1 }
            laws.insert(failure.law)
        }
        let name = bug.rawValue + String(repeating: " ", count: max(0, 30 - bug.rawValue.count))
        let found = first.map(String.init) ?? "never"
        Campaign.tell("\(name) \(found)\t\(count)\t\(laws.sorted().joined(separator: " "))")
        return first != nil
    }
}
