// FeedBlocks: parts of feeds that were read and packed once, for every device that begins from
// nothing: what all of them are told in the same bytes.
//
// A block has the records of a scope whose last change is after one sequence and not after another.
// Whatever changes a record moves it to the end of the feed, so records only ever leave a block: as
// long as the feed has as many in its place, they are those, and as they were. What changes bytes
// without moving them (a row that is mended) has the territory's blocks forgotten, and so has an
// erasure, whoever made it: nothing of what was erased may stay in memory.

import Gzip
import Shared

/// A part of a scope's feed, as it is sent.
struct FeedBlock: Sendable {
    /// The sequence of its last record.
    var through: UInt64
    /// How many records of the feed it stands for, those included that cannot be read.
    var count = 0
    /// Who wrote what is in it.
    var replicas: Set<Replica> = []
    /// Whether it ended because it was long enough, and not because nothing came after it.
    var isFull = false
    var rows = HTTPResponse.Piece.plain([])

    fileprivate var memory: Int {
        switch rows {
        case .plain(let bytes): bytes.count + 200
        case .packed(let segment): segment.packedCount + 200
        }
    }
}

/// The blocks of a server, those used last.
package final class FeedBlocks: Sendable {
    /// Where a block stands.
    struct Place: Hashable, Sendable {
        var territory: String
        var epoch: Epoch
        var scope: String
        /// It has what comes after this.
        var after: UInt64
    }

    private struct Kept {
        var block: FeedBlock
        var usedAt: UInt64
    }

    private struct State {
        var blocks: [Place: Kept] = [:]
        var memory = 0
        /// How often a territory's blocks were forgotten.
        var turns: [String: Int] = [:]
        /// Where something was last erased in a territory, as far as is known here.
        var erased: [String: Position] = [:]

        mutating func forget(_ territory: String) {
            turns[territory, default: 0] += 1
            for place in blocks.keys where place.territory == territory { remove(place) }
        }

        mutating func forgetUnused(_ now: UInt64) {
            for (place, kept) in blocks where kept.usedAt + FeedBlocks.keptFor < now {
                remove(place)
            }
        }

        mutating func remove(_ place: Place) {
            if let old = blocks.removeValue(forKey: place) { memory -= old.block.memory }
        }
    }

    private let state = Locked(State())
    private let capacity: Int
    /// What nobody has asked for in this time is forgotten, in milliseconds.
    private static let keptFor: UInt64 = 10 * 60 * 1000
    /// DEFLATE's level: of rows it makes 133 bytes a record in 3.8 µs; the usual one, 6, makes 108
    /// in 10 µs.
    private static let level: Int32 = 1
    /// Rows below this are packed with the rest of their answer.
    private static let smallestPacked = 1 << 12

    /// - Parameter capacity: how many bytes are kept at most.
    package init(capacity: Int = 16 << 20) { self.capacity = capacity }

    /// Forgets the blocks of a territory, now and of everybody who is reading it.
    func forget(_ territory: String) {
        state.withLock { $0.forget(territory) }
    }

    /// Forgets what may hold something that was erased. Told of every snapshot that is read: where
    /// something was last erased moves with each erasure, by a device, by the server or by another
    /// process. Who reads an earlier snapshot meanwhile has the blocks forgotten once more.
    func note(_ info: TerritoryInfo) {
        guard let erased = info.erased else { return }
        state.withLock { state in
            if state.erased[info.code] == erased { return }
            state.erased[info.code] = erased
            state.forget(info.code)
        }
    }

    /// Forgets what nobody has asked for lately.
    func forgetUnused(now: UInt64) { state.withLock { $0.forgetUnused(now) } }

    /// What somebody who begins to read a territory notes: blocks that were forgotten meanwhile do
    /// not come back through what they have read.
    func turn(of territory: String) -> Int {
        state.withLock { $0.turns[territory] ?? 0 }
    }

    /// The block at a place, if there is one that `isCurrent`.
    func block(
        at place: Place, now: UInt64, isCurrent: (FeedBlock) throws -> Bool
    ) rethrows -> FeedBlock? {
        guard let block = state.withLock({ $0.blocks[place]?.block }) else { return nil }
        guard try isCurrent(block) else {
            state.withLock { $0.remove(place) }
            return nil
        }
        state.withLock { $0.blocks[place]?.usedAt = now }
        return block
    }

    /// Keeps a block, and makes room for it.
    func keep(_ block: FeedBlock, at place: Place, turn: Int, now: UInt64) {
        guard block.memory <= capacity / 4 else { return }
        state.withLock { state in
            guard state.turns[place.territory] ?? 0 == turn else { return }
            state.remove(place)
            state.forgetUnused(now)
            while state.memory + block.memory > capacity,
                let oldest = state.blocks.min(by: { $0.value.usedAt < $1.value.usedAt })
            {
                state.remove(oldest.key)
            }
            state.blocks[place] = Kept(block: block, usedAt: now)
            state.memory += block.memory
        }
    }

    /// How many bytes are kept.
    var memory: Int { state.withLock { $0.memory } }

    /// Rows as they are kept and sent.
    static func packed(_ rows: [UInt8]) -> HTTPResponse.Piece {
        rows.count < smallestPacked
            ? .plain(rows) : .packed(GzipSegment(packing: rows, level: level))
    }
}

/// Reads the blocks of one territory, in one snapshot.
struct FeedBlockReader {
    let blocks: FeedBlocks
    let reader: any StorageReading
    let info: TerritoryInfo
    /// What was noted before the snapshot began.
    let turn: Int
    let now: UInt64
    let maximumBytes: Int

    /// The block of a scope's feed after a sequence.
    ///
    /// - Parameter end: the sequence of the feed's last record; it comes after `after`.
    /// - Returns: `nil` when one of its records is too long for a row.
    func block(_ scope: String, after: UInt64, end: UInt64) throws -> FeedBlock? {
        let place = FeedBlocks.Place(
            territory: info.code, epoch: info.epoch, scope: scope, after: after)
        let known = try blocks.block(at: place, now: now) { block in
            // A later snapshot may have made it: what this one has not come to is not told.
            try block.through <= info.head && (block.isFull || block.through == end)
                && block.count
                    == reader.feedCount(scope: scope, after: after, through: block.through)
        }
        if let known { return known }
        guard let block = try read(scope, after: after) else { return nil }
        blocks.keep(block, at: place, turn: turn, now: now)
        return block
    }

    private func read(_ scope: String, after: UInt64) throws -> FeedBlock? {
        var block = FeedBlock(through: after)
        var rows = RowWriter(
            scope: scope, capacity: min(maximumBytes, WireLimits.pageBytes) + 4096)
        var isFit = true
        try reader.rows(scope: scope, after: after) { key, sequence, state in
            // One record at least, however short a page is.
            if block.count > 0 && rows.count >= maximumBytes
                && (sequence != block.through || DeliberateBug.pageSplitsASequence.isOn)
            {
                block.isFull = true
                return false
            }
            isFit = (state?.count ?? 0) <= WireLimits.rowBytes
            guard isFit else { return false }
            block.through = sequence
            block.count += 1
            // A row that is damaged is left out; whoever holds the record mends it.
            guard let state else { return true }
            _ = rows.add(key, sequence: sequence, state: state) { replica in
                block.replicas.insert(replica)
            }
            return true
        }
        guard isFit else { return nil }
        block.rows = FeedBlocks.packed(rows.finish())
        return block
    }
}
