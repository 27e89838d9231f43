// AuditCheck: recomputes a territory's audit from its first line, and holds its end against the one
// that is kept apart.

import Shared

/// What the recomputation of a chain has found.
package enum AuditFinding: Hashable, Sendable {
    /// Every line is what it was when it was written, and none is missing.
    case whole(AuditHead)
    /// The first line that is not.
    case broken(line: UInt64, AuditFlaw)
}

/// What is wrong with a line.
package enum AuditFlaw: String, CaseIterable, Sendable {
    /// It is not what was hashed, or it does not follow the line before it.
    case changed
    /// It is not there, and later ones are.
    case missing
    /// It is not there, nor anything after it, and the ledger knows of it.
    case cut
    /// Everything through it fits together, and the ledger knows another line there.
    case rewritten
    /// The ledger has no end of this chain: lines after this one may have been cut.
    case unwitnessed
}

package enum AuditCheck {
    /// Recomputes everything. It reads the whole audit, and holds up nobody.
    package static func run(_ storage: any TerritoryStorage) throws -> AuditFinding {
        // Before the lines are read: a line is committed before it is witnessed, never after.
        let witness = try storage.auditWitness()
        return try storage.read { reader in
            var last = AuditHead.start
            var flaw: AuditFinding?
            try reader.audit(after: 0) { line in
                flaw = AuditCheck.flaw(in: line, after: last, witness)
                last = line.head
                return flaw == nil
            }
            if let flaw { return flaw }
            guard let witness else { return .broken(line: last.count + 1, .unwitnessed) }
            if last.count < witness.count { return .broken(line: last.count + 1, .cut) }
            return .whole(last)
        }
    }

    private static func flaw(
        in line: AuditLine, after last: AuditHead, _ witness: AuditHead?
    ) -> AuditFinding? {
        guard line.number == last.count + 1 else {
            return .broken(line: last.count + 1, .missing)
        }
        guard line.hash == line.computedHash(after: last.hash) else {
            return .broken(line: line.number, .changed)
        }
        if let witness, witness.count == line.number, witness.hash != line.hash {
            return .broken(line: line.number, .rewritten)
        }
        return nil
    }
}
