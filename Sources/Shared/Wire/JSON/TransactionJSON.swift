// Transactions as JSON: {"id","stamp","schema","seen","records":[{…}]}.

extension WireWriter {
    mutating func transaction(_ transaction: Transaction) {
        object { writer in
            writer.field("id", transaction.id.description)
            writer.key("stamp")
            writer.stamp(transaction.stamp)
            writer.field("schema", transaction.schema)
            writer.field("seen", transaction.seen)
            if !transaction.isClockVerified { writer.field("clock_verified", false) }
            if let origin = transaction.origin { writer.field("origin", origin.description) }
            writer.key("records")
            writer.array(transaction.records) { $0.change($1) }
        }
    }

    private mutating func change(_ change: RecordChange) {
        object { writer in
            writer.field("collection", change.collection)
            writer.field("id", change.id.description)
            switch change.base {
            case .seen: break
            case .none: writer.field("base", nil as Position?)
            case .at(let position): writer.field("base", position)
            }
            if !change.own.isEmpty {
                writer.key("own")
                writer.array(change.own) { $0.string($1.description) }
            }
            writer.key(RecordActionKey.of(change.action))
            writer.action(change.action)
        }
    }

    /// What is done to a record: `"delete": true`, `"erase": true`, or `"write"` with an object of
    /// fields.
    mutating func action(_ action: RecordChange.Action) {
        switch action {
        case .delete, .erase: bool(true)
        case .write(let edits):
            object { writer in
                for edit in edits {
                    writer.key(edit.field)
                    writer.fieldChange(edit.change)
                }
            }
        }
    }

    private mutating func fieldChange(_ change: FieldChange) {
        object { writer in
            switch change {
            case .assign(let value):
                writer.key("set")
                writer.value(value)
            case .edit(let add, let remove):
                writer.key("add")
                writer.array(add) { $0.string($1) }
                writer.key("remove")
                writer.array(remove) { $0.string($1) }
            case .increment(let amount):
                writer.key("increment")
                writer.signed(amount)
            }
        }
    }
}

enum RecordActionKey {
    static func of(_ action: RecordChange.Action) -> String {
        switch action {
        case .delete: "delete"
        case .erase: "erase"
        case .write: "write"
        }
    }
}

extension WireReader {
    mutating func transaction() throws(WireError) -> Transaction {
        var id: TransactionID?
        var stamp: Stamp?
        var schema: Int?
        var seen: Position?
        var isClockVerified = true
        var origin: TransactionID?
        var records: [RecordChange]?
        try object { reader, key throws(WireError) in
            switch key {
            case "id": id = try reader.transactionID()
            case "stamp": stamp = try reader.stamp()
            case "schema": schema = try reader.integer(0...Int(Int32.max))
            case "seen": seen = try reader.position()
            case "clock_verified": isClockVerified = try reader.bool()
            case "origin": origin = try reader.transactionID()
            case "records":
                records = try reader.array(limit: WireLimits.recordsInTransaction) {
                    reader throws(WireError) in try reader.change()
                }
            default: return false
            }
            return true
        }
        return Transaction(
            id: try required(id, "id"), stamp: try required(stamp, "stamp"),
            schema: try required(schema, "schema"), seen: seen,
            isClockVerified: isClockVerified, origin: origin,
            records: try required(records, "records"))
    }

    private mutating func change() throws(WireError) -> RecordChange {
        var collection: String?
        var id: RecordID?
        var base = Base.seen
        var own: [TransactionID] = []
        var action: RecordChange.Action?
        try object { reader, key throws(WireError) in
            switch key {
            case "collection": collection = try reader.name()
            case "id": id = try reader.recordID()
            case "base": base = try reader.position().map(Base.at) ?? .none
            case "own":
                own = try reader.array(limit: WireLimits.ownNames) { reader throws(WireError) in
                    try reader.transactionID()
                }
            case "write", "delete", "erase":
                guard action == nil else { throw WireError("two actions on one record") }
                action = try reader.action(key)
            default: return false
            }
            return true
        }
        return RecordChange(
            collection: try required(collection, "collection"), id: try required(id, "id"),
            base: base, own: own, action: try required(action, "write, delete or erase"))
    }

    mutating func action(_ key: String) throws(WireError) -> RecordChange.Action {
        if key != "write" {
            guard try bool() else { throw WireError("\"\(key)\" that is not true") }
            return key == "erase" ? .erase : .delete
        }
        var edits: [RecordChange.Edit] = []
        try object { reader, key throws(WireError) in
            guard WireReader.isName(key) else { throw WireError("a bad field name") }
            edits.append(RecordChange.Edit(field: key, change: try reader.fieldChange()))
            return true
        }
        edits.sort { $0.field.precedesInBytes($1.field) }
        return .write(edits)
    }

    private mutating func fieldChange() throws(WireError) -> FieldChange {
        var value: FieldValue?
        var add: [String]?
        var remove: [String]?
        var increment: Int64?
        try object { reader, key throws(WireError) in
            switch key {
            case "set": value = try reader.value()
            case "add": add = try reader.elements()
            case "remove": remove = try reader.elements()
            case "increment": increment = try reader.signed()
            default: return false
            }
            return true
        }
        switch (value, add ?? remove, increment) {
        case (let value?, nil, nil): return .assign(value)
        case (nil, _?, nil): return .edit(add: add ?? [], remove: remove ?? [])
        case (nil, nil, let amount?): return .increment(amount)
        default: throw WireError("a change that is not exactly one of set, add/remove, increment")
        }
    }

    private mutating func elements() throws(WireError) -> [String] {
        try array(limit: WireLimits.elements) { reader throws(WireError) in
            try reader.string(limit: WireLimits.elementBytes)
        }
    }
}
