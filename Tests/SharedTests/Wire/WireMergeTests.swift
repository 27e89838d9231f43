// What becomes of a record's state, as examples that other implementations run: changes at their
// places in the order, two sides that are joined after a restore, what a pull tells; and what is
// shown of a state, and asked. They were made by another program than this one, from the documents;
// no test rewrites them.

import Shared
import Testing

@Suite("Merge examples")
struct WireMergeTests {
    @Test("changes that are taken in, one after the other")
    func taken() throws {
        try eachExample("taken") { example in
            var held = try state(example["before"])
            let line = try lineage(example)
            let horizon = try example["horizon"].map { try position($0) }
            let review = try example.list("review")
            for step in try example.list("changes") {
                let pushed = try transaction(step)
                let change = try #require(pushed.records.first)
                held.take(
                    change, by: try write(step, of: pushed),
                    knowledge: pushed.knowledge(of: change), since: horizon, line,
                    keepsAncestors: { field in review.contains(.string(field)) })
            }
            return held
        }
    }

    @Test("what a restored server holds, joined with what a device gives back")
    func joined() throws {
        try eachExample("joined") { example in
            RecordState.join(
                try side(example["mine"]), try side(example["theirs"]),
                at: try position(example["position"]), try lineage(example))
        }
    }

    @Test("what a pull tells of a record that is held")
    func told() throws {
        try eachExample("told") { example in
            let answer = try #require(example["answer"])
            let records = try JSONCodec().recordsResponse(answer.bytes).records
            let record = try #require(records.first)
            let before = try state(example["before"])
            var held = before
            held.replace(by: record.state)
            // What is put together from the bytes, where it can be, says the same.
            if let spliced = RecordState.bytes(before.bytes, replacedBy: record.state) {
                #expect(spliced == held.bytes)
            }
            return held
        }
    }

    @Test("what is shown of a state, and what is asked of people")
    func shown() throws {
        let examples = try JSON.parse(goldenFile("merge.json")).list("shown")
        #expect(examples.count > 15)
        for example in examples {
            let name = try example.text("name")
            let held = try state(example["state"])
            let line = try lineage(example)
            let record =
                held.isDeleted(line) ? "deleted" : held.survivesDeletion(line) ? "asked" : "shown"
            #expect(try example.text("record") == record, "\(name)")
            guard case .object(let fields)? = example["fields"] else {
                throw Unreadable(what: "fields")
            }
            // By their bytes: `é` may be one sign or two.
            for field in fields.members {
                let told = field.value
                let rule = try mergeRule(told["rule"])
                let found = held.field(field.key) ?? FieldState(name: field.key)
                let shown = json(found.shown(declaration(field.key, rule)))
                #expect(shown.bytes == told["shown"]?.bytes, "\(name): \(field.key)")
                let asked = question(found.disagreement(rule))
                #expect(try asked == told.text("asked"), "\(name): \(field.key)")
                let values = found.alternatives(rule).map { json(.single($0.value)) }
                let expected = JSON.array(try told.list("values"))
                #expect(JSON.array(values).bytes == expected.bytes, "\(name): \(field.key)")
            }
        }
    }

    private func question(_ asked: Disagreement) -> String {
        switch asked {
        case .none: "nothing"
        case .parallel: "parallel"
        case .conflict: "conflict"
        }
    }

    /// The rule of a field, as an example names it.
    private func mergeRule(_ json: JSON?) throws -> MergeRule {
        switch json {
        case .string("latest")?: return .latest
        case .string("review")?: return .review
        case .string("set")?: return .set
        case .string("counter")?: return .counter
        default:
            guard let json else { throw Unreadable(what: "a rule") }
            let steps = try json.list("progress").compactMap(\.text)
            let exclusive = try json.list("exclusive").compactMap(\.text)
            return .progress(
                ProgressOrder(
                    steps, exclusive: Set(exclusive), contradicts: try json.text("contradicts")))
        }
    }

    /// A field of the type that has such a rule.
    private func declaration(_ name: String, _ rule: MergeRule) -> FieldDeclaration {
        let type: FieldType =
            switch rule {
            case .set: .tags
            case .counter: .counter
            case .latest, .review, .progress: .text(maximum: 100, format: nil)
            }
        return Field<String>(name, type, rule, Phrase(fr: name, en: name)).declaration
    }

    /// What is shown, as an example has it.
    private func json(_ shown: ShownValue) -> JSON {
        switch shown {
        case .set(let elements): .array(elements.map { .string($0) })
        case .single(.null): .null
        case .single(.bool(let value)): .bool(value)
        case .single(.integer(let value)): .integer(value)
        case .single(.real(let value)): .real(value)
        case .single(.text(let text)): .string(text)
        }
    }

    /// Compares the state that `body` makes of each example of one kind with the one that it has.
    private func eachExample(_ kind: String, _ body: (JSON) throws -> RecordState) throws {
        let examples = try JSON.parse(goldenFile("merge.json")).list(kind)
        #expect(examples.count > 4)
        for example in examples {
            let name = try example.text("name")
            do {
                let after = try body(example)
                let expected = try example.text("after")
                #expect(Hex.encode(after.bytes) == expected, "\(name)")
                #expect(try RecordState(exactly: after.bytes) == after, "\(name)")
            } catch {
                Issue.record("\(name): \(error)")
            }
        }
    }

    /// The state of canonical bytes in digits; a new one where there is `null`.
    private func state(_ json: JSON?) throws -> RecordState {
        switch json {
        case .null?: return RecordState()
        case .string(let digits)?:
            let bytes = try #require(Hex.decode(digits))
            return try RecordState(exactly: bytes)
        default: throw Unreadable(what: "a state")
        }
    }

    /// The transaction of a change, as a push brings it.
    private func transaction(_ step: JSON) throws -> Transaction {
        let told = try #require(step["transaction"])
        let request = JSON.object([
            "protocol": .integer(1), "schema": .integer(1), "after": .integer(0),
            "chain": .string(Hex.encode(ChainHash.start.bytes)),
            "transactions": .array([told]), "scopes": .array([]),
        ])
        let transactions = try JSONCodec().syncRequest(request.bytes).transactions
        return try #require(transactions.first)
    }

    /// What the order makes of a transaction: where it stands, and formerly stood; the stamp that
    /// everybody merges by where that is not the one claimed.
    private func write(_ step: JSON, of transaction: Transaction) throws -> Write {
        let told = try #require(step["write"])
        guard case .integer(let number)? = told["replica"],
            let replica = Replica(exactly: number)
        else { throw Unreadable(what: "a replica") }
        var write = Write(
            transaction: transaction.id, stamp: transaction.stamp, claimed: transaction.stamp,
            replica: replica, position: try position(told["position"]),
            isClockVerified: transaction.isClockVerified)
        if case .string(let text)? = told["stamp"], let stamp = UInt64(text) {
            write.stamp = Stamp(stamp)
        }
        for former in try told.list("former") { write.former.append(try position(former)) }
        return write
    }

    /// A side of a join.
    private func side(_ json: JSON?) throws -> JoinSide {
        JoinSide(try state(json?["state"]), base: try position(json?["base"]))
    }

    /// A position, with its epoch.
    private func position(_ json: JSON?) throws -> Position {
        guard case .string(let text)? = json, let slash = text.firstIndex(of: "/"),
            let epoch = Epoch(String(text[..<slash])),
            let sequence = UInt64(text[text.index(after: slash)...])
        else { throw Unreadable(what: "a position") }
        return Position(epoch: epoch, sequence: sequence)
    }

    /// The forks of an example, as messages have them.
    private func lineage(_ example: JSON) throws -> Lineage {
        var forks: [Lineage.Fork] = []
        for fork in try example.list("lineage") {
            guard case .string(let child)? = fork[0], let epoch = Epoch(child),
                case .string(let before)? = fork[1], let parent = Epoch(before),
                case .integer(let number)? = fork[2], let sequence = UInt64(exactly: number)
            else { throw Unreadable(what: "a fork") }
            forks.append(Lineage.Fork(epoch: epoch, parent: parent, sequence: sequence))
        }
        return Lineage(forks: forks)
    }
}

/// What an example should have, and has not.
private struct Unreadable: Error {
    let what: String
}

extension JSON {
    fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }

    fileprivate func text(_ key: String) throws -> String {
        guard case .string(let text)? = self[key] else { throw Unreadable(what: key) }
        return text
    }

    /// Nothing where nothing is told.
    fileprivate func list(_ key: String) throws -> [JSON] {
        switch self[key] {
        case nil: return []
        case .array(let elements)?: return elements
        default: throw Unreadable(what: key)
        }
    }
}
