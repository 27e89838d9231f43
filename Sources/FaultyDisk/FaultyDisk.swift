// FaultyDisk: a disk that fails when it is told to, below the files of SQLite: an operation ends in
// an error, or the power goes and takes with it what nobody had waited for.
//
// It keeps, beside each file, what the disk would hold of it: what was there at first, and what was
// written before a sync. A sync that fails loses what it was for, also when the next one succeeds:
// the system has marked it as written. https://lwn.net/Articles/752063/

import Glibc
import SQLite
import Shared

/// The disk that some databases are on, for as long as it lives.
package final class FaultyDisk: Sendable {
    /// What goes wrong, once.
    package enum Fault: Hashable, Sendable {
        /// A write, a sync or a truncation fails, after so many that do not. Half of what is
        /// written may be there.
        case changing(after: Int)
        /// A read fails, after so many that do not.
        case reading(after: Int)
        /// The power goes, after so many writes, syncs and truncations.
        case power(after: Int)
    }

    /// What the disk would hold of a file, and what was written since, in its order.
    struct Image {
        enum Change {
            case write(at: Int, [UInt8])
            case truncate(Int)
        }

        var bytes: [UInt8]
        var pending: [Change] = []
    }

    struct State {
        var images: [String: Image] = [:]
        var openFiles = 0
        var fault: Fault?
        /// Whether a fault has happened since it was asked for.
        var hasFailed = false
        /// Whether the power is gone: nothing is read or written any more.
        var isDown = false
        var random: SeededGenerator
    }

    let state: Locked<State>
    private let databases: [String]

    /// - Parameters:
    ///   - databases: the paths of the databases that are on it, each with its log, as SQLite
    ///     names them: absolute and without links. None is open yet.
    ///   - seed: of what a loss of power leaves.
    package init(databases: [String], seed: UInt64) {
        self.databases = databases
        state = Locked(State(random: SeededGenerator(seed: seed)))
        FaultyVFS.add(self, databases)
    }

    deinit { FaultyVFS.remove(databases) }

    /// Asks for a fault, from now on.
    package func arm(_ fault: Fault) {
        state.withLock {
            $0.fault = fault
            $0.hasFailed = false
        }
    }

    /// Ends the waiting for a fault; answers whether it happened. The power stays away.
    package func disarm() -> Bool {
        state.withLock { state in
            state.fault = nil
            defer { state.hasFailed = false }
            return state.hasFailed
        }
    }

    /// Whether the power is gone.
    package var isDown: Bool { state.withLock { $0.isDown } }

    /// Takes the power away: from now on nothing reaches the disk.
    package func cut() { state.withLock { $0.isDown = true } }

    /// Forgets the files, which are closed and exchanged by other means.
    package func forget() { state.withLock { $0.images = [:] } }

    /// Leaves the files as the disk has them: of what nobody had waited for, anything may be there,
    /// or not, or half. Every file must be closed.
    ///
    /// - Throws: `StillOpen`.
    package func restorePower() throws {
        try state.withLock { state in
            guard state.openFiles == 0 else { throw StillOpen(count: state.openFiles) }
            for (path, image) in state.images.sorted(by: { $0.key < $1.key }) {
                let bytes = image.remains(&state.random)
                FaultyDisk.replace(path, bytes)
                state.images[path] = Image(bytes: bytes)
                unlink(path + "-shm")
            }
            state.isDown = false
        }
    }

    /// Files that are open while the power comes back.
    package struct StillOpen: Error {
        package let count: Int
    }

    private static func replace(_ path: String, _ bytes: [UInt8]) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        var done = 0
        bytes.withUnsafeBytes { bytes in
            while done < bytes.count {
                let count = write(file, bytes.baseAddress! + done, bytes.count - done)
                if count <= 0 { break }
                done += count
            }
        }
    }
}

extension FaultyDisk.Image {
    /// What a loss of power leaves: each change that was not synced, or the beginning of it, or
    /// nothing.
    func remains(_ random: inout SeededGenerator) -> [UInt8] {
        var result = FaultyDisk.Image(bytes: bytes)
        for change in pending {
            switch (random.next() % 4, change) {
            case (0...1, _): result.apply(change)
            case (2, .write(let offset, let bytes)):
                let sectors = random.next() % UInt64(bytes.count / 512 + 1)
                result.apply(.write(at: offset, Array(bytes.prefix(Int(sectors) * 512))))
            default: continue
            }
        }
        return result.bytes
    }

    mutating func sync() {
        for change in pending { apply(change) }
        pending = []
    }

    private mutating func apply(_ change: Change) {
        switch change {
        case .write(let offset, let written):
            let end = offset + written.count
            if bytes.count < end { bytes += [UInt8](repeating: 0, count: end - bytes.count) }
            bytes.replaceSubrange(offset..<end, with: written)
        case .truncate(let length):
            if bytes.count > length { bytes.removeLast(bytes.count - length) }
        }
    }
}
