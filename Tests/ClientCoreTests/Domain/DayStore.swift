// DayStore: a store with the job-search schema and a clock that the test moves.

import FoundationEssentials
import Shared
import Testing

@testable import ClientCore

final class DayStore {
    let folder: String
    let store: Store
    private let clock: Locked<UInt64>

    /// 9 March 2026, 08:00 UTC, a Monday.
    static let morning: UInt64 = 1_773_043_200_000

    init() throws {
        folder = temporaryPath()
        let random = Locked(SeededGenerator(seed: 11))
        let clock = Locked<UInt64>(DayStore.morning)
        self.clock = clock
        store = try Store(
            folder: folder + "/store", schema: JobSearch.schema,
            ports: Ports(
                now: {
                    clock.withLock {
                        $0 += 1
                        return $0
                    }
                }, random: { random.withLock { $0.next() } }, sleep: { _ in }),
            passphrase: StoreSample.passphrase)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func advance(hours: UInt64) { clock.withLock { $0 += hours * 3_600_000 } }
    func set(_ moment: String) {
        clock.withLock { $0 = UInt64(Instant(moment)?.milliseconds ?? 0) }
    }
    func advance(days: UInt64) { advance(hours: days * 24) }

    func person(_ given: String, _ more: [String: FieldEdit] = [:]) throws -> RecordID {
        try store.write {
            $0.create(
                "person", more.merging(["given_name": .assign(.text(given))]) { $1 })
        }
    }

    /// Runs what must fail, and answers with the code of its error.
    func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch let error as RelaisError {
            #expect(!error.message.french.isEmpty && !error.remedy.english.isEmpty)
            return error.code
        } catch {
            return "\(error)"
        }
    }
}
