// RetentionRun: keeps the files of a territory for as long as it says, and no longer.
//
// Each file is looked at by itself and in a storage transaction of its own: one that cannot be
// handled holds up no other, and devices are not kept waiting. What devices show of it is a field
// of the record, so that they need nothing else to know who is about to go.

package import Shared

/// What a retention found, or did.
package struct RetentionSummary: Sendable {
    /// One file that is about to go, or went.
    package struct File: Hashable, Sendable {
        package let id: RecordID
        package let lastContact: CalendarDate
        /// When it goes, or went.
        package let date: CalendarDate
    }

    /// Those that went, or are due.
    package var erased: [File] = []
    /// Those of which a notice stands, or begins to.
    package var notified: [File] = []
    /// Those whose notice was taken back.
    package var withdrawn: [RecordID] = []

    /// Nothing found.
    package init() {}
}

/// The retention of one territory.
package struct RetentionRun {
    private let administration: Administration
    private let storage: SQLiteTerritoryStorage
    private let schema: Schema

    package init(_ administration: Administration) {
        self.administration = administration
        storage = administration.storage
        schema = administration.schema
    }

    /// The collection of the people, and the fields of theirs that say when they go.
    private static let collection = Person.header.collectionName
    private static let contact = Person.shared.lastContactOn.name
    private static let notice = Person.shared.eraseOn.name

    // MARK: The rule

    /// How long the territory keeps files.
    package static func rule(_ reader: any StorageReading) throws -> RetentionRule {
        func number(_ name: String, _ usual: Int, _ possible: ClosedRange<Int>) throws -> Int {
            let value = try reader.setting(name).flatMap { Int($0) } ?? usual
            return min(max(value, possible.lowerBound), possible.upperBound)
        }
        let usual = RetentionRule.usual
        return RetentionRule(
            months: try number("retention-months", usual.months, RetentionRule.possibleMonths),
            noticeDays: try number(
                "retention-notice-days", usual.noticeDays, RetentionRule.possibleNoticeDays))
    }

    /// Sets how long the territory keeps files.
    package func set(_ rule: RetentionRule) throws {
        try storage.write { writer in
            guard try RetentionRun.rule(writer) != rule else { return }
            try writer.put(setting: "retention-months", String(rule.months))
            try writer.put(setting: "retention-notice-days", String(rule.noticeDays))
            try writer.audit(
                AuditEvent(
                    at: administration.ports.now(), .operator, .retentionSet,
                    outcome: "\(rule.months)-months-\(rule.noticeDays)-days"))
        }
    }

    // MARK: Looking and doing

    /// What would be done now.
    package func plan() throws -> RetentionSummary {
        var summary = RetentionSummary()
        for (file, step) in try due() { add(file, step, to: &summary) }
        return summary
    }

    /// Does what is due.
    ///
    /// - Parameter actor: whoever asked for it: an operator, or the server by itself.
    package func run(by actor: AuditActor) throws -> RetentionSummary {
        var summary = RetentionSummary()
        for (file, _) in try due() {
            // What has come meanwhile counts.
            let step = try storage.write { writer in
                try perform(file.key, by: actor, writer)
            }
            if let step { add(step.file, step.step, to: &summary) }
        }
        let count = summary.erased.count + summary.notified.count + summary.withdrawn.count
        if !summary.erased.isEmpty || count > 0 {
            try storage.write { writer in
                try writer.audit(
                    AuditEvent(
                        at: administration.ports.now(), actor, .retained,
                        outcome: "\(summary.erased.count)-erased", count: UInt64(count)))
            }
        }
        if !summary.erased.isEmpty { _ = try storage.scrub() }
        return summary
    }

    private struct Found {
        let key: RecordKey
        let file: RetainedFile
    }

    private func add(_ found: Found, _ step: RetentionStep, to summary: inout RetentionSummary) {
        func file(_ date: CalendarDate) -> RetentionSummary.File {
            RetentionSummary.File(
                id: found.key.id, lastContact: found.file.lastContact, date: date)
        }
        switch step {
        case .erase: summary.erased.append(file(found.file.notice ?? found.file.lastContact))
        case .notify(let date): summary.notified.append(file(date))
        case .withdraw: summary.withdrawn.append(found.key.id)
        case .keep:
            if let notice = found.file.notice { summary.notified.append(file(notice)) }
        }
    }

    private var today: CalendarDate {
        RetentionRun.day(administration.ports.now())
    }

    /// The day of a time in Unix milliseconds.
    private static func day(_ milliseconds: UInt64) -> CalendarDate {
        CalendarDate(daysSince1970: Int(milliseconds / (24 * 3600 * 1000)))
    }

    /// Every file for which something is due, or a notice stands, in the order of identities.
    private func due() throws -> [(file: Found, step: RetentionStep)] {
        try storage.read { reader in
            let rule = try RetentionRun.rule(reader)
            var result: [(file: Found, step: RetentionStep)] = []
            for scope in try reader.allScopes() {
                var keys: [StoredRecord] = []
                try reader.feed(scope: scope, after: 0) { record in
                    if record.key.collection == RetentionRun.collection { keys.append(record) }
                    return true
                }
                for stored in keys {
                    guard let found = try found(stored, reader) else { continue }
                    let step = found.file.step(rule, on: today)
                    if step == .keep && found.file.notice == nil { continue }
                    result.append((found, step))
                }
            }
            return result.sorted { $0.file.key.id < $1.file.key.id }
        }
    }

    /// Looks at one file again and does what is due; `nil` when nothing is.
    private func perform(
        _ key: RecordKey, by actor: AuditActor, _ writer: any StorageWriting
    ) throws -> (file: Found, step: RetentionStep)? {
        guard let stored = try writer.record(key), let found = try found(stored, writer) else {
            return nil
        }
        let step = found.file.step(try RetentionRun.rule(writer), on: today)
        switch step {
        case .keep: return found.file.notice == nil ? nil : (found, step)
        case .erase:
            _ = try FileErasures(writer, schema: schema, ports: administration.ports)
                .erase(key, by: actor)
        case .notify(let date): try note(.text(date.description), on: key, writer)
        case .withdraw: try note(.null, on: key, writer)
        }
        return (found, step)
    }

    private func note(
        _ value: FieldValue, on key: RecordKey, _ writer: any StorageWriting
    ) throws {
        var server = try ServerWriter(writer, ports: administration.ports, schema: schema)
        server.commit([
            RecordChange(
                collection: key.collection, id: key.id,
                action: .write([
                    RecordChange.Edit(field: RetentionRun.notice, change: .assign(value))
                ]))
        ])
        try server.finish()
    }

    /// A file as the retention looks at it; `nil` for one that is erased, deleted, a duplicate of
    /// another, or cannot be read.
    private func found(
        _ stored: StoredRecord, _ reader: any StorageReading
    ) throws -> Found? {
        let lineage = try reader.info().lineage
        guard let state = try? RecordState(stored), !state.isDeleted(lineage) else { return nil }
        let shown = FileRecords(reader, schema: schema).shown(stored, lineage)
        // It goes with the record that stands for it.
        if shown[CollectionDeclaration.joiningField] != nil { return nil }
        return Found(
            key: stored.key,
            file: RetainedFile(
                lastContact: try lastContact(stored, state, shown, reader),
                notice: RetentionRun.date(shown[RetentionRun.notice])))
    }

    /// The later of what the record says and of what anybody last wrote in a part of the file: a
    /// file in which somebody noted a visit last month is not left alone for two years. A record
    /// that says nothing and has no parts: its own last write. The server's own writes are no
    /// contact, and neither is a day that has not come.
    private func lastContact(
        _ stored: StoredRecord, _ state: RecordState, _ shown: [String: ShownValue],
        _ reader: any StorageReading
    ) throws -> CalendarDate {
        let server = Set(
            try reader.devices().filter { $0.user == ServerWriter.userID }.map(\.replica))
        func last(_ state: RecordState) -> CalendarDate? {
            state.writes.filter { !server.contains($0.replica) }.map(\.stamp.milliseconds).max()
                .map(RetentionRun.day)
        }
        var days: [CalendarDate] = []
        if let said = RetentionRun.date(shown[RetentionRun.contact]), said <= today {
            days.append(said)
        }
        for part in try reader.parts(of: stored.key.id) {
            if let state = try? RecordState(part) {
                if let day = last(state) { days.append(day) }
            } else if let time = try reader.journal(part.sequence)?.receivedAt {
                // It says nothing any more; when it was last changed is known all the same.
                days.append(RetentionRun.day(time))
            }
        }
        return days.max() ?? last(state) ?? today
    }

    private static func date(_ shown: ShownValue?) -> CalendarDate? {
        if case .single(.text(let text))? = shown { CalendarDate(text) } else { nil }
    }
}
