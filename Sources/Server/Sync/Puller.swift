// Puller: what a device does not hold yet, a page at a time.
//
// State-based: the records of the device's scopes that changed after its cursor, each with the
// fields that changed after its floor. The cost follows the number of changed records. Where a
// device has no floor, every record is whole, and is passed on in the bytes in which it is stored:
// whoever holds a scope may see all of its records' states.

package import Shared

/// Reads one page for a device.
package struct Puller {
    private let reader: any StorageReading
    private let member: Member
    private let maximumBytes: Int
    private let blocks: FeedBlocks?
    private let turn: Int
    private let now: UInt64
    private let pushed: PushedRecords?

    /// - Parameter maximumBytes: where a page ends, at the next boundary between sequences.
    package init(
        _ reader: any StorageReading, _ authenticated: AuthenticatedDevice,
        maximumBytes: Int = WireLimits.pageBytes
    ) {
        self.init(reader, authenticated, maximumBytes: maximumBytes, blocks: nil, turn: 0, now: 0)
    }

    /// - Parameters:
    ///   - blocks: what whole records are passed on in; `nil` for a device that does not read rows.
    ///   - turn: of the blocks, noted before the snapshot began.
    ///   - pushed: what the device has just written, and can tell by itself.
    init(
        _ reader: any StorageReading, _ authenticated: AuthenticatedDevice, maximumBytes: Int,
        blocks: FeedBlocks?, turn: Int, now: UInt64, pushed: PushedRecords? = nil
    ) {
        self.pushed = pushed
        self.reader = reader
        member = authenticated.member
        self.maximumBytes = maximumBytes
        self.blocks = DeliberateBug.deltaFollowsThePage.isOn ? nil : blocks
        self.turn = turn
        self.now = now
    }

    /// One page.
    package struct Page {
        package let info: TerritoryInfo
        package var scopes: [HeldScope] = []
        package var isComplete = true
        package var records: [RecordDelta] = []
        /// Whole records, scope by scope, in the order of the feed.
        var blocks: [FeedBlock] = []
        /// Records that the device makes by itself what they have become.
        var echoes: [RecordKey: Echoes.Place] = [:]
        /// The scopes of the device.
        fileprivate var held: Set<String> = []
        package var gone: [GoneRecord] = []
        package var replicas: [ReplicaInfo] = []
        /// When the pull is complete.
        package var digests: [ScopeDigest] = []
        /// How long it is so far, in bytes of states.
        fileprivate var size = 0
    }

    /// - Parameters:
    ///   - held: the scopes that the device declares, with its floors and pages.
    ///   - epoch: the one that the pages are in.
    package func page(for held: [HeldScope], in epoch: Epoch?) throws -> Page {
        var page = Page(info: try reader.info())
        let info = page.info
        let names = Authorisation.scopes(of: member).map(\.description)
        page.held = Set(names)
        // A change of the set of scopes, or of the epoch, during a pull restarts it at the floors.
        let isSamePull =
            epoch == info.epoch && held.contains { $0.page != nil }
            && page.held == Set(held.map(\.name))
            || DeliberateBug.pullIsNeverRestarted.isOn
        let underWay =
            DeliberateBug.pullIsNeverRestarted.isOn ? held.compactMap(\.page).max() : nil
        let horizon = try reader.tombstoneHorizon()
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
            var reached = start
            if page.isComplete {
                reached = try read(name, after: start, floor: floor, into: &page)
            }
            page.scopes.append(HeldScope(name: name, floor: floor, page: reached))
        }
        var authors: Set<Replica> = []
        for block in page.blocks { authors.formUnion(block.replicas) }
        page.replicas = try ReplicaInfo.authors(of: page.records, and: authors, reader)
        if page.isComplete {
            page.scopes = page.scopes.map { HeldScope(name: $0.name, floor: $0.floor) }
            page.digests = try names.map {
                ScopeDigest(name: $0, digest: try reader.digest(scope: $0).sum)
            }
        }
        return page
    }

    /// Reads a scope into a page, as far as the page goes.
    ///
    /// - Returns: the last sequence that the page has of it.
    private func read(
        _ scope: String, after start: UInt64, floor: Position?, into page: inout Page
    ) throws -> UInt64 {
        var reached: UInt64?
        if floor == nil { reached = try whole(scope, after: start, into: &page) }
        if reached == nil {
            reached = try changed(scope, after: start, floor: floor, into: &page)
        }
        let end = page.isComplete ? page.info.head : reached ?? start
        // Who begins from nothing has nothing to forget.
        let isFresh = floor == nil && start == 0
        if !isFresh {
            for record in try left(scope, after: start) where record.sequence <= end {
                page.gone.append(GoneRecord(key: record.key, scope: scope))
            }
        }
        return reached ?? start
    }

    /// Reads the records of a scope as rows; `nil` when they must be told field by field.
    private func whole(
        _ scope: String, after start: UInt64, into page: inout Page
    ) throws -> UInt64? {
        guard let blocks else { return nil }
        let reader = FeedBlockReader(
            blocks: blocks, reader: self.reader, info: page.info, turn: turn, now: now,
            maximumBytes: maximumBytes)
        let end = try self.reader.feedEnd(scope: scope)
        var reached = start
        while reached < end {
            guard page.size < maximumBytes else {
                page.isComplete = false
                break
            }
            guard let block = try reader.block(scope, after: reached, end: end) else {
                guard reached > start else { return nil }
                page.isComplete = false
                break
            }
            // A feed that names records which are not there ends here.
            guard block.count > 0 else { break }
            reached = block.through
            page.size += block.rows.count
            if block.rows.count > 0 { page.blocks.append(block) }
        }
        return reached
    }

    /// Reads what changed of the records of a scope.
    private func changed(
        _ scope: String, after start: UInt64, floor: Position?, into page: inout Page
    ) throws -> UInt64 {
        var reached = start
        let info = page.info
        try reader.feed(scope: scope, after: start) { record in
            if page.size >= maximumBytes
                && (record.sequence != reached || DeliberateBug.pageSplitsASequence.isOn)
            {
                page.isComplete = false
                return false
            }
            reached = record.sequence
            if let floor,
                let place = pushed?.place(of: record, in: scope, since: floor, page.held)
            {
                // Its key alone takes more than this in a page.
                page.size += 4
                page.echoes[record.key] = place
                return true
            }
            page.size += record.state.count
            let floor =
                DeliberateBug.deltaFollowsThePage.isOn && start > 0
                ? Position(epoch: info.epoch, sequence: start) : floor
            if let delta = try delta(record, in: scope, floor: floor, info) {
                page.records.append(delta)
            }
            return true
        }
        return reached
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

    /// What a device is sent of a record; `nil` when the record's bytes are damaged: the digests
    /// then differ, and whoever still holds the record mends it.
    private func delta(
        _ record: StoredRecord, in scope: String, floor: Position?, _ info: TerritoryInfo
    ) throws -> RecordDelta? {
        if record.isAltered { return nil }
        let entered = record.entered(scope) ?? record.entered
        let isTold = !DeliberateBug.enteringIsToldInPart.isOn
        let isWhole = floor.map { isTold && entered > $0.sequence } ?? true
        let state: RecordState
        do throws(ByteError) {
            if let floor, !isWhole {
                state = try RecordState(bytes: record.state, since: floor, info.lineage)
            } else {
                state = try RecordState(bytes: record.state)
            }
        } catch {
            return nil
        }
        return RecordDelta(
            collection: record.key.collection, id: record.key.id, scope: scope,
            sequence: record.sequence, isWhole: isWhole, state: state)
    }
}
