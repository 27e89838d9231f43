// A delta that is taken into bytes makes the bytes of the state that it is taken into.

import Shared
import Testing

@Suite("A delta taken into bytes")
struct StateSpliceTests {
    @Test("the bytes are those of the state that takes the delta in, however it came about")
    func histories() {
        var spliced = 0
        for seed in 1...UInt64(120) {
            var history = RandomHistory(seed: seed &+ 9 << 40)
            var states: [RecordState] = []
            for _ in 0..<14 {
                _ = history.step()
                let state = history.world.server
                for held in states.suffix(4) {
                    let delta = state.delta(since: held.changed, history.world.lineage)
                    if isSpliced(held, delta) { spliced += 1 }
                }
                states.append(state)
            }
        }
        #expect(spliced > 200, "most of them are plain")
    }

    @Test("any two plain states that do not contradict each other are spliced")
    func plain() {
        var random = SeededGenerator(seed: 71)
        for _ in 0..<2_000 {
            let held = random.lineState(from: 0)
            let delta = random.lineState(from: random.flag() ? 0 : 1_000)
            let isSpliced = isSpliced(held, delta)
            let ids = Set(held.writes.map(\.transaction))
            let isApart = delta.writes.allSatisfy { !ids.contains($0.transaction) }
            #expect(!isApart || isSpliced)
        }
    }

    @Test("damaged bytes make bytes that are refused, or none")
    func damage() {
        var random = SeededGenerator(seed: 72)
        for _ in 0..<400 {
            let held = random.lineState(from: 0)
            let delta = random.lineState(from: 1_000)
            for _ in 0..<20 {
                let damaged = random.mutated(held.bytes)
                guard let bytes = RecordState.bytes(damaged, replacedBy: delta),
                    StateColumns.areCanonical(bytes)
                else { continue }
                #expect((try? RecordState(bytes: bytes))?.bytes == bytes)
            }
        }
    }

    /// Whether the delta is taken into the bytes; what comes of it is then what the state says.
    private func isSpliced(_ held: RecordState, _ delta: RecordState) -> Bool {
        var whole = held
        whole.replace(by: delta)
        guard let bytes = RecordState.bytes(held.bytes, replacedBy: delta) else { return false }
        #expect(bytes == whole.bytes)
        return true
    }
}

extension SeededGenerator {
    /// A state of one line, of which nothing was deleted, with transactions from a number on.
    fileprivate mutating func lineState(from first: UInt64) -> RecordState {
        let writes = (0..<UInt64(1 + below(4))).map { index in
            Write(
                transaction: TransactionID(first + index), stamp: Stamp(number()),
                claimed: Stamp(number()), replica: Replica(below(300)),
                position: Position(epoch: Epoch(7), sequence: number()),
                isClockVerified: flag())
        }
        var fields: [FieldState] = []
        for name in ["a", "adresse", "b", "z", "é"] where flag() {
            var field = FieldState(name: name, changed: writes.last?.position)
            for write in writes where flag() {
                let isElement = below(3) == 0
                field.siblings.append(
                    Sibling(
                        write: write,
                        content: isElement ? .element(text()) : .value(fieldValue())))
            }
            if below(3) == 0, let last = writes.last {
                field.ancestors = [Sibling(write: last, content: .value(fieldValue()))]
            }
            fields.append(field)
        }
        let place = Position(epoch: Epoch(7), sequence: number())
        return RecordState(
            fields: fields, changed: place,
            applied: flag()
                ? [] : [Applied(transaction: TransactionID(number()), position: place)])
    }
}
