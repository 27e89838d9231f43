// FieldType: what a field may hold, how it merges, and how it is found.

/// A further rule for text, for example a registration number with a check digit.
public struct TextFormat: Sendable {
    /// A short stable name, for messages and documentation.
    public let name: String
    /// What is wrong with a text, or `nil` when it is right.
    public let problem: @Sendable (String) -> Phrase?

    /// Declares a format.
    public init(_ name: String, problem: @escaping @Sendable (String) -> Phrase?) {
        self.name = name
        self.problem = problem
    }
}

/// What a field may hold.
public enum FieldType: Sendable {
    /// How many characters a tag has at most.
    package static let tagMaximum = 200

    /// Text of at most this many characters, in an optional format.
    case text(maximum: Int, format: TextFormat?)
    /// A whole number in a range.
    case integer(ClosedRange<Int64>)
    /// A finite number in a range.
    case real(ClosedRange<Double>)
    /// True or false.
    case boolean
    /// A calendar day, `YYYY-MM-DD`.
    case date
    /// A moment, RFC 3339 in UTC.
    case instant
    /// One code of a list.
    case code(CodeList)
    /// The identity of a record in one of these collections.
    case reference([String])
    /// A set of codes of a list.
    case codes(CodeList)
    /// A set of short texts, each of at most `tagMaximum` characters.
    case tags
    /// A set of record identities in one of these collections.
    case references([String])
    /// A count that is only ever increased or decreased.
    case counter

    /// The name that `relais schema` prints.
    public var name: String {
        switch self {
        case .text: "text"
        case .integer: "integer"
        case .real: "real"
        case .boolean: "boolean"
        case .date: "date"
        case .instant: "instant"
        case .code: "code"
        case .reference: "reference"
        case .codes, .tags, .references: "set"
        case .counter: "counter"
        }
    }

    /// Whether the field is a set.
    public var isSet: Bool {
        switch self {
        case .codes, .tags, .references: true
        default: false
        }
    }

    /// The list of codes that its values come from, if any.
    public var codeList: CodeList? {
        switch self {
        case .code(let list), .codes(let list): list
        default: nil
        }
    }
}

/// How concurrent writes of a field are shown. All of them are kept, whatever the rule.
public enum MergeRule: Sendable {
    /// The latest by clock is shown; a parallel edit is told, not asked about.
    case latest
    /// A person must choose: every value is shown until somebody settles it.
    case review
    /// Elements are added and removed one by one; adding wins over a concurrent removal.
    case set
    /// Increments add up.
    case counter
    /// The furthest in the declared order is shown.
    case progress(ProgressOrder)

    /// The name that `relais schema` prints.
    public var name: String {
        switch self {
        case .latest: "latest"
        case .review: "review"
        case .set: "set"
        case .counter: "counter"
        case .progress: "progress"
        }
    }
}

/// The order of the states of a `progress` field.
public struct ProgressOrder: Sendable {
    /// The states from the first to the furthest.
    public let steps: [String]
    /// States that contradict `contradicted` and everything beyond it when they are concurrent.
    public let exclusive: Set<String>
    /// From this state on, a concurrent exclusive state is a conflict.
    public let contradicted: String?

    /// Declares an order.
    public init(_ steps: [String], exclusive: Set<String> = [], contradicts: String? = nil) {
        self.steps = steps
        self.exclusive = exclusive
        contradicted = contradicts
    }

    /// How far a state is; an unknown state stands before all others.
    package func rank(_ state: String) -> Int {
        steps.firstIndex(of: state) ?? -1
    }
}
