// Received: what the server has answered a device for, number by number.

import Shared

/// The numbers of one device.
struct Received {
    private let reader: any StorageReading
    private let device: Device

    init(_ reader: any StorageReading, _ device: Device) {
        self.reader = reader
        self.device = device
    }

    /// The device's chain hashes from a number on, through the last one.
    func chains(from first: UInt64) throws -> [UInt64: ChainHash] {
        var chains: [UInt64: ChainHash] = [device.lastNumber: device.chain]
        if first == 0 { chains[0] = .start }
        if first > device.lastNumber { return chains }
        for run in try reader.received(device.replica, from: max(first, 1)) {
            for (offset, chain) in run.chains.enumerated() {
                chains[run.first + UInt64(offset)] = chain
            }
        }
        return chains
    }

    /// The runs of the numbers after one.
    func runs(after number: UInt64) throws -> [ReceivedRun] {
        try reader.received(device.replica, from: number + 1).filter { $0.first > number }
    }

    /// What became of numbers that were answered for before.
    func acknowledgements(from first: UInt64, through last: UInt64) throws -> [Acknowledgement] {
        guard first <= last else { return [] }
        var known: [Acknowledgement] = []
        for run in try reader.received(device.replica, from: first) where run.first <= last {
            let start = max(run.first, first)
            let end = min(run.first + UInt64(run.count) - 1, last)
            if let sequence = run.sequence {
                known.append(
                    .accepted(
                        first: start, count: Int(end - start + 1),
                        sequence: sequence + (start - run.first)))
            } else if let refused = try reader.quarantined(device.replica, number: start) {
                known.append(
                    .quarantined(number: start, code: refused.code, message: refused.message))
            }
        }
        return known
    }

    /// The transactions that were accepted from the device after a number, with their places.
    func transactions(after number: UInt64) throws -> [(id: TransactionID, sequence: UInt64)] {
        var result: [(id: TransactionID, sequence: UInt64)] = []
        for run in try reader.received(device.replica, from: number + 1) {
            guard let start = run.sequence else { continue }
            for offset in 0..<UInt64(run.count) where run.first + offset > number {
                guard let entry = try reader.journal(start + offset), !entry.body.isEmpty else {
                    continue
                }
                result.append((try Transaction(bytes: entry.body).id, start + offset))
            }
        }
        return result
    }
}
