// ImportPlan: what importing a row changes. Pure, so that a device and the server decide alike.

/// What is to be done with a row.
package enum ImportPlan: Hashable, Sendable {
    /// The record does not exist: it is created with these fields.
    case create([String: FieldChange])
    /// The record differs in these fields, and only in them.
    case update([String: FieldChange])
    /// The record already shows everything that the row says.
    case unchanged

    /// Compares a row with a record.
    ///
    /// - Parameters:
    ///   - row: what it does not mention is left as it is.
    ///   - existing: what the record's fields show; `nil` when there is no such record.
    package init(_ row: ImportRow, over existing: [String: ShownValue]?) {
        var values = row.values
        values["source"] = .value(.text(row.source))
        values["source_id"] = .value(.text(row.sourceID))
        let changes = values.reduce(into: [String: FieldChange]()) { changes, value in
            changes[value.key] = ImportPlan.change(value.value, over: existing?[value.key])
        }
        if existing == nil {
            self = .create(changes)
        } else {
            self = changes.isEmpty ? .unchanged : .update(changes)
        }
    }

    private static func change(_ value: ImportValue, over shown: ShownValue?) -> FieldChange? {
        switch value {
        case .value(let value):
            return shown == .single(value) ? nil : .assign(value)
        case .set(let elements):
            let before: Set<String> = if case .set(let set)? = shown { Set(set) } else { [] }
            let after = Set(elements)
            guard before != after else { return nil }
            return .edit(
                add: NaturalKey.sorted(after.subtracting(before)),
                remove: NaturalKey.sorted(before.subtracting(after)))
        case .total(let total):
            // Others may be counting too: the counter is moved, not set.
            let counted: Int64 = if case .single(.integer(let n))? = shown { n } else { 0 }
            let (difference, overflow) = total.subtractingReportingOverflow(counted)
            return difference == 0 || overflow ? nil : .increment(difference)
        }
    }
}
