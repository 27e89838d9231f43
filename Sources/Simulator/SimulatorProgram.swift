// Simulator: runs seeds from a command line, and tells the first that fails.
//
//   simulator --seeds FROM..TO      runs them
//   simulator --losing ...          with records lost on the way: shows that it can fail
//   simulator --bugs                switches the rules off one by one (needs the trait)
//   simulator --replay SEED         runs one, makes its schedule shorter, and prints the trace
//   simulator --bug NAME --replay SEED   the same with the rule switched off

import FoundationEssentials
import Glibc
import Simulation

@main
enum SimulatorProgram {
    static func main() async {
        exit(await status())
    }

    /// The template's folder goes with the template, before the process ends.
    private static func status() async -> Int32 {
        do {
            let arguments = try SimulatorArguments(Array(CommandLine.arguments.dropFirst()))
            let template = try await Template(folder: "/dev/shm/relais-simulator-\(getpid())")
            let simulation = Simulation(
                template, tampering: arguments.losesRecords ? Simulation.losing : nil)
            let campaign = Campaign(simulation, arguments)
            let isSound =
                arguments.findsBugs ? await campaign.findBugs() : await campaign.run()
            return isSound ? 0 : 1
        } catch {
            print("simulator: \(error)")
            return 2
        }
    }
}
