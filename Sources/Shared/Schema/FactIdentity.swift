// FactIdentity: the identity of a fact that two devices may both note.
//
// It is a hash of the audience, of the collection and of the values that the schema names: two
// devices that never met give the same one. It is made once, when the record is created, and stays
// what it is when one of those fields is changed later: who then notes the first fact again takes
// the next identity of it, so that the record that has become another fact is left alone.

extension CollectionDeclaration {
    /// The identity of the record that these values make.
    ///
    /// - Parameters:
    ///   - values: by the field's name.
    ///   - scope: where the record goes; facts of two audiences never meet, whoever guesses what.
    ///   - turn: how many records of the fact have become other facts.
    /// - Returns: `nil` when the collection has no such identity, or one of its values is missing.
    package func factID(
        of values: [String: FieldValue], scope: ScopeName, turn: Int = 0
    ) -> RecordID? {
        if identity.isEmpty { return nil }
        var parts: [String] = []
        for name in identity {
            guard let value = values[name], let part = FactIdentity.part(value, of: field(name))
            else { return nil }
            parts += [key(of: name), part]
        }
        if turn > 0 { parts.append(String(turn)) }
        return RecordID.deterministic(scope: scope.description, collection: name, parts: parts)
    }

    /// Whether a record that shows this is the fact that these values make.
    package func isFact(_ shown: [String: ShownValue], of values: [String: FieldValue]) -> Bool {
        identity.allSatisfy { name in
            guard case .single(let value)? = shown[name], let given = values[name] else {
                return false
            }
            return FactIdentity.part(value, of: field(name))
                == FactIdentity.part(given, of: field(name))
        }
    }
}

private enum FactIdentity {
    /// A value in its one exact form; `nil` for none, and for what no field of the type may hold.
    static func part(_ value: FieldValue, of field: FieldDeclaration?) -> String? {
        switch (value, field?.type) {
        case (.text(let text), .reference?): RecordID(text)?.description
        case (.text(let text), .date?): CalendarDate(text)?.description
        case (.text(let text), .text?), (.text(let text), .code?): text.isEmpty ? nil : text
        case (.integer(let number), .integer?): String(number)
        case (.bool(let flag), .boolean?): String(flag)
        default: nil
        }
    }
}
