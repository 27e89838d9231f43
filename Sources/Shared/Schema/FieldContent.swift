// FieldContent: the Swift types that fields have, and their stored form.

/// A Swift type that a field can have.
public protocol FieldContent: Sendable, Equatable {
    /// Reads what is shown; `nil` when the field is empty or holds something else.
    init?(shown: ShownValue)
    /// The stored form.
    var shown: ShownValue { get }
}

/// What a field shows after merging.
public enum ShownValue: Hashable, Sendable {
    /// A single value; `.null` when the field is empty.
    case single(FieldValue)
    /// The elements of a set, sorted by their bytes.
    case set([String])

    /// Whether there is nothing to show.
    public var isEmpty: Bool {
        switch self {
        case .single(let value): value == .null
        case .set(let elements): elements.isEmpty
        }
    }
}

extension String: FieldContent {
    /// The text that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.text(let text)) = shown else { return nil }
        self = text
    }

    /// The stored form.
    public var shown: ShownValue { .single(.text(self)) }
}

extension Int64: FieldContent {
    /// The number that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.integer(let number)) = shown else { return nil }
        self = number
    }

    /// The stored form.
    public var shown: ShownValue { .single(.integer(self)) }
}

extension Double: FieldContent {
    /// The number that is shown.
    public init?(shown: ShownValue) {
        switch shown {
        case .single(.real(let number)): self = number
        case .single(.integer(let number)): self = Double(number)
        default: return nil
        }
    }

    /// The stored form.
    public var shown: ShownValue { .single(.real(self)) }
}

extension Bool: FieldContent {
    /// The truth value that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.bool(let value)) = shown else { return nil }
        self = value
    }

    /// The stored form.
    public var shown: ShownValue { .single(.bool(self)) }
}

extension Set<String>: FieldContent {
    /// The elements that are shown.
    public init?(shown: ShownValue) {
        guard case .set(let elements) = shown else { return nil }
        self = Set(elements)
    }

    /// The stored form.
    public var shown: ShownValue {
        .set(sorted { $0.precedesInBytes($1) })
    }
}

extension RecordID: FieldContent {
    /// The identity that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.text(let text)) = shown else { return nil }
        self.init(text)
    }

    /// The stored form.
    public var shown: ShownValue { .single(.text(description)) }
}

extension CalendarDate: FieldContent {
    /// The day that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.text(let text)) = shown else { return nil }
        self.init(text)
    }

    /// The stored form.
    public var shown: ShownValue { .single(.text(description)) }
}

extension Instant: FieldContent {
    /// The moment that is shown.
    public init?(shown: ShownValue) {
        guard case .single(.text(let text)) = shown else { return nil }
        self.init(text)
    }

    /// The stored form.
    public var shown: ShownValue { .single(.text(description)) }
}
