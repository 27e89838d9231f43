// Horizon: how long a territory keeps what it could forget. `docs/OPERATIONS.md` lists these.
//
// Each is longer than any device should be away. A device that was away for longer loses nothing of
// its own: it is sent everything anew, and what it wrote is merged or refused like any other.

/// Ages after which a compaction takes something out of a territory, in milliseconds.
package enum Horizon {
    private static let day: UInt64 = 24 * 3600 * 1000

    /// A record that was deleted this long ago keeps its identity only.
    package static let deletion = 180 * day
    /// What was accepted this long ago is no longer told as history; the records stay as they are.
    package static let history = 400 * day
    /// That a record is gone is told to devices for this long.
    package static let tombstone = 400 * day
    /// Devices keep what they sent for this long at most: an older backup may not heal wholly.
    package static let restorable = 90 * day
    /// How often a server looks for what can be forgotten.
    package static let interval = day
}
