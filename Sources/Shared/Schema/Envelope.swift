// Envelope and Sponsored: how a record that two sides hold is declared. What each side may write
// follows from it, and is decided by `Crossing`, on both sides of the network.

/// A record that one organisation sends to another, such as an orientation: both hold it, it
/// carries only what its purposes need, and neither side sees the other's file.
public struct Envelope: Hashable, Sendable {
    /// The field that refers to a file. A record that is created with it stays in that file.
    public let file: String
    /// The field that refers to the organisation that sends.
    public let sender: String
    /// The field that refers to the organisation that receives.
    public let receiver: String
    /// The collection whose records tie an envelope to a file of one side. Each is part of its
    /// file, so the other side never sees it; its identity is the envelope alone.
    public let tie: String
    /// The field of codes that says what it is for.
    public let purposes: String
    /// The fields that may travel, by the code of a purpose that needs them.
    public let contents: [String: Set<String>]
    /// The field that both sides write, each with its own states.
    public let state: String
    /// The states that the sender gives; all others are the receiver's.
    public let senderStates: Set<String>
    /// The fields that the receiver alone writes. One that is among the contents as well needs a
    /// purpose, like them.
    public let answers: Set<String>

    /// Declares how envelopes cross, by the names of the fields.
    public init(
        file: String, sender: String, receiver: String, tie: String, purposes: String,
        contents: [String: Set<String>], state: String, senderStates: Set<String>,
        answers: Set<String>
    ) {
        self.file = file
        self.sender = sender
        self.receiver = receiver
        self.tie = tie
        self.purposes = purposes
        self.contents = contents
        self.state = state
        self.senderStates = senderStates
        self.answers = answers
    }

    /// What stays as it was sent.
    package var sealed: Set<String> { [file, sender, receiver, purposes] }

    /// Every field that needs a purpose to travel.
    package var carried: Set<String> { contents.values.reduce(into: []) { $0.formUnion($1) } }

    /// The fields that some purposes need.
    public func fields(for purposes: some Sequence<String>) -> Set<String> {
        purposes.reduce(into: []) { $0.formUnion(contents[$1] ?? []) }
    }
}

/// A part of a file that sponsors read without holding the file.
public struct Sponsored: Hashable, Sendable {
    /// The field that refers to the file.
    public let file: String
    /// The field of tags that holds the accounts of the sponsors.
    public let sponsors: String
    /// The fields that sponsors write.
    public let answers: Set<String>

    /// Declares what sponsors see and write, by the names of the fields.
    public init(file: String, sponsors: String, answers: Set<String>) {
        self.file = file
        self.sponsors = sponsors
        self.answers = answers
    }
}

/// Checks the declaration of a collection of envelopes.
struct EnvelopeCheck {
    let collection: CollectionDeclaration
    let rule: Envelope

    /// What is wrong, a sentence each.
    func problems(among all: [CollectionDeclaration]) -> [String] {
        var problems: [String] = []
        for name in [rule.sender, rule.receiver] {
            if case .reference? = collection.field(name)?.type { continue }
            problems.append("\(name), a side of an envelope, is not declared as a reference.")
        }
        let named = rule.answers.union(rule.carried).sorted()
        for name in named where collection.field(name) == nil {
            problems.append("\(name), which travels, is not declared.")
        }
        if !rule.answers.isDisjoint(with: rule.sealed.union([rule.state])) {
            problems.append("a field is the sender's and the receiver's.")
        }
        if case .codes(let list)? = collection.field(rule.purposes)?.type {
            let missing = list.entries.map(\.code).filter { rule.contents[$0] == nil }
            problems += missing.map { "the purpose \($0) does not say what it needs." }
        } else {
            problems.append("the purposes \(rule.purposes) are not declared as codes.")
        }
        if case .code? = collection.field(rule.state)?.type {
        } else {
            problems.append("the state \(rule.state) is not declared as a code.")
        }
        return problems + tie(among: all)
    }

    private func tie(among all: [CollectionDeclaration]) -> [String] {
        guard let tie = all.first(where: { $0.name == rule.tie }) else {
            return ["the tie \(rule.tie) is not declared."]
        }
        guard case .part = tie.access, tie.identity.count == 1,
            case .reference(let targets)? = tie.field(tie.identity[0])?.type,
            targets == [collection.name]
        else {
            return ["the tie \(rule.tie) is not a part of a file, known by its envelope alone."]
        }
        return []
    }
}
