// What a record was made over and may still come, in the binary form.

extension BinaryWriter {
    mutating func replacement(_ replacement: Replacement) {
        transaction(replacement.transaction)
        position(replacement.position)
        position(replacement.knowledge.base)
        list(replacement.knowledge.own) { $0.transaction($1) }
        list(replacement.touched) { writer, touched in
            writer.name(touched.field, tag: touched.elements == nil ? 0 : 1, bits: 1)
            guard let elements = touched.elements else { return }
            writer.list(elements) { $0.text(String(decoding: $1, as: UTF8.self)) }
        }
    }
}

extension BinaryReader {
    mutating func replacements() throws(ByteError) -> [Replacement] {
        let limit = WireLimits.replacements
        let found = try list(limit: limit, cost: 60, isOptional: true) {
            reader throws(ByteError) in
            try reader.replacement()
        }
        try requireOrder(found) { $0.transaction < $1.transaction }
        return found
    }

    private mutating func replacement() throws(ByteError) -> Replacement {
        let transaction = try transaction()
        let position = try somePosition()
        let base = try self.position()
        let own = try list(limit: 10_000, cost: 8) { reader throws(ByteError) in
            try reader.transaction()
        }
        let touched = try list(limit: 10_000, cost: 16) { reader throws(ByteError) in
            try reader.touched()
        }
        try requireOrder(touched) { $0.field.precedesInBytes($1.field) }
        return Replacement(
            transaction: transaction, position: position,
            knowledge: Knowledge(base: base, own: own), touched: touched)
    }

    private mutating func touched() throws(ByteError) -> Replacement.Touched {
        let reference = try unsigned()
        let field = try name(reference >> 1)
        if reference & 1 == 0 { return Replacement.Touched(field: field, elements: nil) }
        let elements = try list(limit: 10_000, cost: 16) { reader throws(ByteError) in
            Array(try reader.text().utf8)
        }
        try requireOrder(elements) { $0.lexicographicallyPrecedes($1) }
        return Replacement.Touched(field: field, elements: elements)
    }
}
