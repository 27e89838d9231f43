// Audit: holds what a device shows against the ledger.

import Shared
import Testing

struct Audit {
    let device: Device
    let ledger: Ledger

    func run() throws {
        try auditNotes(try device.records("note"))
        let records = try device.records("person")
        let byLabel = try index(records, by: "given_name", known: ledger.persons.map(\.label))
        let conflicts = try device.json("conflicts").list("conflicts")
        for person in ledger.persons {
            let record = byLabel[person.label]
            #expect(person.id == nil || record?["id"]?.string == person.id, "\(person.label)")
            guard let record else { continue }
            auditCounter(person, record)
            auditTags(person, record)
            auditShown("email", person.emails, record) { String($0.dropLast(12)) }
            auditShown("address", person.addresses, record) { $0 }
            auditConflicts(person, record, conflicts)
            try auditHistory(person, record)
        }
    }

    /// Records by label: each label once, and none that no command wrote.
    private func index(
        _ records: [JSON], by field: String, known: [String]
    ) throws -> [String: JSON] {
        var byLabel: [String: JSON] = [:]
        for record in records {
            guard let label = record.field(field)?.string else {
                Issue.record("half a record: \(record.shown)")
                continue
            }
            #expect(known.contains(label), "nobody wrote \(record.shown)")
            #expect(byLabel.updateValue(record, forKey: label) == nil, "\(label) is there twice")
        }
        return byLabel
    }

    private func auditNotes(_ records: [JSON]) throws {
        let byLabel = try index(records, by: "text", known: ledger.notes.map(\.label))
        for note in ledger.notes {
            let record = byLabel[note.label]
            if note.deletions.contains(.done) {
                #expect(record == nil, "\(note.label) was deleted")
            } else if note.deletions.isEmpty && note.id != nil {
                #expect(record?["id"]?.string == note.id, "\(note.label) is missing")
            }
            if let record { #expect(record.field("person")?.string == note.person) }
        }
    }

    /// The sum of what was reported, and of some of what is in doubt.
    private func auditCounter(_ person: Ledger.Person, _ record: JSON) {
        let certain = person.increments.filter { $0.certainty == .done }.map(\.amount)
        let doubtful = person.increments.filter { $0.certainty == .doubtful }.map(\.amount)
        var sums: Set<Int> = [certain.reduce(0, +)]
        for amount in doubtful { sums.formUnion(sums.map { $0 + amount }) }
        guard case .integer(let total)? = record.field("notes_count") else {
            Issue.record("no counter: \(record.shown)")
            return
        }
        #expect(sums.contains(Int(total)), "\(person.label): \(total), not in \(sums)")
    }

    private func auditTags(_ person: Ledger.Person, _ record: JSON) {
        let tags = (record.field("sought_occupations")?.elements ?? []).compactMap(\.string)
        #expect(tags == tags.sorted() && Set(tags).count == tags.count)
        #expect(person.tags.certain.isSubset(of: tags), "\(person.label): \(tags)")
        #expect(Set(tags).isSubset(of: person.tags.possible), "\(person.label): \(tags)")
    }

    private func auditShown(
        _ field: String, _ writes: [Ledger.Write], _ record: JSON,
        label: (String) -> String
    ) {
        guard let shown = record.field(field)?.string.map(label) else {
            #expect(writes.certain.isEmpty, "\(field) is missing: \(record.shown)")
            return
        }
        #expect(writes.surviving.contains(shown), "\(field) is \(shown): \(writes)")
    }

    /// Both sides of a conflict were written, and not replaced by who wrote them.
    private func auditConflicts(_ person: Ledger.Person, _ record: JSON, _ conflicts: [JSON]) {
        for conflict in conflicts where conflict["id"] == record["id"] {
            let values = (conflict["values"]?.elements ?? []).compactMap { $0["value"]?.string }
            #expect(values.count == 2 && Set(values).count == 2, "\(conflict.shown)")
            #expect(Set(values).isSubset(of: person.addresses.surviving), "\(conflict.shown)")
        }
    }

    /// What was reported stands in the server's history, once.
    private func auditHistory(_ person: Ledger.Person, _ record: JSON) throws {
        let writes = person.emails + person.addresses + person.tags
        guard !writes.isEmpty else { return }
        let id = try record.text("id")
        let history = try device.json("history", "person", id)
        #expect(try history.flag("complete"))
        let changes = try history.list("changes")
        for write in writes {
            let found = changes.filter { change in
                let value = change["value"] ?? .null
                let added = (value["added"]?.elements ?? []).compactMap(\.string)
                return value.string == write.label || added == [write.label]
                    || value.string == "\(write.label)@example.org"
            }
            let isRight =
                write.certainty == .done ? found.count == 1 : found.count <= 1
            #expect(isRight, "\(write) is there \(found.count) times")
            #expect(found.allSatisfy { $0["sequence"]?.isNull == false }, "\(history.shown)")
        }
    }
}
