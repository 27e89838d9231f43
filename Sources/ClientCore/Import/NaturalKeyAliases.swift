// NaturalKeyAliases: records that carry a natural key under an identity that was not made from it,
// because the key was noted after the record was made. Found in one pass, since the tables have no
// index on it.

import SQLite
import Shared

extension Store {
    /// The identity that a natural key would give, to the identity of the record that has the key.
    ///
    /// Where the key's own identity exists, it is used; otherwise the smallest of those that carry
    /// the key, so that every run chooses the same.
    func naturalKeyAliases(
        of collections: [String]
    ) throws(RelaisError) -> [RecordID: RecordID] {
        try withCore { core in
            var aliases: [RecordID: RecordID] = [:]
            var own: Set<RecordID> = []
            for name in collections {
                guard let declaration = schema.collection(name), declaration.hasNaturalKey else {
                    continue
                }
                try core.connection.rows(
                    """
                    SELECT id, source, source_id FROM \(CollectionTable.table(declaration))
                    WHERE NOT _flags & \(RecordFlags.deleted.rawValue)
                        AND (source IS NULL) = (source_id IS NULL)
                    """, []
                ) { row in
                    guard let id = RecordID(bytes: row.bytes(0)) else { return }
                    // What was written here is exported under its own identity.
                    let key =
                        row.isNull(1)
                        ? NaturalKey.id(name, DataInclusionExport.source, id.description)
                        : NaturalKey.id(name, row.string(1), row.string(2))
                    if id == key {
                        own.insert(id)
                    } else {
                        aliases[key] = min(aliases[key] ?? id, id)
                    }
                }
            }
            for id in own { aliases[id] = nil }
            return aliases
        }
    }
}
