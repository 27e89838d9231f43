// Some fields that are read from canonical bytes are those of the state, and what own transactions
// make of them shows what it shows when they are made over the whole state.

import Shared
import Testing

@Suite("Some fields of a state")
struct StatePartTests {
    @Test("the fields of some names are those of the state, or nothing is said")
    func fields() {
        var random = SeededGenerator(seed: 71)
        var read = 0
        for _ in 0..<3_000 {
            let state = random.flag() ? random.plainState() : random.recordState()
            let names = random.someNames(of: state)
            let part = RecordState.part(names, of: state.bytes, without: [])
            #expect(part != nil || !state.isPlain)
            guard let part else { continue }
            read += 1
            #expect(part.fields == state.fields.filter { names.contains($0.name) }.map(\.bare))
        }
        #expect(read > 1_000, "enough of them are plain")
    }

    @Test("a state that has taken one of the transactions in is looked at as a whole")
    func taken() {
        var random = SeededGenerator(seed: 72)
        for _ in 0..<1_000 {
            let state = random.plainState()
            let all = state.writes.map(\.transaction) + state.applied.map(\.transaction)
            for transaction in all {
                let part = RecordState.part(
                    random.someNames(of: state), of: state.bytes, without: [transaction])
                #expect(part == nil)
            }
        }
    }

    @Test("what is written over the part shows what it shows over the whole")
    func shown() throws {
        var random = SeededGenerator(seed: 73)
        var merged = 0
        for _ in 0..<3_000 {
            let state = random.plainState()
            let declaration = random.declaration(of: state)
            let edits = random.someNames(of: state).map {
                RecordChange.Edit(field: $0, change: random.fieldChange())
            }
            let write = random.write(TransactionID(random.next()))
            let columns = try #require(StateColumns(declaration))
            guard let plain = try columns.shown(state.bytes),
                var part = RecordState.part(
                    edits.map(\.field), of: state.bytes, without: [write.transaction])
            else { continue }
            let known = state.writes.filter { _ in random.flag() }.map(\.transaction)
            let change = RecordChange(collection: "a", id: random.recordID(), action: .write(edits))
            let knowledge = Knowledge(base: nil, own: known)
            let over = { (state: inout RecordState) in
                state.apply(
                    change, by: write, knowledge: knowledge, lineage: Lineage(),
                    keepsAncestors: { _ in true })
            }
            var whole = state
            over(&whole)
            over(&part)
            merged += 1
            #expect(columns.shown(part, over: plain) == RecordView(declaration, whole).shown)
            let asked = [whole, part].map { state in
                RecordView(declaration, state).disagreements
                    .filter { $0.disagreement != .none }.map { "\($0)" }
            }
            #expect(asked[0] == asked[1])
        }
        #expect(merged > 1_000)
    }

    @Test("damaged bytes give the fields of what can be read, or nothing")
    func damage() {
        var random = SeededGenerator(seed: 74)
        for _ in 0..<600 {
            let state = random.plainState()
            let names = random.someNames(of: state)
            for _ in 0..<20 {
                let bytes = random.mutated(state.bytes)
                guard let part = RecordState.part(names, of: bytes, without: []),
                    let whole = try? RecordState(bytes: bytes)
                else { continue }
                #expect(part.fields == whole.fields.filter { names.contains($0.name) }.map(\.bare))
            }
            for length in 0..<state.bytes.count {
                let start = Array(state.bytes.prefix(length))
                #expect(RecordState.part(names, of: start, without: []) == nil)
            }
        }
    }
}

extension FieldState {
    /// Without what its values replaced.
    fileprivate var bare: FieldState {
        FieldState(name: name, changed: changed, siblings: siblings)
    }
}

extension SeededGenerator {
    /// Some of a state's fields, and one that it may not have.
    fileprivate mutating func someNames(of state: RecordState) -> [String] {
        state.fields.map(\.name).filter { _ in below(3) == 0 } + ["not_there"]
    }
}
