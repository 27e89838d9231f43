// FieldValueJSON: values of fields as the JSON that scripts read. The wire has its own forms.

extension FieldValue {
    /// The value in its own kind of JSON; a real that JSON cannot hold is null.
    package var json: JSON {
        switch self {
        case .null: .null
        case .bool(let flag): .bool(flag)
        case .integer(let number): .integer(number)
        case .real(let number): number.isFinite ? .real(number) : .null
        case .text(let text): .string(text)
        }
    }
}

extension ShownValue {
    /// A value, or the sorted array of a set's elements.
    package var json: JSON {
        switch self {
        case .single(let value): value.json
        case .set(let elements): .array(elements.map(JSON.string))
        }
    }
}
