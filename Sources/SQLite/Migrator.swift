// Brings a file from the version it was written with to the version the program knows: all the
// missing steps in one transaction, or none.

/// Why a file cannot be brought to the version of the program.
package enum MigrationError: Error, Equatable, Sendable {
    /// The file was written by a newer program, which may have changed what this one relies on.
    case newerVersion(found: Int, known: Int)
}

/// The ordered versions of a database, each with the script that leads to it.
package struct Migrator: Sendable {
    private let steps: [(version: Int, script: String)]

    /// Versions are positive and ascend. A step that was ever released must not change any more.
    package init(_ steps: [(version: Int, script: String)]) {
        var last = 0
        for step in steps {
            precondition(step.version > last, "version \(step.version) does not follow \(last)")
            last = step.version
        }
        self.steps = steps
    }

    /// The version that the last step leads to; 0 when there are no steps.
    package var knownVersion: Int { steps.last?.version ?? 0 }

    /// Runs the steps that the file misses, in one immediate transaction, and notes the version in
    /// `PRAGMA user_version`.
    ///
    /// Throws `MigrationError.newerVersion` without having touched the file, or the `SQLiteError`
    /// of the step that failed, after which the file is what it was.
    package func migrate(_ connection: Connection) throws {
        if try isCurrent(connection) { return }
        try connection.transaction(.immediate) {
            // Somebody else may have done it between the look above and the lock.
            if try isCurrent(connection) { return }
            let found = try connection.userVersion
            for step in steps where step.version > found { try connection.execute(step.script) }
            try connection.setUserVersion(knownVersion)
        }
    }

    private func isCurrent(_ connection: Connection) throws -> Bool {
        let found = try connection.userVersion
        if found > knownVersion {
            throw MigrationError.newerVersion(found: found, known: knownVersion)
        }
        return found == knownVersion
    }
}
