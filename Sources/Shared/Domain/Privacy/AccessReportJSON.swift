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
            JSONObject.Member(key: $0.key, value: $0.value.json)
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
        case .value(let written): value = written.json
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
