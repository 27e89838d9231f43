// Puller: what a device does not hold yet, a page at a time.
//
// State-based: the records of the device's scopes that changed after its cursor, each with the
// fields that changed after its floor. The cost follows the number of changed records.

package import Shared

/// Reads one page for a device.
package struct Puller {
    private let reader: any StorageReading
    private let member: Member
    private let maximumBytes: Int

    /// - Parameter maximumBytes: where a page ends, at the next boundary between sequences.
    package init(
        _ reader: any StorageReading, _ authenticated: AuthenticatedDevice,
        maximumBytes: Int = WireLimits.pageBytes
    ) {
        self.reader = reader
        member = authenticated.member
        self.maximumBytes = maximumBytes
    }

    /// One page.
    package struct Page {
        package let info: TerritoryInfo
        package let scopes: [HeldScope]
        package let isComplete: Bool
        package let records: [RecordDelta]
        package let replicas: [ReplicaInfo]
    }

    /// - Parameters:
    ///   - held: the scopes that the device declares, with its floors and pages.
    ///   - epoch: the one that the pages are in.
    package func page(for held: [HeldScope], in epoch: Epoch?) throws -> Page {
        let info = try reader.info()
        let names = Authorisation.scopes(of: member).map(\.description)
        // A change of the set of scopes, or of the epoch, during a pull restarts it at the floors.
        let isSamePull = epoch == info.epoch && Set(names) == Set(held.map(\.name))
        var size = 0
        var isComplete = true
        var records: [RecordDelta] = []
        var scopes: [HeldScope] = []
        for name in names {
            let declared = held.first { $0.name == name }
            // A floor that is not on this line says nothing: the scope is sent whole.
            let floor = declared?.floor.flatMap { floor in
                covered(floor, info) ? floor : nil
            }
            let isContinued = isSamePull && floor == declared?.floor
            let start = (isContinued ? declared?.page : nil) ?? floor?.sequence ?? 0
            var page = start
            if isComplete {
                var next: UInt64?
                try reader.feed(scope: name, after: start) { record in
                    if size >= maximumBytes && record.sequence != page {
                        next = page
                        return false
                    }
                    let delta = try delta(record, floor: floor, info)
                    size += record.state.count
                    records.append(delta)
                    page = record.sequence
                    return true
                }
                isComplete = next == nil
            }
            scopes.append(HeldScope(name: name, floor: floor, page: page))
        }
        if isComplete {
            scopes = scopes.map { HeldScope(name: $0.name, floor: $0.floor) }
        }
        return Page(
            info: info, scopes: scopes, isComplete: isComplete, records: records,
            replicas: try replicas(in: records))
    }

    /// Whether everything through a device's floor is on the server's line.
    private func covered(_ floor: Position, _ info: TerritoryInfo) -> Bool {
        info.lineage.covers(Position(epoch: info.epoch, sequence: info.head), floor)
    }

    private func delta(
        _ record: StoredRecord, floor: Position?, _ info: TerritoryInfo
    ) throws -> RecordDelta {
        let state = try RecordState(bytes: record.state)
        let isWhole = floor.map { record.entered > $0.sequence } ?? true
        return RecordDelta(
            collection: record.key.collection, id: record.key.id, scope: record.scope,
            sequence: record.sequence, isWhole: isWhole,
            state: isWhole ? state : state.delta(since: floor, info.lineage))
    }

    /// Who wrote what is in the page.
    private func replicas(in records: [RecordDelta]) throws -> [ReplicaInfo] {
        let numbers = Set(records.flatMap { $0.state.writes.map(\.replica) })
        return try numbers.sorted().compactMap { replica in
            guard let device = try reader.device(replica), let user = try reader.user(device.user)
            else { return nil }
            return ReplicaInfo(replica: replica, user: user.id, userName: user.name)
        }
    }
}
