// The kept sums of digests are those of the records, on both sides.

import Server
import Shared

/// The sum of the digests of a scope's records, and their count.
struct ScopeSum: Equatable {
    var digest = Digest.zero
    var count = 0

    mutating func add(_ key: RecordKey, state: [UInt8]) {
        digest.add(Digest(key, state: state))
        count += 1
    }
}

extension World {
    func checkSums(_ reader: any StorageReading, _ states: [RecordKey: StoredRecord]) throws {
        var sums: [String: ScopeSum] = [:]
        for (key, record) in states {
            sums[record.scope, default: ScopeSum()].add(key, state: record.state)
        }
        for scope in try reader.allScopes() {
            let kept = try reader.digest(scope: scope)
            guard ScopeSum(digest: kept.sum, count: kept.count) == sums[scope] ?? ScopeSum() else {
                throw SimulationFailure("sums", "the server's of \(scope)")
            }
        }
    }

    func checkSums(
        _ device: SimulatedDevice, _ records: [RecordKey: SimulatedDevice.Row]
    ) throws {
        var sums: [String: ScopeSum] = [:]
        for (key, record) in records where !record.state.isEmpty {
            sums[record.scope, default: ScopeSum()].add(key, state: record.state)
        }
        for (scope, kept) in try device.keptSums() where kept != sums[scope] ?? ScopeSum() {
            throw SimulationFailure("sums", "\(device.name)'s of \(scope)")
        }
    }
}
