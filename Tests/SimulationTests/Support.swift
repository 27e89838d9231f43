// The template that the tests of the simulator share, and schedules of their own.

import FoundationEssentials
import Shared
import Simulation

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

private let templates = Locked(0)

/// A simulator with a template of its own, in memory where there is some: what is simulated is not
/// the disk.
func simulation(_ tampering: Simulation.Tampering? = nil) async throws -> Simulation {
    Simulation(try await Template(folder: temporaryFolder()), tampering: tampering)
}

/// The path of a folder that is not there yet, in memory where there is some.
func temporaryFolder() -> String {
    let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let base = ProcessInfo.processInfo.environment["TMPDIR"] ?? memory
    let number = templates.withLock { number in
        number += 1
        return number
    }
    return "\(base)/relais-simulation-\(getpid())-\(number)"
}
