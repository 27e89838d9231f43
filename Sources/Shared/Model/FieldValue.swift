// FieldValue: what one field can hold, independent of any schema.

/// The value of one field, as it is stored, sent and merged.
///
/// Dates, codes, references and other richer types are text in a declared form: the engine keeps
/// what it does not understand, so it must not need to understand it.
public enum FieldValue: Hashable, Sendable {
    /// No value: never written, or cleared on purpose.
    case null
    /// True or false.
    case bool(Bool)
    /// A whole number.
    case integer(Int64)
    /// A finite number with a fraction.
    case real(Double)
    /// Text, compared byte by byte as UTF-8.
    case text(String)

    /// Equality of bytes: two texts that only look the same are two values.
    public static func == (left: FieldValue, right: FieldValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.real(let left), .real(let right)): left.bitPattern == right.bitPattern
        case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
        default: false
        }
    }

    /// Feeds the same bytes that `==` compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0 as UInt8)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .real(let value): hasher.combine(value.bitPattern)
        case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
        }
    }
}

/// One edit of one field, as its author meant it.
package enum FieldChange: Hashable, Sendable {
    /// The field becomes this value.
    case assign(FieldValue)
    /// Elements added to and removed from a set; no element stands in both lists.
    case edit(add: [String], remove: [String])
    /// A counter moves by this much.
    case increment(Int64)

    /// Equality of bytes, as for values.
    package static func == (left: FieldChange, right: FieldChange) -> Bool {
        let haveEqualBytes = { (left: [String], right: [String]) in
            left.elementsEqual(right) { $0.hasSameBytes(as: $1) }
        }
        return switch (left, right) {
        case (.assign(let left), .assign(let right)): left == right
        case (.edit(let leftAdd, let leftRemove), .edit(let add, let remove)):
            haveEqualBytes(leftAdd, add) && haveEqualBytes(leftRemove, remove)
        case (.increment(let left), .increment(let right)): left == right
        default: false
        }
    }

    /// Feeds the same bytes that `==` compares.
    package func hash(into hasher: inout Hasher) {
        switch self {
        case .assign(let value): hasher.combine(value)
        case .edit(let add, let remove):
            for element in add + remove {
                for byte in element.utf8 { hasher.combine(byte) }
            }
        case .increment(let amount): hasher.combine(amount)
        }
    }
}

extension Int64 {
    /// The sum, which stops at the greatest or smallest number rather than trap: counters add up
    /// amounts that anybody may have sent.
    package func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? (other > 0 ? .max : .min) : sum
    }
}
