// What a record shows through lenses: a pure function of what was written with which knowledge.

import Shared
import Testing

@Suite("Record views")
struct RecordViewTests {
    private static let lens = SplitLens("name", into: "given", "family", by: " ", since: 2)
    private static let declaration = CollectionDeclaration(
        "member", Phrase(fr: "", en: ""), access: .territory,
        fields: ["name", "given", "family"].map {
            Field<String>.text($0, fr: "", en: "", merge: .review).declaration
        }, splits: [lens])

    /// One write, by a program that knows the parts or by one that does not.
    private struct Event {
        let write: Write
        let change: RecordChange
        let knowledge: Knowledge
        let isNewer: Bool
    }

    @Test("writes shown in any order in which they can arrive show the same", arguments: 0..<150)
    func anyOrderOfArrival(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let events = Self.history(&random, count: 9)
        let expected = Self.view(events)
        for _ in 0..<12 {
            let view = Self.view(Self.reordered(events, &random))
            #expect(view.shown == expected.shown)
            #expect(view.disagreements.map(\.key) == expected.disagreements.map(\.key))
        }
    }

    @Test("nothing that survives is hidden: it is shown, or disagrees", arguments: 0..<400)
    func nothingIsHidden(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 1_000)
        let events = Self.history(&random, count: 2 + Int(seed % 9))
        let state = Self.state(events)
        let view = RecordView(Self.declaration, state)
        let shown = view.shown
        #expect(Self.lens.join(Array(shown[1...])) == Self.value(shown[0]), "one text")
        let writes = state.field("name")?.siblings ?? []
        let older = writes.filter { sibling in
            events.contains { !$0.isNewer && $0.write.transaction == sibling.write.transaction }
        }
        #expect(view.areCurrent(Self.lens) == older.isEmpty)
        let disagreeing = view.disagreements.filter { $0.disagreement == .conflict }.map(\.key)
        for sibling in writes where !older.isEmpty {
            guard case .value(let value) = sibling.content else { continue }
            #expect(value == Self.value(shown[0]) || disagreeing == ["name"])
        }
        for (index, part) in Self.lens.parts.enumerated() where older.isEmpty {
            for sibling in state.field(part)?.siblings ?? [] {
                guard case .value(let value) = sibling.content else { continue }
                #expect(value == Self.value(shown[index + 1]) || disagreeing.contains(part))
            }
        }
    }

    @Test("one write of somebody who has seen everything settles everything", arguments: 0..<200)
    func settling(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed &+ 5_000)
        var events = Self.history(&random, count: 8)
        let isNewer = seed.isMultiple(of: 2)
        events.append(
            Self.event(events.count, knowing: events, isNewer: isNewer, ["name": .text("Zoe Hill")])
        )
        let view = Self.view(events)
        #expect(view.shown == ["Zoe Hill", "Zoe", "Hill"].map { .single(.text($0)) })
        #expect(view.disagreements.filter { $0.disagreement != .none }.isEmpty)
    }

    @Test("a collection that is not declared shows nothing, and its fields only disagree in part")
    func undeclared() {
        let events = [
            Self.event(0, knowing: [], isNewer: false, ["name": .text("a")]),
            Self.event(1, knowing: [], isNewer: false, ["name": .text("b")]),
        ]
        let view = RecordView(nil, Self.state(events))
        #expect(view.shown.isEmpty)
        #expect(view.disagreements.map(\.disagreement) == [.parallel])
    }

    /// Writes of older and newer programs, each by somebody who knows some earlier ones and all
    /// that those knew.
    private static func history(_ random: inout SeededGenerator, count: Int) -> [Event] {
        var events: [Event] = []
        for index in 0..<count {
            let seen = events.filter { _ in random.next() % 3 > 0 }
            let known = events.filter { event in
                seen.contains { other in
                    other.write.transaction == event.write.transaction
                        || other.knowledge.own.contains(event.write.transaction)
                }
            }
            let given = "G\(random.next() % 3)", family = "F\(random.next() % 3)"
            let assigned: [String: FieldValue] =
                switch random.next() % 5 {
                case 0, 1: ["name": .text("\(given) \(family)")]
                case 2: ["given": .text("\(given) \(given)")]
                case 3: ["family": .text(family)]
                default: ["given": .text(given), "family": .null]
                }
            let isNewer = assigned["name"] == nil || random.next() % 4 == 0
            events.append(event(index, knowing: known, isNewer: isNewer, assigned))
        }
        return events
    }

    private static func event(
        _ index: Int, knowing known: [Event], isNewer: Bool, _ assigned: [String: FieldValue]
    ) -> Event {
        let written =
            isNewer ? declaration.completed(assigned, over: state(known)) : assigned
        let stamp = Stamp(milliseconds: UInt64(index + 1), counter: 0)
        return Event(
            write: Write(
                transaction: TransactionID(UInt64(index * 7919 % 101)), stamp: stamp,
                claimed: stamp, replica: 1, position: nil),
            change: RecordChange(
                collection: "member", id: RecordID(high: 1, low: 1),
                action: .write(
                    written.sorted { $0.key < $1.key }.map {
                        RecordChange.Edit(field: $0.key, change: .assign($0.value))
                    })),
            knowledge: Knowledge(base: nil, own: known.map(\.write.transaction)), isNewer: isNewer)
    }

    /// The same writes in another order, each after everything that its author knew.
    private static func reordered(
        _ events: [Event], _ random: inout SeededGenerator
    ) -> [Event] {
        var left = events
        var result: [Event] = []
        while !left.isEmpty {
            let free = left.indices.filter { index in
                !left.contains { left[index].knowledge.own.contains($0.write.transaction) }
            }
            result.append(left.remove(at: free[Int(random.next() % UInt64(free.count))]))
        }
        return result
    }

    private static func state(_ events: [Event]) -> RecordState {
        var state = RecordState()
        for event in events {
            state.apply(
                event.change, by: event.write, knowledge: event.knowledge, lineage: Lineage(),
                keepsAncestors: { _ in true })
        }
        return state
    }

    private static func view(_ events: [Event]) -> RecordView {
        RecordView(declaration, state(events))
    }

    private static func value(_ shown: ShownValue) -> FieldValue {
        if case .single(let value) = shown { value } else { .null }
    }
}
