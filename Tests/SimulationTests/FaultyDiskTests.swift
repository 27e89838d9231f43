// The disk of the simulator fails as it says, and a database over it keeps what was committed.

import FaultyDisk
import FoundationEssentials
import SQLite
import Shared
import Testing

struct FaultyDiskTests {
    private let folder: String
    private let path: String

    init() throws {
        folder = temporaryFolder()
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: nil)
        path = folder + "/a.sqlite"
    }

    private func opened(_ durability: Durability = .full) throws -> Connection {
        let connection = try Connection(path: path, mode: .readWriteCreate)
        try connection.configure(durability: durability)
        try connection.execute("CREATE TABLE IF NOT EXISTS a (b INTEGER, c BLOB)")
        return connection
    }

    private func rows() throws -> [Int] {
        let connection = try opened()
        #expect(try connection.integrityCheck().isEmpty)
        var result: [Int] = []
        try connection.rows("SELECT b FROM a ORDER BY b") { result.append($0.int(0)) }
        return result
    }

    /// Writes until something fails; answers how many writes were said to be committed.
    private func write(
        _ durability: Durability = .full, goesOn: Bool = false
    ) throws -> (committed: [Int], failed: [Int]) {
        let connection = try opened(durability)
        var committed: [Int] = []
        var failed: [Int] = []
        for number in 0..<20 {
            do {
                try connection.transaction(.immediate) {
                    try connection.run(
                        "INSERT INTO a VALUES (?, zeroblob(5000))", [.integer(Int64(number))])
                }
                committed.append(number)
                if number % 7 == 6 { try? connection.checkpoint() }
            } catch is SQLiteError {
                failed.append(number)
                if !goesOn { break }
            }
        }
        return (committed, failed)
    }

    /// Whatever the operation at which the power goes.
    @Test func whatWasCommittedIsThereAfterALossOfPower() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var cuts = 0
        for after in 0..<150 {
            let disk = FaultyDisk(databases: [path], seed: UInt64(after))
            _ = try rows()
            disk.arm(.power(after: after))
            let (committed, failed) = try write()
            guard disk.disarm() else { break }
            cuts += 1
            #expect(disk.isDown)
            try disk.restorePower()
            let there = try rows()
            // The one under way may be there, and nothing else.
            #expect(there == committed || there == committed + failed, "after \(after)")
            clear(disk)
        }
        #expect(cuts > 50)
    }

    /// Otherwise a loss of power would show nothing.
    @Test func whatWasNotWaitedForIsLost() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var losses = 0
        for after in 0..<40 {
            let disk = FaultyDisk(databases: [path], seed: UInt64(after))
            _ = try rows()
            disk.arm(.power(after: after))
            let (committed, failed) = try write(.normal)
            #expect(disk.disarm())
            try disk.restorePower()
            let there = try rows()
            // Up to some commit, and sound.
            #expect(there == Array((committed + failed).prefix(there.count)))
            if there.count < committed.count { losses += 1 }
            clear(disk)
        }
        #expect(losses > 5)
    }

    @Test(arguments: [true, false])
    func anErrorIsToldAndWhatComesAfterIsSound(isReading: Bool) throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var errors = 0
        for after in 0..<80 {
            let disk = FaultyDisk(databases: [path], seed: UInt64(after))
            _ = try rows()
            disk.arm(isReading ? .reading(after: after) : .changing(after: after))
            let outcome = try? write(goesOn: true)
            let hasFailed = disk.disarm()
            // A loss of power afterwards takes nothing that was committed after a failed sync.
            disk.cut()
            try disk.restorePower()
            let there = Set(try rows())
            if let outcome {
                #expect(there.isSuperset(of: outcome.committed), "after \(after)")
                #expect(there.isSubset(of: outcome.committed + outcome.failed), "after \(after)")
                if hasFailed { errors += outcome.failed.count }
            }
            clear(disk)
        }
        #expect(errors > 0)
    }

    /// Begins anew.
    private func clear(_ disk: FaultyDisk) {
        disk.forget()
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
    }
}
