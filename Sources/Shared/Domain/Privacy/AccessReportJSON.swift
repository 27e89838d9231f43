// AccessReportJSON: an access report as scripts read it.

extension AccessReport {
    /// The report: codes, dates and identities as they are stored.
    package var json: JSON {
        .object([
            "person": .string(person.description), "madeAt": .string(madeAt.description),
            "records": .array(entries.map(\.json)),
            "titles": .object(
                JSONObject(
                    members: titles.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(key: $0.key.description, value: .string($0.value))
                    })),
        ])
    }
}

extension AccessReport.Entry {
    fileprivate var json: JSON {
        let members = fields.sorted { $0.key < $1.key }.map {
            JSONObject.Member(key: $0.key, value: AccessReport.json($0.value))
        }
        return .object([
            "collection": .string(collection), "id": .string(id.description),
            "shown": .bool(isShown), "fields": .object(JSONObject(members: members)),
            "conflicts": .array(conflicts.map(JSON.string)),
            "changes": .array(changes.map(\.json)),
        ])
    }
}

extension AccessReport.Change {
    fileprivate var json: JSON {
        let value: JSON
        switch content {
        case .value(let written): value = AccessReport.json(written)
        case .increment(let amount): value = .object(["increment": .integer(amount)])
        case .presence: value = .object(["recorded": .bool(true)])
        case .deletion: value = .object(["deleted": .bool(true)])
        case .erasure: value = .object(["erased": .bool(true)])
        case .elements(let added, let removed):
            value = .object([
                "added": .array(added.map(JSON.string)),
                "removed": .array(removed.map(JSON.string)),
            ])
        }
        return .object([
            "field": .string(field ?? ""), "value": value,
            "author": author.map(JSON.string) ?? .null, "device": .integer(Int64(device)),
            "at": .string(at.description), "standing": .string(standing.rawValue),
        ])
    }
}

extension AccessReport {
    fileprivate static func json(_ shown: ShownValue) -> JSON {
        switch shown {
        case .single(let value): json(value)
        case .set(let elements): .array(elements.map(JSON.string))
        }
    }

    fileprivate static func json(_ value: FieldValue) -> JSON {
        switch value {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .real(let number): number.isFinite ? .real(number) : .null
        case .text(let text): .string(text)
        }
    }
}
