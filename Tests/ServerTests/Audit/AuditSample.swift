// AuditSample: the audit of a world, as a test wants to read it.

import Server
import Shared

extension World {
    /// Every line, without what all of them have: `who what subject outcome`.
    func audit() throws -> [String] {
        try auditLines().map { line in
            let device = line.device.map { "/\($0)" } ?? ""
            let times = line.count == 1 ? "" : " x\(line.count)"
            return "\(line.who)\(device) \(line.what) \(line.subject) \(line.outcome)\(times)"
        }
    }

    func auditLines() throws -> [AuditLine] {
        try administration.storage.read { reader in
            var lines: [AuditLine] = []
            try reader.audit(after: 0) { line in
                lines.append(line)
                return true
            }
            return lines
        }
    }

    /// The lines that something adds.
    func audited(_ body: () throws -> Void) throws -> [String] {
        let before = try audit().count
        try body()
        return Array(try audit().dropFirst(before))
    }

    func check() throws -> AuditFinding { try AuditCheck.run(administration.storage) }
}
