// Joined duplicates: one answer from every start, whatever the references do.

import Shared
import Testing

@Suite("Merged records")
struct MergedRecordsTests {
    private func id(_ number: Int) -> RecordID { RecordID(high: 7, low: UInt64(number)) }

    private func survivor(_ start: Int, _ targets: [Int: Int]) -> RecordID {
        let references = Dictionary(
            uniqueKeysWithValues: targets.map { (id($0.key), id($0.value)) })
        return MergedRecords.survivor(of: id(start)) { references[$0] }
    }

    @Test("a record that was joined to nothing stands for itself, known or not")
    func unmerged() {
        #expect(survivor(3, [:]) == id(3))
        #expect(survivor(3, [4: 5]) == id(3))
    }

    @Test("a chain of any length ends at its end, asking for each record once")
    func chains() {
        for length in [1, 2, 50, 20_000] {
            var asked = 0
            let found = MergedRecords.survivor(of: id(1)) { current in
                asked += 1
                let next = Int(current.low) + 1
                return next > length ? nil : id(next)
            }
            #expect(found == id(length))
            #expect(asked == length)
        }
    }

    @Test("a ring has its smallest identity for an answer, wherever one enters it")
    func rings() {
        // 9 and 8 lead into the ring 5 → 7 → 3 → 6 → 5; 1 was joined to itself.
        let targets = [9: 8, 8: 7, 5: 7, 7: 3, 3: 6, 6: 5, 1: 1]
        for start in [3, 5, 6, 7, 8, 9] { #expect(survivor(start, targets) == id(3)) }
        #expect(survivor(1, targets) == id(1))
    }

    @Test("two people who join two records in opposite directions agree on one of them")
    func oppositeDirections() {
        var world = MergeWorld(replicas: 2)
        let join = { (record: RecordID) in
            RecordChange.Action.write([
                .init(field: "r", change: .assign(.text(record.description)))
            ])
        }
        // Each record's field is a record of its own in the world of one record.
        var other = world
        world.write(0, join(id(2)))
        other.write(1, join(id(1)))
        for index in [0, 1] {
            world.push(index)
            other.push(index)
        }
        for index in [0, 1] {
            world.pull(index)
            other.pull(index)
            let shown = [id(1): world.shown(index), id(2): other.shown(index)]
            for start in [id(1), id(2)] {
                let found = MergedRecords.survivor(of: start) { current in
                    guard case .single(.text(let text)) = shown[current]?.field("r")?.shown(nil)
                    else { return nil }
                    return RecordID(text)
                }
                #expect(found == id(1))
            }
        }
    }

    @Test("any references give every record an answer, which stands for itself and for its chain")
    func laws() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<500 {
            let count = Int.random(in: 1...12, using: &random)
            var targets: [Int: Int] = [:]
            for record in 0..<count where Int.random(in: 0..<4, using: &random) > 0 {
                targets[record] = Int.random(in: 0..<count, using: &random)
            }
            for record in 0..<count {
                let answer = survivor(record, targets)
                #expect(survivor(Int(answer.low), targets) == answer)
                if let next = targets[record] { #expect(survivor(next, targets) == answer) }
                // Nothing that the chain leads to again is smaller: not even on its ring.
                var current = Int(answer.low)
                for _ in 0..<count {
                    guard let next = targets[current] else { break }
                    current = next
                    #expect(id(current) >= answer)
                }
            }
        }
    }
}
