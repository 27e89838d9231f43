// The simulator can fail: a fault that is put between server and device is noticed, made short, and
// found again.

import FoundationEssentials
import Shared
import Simulation
import Testing

struct NoticingTests {
    @Test func aLostRecordIsNoticed() async throws {
        let simulation = try await simulation(Simulation.losing)
        var laws: Set<String> = []
        for seed in 0..<20 as Range<UInt64> {
            if let failure = await simulation.run(seed: seed).failure { laws.insert(failure.law) }
        }
        #expect(laws.contains("digests"))
    }

    @Test func whatFailsIsMadeShort() async throws {
        let simulation = try await simulation(Simulation.losing)
        var found: SimulationResult?
        for seed in 0..<20 as Range<UInt64> where found == nil {
            let result = await simulation.run(seed: seed)
            if result.failure != nil { found = result }
        }
        let long = try #require(found)
        let short = await simulation.shrink(long)
        #expect(short.failure?.law == long.failure?.law)
        #expect(short.steps.count < 10 && short.steps.count < long.steps.count)
        let again = await simulation.run(short.steps, seed: short.seed)
        #expect(again.failure == short.failure)
    }

    @Test func aServersOwnFaultIsNoticed() async throws {
        // An acknowledgement of what was never sent.
        let simulation = try await simulation { response in
            var response = response
            if response.nextNumber > 2 { response.nextNumber += 1 }
            return response
        }
        var count = 0
        for seed in 0..<20 as Range<UInt64> where await simulation.run(seed: seed).failure != nil {
            count += 1
        }
        #expect(count > 10)
    }

    /// Each rule that can be broken on purpose has a line that says when it is noticed.
    @Test func everyDeliberateBugIsInTheTable() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try String(contentsOfFile: "/\(root)/docs/HACKING.md", encoding: .utf8)
        let rows = page.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("| `") else { return nil }
            return line.dropFirst(3).split(separator: "`").first.map(String.init)
        }
        let named = Set(rows)
        #expect(DeliberateBug.allCases.filter { !named.contains($0.rawValue) } == [])
    }

    @Test func aSoundRunHasNoFailure() async throws {
        let simulation = try await simulation { $0 }
        for seed in 0..<5 as Range<UInt64> {
            #expect(await simulation.run(seed: seed).failure == nil)
        }
    }
}
