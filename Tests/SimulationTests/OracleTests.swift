// The oracle alone: what must survive follows from who had been shown what.

import Shared
import Simulation
import Testing

struct OracleTests {
    private let key = RecordKey(collection: "plot", id: RecordID(high: 1, low: 2))
    private var oracle = Oracle()

    private mutating func note(_ action: RecordChange.Action, knowing known: [Int] = []) -> Int {
        oracle.note(
            Fact(
                id: TransactionID(UInt64(oracle.facts.count) + 1), author: "d0", organisation: nil,
                changes: [key: action], known: [key: FactSet(known)]))
    }

    private mutating func name(_ text: String, knowing known: [Int] = []) -> Int {
        note(
            .write([RecordChange.Edit(field: "name", change: .assign(.text(text)))]),
            knowing: known)
    }

    private func survivors(_ facts: [Int]) -> [Int] {
        oracle.expectation(key, FactSet(facts)).survivors.keys
            .compactMap { oracle.number($0.transaction) }.sorted()
    }

    @Test mutating func aKnowingWriteReplaces() {
        let first = name("a")
        let second = name("b", knowing: [first])
        #expect(survivors([first, second]) == [second])
    }

    @Test mutating func writesThatDoNotKnowOfEachOtherBothSurvive() {
        let facts = [name("a"), name("b")]
        #expect(survivors(facts) == facts)
    }

    @Test mutating func whatIsNotMergedReplacesNothing() {
        let first = name("a")
        _ = name("b", knowing: [first])
        #expect(survivors([first]) == [first])
    }

    @Test mutating func incrementsAreNeverReplaced() {
        let change = RecordChange.Action.write([
            RecordChange.Edit(field: "visits", change: .increment(2))
        ])
        let first = note(change)
        let second = note(change, knowing: [first])
        #expect(survivors([first, second]) == [first, second])
    }

    @Test mutating func anElementThatSomebodyDidNotSeeStaysWhenTheyRemoveIt() {
        func edit(_ add: [String], _ remove: [String]) -> RecordChange.Action {
            .write([RecordChange.Edit(field: "tags", change: .edit(add: add, remove: remove))])
        }
        let first = note(edit(["a", "b"], []))
        let second = note(edit(["a"], []))
        let removal = note(edit([], ["a"]), knowing: [first])
        let left = oracle.expectation(key, FactSet([first, second, removal])).survivors.keys
        #expect(
            Set(left.map { "\($0.transaction.rawValue) \($0.content)" })
                == ["1 element(\"b\")", "2 element(\"a\")"])
    }

    @Test mutating func aDeletionCoversWhatItsAuthorHadBeenShown() {
        let first = name("a")
        let deletion = note(.delete, knowing: [first])
        #expect(oracle.expectation(key, FactSet([first, deletion])).isDeleted)
        let second = name("b")
        let expected = oracle.expectation(key, FactSet([first, deletion, second]))
        #expect(!expected.isDeleted)
        #expect(expected.deletions == [oracle.facts[deletion].id])
    }

    @Test mutating func aKnowingWriteUndoesADeletion() {
        let first = name("a")
        let deletion = note(.delete, knowing: [first])
        let second = name("b", knowing: [first, deletion])
        let expected = oracle.expectation(key, FactSet([first, deletion, second]))
        #expect(!expected.isDeleted && expected.deletions.isEmpty)
    }

    @Test mutating func anErasureLeavesNothing() {
        let first = name("a")
        let erasure = note(.erase)
        let second = name("b", knowing: [first, erasure])
        let expected = oracle.expectation(key, FactSet([first, erasure, second]))
        #expect(expected.isErased && expected.survivors.isEmpty)
    }

    @Test func setsOfFactsHoldWhatWasPutIn() {
        var set = FactSet([0, 63, 64, 511])
        #expect(set.facts == [0, 63, 64, 511])
        #expect(set.contains(64) && !set.contains(65))
        #expect(FactSet([64]).isSubset(of: set) && !set.isSubset(of: FactSet([64])))
        set = set.subtracting(FactSet([63])).intersection(FactSet([63, 64, 511]))
        #expect(set.facts == [64, 511])
        #expect(FactSet().isEmpty && !set.isEmpty)
    }
}
