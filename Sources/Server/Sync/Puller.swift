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
        package let gone: [GoneRecord]
        package let replicas: [ReplicaInfo]
        /// When the pull is complete.
        package let digests: [ScopeDigest]
    }

    /// - Parameters:
    ///   - held: the scopes that the device declares, with its floors and pages.
    ///   - epoch: the one that the pages are in.
    package func page(for held: [HeldScope], in epoch: Epoch?) throws -> Page {
        let info = try reader.info()
        let names = Authorisation.scopes(of: member).map(\.description)
        // A change of the set of scopes, or of the epoch, during a pull restarts it at the floors.
        let isSamePull =
            epoch == info.epoch && Set(names) == Set(held.map(\.name))
            || DeliberateBug.pullIsNeverRestarted.isOn
        let underWay =
            DeliberateBug.pullIsNeverRestarted.isOn ? held.compactMap(\.page).max() : nil
        let horizon = try reader.tombstoneHorizon()
        var size = 0
        var isComplete = true
        var records: [RecordDelta] = []
        var gone: [GoneRecord] = []
        var scopes: [HeldScope] = []
        for name in names {
            let declared = held.first { $0.name == name }
            // A floor that is not on this line, or before what is still told, says nothing: the
            // scope is sent whole.
            let floor = declared?.floor.flatMap { floor in
                covered(floor, info) && floor.sequence >= horizon ? floor : nil
            }
            let isContinued = isSamePull && floor == declared?.floor
            let start =
                (isContinued ? declared?.page : nil) ?? floor?.sequence
                ?? (declared == nil ? underWay : nil) ?? 0
            var page = start
            if isComplete {
                var next: UInt64?
                try reader.feed(scope: name, after: start) { record in
                    if size >= maximumBytes
                        && (record.sequence != page || DeliberateBug.pageSplitsASequence.isOn)
                    {
                        next = page
                        return false
                    }
                    page = record.sequence
                    size += record.state.count
                    let floor =
                        DeliberateBug.deltaFollowsThePage.isOn && start > 0
                        ? Position(epoch: info.epoch, sequence: start) : floor
                    if let delta = try delta(record, in: name, floor: floor, info) {
                        records.append(delta)
                    }
                    return true
                }
                isComplete = next == nil
                // Who begins from nothing has nothing to forget.
                let end = next ?? info.head
                let isFresh = floor == nil && start == 0
                if !isFresh {
                    for record in try left(name, after: start) where record.sequence <= end {
                        gone.append(GoneRecord(key: record.key, scope: name))
                    }
                }
            }
            scopes.append(HeldScope(name: name, floor: floor, page: page))
        }
        if isComplete {
            scopes = scopes.map { HeldScope(name: $0.name, floor: $0.floor) }
        }
        return Page(
            info: info, scopes: scopes, isComplete: isComplete, records: records, gone: gone,
            replicas: try ReplicaInfo.authors(of: records, reader),
            digests: isComplete
                ? try names.map { ScopeDigest(name: $0, digest: try reader.digest(scope: $0).sum) }
                : [])
    }

    /// What is no longer in a scope since a sequence.
    private func left(_ scope: String, after sequence: UInt64) throws -> [Tombstone] {
        let departures =
            DeliberateBug.departureIsNotTold.isOn
            ? [] : try reader.departures(scope: scope, after: sequence)
        return try reader.tombstones(scope: scope, after: sequence) + departures
    }

    /// Whether everything through a device's floor is on the server's line.
    private func covered(_ floor: Position, _ info: TerritoryInfo) -> Bool {
        info.lineage.covers(info.end, floor)
    }

    /// What a device is sent of a record; `nil` when the record's bytes cannot be read: the digests
    /// then differ, and whoever still holds the record mends it.
    private func delta(
        _ record: StoredRecord, in scope: String, floor: Position?, _ info: TerritoryInfo
    ) throws -> RecordDelta? {
        let state: RecordState
        do throws(ByteError) {
            state = try RecordState(bytes: record.state)
        } catch {
            return nil
        }
        let entered = record.entered(scope) ?? record.entered
        let isWhole = floor.map { entered > $0.sequence } ?? true
        return RecordDelta(
            collection: record.key.collection, id: record.key.id, scope: scope,
            sequence: record.sequence, isWhole: isWhole,
            state: isWhole ? state : state.delta(since: floor, info.lineage))
    }
}
