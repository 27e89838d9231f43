// Confirmation: that an erasure has reached a device. It has when the device says that it holds
// everything through a position after it, in every scope that it holds.
//
// Written down only when something was erased since the device last said so: a synchronisation that
// brings nothing stays a read.

import Shared

enum Confirmation {
    /// Through where a device now confirms; `nil` when that tells nothing of another erasure.
    static func of(
        _ scopes: [HeldScope], _ device: Device, _ info: TerritoryInfo
    ) -> Position? {
        guard let erased = info.erased else { return nil }
        if device.confirmed.map({ info.lineage.covers($0, erased) }) ?? false { return nil }
        let floors = scopes.map(\.floor)
        guard !floors.isEmpty,
            floors.allSatisfy({ $0.map { info.lineage.covers($0, erased) } ?? false })
        else { return nil }
        return erased
    }

    /// Notes what a device confirms.
    static func note(
        _ scopes: [HeldScope], _ replica: Replica, _ writer: any StorageWriting
    ) throws {
        guard var device = try writer.device(replica),
            let position = of(scopes, device, try writer.info())
        else { return }
        device.confirmed = position
        try writer.put(device)
    }
}

/// How far an erasure has come on one of the devices that may have held what was erased.
package enum ErasureProgress: String, Sendable {
    /// It said that it has erased.
    case confirmed
    /// It said that it holds nothing of the audience any more.
    case purged
    /// It has not been heard of since.
    case waiting
    /// It is in unknown hands, and will not be heard of.
    case lost
}

extension ErasureAct {
    /// How far the erasure has come on each device that may have held what was erased, by number.
    package func progress(
        _ reader: any StorageReading
    ) throws -> [(device: Device, progress: ErasureProgress)] {
        let info = try reader.info()
        let erasure = try reader.record(key).flatMap { try? RecordState(bytes: $0.state).changed }
        return try devices.sorted().compactMap { replica in
            guard let device = try reader.device(replica) else { return nil }
            return (device, progress(device, erasure, info))
        }
    }

    private func progress(
        _ device: Device, _ erasure: Position?, _ info: TerritoryInfo
    ) -> ErasureProgress {
        // What was given back after a restore may have changed the erased record since: whoever has
        // confirmed the last of all erasures has confirmed this one.
        let ends = [erasure, info.erased].compactMap(\.self)
        if let confirmed = device.confirmed,
            ends.contains(where: { info.lineage.covers(confirmed, $0) })
        {
            return .confirmed
        }
        if device.state != .active && device.held.isEmpty { return .purged }
        return device.state == .lost ? .lost : .waiting
    }
}
