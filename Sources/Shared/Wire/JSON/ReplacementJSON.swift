// What a record was made over and may still come, in the JSON form: rows, as few records have any.

extension WireWriter {
    /// The elements of one row.
    mutating func replacement(_ replacement: Replacement) {
        string(replacement.transaction.description)
        position(replacement.position)
        position(replacement.knowledge.base)
        array(replacement.knowledge.own) { $0.string($1.description) }
        array(replacement.touched) { writer, touched in
            writer.row { writer in
                writer.string(touched.field)
                guard let elements = touched.elements else { return }
                writer.array(elements) { $0.string(String(decoding: $1, as: UTF8.self)) }
            }
        }
    }
}

extension WireReader {
    mutating func replacements() throws(WireError) -> [Replacement] {
        try ordered(
            "replacements", limit: WireLimits.replacements,
            by: { $0.transaction < $1.transaction }
        ) { reader throws(WireError) in
            try reader.replacement()
        }
    }

    private mutating func replacement() throws(WireError) -> Replacement {
        try tuple { reader throws(WireError) in
            try reader.next()
            let transaction = try reader.transactionID()
            try reader.next()
            let position = try required(try reader.position(), "position")
            try reader.next()
            let base = try reader.position()
            try reader.next()
            let own = try reader.array(limit: 10_000) { reader throws(WireError) in
                try reader.transactionID()
            }
            try reader.next()
            let touched = try reader.ordered(
                "fields", limit: 10_000, by: { $0.field.precedesInBytes($1.field) }
            ) { reader throws(WireError) in
                try reader.touched()
            }
            return Replacement(
                transaction: transaction, position: position,
                knowledge: Knowledge(base: base, own: own), touched: touched)
        }
    }

    /// A row of the field, and of the elements of a set that are named.
    private mutating func touched() throws(WireError) -> Replacement.Touched {
        try read { json throws(JSONError) in try json.beginArray() }
        try next()
        let field = try string()
        guard WireReader.isName(field) else { throw WireError("a bad field name") }
        guard try hasElement() else { return Replacement.Touched(field: field, elements: nil) }
        let elements = try ordered(
            "elements", limit: 10_000, by: { $0.lexicographicallyPrecedes($1) }
        ) { reader throws(WireError) in
            Array(try reader.string().utf8)
        }
        if try hasElement() { throw WireError("too many elements in a row") }
        return Replacement.Touched(field: field, elements: elements)
    }
}
