// What a field shows, by each rule, from the same siblings.

import Shared
import Testing

@Suite("Shown values")
struct ShownTests {
    private static let order = ProgressOrder(
        ["new", "sent", "met", "hired"], exclusive: ["refused"], contradicts: "met")

    private func field(_ values: [(String, UInt64)]) -> FieldState {
        FieldState(
            name: "state",
            siblings: values.enumerated().map { index, value in
                Sibling(
                    write: Write(
                        transaction: TransactionID(UInt64(index)), stamp: Stamp(value.1),
                        claimed: Stamp(value.1), replica: 1, position: nil),
                    content: .value(.text(value.0)))
            })
    }

    private func declaration(_ type: FieldType, _ rule: MergeRule) -> FieldDeclaration {
        Field<String>("state", type, rule, Phrase(fr: "état", en: "state")).declaration
    }

    private func shown(_ state: FieldState, _ rule: MergeRule) -> ShownValue {
        state.shown(declaration(.text(maximum: 100, format: nil), rule))
    }

    @Test("progress shows the furthest step, whatever the stamps, and `latest` the latest")
    func progressAgainstLatest() {
        let rule = MergeRule.progress(Self.order)
        for steps in [["new", "met"], ["met", "new"]] {
            let state = field([(steps[0], 10), (steps[1], 20)])
            #expect(shown(state, rule) == .single(.text("met")))
            #expect(shown(state, .latest) == .single(.text(steps[1])))
            #expect(shown(state, .review) == .single(.text(steps[1])))
            #expect(state.disagreement(rule) == .parallel)
            #expect(state.disagreement(.review) == .conflict)
        }
    }

    @Test("an unknown state stands before all others, and the latest of equals is shown")
    func progressTies() {
        let rule = MergeRule.progress(Self.order)
        #expect(shown(field([("invented", 99), ("new", 1)]), rule) == .single(.text("new")))
        let tied = field([("invented", 2), ("other", 1)])
        #expect(shown(tied, rule) == .single(.text("invented")))
    }

    @Test("an exclusive state contradicts everything from its bound on, and nothing before it")
    func exclusiveStates() {
        let rule = MergeRule.progress(Self.order)
        for (step, expected) in [
            ("new", Disagreement.parallel), ("sent", .parallel), ("met", .conflict),
            ("hired", .conflict),
        ] {
            for (refused, other) in [(1, 2), (2, 1)] as [(UInt64, UInt64)] {
                let state = field([("refused", refused), (step, other)])
                #expect(state.disagreement(rule) == expected, "\(step)")
            }
        }
        #expect(field([("met", 1), ("hired", 2)]).disagreement(rule) == .parallel)
        let plain = MergeRule.progress(ProgressOrder(["new", "met"], exclusive: ["refused"]))
        #expect(field([("refused", 1), ("met", 2)]).disagreement(plain) == .parallel)
    }

    @Test("alternatives stand with the shown one first, each value once, then the later ones")
    func alternatives() {
        let state = field([("a", 1), ("b", 5), ("a", 4), ("c", 3)])
        #expect(state.alternatives(.latest).map(\.value) == [.text("b"), .text("a"), .text("c")])
        #expect(state.alternatives(.latest).map(\.write.stamp.rawValue) == [5, 4, 3])
        let progress = field([("hired", 1), ("new", 5), ("sent", 3)])
        let rule = MergeRule.progress(Self.order)
        #expect(
            progress.alternatives(rule).map(\.value)
                == [.text("hired"), .text("new"), .text("sent")])
    }

    @Test("what is shown and asked depends on the siblings alone, never on their order")
    func orderOfSiblings() {
        var random = SeededGenerator(seed: 41)
        let rules = [MergeRule.latest, .review, .progress(Self.order)]
        let states = ["new", "sent", "met", "hired", "refused", "invented"]
        for _ in 0..<300 {
            let values = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                (
                    states.randomElement(using: &random) ?? "",
                    UInt64.random(in: 0...2, using: &random)
                )
            }
            let state = field(values)
            var other = state
            other.siblings.shuffle(using: &random)
            for rule in rules {
                #expect(shown(other, rule) == shown(state, rule))
                #expect(other.disagreement(rule) == state.disagreement(rule))
                let (left, right) = (state.alternatives(rule), other.alternatives(rule))
                #expect(left.map(\.value) == right.map(\.value))
                #expect(left.map(\.write) == right.map(\.write))
            }
        }
    }

    @Test("equal stamps are ordered by replica, then by identity, so that everybody agrees")
    func ties() {
        let write = { (id: UInt64, replica: Replica) in
            Write(
                transaction: TransactionID(id), stamp: Stamp(5), claimed: Stamp(5),
                replica: replica, position: nil)
        }
        #expect(Write.shownBefore(write(9, 1), write(1, 2)))
        #expect(!Write.shownBefore(write(1, 2), write(9, 1)))
        #expect(Write.shownBefore(write(1, 1), write(2, 1)))
        #expect(!Write.shownBefore(write(1, 1), write(1, 1)))
    }

    @Test("an empty field shows what an empty field of its type shows")
    func emptyFields() {
        let empty = FieldState(name: "state")
        #expect(empty.shown(nil) == .single(.null))
        #expect(empty.shown(declaration(.tags, .set)) == .set([]))
        #expect(empty.shown(declaration(.counter, .counter)) == .single(.integer(0)))
        #expect(empty.alternatives(.review).isEmpty)
        #expect(empty.disagreement(.review) == .none)
    }

    @Test("a program that does not know the field shows it by the shape of its content")
    func undeclaredFields() {
        let write = { (id: UInt64) in
            Write(
                transaction: TransactionID(id), stamp: Stamp(id), claimed: Stamp(id), replica: 1,
                position: nil)
        }
        let set = FieldState(
            name: "x",
            siblings: [("b", 1), ("a", 2), ("b", 3)].map {
                Sibling(write: write($0.1), content: .element($0.0))
            })
        #expect(set.shown(nil) == .set(["a", "b"]))
        let counter = FieldState(
            name: "x",
            siblings: [(3, 1), (-5, 2)].map {
                Sibling(write: write($0.1), content: .increment($0.0))
            })
        #expect(counter.shown(nil) == .single(.integer(-2)))
    }
}
