// Identities as parameters of statements.

import SQLite
import Shared

extension Statement {
    /// Binds the 16 bytes of an identity.
    func bind(_ index: Int, _ id: RecordID) throws(SQLiteError) {
        let words = (id.high.bigEndian, id.low.bigEndian)
        try withUnsafeBytes(of: words) { bytes throws(SQLiteError) in
            try bind(index, bytes)
        }
    }
}
