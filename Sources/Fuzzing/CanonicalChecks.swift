// The canonical binary forms: what is read is written as something that is read as the same.

#if Fuzzing
    import Shared

    enum CanonicalChecks {
        static func transaction(_ bytes: [UInt8]) {
            guard let value = try? Transaction(bytes: bytes) else { return }
            // A transaction's form has no choice in it: what was read is what would be written.
            precondition(value.bytes == bytes, "another form of a transaction was read")
        }

        static func record(_ bytes: [UInt8]) {
            var rows = RowWriter(scope: "s")
            bytes.withUnsafeBytes { bytes in
                _ = rows.add(
                    RecordKey(collection: "c", id: RecordID(high: 0, low: 0)), sequence: 1,
                    state: bytes)
            }
            _ = rows.finish()
            if let exact = try? RecordState(exactly: bytes) {
                precondition(exact.bytes == bytes, "another form of a state was kept")
            }
            guard let value = try? RecordState(bytes: bytes) else { return }
            looked(over: bytes, value)
            let canonical = value.bytes
            guard let again = try? RecordState(bytes: canonical) else {
                preconditionFailure("a state is not read back")
            }
            precondition(again == value, "a state changed")
            precondition(again.bytes == canonical, "a state has two forms")
            // What a server does next with what it read must hold for whatever it read.
            let lineage = Lineage()
            let last = value.changed
            _ = value.isDeleted(lineage)
            var copy = value
            copy.replace(by: value.delta(since: last, lineage))
            if let floor = value.fields.first?.changed ?? last {
                let delta = try? RecordState(bytes: bytes, since: floor, lineage)
                precondition(delta == value.delta(since: floor, lineage), "another delta was read")
            }
            for field in value.fields {
                precondition(value.field(field.name) == field, "a field is not found")
                _ = field.shown(nil)
                _ = field.alternatives(.review)
            }
        }

        private static let person = JobSearch.schema.collection("person")

        /// What a device reads of the bytes without making a state is what the state says.
        private static func looked(over bytes: [UInt8], _ value: RecordState) {
            if StateColumns.areCanonical(bytes) {
                precondition(value.bytes == bytes, "another form is taken for the only one")
                let stamps = value.writes.map(\.stamp)
                guard let newest = try? RecordState.newestStamp(in: bytes) else {
                    preconditionFailure("the stamps of a state are not read")
                }
                precondition(newest >= stamps.max() ?? Stamp(0), "a stamp is left out")
            }
            if let person, let shown = try? StateColumns(person)?.shown(bytes) {
                precondition(shown == RecordView(person, value).shown, "something else is shown")
            }
            let some = value.fields.prefix(3)
            if let part = RecordState.part(some.map(\.name), of: bytes, without: []) {
                precondition(
                    part.fields.map(\.siblings) == some.map(\.siblings)
                        && part.fields.map(\.changed) == some.map(\.changed),
                    "some fields are not those of the state")
                let taken = value.writes.map(\.transaction)
                precondition(
                    taken.allSatisfy { RecordState.part([], of: bytes, without: [$0]) == nil },
                    "a transaction that was taken in is not seen")
            }
            for floor in value.fields.prefix(4).compactMap(\.changed) {
                let delta = value.delta(since: floor, Lineage())
                guard let spliced = RecordState.bytes(bytes, replacedBy: delta) else { continue }
                var replaced = value
                replaced.replace(by: delta)
                precondition(spliced == replaced.bytes, "a delta makes something else of the bytes")
            }
        }

        static func lineage(_ bytes: [UInt8]) {
            guard let value = try? Lineage(bytes: bytes) else { return }
            guard let again = try? Lineage(bytes: value.bytes) else {
                preconditionFailure("a lineage is not read back")
            }
            precondition(again == value, "a lineage changed")
            for fork in value.forks.prefix(8) {
                let known = Position(epoch: fork.epoch, sequence: fork.sequence)
                precondition(value.covers(known, known), "a position does not cover itself")
                _ = value.covers(known, Position(epoch: Epoch(0), sequence: 0))
            }
        }
    }
#endif
