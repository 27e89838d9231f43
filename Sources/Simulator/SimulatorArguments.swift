// SimulatorArguments: what the command line asks for.

struct SimulatorArguments {
    struct Misuse: Error, CustomStringConvertible {
        let description: String
    }

    var seeds: ClosedRange<UInt64> = 0...999
    var replay: UInt64?
    /// Processor seconds after which no other seed is begun.
    var seconds: Double = .infinity
    /// Switches the rules off one by one, and tells in how many seeds that is noticed.
    var findsBugs = false
    /// The only rule that is switched off; every one in turn when `nil`.
    var bug: String?
    /// Loses records on the way, to show that the laws can fail.
    var losesRecords = false
    /// How many failing seeds end the run.
    var failures = 1

    init(_ words: [String]) throws {
        var words = words[...]
        while let word = words.popFirst() {
            switch word {
            case "--seeds": seeds = try SimulatorArguments.range(words.popFirst())
            case "--replay": replay = try SimulatorArguments.number(words.popFirst())
            case "--bugs": findsBugs = true
            case "--losing": losesRecords = true
            case "--bug":
                findsBugs = true
                guard let name = words.popFirst() else { throw SimulatorArguments.usage }
                bug = name
            case "--seconds":
                seconds = Double(try SimulatorArguments.number(words.popFirst()))
            case "--failures":
                failures = Int(try SimulatorArguments.number(words.popFirst()))
            default: throw SimulatorArguments.usage
            }
        }
    }

    static let usage = Misuse(
        description: "simulator [--seeds FROM..TO] [--seconds N] [--failures N] "
            + "[--replay SEED] [--losing] [--bugs | --bug NAME]")

    private static func number(_ word: String?) throws -> UInt64 {
        guard let number = word.flatMap(UInt64.init) else { throw usage }
        return number
    }

    private static func range(_ word: String?) throws -> ClosedRange<UInt64> {
        let parts = (word ?? "").split(separator: ".", omittingEmptySubsequences: true)
        guard parts.count == 2, let first = UInt64(parts[0]), let last = UInt64(parts[1]),
            first <= last
        else { throw usage }
        return first...last
    }
}
