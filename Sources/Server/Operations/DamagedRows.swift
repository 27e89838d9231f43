// DamagedRows: what the disk has changed or lost of a territory's records, for its operator.
// Devices mend what they find; nobody compares by themselves what is equal to what they hold.

import Shared

enum DamagedRows {
    /// The records whose bytes are not those that were written, and the scopes that lack rows.
    static func all(_ reader: any StorageReading) throws -> [String] {
        var found: [String] = []
        for scope in try reader.allScopes() {
            var rows = (sum: Digest.zero, count: 0)
            try reader.eachRecord(scope: scope) { record, digest in
                rows.sum.add(digest)
                rows.count += 1
                // A guest's row is told with those of whom it belongs to.
                guard record.isAltered, record.scope == scope else { return }
                found.append("\(record.key.collection):\(record.key.id)")
            }
            if try reader.digest(scope: scope) != rows { found.append("scope:\(scope)") }
        }
        return found
    }
}
